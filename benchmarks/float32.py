"""float32 kernels beside the float64 kernels of the same backend: ``make bench-float32``.

A ratio is the median of the ratios of neighbours in time: under 1 where float32 is faster. It may take 1.15 times the
time of float64 on series that fit the cache; where memory is the limit it should win. Then how much memory a call takes
beyond its result, each in a process of its own as in ``memory.py``.
"""

from __future__ import annotations

import argparse
import json
from typing import Any, NamedTuple

import numpy as np
from memory import MARK, Extra, cases, in_a_process
from racing import Arguments, Entry, implements, race_entries
from rich.console import Console
from rich.progress import track
from rich.table import Table

import atc_core
from atc_core.kernel import Kernel
from atc_core.registry import REGISTRY, find_kernel

BACKENDS = ("rust", "numba")
BARS = (10_000, 1_000_000)
TABLE = (10_000, 64)
LIMIT = 1.15
SAMPLES = 3
Shape = tuple[int, ...]


class Pair(NamedTuple):
    """A kernel's microseconds in both precisions, and their ratio."""

    kernel: str
    backend: str
    shape: Shape
    float32: float
    float64: float
    ratio: float


def sampled(kernel: Kernel[..., Any], shape: Shape, seed: int) -> Arguments:
    """Arguments in float32: series of the shape, then typical options."""
    random = np.random.default_rng(seed)
    if len(shape) == 1:
        return kernel.arguments(random, shape[0])
    columns = [kernel.arguments(random, shape[0]) for _ in range(shape[1])]
    count = len(kernel.arrays)
    tables = (np.stack(series, axis=1) for series in list(zip(*columns, strict=True))[:count])
    return (*tables, *columns[0][count:])


def as_float64(arguments: Arguments) -> Arguments:
    """The same in float64."""
    return tuple(item.astype(np.float64) if isinstance(item, np.ndarray) else item for item in arguments)


def function(name: str, backend: str, shape: Shape) -> Any:
    """The backend's own function for one series; for tables the handle, which knows which take them whole."""
    handle = atc_core.get(name, backend=backend)
    return handle.resolve(n=shape[0]) if len(shape) == 1 else handle


def measure(name: str, backend: str, shape: Shape, rounds: int) -> Pair:
    """Race the two, each with a new result."""
    kernel = find_kernel(name)
    inputs = [sampled(kernel, shape, seed) for seed in range(SAMPLES)]
    entries = {
        "float32": Entry(function(name, backend, shape), inputs),
        "float64": Entry(function(float64_of(name), backend, shape), [as_float64(item) for item in inputs]),
    }
    lanes = race_entries(entries, rounds)
    microseconds = {precision: lane.typical / 1000 for precision, lane in lanes.items()}
    return Pair(kernel.name, backend, shape, **microseconds, ratio=lanes["float64"].ratio)


def float64_of(name: str) -> str:
    """The kernel that a float32 kernel is the twin of."""
    return next(item.name for item in REGISTRY.all().values() if item.float32 and item.float32.name == name)


def shown(pairs: list[Pair]) -> Table:
    """A row for every kernel and size."""
    table = Table("kernel", "backend", "shape", title="float32 beside float64")
    for heading in ("float32 us", "float64 us", "ratio"):
        table.add_column(heading, justify="right")
    for pair in pairs:
        colour = "red" if pair.ratio > LIMIT else "green"
        shape = " x ".join(f"{count:,}" for count in pair.shape)
        times = (f"{pair.float32:.1f}", f"{pair.float64:.1f}", f"[{colour}]{pair.ratio:.2f}[/]")
        table.add_row(pair.kernel, pair.backend, shape, *times)
    return table


def memory_of(backends: list[str], kernels: list[str]) -> Table:
    """Bytes beyond the result: 4 a bar would be a copy of the series, 8 one in float64."""
    found: list[Extra] = [in_a_process(*case) for case in track(list(cases(kernels, backends)), "memory")]
    table = Table("kernel", "backend", "length", title="beyond the float32 result")
    table.add_column("bytes per bar", justify="right")
    for item in found:
        colour = "red" if item.breaks_the_rule else "green"
        beyond = max(item.new, item.given) / item.bars
        table.add_row(item.kernel, item.backend, str(item.length or ""), f"[{colour}]{beyond:.2f}[/]")
    return table


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel", action="append", choices=atc_core.kernels("float32"), help="may be repeated")
    parser.add_argument("--backend", action="append", choices=BACKENDS, help="may be repeated")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--no-memory", action="store_true", help="times only")
    parser.add_argument("--json", action="store_true", help="print the times as JSON and nothing else")
    options = parser.parse_args()
    kernels, backends = options.kernel or atc_core.kernels("float32"), options.backend or list(BACKENDS)
    shapes: list[Shape] = [*((n,) for n in BARS), TABLE]
    steps = [
        (name, backend, shape)
        for name in kernels
        for backend in backends
        if implements(backend, name)
        for shape in shapes
    ]
    pairs = [
        measure(*step, options.rounds) for step in track(steps, "times", console=Console(stderr=True), transient=True)
    ]
    if options.json:
        print(json.dumps([pair._asdict() for pair in pairs], indent=2))
        return
    Console().print(shown(pairs))
    if MARK.exists() and not options.no_memory:
        Console().print(memory_of(backends, kernels))


if __name__ == "__main__":
    main()
