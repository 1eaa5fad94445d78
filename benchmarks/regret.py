"""How far the tuned choice is from the best one, at sizes that were never probed: ``python benchmarks/regret.py``.

Tunes in one fresh process, then times every eligible backend side by side on a held-out grid of sizes, lengths and
layouts, in a fresh process per kernel. Choice regret is chosen / best; delivered regret is the call through the
handle / the best native call.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from regret_report import console_tables, delivered, markdown, plot, policies, summary
from rich.console import Console
from rich.progress import track

import atc_core

GRID = Path(__file__).with_name("holdout.py")


def environment(profile: Path, without: list[str]) -> dict[str, str]:
    """The variables of a process that follows `profile` and nothing else."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("ATC_")}
    ours = {"ATC_OBJECTIVE": "steady", "ATC_PROFILE": str(profile), "ATC_BACKEND_BLOCK": ",".join(without)}
    return {**others, **ours}


def tune(profile: Path, options: argparse.Namespace) -> None:
    """Tune this machine into `profile`, in a process of its own."""
    kernels = [word for kernel in options.kernel for word in ("--kernel", kernel)]
    command = [sys.executable, "-m", "atc_core.command.main", *kernels, *["--quick"] * options.quick]
    subprocess.run(command, env=environment(profile, options.without), check=True, stdout=subprocess.DEVNULL)


def survey(kernel: str, profile: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """The cells of one kernel, measured in a process of its own."""
    seconds = options.seconds / len(options.kernel)
    command = [sys.executable, str(GRID), kernel, "--seconds", str(seconds), "--seed", str(options.seed)]
    process = environment(profile, options.without)
    done = subprocess.run(command, env=process, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def measure(options: argparse.Namespace, profile: Path) -> list[dict[str, Any]]:
    """All cells of all kernels, within about the seconds that are allowed; kept as they come where that is asked."""
    found = []
    for kernel in track(options.kernel, "measuring", console=Console(stderr=True), transient=True):
        cells = survey(kernel, profile, options)
        found += cells
        if options.cells:
            with options.cells.open("a") as file:
                file.writelines(json.dumps(cell) + "\n" for cell in cells)
    return found


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", type=Path, help="follow this profile instead of tuning")
    parser.add_argument("--quick", action="store_true", help="tune with --quick")
    parser.add_argument("--kernel", action="append", help="only this kernel; may be repeated")
    parser.add_argument("--without", action="append", default=[], help="leave this backend out; may be repeated")
    parser.add_argument("--seconds", type=float, default=420.0, help="about how long the grid may take")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other sizes")
    parser.add_argument("--cells", type=Path, help="keep every cell in this file, or read it where it exists")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--markdown", action="store_true", help="print the table for the README")
    parser.add_argument("--plot", type=Path, help="draw the regret by size into this file")
    options = parser.parse_args()
    options.kernel = options.kernel or atc_core.kernels()
    return options


def rows(options: argparse.Namespace) -> list[dict[str, Any]]:
    """The measured cells: from the file that was given, or anew."""
    if options.cells and options.cells.exists():
        return [json.loads(line) for line in options.cells.read_text().splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        profile = options.profile or Path(folder) / "profile.json"
        if options.profile is None:
            tune(profile, options)
        return measure(options, profile)


def main() -> None:
    """Measure, and print what was asked for."""
    options = arguments()
    found = rows(options)
    if options.json:
        result = {"policies": policies(found), "delivered": delivered(found), "keys": summary(found)}
        print(json.dumps(result, indent=2))
    elif options.markdown:
        print(markdown(found))
    else:
        for table in console_tables(found):
            Console().print(table)
    if options.plot:
        plot(found, options.plot)


if __name__ == "__main__":
    main()
