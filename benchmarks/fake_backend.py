"""Does the race find a known difference of 5 % on a busy core? ``make sensitivity``.

Two fake implementations last exactly as long as they are told to, while a process computes on the same core all the
time. "Undecided" is not wrong; a tie or the other winner is.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from noise import busy_core
from rich.console import Console
from rich.progress import track
from rich.table import Table

from atc_core.tuning.measure import race

DIFFERENCE = 1.05
MICROSECONDS = (3, 30, 1_000, 8_000)
OUTCOMES = ("right", "undecided", "wrong")
MANY = 2_000_000


@numba.njit(cache=False)
def spin(steps: int) -> float:
    """A chain of dependent operations, exactly as long as it is told to be."""
    value = 1.0
    for _ in range(steps):
        value = value * 0.999 + 0.5
    return value


def seconds(steps: int) -> float:
    """The least time of several calls."""
    times = []
    for _ in range(50 if steps < MANY else 9):
        begin = time.perf_counter()
        spin(steps)
        times.append(time.perf_counter() - begin)
    return min(times)


def cost_model() -> tuple[float, float]:
    """Seconds per call and per step of :func:`spin`."""
    spin(1)
    few, many = seconds(1_000), seconds(MANY)
    per_step = (many - few) / (MANY - 1_000)
    return max(few - 1_000 * per_step, 0.0), per_step


def lasting(goal: float, model: tuple[float, float]) -> Callable[[], float]:
    """A function whose calls take `goal` seconds."""
    steps = round((goal - model[0]) / model[1])
    return lambda: spin(steps)


def outcome(timings: dict[str, Any]) -> str:
    """Whether the faster one was found."""
    winner = min(timings, key=lambda name: timings[name].seconds)
    (loser,) = timings.keys() - {winner}
    verdict = timings[loser].verdict
    if verdict == "undecided":
        return verdict
    return "right" if (winner, verdict) == ("fast", "slower") else "wrong"


def trial(goal: float, model: tuple[float, float], limit: float, *, fast_first: bool) -> str:
    """One race."""
    functions = {"fast": lasting(goal, model), "slow": lasting(DIFFERENCE * goal, model)}
    names = sorted(functions, reverse=not fast_first)
    return outcome(race({name: functions[name] for name in names}, [()], limit))


def measure(trials: int, limit: float) -> dict[int, Counter[str]]:
    """The outcomes by the length of a call; trials of all lengths take turns."""
    model, random = cost_model(), np.random.default_rng(0)
    found: dict[int, Counter[str]] = {length: Counter() for length in MICROSECONDS}
    with busy_core():
        for _ in track(range(trials), "racing", console=Console(stderr=True), transient=True):
            for length in MICROSECONDS:
                found[length][trial(1e-6 * length, model, limit, fast_first=bool(random.integers(2)))] += 1
    return found


def main() -> None:
    """Race, and print the outcomes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=0.6, help="for one race; 0.6 is what a full tuning gives")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    found = measure(options.trials, options.seconds)
    if options.json:
        print(json.dumps({f"{length} µs": {name: row[name] for name in OUTCOMES} for length, row in found.items()}))
        return
    shown = Table("call", *OUTCOMES, title=f"5 % apart, busy core, {options.seconds} s a race")
    for length, row in found.items():
        shown.add_row(f"{length} µs", *(str(row[name]) for name in OUTCOMES))
    Console().print(shown)


if __name__ == "__main__":
    main()
