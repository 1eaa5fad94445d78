"""What odd numbers and long windows cost beside clean and short ones: ``make bench-edges``.

Each kernel of the compiled backends runs on the same prices with a NaN, an infinity, a huge or denormal numbers in
them, and with longer windows; every time is divided by the clean one of the same rounds. Denormals are shown without a
limit: the processor handles them in microcode, in an ordinary loop too. What decays ends at 0 before it gets there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from racing import Arguments, Entry, building_blocks, implements, of_length, race_entries, samples
from rich.console import Console
from rich.progress import track
from rich.table import Table

import atc_core
from atc_core.kernel import Kernel
from atc_core.registry import find_kernel

BACKENDS = ("rust", "numba")
BARS, EVERY = 10_000, 100
SHORT, LONGER = 28, (200, 2_000)
ODD_LIMIT, LENGTH_LIMIT = 3.0, 2.0
CLEAN, DENORMALS = "clean", "denormals"
Series = NDArray[Any]


class EdgeCost(NamedTuple):
    """How many times the clean time an input takes."""

    kernel: str
    backend: str
    what: str
    ratio: float
    limit: float | None

    @property
    def is_over(self) -> bool:
        """Whether it takes more than it may."""
        return self.limit is not None and self.ratio > self.limit


def put(value: float, where: slice | int) -> Callable[[Series], Series]:
    """A function that writes a value into a copy of a series."""

    def apply(x: Series) -> Series:
        x = x.copy()
        x[where] = value
        return x

    return apply


MIDDLE, REGULARLY = BARS // 2, slice(EVERY // 2, None, EVERY)
ODDITIES: Mapping[str, Callable[[Series], Series]] = {
    "a NaN": put(np.nan, MIDDLE),
    "a NaN every 100": put(np.nan, REGULARLY),
    "an infinity": put(np.inf, MIDDLE),
    "infinities every 100": put(-np.inf, REGULARLY),
    "a 1e300": put(1e300, MIDDLE),
    "a decay": lambda x: put(0.0, slice(EVERY, None))(x * 1e-280),
    DENORMALS: lambda x: x * 1e-310,
}


def changed(arguments: Arguments, oddity: Callable[[Series], Series]) -> Arguments:
    """Arguments with something odd in their first series."""
    return (oddity(arguments[0]), *arguments[1:])


def entries(kernel: Kernel[..., Any], backend: str) -> tuple[dict[str, Entry], dict[str, float | None]]:
    """The backend's function on clean, odd and long-windowed inputs; what each may take of the clean time."""
    function = atc_core.get(kernel.name, backend=backend).resolve(n=BARS)
    inputs = samples(kernel, BARS, **of_length(kernel, SHORT))
    found = {CLEAN: Entry(function, inputs)}
    limits: dict[str, float | None] = {}
    if inputs[0][0].dtype == float:
        for name, oddity in ODDITIES.items():
            found[name] = Entry(function, [changed(item, oddity) for item in inputs])
            limits[name] = None if name == DENORMALS else ODD_LIMIT
    for length in LONGER if kernel.speed_options else ():
        name = f"length {length}"
        found[name] = Entry(function, samples(kernel, BARS, **of_length(kernel, length)))
        limits[name] = LENGTH_LIMIT
    return found, limits


def measure(kernel: str, backend: str, rounds: int) -> list[EdgeCost]:
    """Every input of one kernel, beside the clean one."""
    racing, limits = entries(find_kernel(kernel), backend)
    lanes = race_entries(racing, rounds)
    return [EdgeCost(kernel, backend, name, 1.0 / lanes[name].ratio, limit) for name, limit in limits.items()]


def table(found: list[EdgeCost]) -> Table:
    """Kernels down, inputs across; red over the limit."""
    columns = list(dict.fromkeys(item.what for item in found))
    title = f"{BARS} bars: times the clean time at length {SHORT} (odd ≤ {ODD_LIMIT:.0f}, long ≤ {LENGTH_LIMIT:.0f})"
    shown = Table("kernel", "backend", title=title)
    for column in columns:
        shown.add_column(column, justify="right")
    for kernel, backend in dict.fromkeys((item.kernel, item.backend) for item in found):
        row = {item.what: item for item in found if (item.kernel, item.backend) == (kernel, backend)}
        shown.add_row(kernel, backend, *(cell(row.get(column)) for column in columns))
    return shown


def cell(item: EdgeCost | None) -> str:
    """A ratio, coloured."""
    if item is None:
        return ""
    colour = "yellow" if item.limit is None else "red" if item.is_over else "green"
    return f"[{colour}]{item.ratio:.2f}[/]"


def main() -> int:
    """Measure everything; 1 where something is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel", action="append", choices=building_blocks(), help="may be repeated")
    parser.add_argument("--backend", action="append", help="may be repeated")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    kernels, backends = options.kernel or building_blocks(), options.backend or BACKENDS
    steps = [(kernel, backend) for kernel in kernels for backend in backends if implements(backend, kernel)]
    progress = track(steps, "racing", console=Console(stderr=True), transient=True)
    found = [cost for kernel, backend in progress for cost in measure(kernel, backend, options.rounds)]
    if options.json:
        print(json.dumps([item._asdict() for item in found], indent=2))
    else:
        Console().print(table(found))
    return 1 if any(item.is_over for item in found) else 0


if __name__ == "__main__":
    sys.exit(main())
