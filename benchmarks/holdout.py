"""What a kernel costs away from the sizes that were probed: one kernel, one process, JSON on standard output.

`regret.py` runs this file once per kernel.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import numpy as np

import atc_core
from atc_core.choice import Choice
from atc_core.conformance.layouts import strided
from atc_core.dispatch import handle_of
from atc_core.kernel import Kernel
from atc_core.models import for_series
from atc_core.process import PROCESS
from atc_core.registry import REGISTRY, find_kernel
from atc_core.tuning.measure import Function, race
from atc_core.variant import TABLES, variant_of

SMALLEST, LARGEST = 32, 1_000_000
SIZES = 13
STRIDED_SIZES, TABLE_SIZES = (2, 5, 8), (3, 5, 7)
"""Positions in the grid of sizes at which other layouts are measured too."""
COLUMNS = 8
LENGTHS = (28, 200)
HANDLE = "handle"
INPUTS = 4
FAR = 15.0
"""A backend this many times slower than the best is not timed at larger sizes, and counts as so much slower there."""
LONGEST = 3.0
"""Seconds for one cell."""
LONGEST_CALL = 0.3
"""Seconds of the fastest call from which on larger sizes are left out."""

Arrange = Callable[[Any], Any]
LAYOUTS: dict[str, Arrange] = {
    "1d": lambda x: x,
    "strided": strided,
    "C": lambda x: np.ascontiguousarray(np.stack([np.roll(x, turn) for turn in range(COLUMNS)], axis=1)),
    "F": lambda x: np.asfortranarray(np.stack([np.roll(x, turn) for turn in range(COLUMNS)], axis=1)),
}
"""Of kernels that see whole tables, only "1d": validation brings each to C order."""


class Cell(NamedTuple):
    """One place of the grid."""

    n: int
    options: dict[str, Any]
    layout: str


def sizes(seed: int, probed: set[int]) -> list[int]:
    """Sizes spaced by their logarithms, with jitter, none of them probed."""
    random = np.random.default_rng(seed)
    exact = np.geomspace(SMALLEST, LARGEST, SIZES)
    jittered = np.clip(exact * random.uniform(0.87, 1.15, SIZES), SMALLEST, LARGEST)
    return [next(n for n in range(int(size), int(size) + 99) if n not in probed) for size in jittered]


def cells(kernel: Kernel[..., Any], seed: int, probed: set[int]) -> Iterator[Cell]:
    """The grid of a kernel, small sizes first."""
    lengths = [kernel.options[position] for position in kernel.speed_options]
    longest = max((item.typical for item in lengths), default=0)
    # In proportion: a fast length stays below its slow one.
    values = [{item.name: max(round(item.typical * n / longest), 1) for item in lengths} for n in LENGTHS]
    values = values if lengths else [{}]
    for position, n in enumerate(sizes(seed, probed)):
        others = [*["strided"] * (position in STRIDED_SIZES), *["C", "F"] * (position in TABLE_SIZES)]
        for layout, options in product(["1d", *(others if kernel.is_by_series else ())], values):
            yield Cell(n, options, layout)


def probed_sizes() -> set[int]:
    """Every size in the profile that is followed."""
    entries = PROCESS.choice.measured.values()
    return {n for entry in entries for candidate in entry.candidates.values() for n in candidate.sizes}


def eligible(kernel: Kernel[..., Any]) -> list[str]:
    """The backends that may run a kernel."""
    return [name for name in PROCESS.choice.plugins.statuses() if PROCESS.choice.problem(kernel, name) is None]


def contenders(kernel: Kernel[..., Any], cell: Cell, names: list[str]) -> dict[str, Function]:
    """Every backend's own function, and the handle; in other layouts handles that are bound to one backend."""
    handles = {name: atc_core.get(kernel.name, backend=name) for name in names}
    if cell.layout == "1d":
        return {**{name: handle.resolve(n=cell.n) for name, handle in handles.items()}, HANDLE: handle_of(kernel)}
    return handles


def inputs(kernel: Kernel[..., Any], cell: Cell) -> list[tuple[Any, ...]]:
    """Samples that take turns, in the cell's layout."""
    count, found = len(kernel.arrays), []
    for turn in range(2 if cell.n > 300_000 else INPUTS):
        arguments = kernel.arguments(np.random.default_rng([turn, cell.n]), cell.n, **cell.options)
        options = arguments[count:]
        if cell.layout in TABLES:
            options = for_series(kernel, options, COLUMNS)
        found.append((*map(LAYOUTS[cell.layout], arguments[:count]), *options))
    return found


def measure(kernel: Kernel[..., Any], cell: Cell, names: list[str], limit: float) -> dict[str, float]:
    """Seconds by contender."""
    timings = race(contenders(kernel, cell, names), inputs(kernel, cell), limit)
    return {name: timing.seconds for name, timing in timings.items()}


def near(names: list[str], seconds: Mapping[str, float]) -> list[str]:
    """The backends that were not far behind."""
    best = min(seconds.values())
    return [name for name in names if seconds[name] < FAR * best]


def survey(kernel: Kernel[..., Any], seed: int, allowed: float) -> Iterator[dict[str, Any]]:
    """Every cell of a kernel with its costs, what was chosen, and what would be without a profile."""
    untuned = Choice(PROCESS.choice.settings._replace(profile="there-is-no-such-profile.json"))
    untuned.may_lack_profile = True
    end = time.monotonic() + allowed
    names, grid = eligible(kernel), list(cells(kernel, seed, probed_sizes()))
    if len(names) < 2:
        # Nothing to choose: such kernels would make the mean regret look better than it is.
        return
    for position, cell in enumerate(grid):
        limit = (end - time.monotonic()) / (len(grid) - position)
        seconds = measure(kernel, cell, names, min(max(limit, 0.0), LONGEST))
        values = [cell.options.get(item.name, item.typical) for item in kernel.options]
        kind = variant_of(kernel, values, cell.layout)
        chosen = handle_of(kernel).explain(n=cell.n, layout=cell.layout, **cell.options).backend
        default = untuned.decide(kernel, cell.n, variant=kind).backend
        yield {"kernel": kernel.name, **cell._asdict(), "chosen": chosen, "default": default, "seconds": seconds}
        if min(seconds.values()) > LONGEST_CALL:
            return
        if cell.n >= 1_000 and cell.layout == "1d":
            names = sorted({*near(names, seconds), chosen})


def main() -> None:
    """Survey one kernel."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kernel", choices=list(REGISTRY.all()))
    parser.add_argument("--seconds", type=float, default=25.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for row in survey(find_kernel(options.kernel), options.seed, options.seconds):
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
