"""What Adaptive Trend Classification costs: ``make bench-atc``.

The fused classification in Rust beside the composition of compiled loops in Numba, in turns on one thread; then all
cores on a universe of symbols, with the memory that takes beyond prices and result. Every figure has its bar; 1 is
returned where one is missed. Prices are an array in memory in C order; results are new arrays, all thirteen.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from typing import Any, NamedTuple

import numpy as np
from memory import MARK, growth
from numpy.typing import NDArray
from racing import race
from rich.console import Console
from rich.progress import track
from rich.table import Table

import atc_core
from atc_core.registry import find_kernel

BARS, SYMBOLS, UNIVERSE = 1_500, 99, 8_000
TIMES = 3
"""Passes over the universe; the quickest counts, since whatever disturbs one makes it slower."""


class Figure(NamedTuple):
    """A measurement and its bar."""

    what: str
    value: float
    bar: float
    unit: str
    is_least: bool = False
    """Whether the bar is the least it must be, and not the most."""

    @property
    def is_met(self) -> bool:
        """Whether it is on the right side."""
        return self.value >= self.bar if self.is_least else self.value <= self.bar


def prices(symbols: int, seed: int = 0) -> NDArray[np.float64]:
    """Walks side by side."""
    steps = np.random.default_rng(seed).normal(0.0, 0.01, (BARS, symbols))
    return np.asarray(100.0 * np.exp(np.cumsum(steps, axis=0)))


def function(backend: str) -> Any:
    """The backend's classification."""
    return atc_core.get("atc", backend=backend)


def measure_one_thread(rounds: int) -> list[Figure]:
    """Rust and Numba in turns on the same symbols."""
    inputs = [(prices(SYMBOLS, seed),) for seed in range(3)]
    lanes = race({"numba": function("numba"), "rust": function("rust")}, inputs, rounds)
    what = f"{SYMBOLS} × {BARS}, one thread"
    return [
        Figure(f"{what}: Rust", lanes["rust"].typical / 1e6, 60.0, "ms"),
        Figure(f"{what}: Numba over Rust", lanes["rust"].ratio, 5.0, "×", is_least=True),
    ]


def measure_all_cores(_: int) -> list[Figure]:
    """The whole universe at once: time, and memory beyond prices and result."""
    classify, universe = function("rust"), prices(UNIVERSE)
    result_size = len(find_kernel("atc").result.fields) * universe.nbytes
    classify(universe[:, :SYMBOLS])
    beyond = growth(lambda: classify(universe)) - result_size if MARK.exists() else 0
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        classify(universe)
        seconds.append(time.perf_counter() - start)
    what = f"{UNIVERSE:,} × {BARS}, {len(os.sched_getaffinity(0))} cores"
    return [
        Figure(f"{what}: Rust", min(seconds), 4.0, "s"),
        Figure(f"{what}: memory beyond prices and result", max(beyond, 0) / 1e6, 50.0, "MB"),
    ]


CASES = {"one": (measure_one_thread, "1"), "all": (measure_all_cores, "")}
"""What is measured in a process of its own, and on how many threads."""


def in_a_process(case: str, rounds: int) -> list[Figure]:
    """Measure one case where nothing else has been."""
    threads = CASES[case][1]
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    environment = kept | ({"ATC_NUM_THREADS": threads} if threads else {})
    command = [sys.executable, __file__, "--case", case, "--rounds", str(rounds)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return [Figure(*item) for item in json.loads(done.stdout)]


def table(found: list[Figure]) -> Table:
    """Figures and bars; red where missed."""
    shown = Table("what", title="Adaptive Trend Classification, all 13 results")
    shown.add_column("measured", justify="right")
    shown.add_column("bar", justify="right")
    for item in found:
        colour, sign = ("green" if item.is_met else "red"), ("≥" if item.is_least else "≤")
        shown.add_row(item.what, f"[{colour}]{item.value:.3g} {item.unit}[/]", f"{sign} {item.bar:g} {item.unit}")
    return shown


def main() -> int:
    """Measure everything; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        print(json.dumps(CASES[options.case][0](options.rounds)))
        return 0
    cases = track(CASES, "measuring", console=Console(stderr=True), transient=True)
    found = [figure for case in cases for figure in in_a_process(case, options.rounds)]
    if options.json:
        print(json.dumps([item._asdict() for item in found], indent=2))
    else:
        Console().print(table(found))
    return 0 if all(item.is_met for item in found) else 1


if __name__ == "__main__":
    sys.exit(main())
