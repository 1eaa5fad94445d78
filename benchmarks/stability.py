"""Does tuning again give the same verdicts? ``python benchmarks/stability.py``.

Tunes ten times, every other time with a process that computes on the same core. A verdict is the backend that is
chosen for a kernel at a held-out size; it is compared with the one that most of the idle tunings gave. A flip does
harm where the backend that was chosen instead costs over 2 % more, by the median of what the idle tunings predict.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from holdout import sizes
from noise import busy_core
from regret import tune
from rich.console import Console
from rich.progress import track
from rich.table import Table

import atc_core
from atc_core.choice import Choice
from atc_core.objective import Objective
from atc_core.process import PROCESS
from atc_core.registry import find_kernel

IDLE, BUSY = "idle", "busy"
BARS = {IDLE: 0.97, BUSY: 0.95}
HARM, HARM_BAR = 1.02, 0.005

Key = tuple[str, int]


class Tuned(NamedTuple):
    """What one tuning says at every key: what is chosen, and what each backend costs."""

    chosen: dict[Key, str]
    costs: dict[Key, dict[str, float]]


def read(profile: Path, keys: list[Key]) -> Tuned:
    """The verdicts of a profile."""
    choice = Choice(PROCESS.choice.settings._replace(profile=str(profile), objective=Objective("steady")))
    rankings = {kernel: choice.ranking(find_kernel(kernel)) for kernel, _ in keys}
    chosen = {(kernel, n): rankings[kernel].thresholds.at(n) for kernel, n in keys}
    costs = {(kernel, n): {name: curve.at(n) for name, curve in rankings[kernel].curves.items()} for kernel, n in keys}
    return Tuned(chosen, costs)


def tunings(options: argparse.Namespace, keys: list[Key]) -> dict[str, list[Tuned]]:
    """Tune again and again, idle and busy in turns."""
    found: dict[str, list[Tuned]] = {IDLE: [], BUSY: []}
    with tempfile.TemporaryDirectory() as folder:
        for turn in track(range(options.times), "tuning", console=Console(stderr=True), transient=True):
            condition = BUSY if turn % 2 else IDLE
            profile = Path(folder) / f"{turn}.json"
            with busy_core() if condition == BUSY else nullcontext():
                tune(profile, options)
            found[condition].append(read(profile, keys))
    return found


def usual(idle: list[Tuned], key: Key) -> str:
    """The verdict of most idle tunings."""
    return Counter(tuned.chosen[key] for tuned in idle).most_common(1)[0][0]


def cost(idle: list[Tuned], key: Key, name: str) -> float:
    """The median of what idle tunings predict; infinite for a backend that they do not know."""
    return median(tuned.costs[key].get(name, float("inf")) for tuned in idle)


def compare(found: dict[str, list[Tuned]], keys: list[Key]) -> dict[str, dict[str, Any]]:
    """By condition: the share of usual verdicts, the share of harmful flips, and the flips themselves."""
    idle, result = found[IDLE], {}
    for condition, several in found.items():
        flips = [
            {"kernel": key[0], "n": key[1], "chosen": tuned.chosen[key], "usual": common, "ratio": ratio}
            for tuned in several
            for key in keys
            if tuned.chosen[key] != (common := usual(idle, key))
            and (ratio := cost(idle, key, tuned.chosen[key]) / cost(idle, key, common))
        ]
        count = len(several) * len(keys)
        harmful = sum(flip["ratio"] > HARM for flip in flips)
        result[condition] = {"same": 1.0 - len(flips) / count, "harmful": harmful / count, "flips": flips}
    return result


def tables(result: dict[str, dict[str, Any]]) -> list[Table]:
    """Shares, and every flip."""
    shares = Table("core", "same verdict", "bar", "harmful flips", "bar", title="tuning again")
    flips = Table("core", "kernel", "bars", "usually", "chosen", "costs", title="changed verdicts")
    for condition, found in result.items():
        bars = [f"≥ {100 * BARS[condition]:.0f} %", f"{100 * found['harmful']:.2f} %", f"≤ {100 * HARM_BAR} %"]
        shares.add_row(condition, f"{100 * found['same']:.1f} %", *bars)
        for flip in found["flips"]:
            names = [flip["kernel"], str(flip["n"]), flip["usual"], flip["chosen"]]
            flips.add_row(condition, *names, f"{flip['ratio']:.3f}")
    return [shares, flips]


def main() -> None:
    """Tune, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--quick", action="store_true", help="tune with --quick")
    parser.add_argument("--kernel", action="append", help="only this kernel; may be repeated")
    parser.add_argument("--without", action="append", default=[], help="leave this backend out; may be repeated")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other sizes")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args()
    options.kernel = options.kernel or atc_core.kernels()
    keys = [(kernel, n) for kernel in options.kernel for n in sizes(options.seed, set())]
    result = compare(tunings(options, keys), keys)
    if options.json:
        print(json.dumps(result, indent=2))
        return
    for table in tables(result):
        Console().print(table)


if __name__ == "__main__":
    main()
