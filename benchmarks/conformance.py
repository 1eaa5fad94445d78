"""How long `atc-conformance` takes on every backend that is installed, and what it finds: ``make conformance``."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from kept_figures import Figures, keep
from rich.console import Console
from rich.progress import track

import atc_core

MOST = 120.0
"""Seconds that a backend may take."""
COMMAND = str(Path(sys.executable).with_name("atc-conformance"))


class Checked(NamedTuple):
    """What the command says of a backend."""

    backend: str
    kernels: int
    checks: int
    disagreements: int
    seconds: float
    computed: float
    """Seconds of processors, which a busy machine does not change much."""


def checked(backend: str) -> Checked:
    """Run the command."""
    begin, before = time.perf_counter(), computed()
    done = subprocess.run([COMMAND, backend, "--json"], stdout=subprocess.PIPE, text=True, check=False)
    seconds = time.perf_counter() - begin
    found = json.loads(done.stdout)
    for row in found["disagreements"]:
        print(row)
    counts = found["kernels"], found["checks"], len(found["disagreements"])
    return Checked(backend, *counts, round(seconds, 1), round(computed() - before, 1))


def computed() -> float:
    """What the processes that ended took of processors; 0 where the system does not tell."""
    times = os.times()
    return times.children_user + times.children_system


def main() -> int:
    """Check every backend; 1 where one disagrees or takes too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("backends", nargs="*", help="all that are available unless given; then nothing is kept")
    options = parser.parse_args()
    available = [name for name, item in atc_core.backends().items() if item.state == "available"]
    steps = track(options.backends or available, "checking", console=Console(stderr=True), transient=True)
    found = [checked(name) for name in steps]
    print(*found, sep="\n")
    wrong = [item for item in found if item.disagreements]
    late = [item for item in found if item.seconds > MOST]
    if not options.backends:
        wrongs = sum(item.disagreements for item in found)
        summary = f"{wrongs} disagreements in {sum(item.checks for item in found):,} checks of {len(found)} backends."
        columns = ["backend", "kernels", "checks", "disagreements", "seconds", "of processors"]
        rows = [list(item) for item in sorted(found, key=lambda item: -item.checks)]
        keep("conformance", "make conformance", summary, [Figures("", columns, rows)])
    return 1 if wrong or late else 0


if __name__ == "__main__":
    sys.exit(main())
