"""What is raced: ours and others in turns on the same data, as medians of the wall clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple, TypeAlias

from rich.console import Console
from rich.table import Table

Functions: TypeAlias = dict[str, Callable[[], Any]]
BLOCK = 2e-3
"""Seconds of calls that are timed together."""
OURS = "atc"


class Case(NamedTuple):
    """What is raced, and how many times as long as ours, which is called "atc", the others are to take."""

    title: str
    functions: Functions
    bars: dict[str, float]


def timed(functions: Functions, rounds: int) -> dict[str, float]:
    """The median seconds of each, in turns."""
    counts = {}
    for name, function in functions.items():
        function()
        begin = perf_counter()
        function()
        counts[name] = max(1, int(BLOCK / max(perf_counter() - begin, 1e-9)))
    found: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            begin = perf_counter()
            for _ in range(counts[name]):
                function()
            found[name].append((perf_counter() - begin) / counts[name])
    return {name: median(values) for name, values in found.items()}


def race(cases: Iterable[Case], rounds: int) -> None:
    """Time and print."""
    table = Table("case", "ours ms", "others: how many times as long (at least)")
    for case in cases:
        found = timed(case.functions, rounds)
        own = found.pop(OURS)
        others = [
            f"{name} {value / own:.2f}" + (f" ({case.bars[name]:g})" if name in case.bars else "")
            for name, value in sorted(found.items(), key=lambda item: item[1])
        ]
        table.add_row(case.title, f"{1e3 * own:.3f}", ", ".join(others))
    Console(width=110).print(table)
