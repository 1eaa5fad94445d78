"""How much memory each kernel takes beyond its result: ``make bench-memory``.

A fresh process for every kernel, backend and length reads the high-water mark of its resident memory around one call:
with a new result, less the result itself, and with `out`. Allowed to our compiled backends are pages for the length
and for what a process does anyway; a copy of the series is far more. The others are measured on fewer bars, at the
short length. Linux only, because only there can the mark be reset.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from racing import building_blocks, implements, of_length, outputs
from rich.console import Console
from rich.progress import track
from rich.table import Table

import atc_core
from atc_core.kernel import Kernel
from atc_core.registry import find_kernel

COMPILED = ("rust", "numba")
"""Ours, to which the rule applies; the Python reference is written to be read."""
BARS, BARS_OF_OTHERS = 8_000_000, 2_000_000
PIECE = 100_000
LENGTHS = (28, 20_000)
STEADY = 2 << 20
"""Bytes that come and go with threads, allocators and pages."""
PER_BAR_OF_LENGTH = 64
STATUS, MARK = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Extra(NamedTuple):
    """Bytes beyond the result that one call took."""

    kernel: str
    backend: str
    length: int
    bars: int
    new: int
    given: int

    @property
    def is_frugal(self) -> bool:
        """Whether it took no more than its result and O(length), in which no copy of the series fits."""
        return max(self.new, self.given) <= STEADY + PER_BAR_OF_LENGTH * self.length

    @property
    def breaks_the_rule(self) -> bool:
        """Whether it took more than it may."""
        return self.backend in COMPILED and not self.is_frugal


def resident(field: str) -> int:
    """A figure of this process's memory, in bytes."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(field))
    return 1024 * int(line.split()[1])


def growth(call: Callable[[], Any]) -> int:
    """By how many bytes the resident memory grew at most during a call whose result is kept until the end."""
    MARK.write_text("5")
    before = resident("VmRSS")
    result = call()
    after = resident("VmHWM")
    del result
    return max(after - before, 0)


def large(kernel: Kernel[..., Any], length: int, bars: int) -> tuple[Any, ...]:
    """Arguments of many bars, repeated from few: making them leaves no large hole in the memory."""
    arguments = kernel.arguments(np.random.default_rng(0), PIECE, **of_length(kernel, length))
    return tuple(np.tile(item, bars // PIECE) if isinstance(item, np.ndarray) else item for item in arguments)


def measure(name: str, backend: str, length: int) -> Extra:
    """Call the backend's own function to warm up, then with a new result and with one that is given."""
    kernel, bars = find_kernel(name), BARS if backend in COMPILED else BARS_OF_OTHERS
    function = atc_core.get(name, backend=backend).resolve(n=bars)
    for n in (1_000, PIECE):
        warm = kernel.arguments(np.random.default_rng(0), n, **of_length(kernel, length))
        function(*warm)
        function(*warm, out=outputs(kernel, warm))
    arguments = large(kernel, length, bars)
    out = outputs(kernel, arguments)
    out.fill(1)
    new = growth(lambda: function(*arguments)) - out.nbytes
    return Extra(name, backend, length, bars, max(new, 0), growth(lambda: function(*arguments, out=out)))


def cases(kernels: list[str], backends: list[str]) -> Iterator[tuple[str, str, int]]:
    """Kernel, backend and length, for all that exist."""
    for kernel in kernels:
        for backend in (name for name in backends if implements(name, kernel)):
            lengths = (LENGTHS if backend in COMPILED else LENGTHS[:1]) if find_kernel(kernel).speed_options else (0,)
            yield from ((kernel, backend, length) for length in lengths)


def in_a_process(kernel: str, backend: str, length: int) -> Extra:
    """Measure one case where nothing else has been."""
    command = [sys.executable, __file__, "--case", kernel, backend, str(length)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Extra(**json.loads(done.stdout))


def table(found: list[Extra]) -> Table:
    """What was taken beyond the result: in MiB, and in bytes for each bar, where 8 is one copy of a series."""
    shown = Table("kernel", "backend", "bars", "length", title="beyond the result: MiB (bytes per bar)")
    shown.add_column("new result", justify="right")
    shown.add_column("out given", justify="right")
    for item in found:
        colour = "red" if item.breaks_the_rule else "green" if item.is_frugal else "yellow"
        sizes = (f"[{colour}]{size / 2**20:.1f} ({size / item.bars:.0f})[/]" for size in (item.new, item.given))
        shown.add_row(item.kernel, item.backend, f"{item.bars:,}", str(item.length or ""), *sizes)
    return shown


def main() -> int:
    """Measure everything; 1 where a compiled backend of ours takes too much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel", action="append", choices=building_blocks(), help="may be repeated")
    parser.add_argument("--backend", action="append", help="may be repeated")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--case", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not MARK.exists():
        print("memory is not measured: only Linux can reset its high-water mark")
        return 0
    if options.case:
        kernel, backend, length = options.case
        print(json.dumps(measure(kernel, backend, int(length))._asdict()))
        return 0
    backends = options.backend or [name for name, item in atc_core.backends().items() if item.state == "available"]
    steps = list(cases(options.kernel or building_blocks(), backends))
    found = [in_a_process(*step) for step in track(steps, "measuring", console=Console(stderr=True), transient=True)]
    if options.json:
        print(json.dumps([item._asdict() for item in found], indent=2))
    else:
        Console().print(table(found))
    return 1 if any(item.breaks_the_rule for item in found) else 0


if __name__ == "__main__":
    sys.exit(main())
