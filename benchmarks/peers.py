"""The Rust backend beside everything else that one could install: ``make bench-peers``.

Same inputs, same run, all in turns, one thread, every result newly allocated. A ratio is how many times as fast ours
is, the median over the rounds. ``--readme`` writes the table of the README.
"""

from __future__ import annotations

import argparse
import json
from importlib.metadata import version
from typing import Any

import peers_report
from accuracy import accuracy
from contenders import COPY, LENGTH, compared, contenders, converted, entries, options
from libraries import Library, installed
from racing import race_entries
from rich.console import Console
from rich.progress import track

from atc_core.tuning.machine import describe

SIZES = (10_000, 1_000_000)
OURSELVES = ("numpy", "numba")
"""What the copy and the ordinary loops are made of."""


def speed(kernel: str, n: int, libraries: list[Library], rounds: int) -> dict[str, Any]:
    """Microseconds of every contender, and how many times as fast ours is."""
    lanes = race_entries(entries(kernel, n, libraries), rounds)
    return {name: {"microseconds": lane.typical / 1e3, "ratio": 1.0 / lane.ratio} for name, lane in lanes.items()}


def errors(kernel: str, libraries: list[Library]) -> dict[str, Any]:
    """How exact every contender is."""
    given = {item.name: item for item in libraries}
    found = {}
    for name, function in contenders(kernel, libraries).items():
        if name == COPY:
            continue
        library = given.get(name)
        taking = (lambda *x, f=function, to=library: f(*converted(x, to))) if library else function
        result = accuracy(kernel, taking, **options(kernel))
        found[name] = {**result._asdict(), "verdict": result.verdict}
    return found


def measure(kernels: list[str], sizes: list[int], rounds: int) -> dict[str, Any]:
    """Everything there is to tell."""
    libraries, missing = installed()
    steps = [(kernel, n) for kernel in kernels for n in sizes]
    progress = track(steps, "racing", console=Console(stderr=True), transient=True)
    speeds: dict[str, Any] = {str(n): {} for n in sizes}
    for kernel, n in progress:
        speeds[str(n)][kernel] = speed(kernel, n, libraries, rounds)
    return {
        "machine": describe(),
        "length": LENGTH,
        "versions": {name: version(name) for name in OURSELVES} | {item.name: item.version for item in libraries},
        "missing": missing,
        "speed": speeds,
        "accuracy": {kernel: errors(kernel, libraries) for kernel in kernels},
        "conventions": {item.name: item.conventions() for item in libraries},
    }


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, action="append", help="bars; may be repeated")
    parser.add_argument("--kernel", action="append", choices=compared(), help="may be repeated")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--markdown", action="store_true", help="print the README's table")
    parser.add_argument("--readme", action="store_true", help="write the README's table into it")
    return parser.parse_args()


def main() -> None:
    """Measure, and print or write what was asked for."""
    given = arguments()
    if given.readme and given.kernel:
        raise SystemExit("the README shows every kernel: leave --kernel away")
    found = measure(given.kernel or compared(), given.n or list(SIZES), given.rounds)
    if given.json:
        print(json.dumps(found, indent=2))
    elif given.markdown:
        print(peers_report.markdown(found))
    elif given.readme:
        peers_report.write_readme(found)
    else:
        for part in peers_report.console(found):
            Console().print(part)


if __name__ == "__main__":
    main()
