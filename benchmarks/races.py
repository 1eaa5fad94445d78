"""What is raced: ours and others in turns on the same data, as medians of the wall clock."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from time import perf_counter
from types import MappingProxyType
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


def race(
    about: str,
    makers: Sequence[Callable[[str | None], Iterator[Case]]],
    times: Mapping[str, float] = MappingProxyType({}),
    rounds: int = 15,
) -> None:
    """Race what the command line asks for, and print; `times` says how many runs a library's one stands for."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("only", nargs="*", help="parts of titles")
    parser.add_argument("--backend", default="rust", help="ours; auto for the fastest of this machine")
    parser.add_argument("--rounds", type=int, default=rounds)
    options = parser.parse_args()
    table = Table("case", "ours us", "others: how many times as long (at least)")
    for make in makers:
        for case in make(options.backend):
            if options.only and not any(part in case.title for part in options.only):
                continue
            found = {
                name: value * times.get(name, 1.0) for name, value in timed(case.functions, options.rounds).items()
            }
            own = found.pop(OURS)
            others = [
                f"{name} {value / own:.2f}" + (f" ({case.bars[name]:g})" if name in case.bars else "")
                for name, value in sorted(found.items(), key=lambda item: item[1])
            ]
            table.add_row(case.title, f"{1e6 * own:.1f}", ", ".join(others))
    Console(width=110).print(table)
