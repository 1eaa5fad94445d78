"""Every backend against the ordinary Numba loops, side by side: ``python benchmarks/against_loops.py [--json]``.

A ratio is how many times as fast as the ordinary loop, the median over rounds in which all took turns.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import ordinary_loops
from racing import Function, implements, race, samples
from rich.console import Console
from rich.table import Table

import atc_core
from atc_core.registry import find_kernel

LOOP, INNER_SUM = "ordinary loop", "inner-sum loop"


def with_a_loop() -> list[str]:
    """The kernels that have an ordinary loop."""
    return [name for name in atc_core.kernels() if hasattr(ordinary_loops, name)]


def contenders(name: str, n: int) -> dict[str, Function]:
    """The ordinary loop, the backends that have the kernel, and the inner-sum loop where there is one."""
    found: dict[str, Function] = {LOOP: getattr(ordinary_loops, name)}
    for backend in atc_core.backends():
        if implements(backend, name):
            found[backend] = atc_core.get(name, backend=backend).resolve(n=n)
    inner_sum = getattr(ordinary_loops, f"{name}_inner_sum", None)
    if inner_sum is not None:
        found[INNER_SUM] = inner_sum
    return found


def measure(name: str, n: int, rounds: int) -> dict[str, dict[str, float]]:
    """Microseconds and ratio of every contender."""
    lanes = race(contenders(name, n), samples(find_kernel(name), n), rounds)
    return {entry: {"microseconds": lane.typical / 1e3, "ratio": lane.ratio} for entry, lane in lanes.items()}


def table(results: dict[str, dict[str, Any]], n: int) -> Table:
    """Kernels down, contenders across."""
    columns = list(dict.fromkeys(name for row in results.values() for name in row))
    columns.sort(key=lambda name: (name != LOOP, name == INNER_SUM))
    shown = Table("kernel", title=f"{n} bars: µs (times as fast as the ordinary loop)")
    for column in columns:
        shown.add_column(column, justify="right")
    for name, row in results.items():
        shown.add_row(name, *(cell(row.get(column), column) for column in columns))
    return shown


def cell(result: dict[str, float] | None, name: str) -> str:
    """Microseconds and ratio, ``12.3 (1.80x)``."""
    if result is None:
        return ""
    ratio = "" if name == LOOP else f" ({result['ratio']:.2f}x)"
    return f"{result['microseconds']:.1f}{ratio}"


def main() -> None:
    """Measure every kernel that has an ordinary loop, and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=10_000, help="bars")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    results = {name: measure(name, options.n, options.rounds) for name in with_a_loop()}
    if options.json:
        print(json.dumps({"n": options.n, "kernels": results}, indent=2))
    else:
        Console().print(table(results, options.n))


if __name__ == "__main__":
    main()
