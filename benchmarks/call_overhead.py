"""What a call through the handle adds to the function it chooses: ``python benchmarks/call_overhead.py``."""

from __future__ import annotations

import argparse
import json
from functools import partial

from racing import outputs, race, samples
from rich.console import Console
from rich.table import Table

import atc_core
from atc_core.registry import find_kernel

BARS = 32
LIMIT = 250.0
"""Nanoseconds that a call through the handle may cost."""


def overhead(name: str, rounds: int) -> dict[str, float]:
    """Nanoseconds of the function itself, of the handle without and with `out`, and the difference, undisturbed."""
    kernel, handle = find_kernel(name), atc_core.get(name)
    inputs = samples(kernel, BARS)
    functions = {"direct": handle.resolve(n=BARS), "handle": handle}
    if not kernel.is_found:
        functions["with out"] = partial(handle, out=outputs(kernel, inputs[0]))
    times = {column: lane.least for column, lane in race(functions, inputs, rounds).items()}
    return {**times, "overhead": times["handle"] - times["direct"]}


def overheads(rounds: int = 300) -> dict[str, dict[str, float]]:
    """Every kernel's."""
    return {name: overhead(name, rounds) for name in atc_core.kernels()}


def table(results: dict[str, dict[str, float]]) -> Table:
    """Kernels down; the overhead marked where it is over the limit."""
    shown = Table("kernel", title=f"nanoseconds per call at {BARS} bars")
    for column in ("direct", "handle", "overhead", "with out"):
        shown.add_column(column, justify="right")
    for name, row in results.items():
        mark = "red" if row["overhead"] > LIMIT else "green"
        shown.add_row(
            name,
            f"{row['direct']:.0f}",
            f"{row['handle']:.0f}",
            f"[{mark}]{row['overhead']:.0f}[/]",
            f"{row['with out']:.0f}" if "with out" in row else "",
        )
    shown.add_section()
    shown.add_row("limit", "", "", f"{LIMIT:.0f}")
    return shown


def main() -> None:
    """Measure all kernels and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    results = overheads(options.rounds)
    if options.json:
        print(json.dumps({"n": BARS, "limit": LIMIT, "kernels": results}, indent=2))
    else:
        Console().print(table(results))


if __name__ == "__main__":
    main()
