"""The technical indicators beside TA-Lib, tulipy and tulip_rs: ``make bench-indicators``.

Same bars, same run, one thread, in turns, every result newly allocated, defaults of the declarations. Tables are our
one call against TA-Lib called column by column. Running sums (tulipy, tulip_rs) do not meet the accuracy of ours.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from contenders import OURS, can_run
from libraries import Array, Library, installed
from racing import Entry, race_entries, samples
from rich.console import Console
from rich.progress import track
from rich.table import Table

import atc_core
from atc_core.kernel import Kernel
from atc_core.registry import REGISTRY

FAMILY = "indicators"
TABLES = (2_500, 500)
BY_COLUMN = "ta-lib"


class Row(NamedTuple):
    """One kernel: microseconds of ours and of the fastest other, and what that is called."""

    kernel: str
    ours: float
    other: float
    name: str

    @property
    def ratio(self) -> float:
        """How many times as fast ours is."""
        return self.other / self.ours


def indicators(names: list[str]) -> Iterator[Kernel[..., Any]]:
    """The kernels of the family, or some of them."""
    return (item for item in REGISTRY.all().values() if item.family == FAMILY and (not names or item.name in names))


def raced(kernel: Kernel[..., Any], entries: dict[str, Entry], rounds: int) -> Row | None:
    """The result of a race; none where nobody else has the kernel."""
    entries = {name: entry for name, entry in entries.items() if name == OURS or can_run(entry)}
    if len(entries) < 2:
        return None
    lanes = {name: lane.least / 1e3 for name, lane in race_entries(entries, rounds).items()}
    ours = lanes.pop(OURS)
    fastest = min(lanes, key=lanes.__getitem__)
    return Row(kernel.name, ours, lanes[fastest], fastest)


def series(kernel: Kernel[..., Any], n: int, libraries: list[Library], rounds: int) -> Row | None:
    """One series of `n` bars."""
    inputs = samples(kernel, n)
    entries = {OURS: Entry(atc_core.get(kernel.name, backend=OURS), inputs)}
    for item in libraries:
        if kernel.name in item.functions:
            entries[item.name] = Entry(item.functions[kernel.name], inputs)
    return raced(kernel, entries, rounds)


def tables(kernel: Kernel[..., Any], libraries: list[Library], rounds: int) -> Row | None:
    """A table in C order, beside TA-Lib on each column."""
    library = next(item for item in libraries if item.name == BY_COLUMN)
    if kernel.name not in library.functions:
        return None
    bars, count = TABLES
    random = np.random.default_rng(0)
    columns = [kernel.arguments(random, bars) for _ in range(count)]
    arrays = [np.stack([column[i] for column in columns], axis=1) for i in range(len(kernel.arrays))]
    options = columns[0][len(arrays) :]

    def by_column(*given: Array) -> list[Any]:
        parts = [[np.ascontiguousarray(table[:, column]) for table in given[: len(arrays)]] for column in range(count)]
        return [library.functions[kernel.name](*part, *options) for part in parts]

    inputs = [(*arrays, *options)]
    entries = {OURS: Entry(atc_core.get(kernel.name, backend=OURS), inputs), BY_COLUMN: Entry(by_column, inputs)}
    return raced(kernel, entries, rounds)


def show(title: str, rows: list[Row]) -> None:
    """A table and its geometric mean."""
    table = Table("kernel", "ours us", "fastest", "us", "ratio", title=title)
    for row in rows:
        table.add_row(row.kernel, f"{row.ours:.1f}", row.name, f"{row.other:.1f}", f"{row.ratio:.2f}")
    mean = math.exp(sum(math.log(row.ratio) for row in rows) / len(rows))
    least = min(rows, key=lambda row: row.ratio)
    console = Console()
    console.print(table)
    console.print(f"geometric mean {mean:.2f}, least {least.ratio:.2f} ({least.kernel}), {len(rows)} kernels")


def main() -> None:
    """Race them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="kernels; all of the family where none is given")
    parser.add_argument("-n", type=int, action="append", help="bars of a series; 10 000 and 1 000 000 unless given")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--tables", action="store_true", help="tables of (2500, 500) in place of series")
    arguments = parser.parse_args()
    libraries, _ = installed()
    kernels = list(indicators(arguments.names))
    console = Console(stderr=True)
    if arguments.tables:
        found = [tables(item, libraries, 5) for item in track(kernels, "tables", console=console, transient=True)]
        show(f"tables of {TABLES} beside TA-Lib by column", [row for row in found if row])
        return
    for n in arguments.n or (10_000, 1_000_000):
        progress = track(kernels, f"{n} bars", console=console, transient=True)
        rounds = arguments.rounds if n < 100_000 else 10
        found = [series(item, n, libraries, rounds) for item in progress]
        show(f"{n} bars", [row for row in found if row])


if __name__ == "__main__":
    main()
