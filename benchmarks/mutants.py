"""How many small faults in the code of decisions the tests notice: ``make mutants``.

mutmut puts them into a copy, one by one, and runs the tests that reach the function in question, of a fast subset for
each subject. Of a subject with more mutants than ``--most``, that many are drawn, the same ones each time.
``--subject gaps`` runs one of them, and ``--show`` prints what survives.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from kept_figures import Figures, keep, kept

ROOT = Path(__file__).parents[1]
SOURCES = ("atc_core/src/atc_core", "atc_trading/src/atc_trading")
MOST = 300
"""Mutants of a subject that are tried: about five minutes on two cores."""
BAR = 85.0
"""Per cent that must be killed."""
KILLED, HUNG, SURVIVED, UNTESTED = "killed", "out of time", "survived", "no tests"
NAMES = {0: SURVIVED, 33: UNTESTED, 5: UNTESTED, None: "not tried", **dict.fromkeys((36, 24, -24, 152, 255), HUNG)}
"""How mutmut ends a mutant; what is not named here is a failed test or a crash."""
MUTMUT = str(Path(sys.executable).with_name("mutmut"))


class Subject(NamedTuple):
    """Files that are mutated, and the tests that should notice."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    words: str = ""
    """Which tests of these files, as `pytest -k` takes it."""
    uses_threads: bool = False
    """Whether the tests run Polars: its threads are lost in a fork, and each call of it then waits for ever."""


SUBJECTS = {
    "choice": Subject(
        ("atc_core/choice.py", "atc_core/ranking.py"),
        ("test_ladder.py", "test_explain.py", "test_objective.py"),
        # Of the tests that take every kernel: one series, several, a table.
        "[sma- or [sma] or [vwap or [pca_fit or not (names_who_runs or coded_reason)",
    ),
    "model": Subject(("atc_core/tuning/model.py",), ("test_model.py",)),
    "verification": Subject(
        ("atc_core/conformance/agreement.py", "atc_core/conformance/differences.py"),
        ("test_conformance_speaks.py", "test_structured_accuracy.py", "test_verification.py"),
    ),
    "gaps": Subject(
        ("atc_core/gaps.py",),
        ("test_gaps.py",),
        # Of the tests that take every kernel: one series, several, a carried flag, a signal, several results.
        "[sma] or [atr] or [vwap] or [crossover_signal] or [macd]"
        " or not (is_no_bar or first_missing_bar or keep_is or of_its_own)",
    ),
    "price files": Subject(
        (
            "atc_trading/prices/cells.py",
            "atc_trading/prices/decimal_signs.py",
            "atc_trading/prices/headers.py",
            "atc_trading/prices/number_columns.py",
            "atc_trading/prices/roles.py",
        ),
        ("test_price_files.py",),
        uses_threads=True,
    ),
}


class Result(NamedTuple):
    """What became of the mutants of a subject."""

    subject: str
    mutants: int
    tried: int
    killed: int
    out_of_time: int
    """Of those that are killed: a loop without an end, or a machine that was busy."""

    @property
    def share(self) -> float:
        """Per cent of those that were tried."""
        return round(100.0 * self.killed / max(self.tried, 1), 1)


def prepare(folder: Path, subject: Subject) -> None:
    """A copy of sources and tests, and what mutmut is to do with it."""
    for source in SOURCES:
        shutil.copytree(ROOT / source, folder / "src" / Path(source).name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    tests = [f"tests/{name}" for name in subject.tests]
    settings = {
        "source_paths": ["src"],
        "only_mutate": [f"src/{name}" for name in subject.files],
        "pytest_add_cli_args": [
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            *(["-k", subject.words] * bool(subject.words)),
        ],
        "pytest_add_cli_args_test_selection": tests,
        "timeout_multiplier": 4.0,
        # Each mutant is a fork, of a process that ran the tests already or of one that only imported these.
        "process_isolation": "forkserver" if subject.uses_threads else "fork",
        "forkserver_warmup": "import",
        "preload_modules_file": "preloaded",
    }
    (folder / "preloaded").write_text("hypothesis\nnumpy\npandas\n", encoding="utf-8")
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    (folder / "pyproject.toml").write_text("\n".join([text, "[tool.mutmut]", *lines, ""]), encoding="utf-8")


def mutmut(folder: Path, *words: str) -> str:
    """Run mutmut in the copy; what it says."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([MUTMUT, *words], cwd=folder, env=environment, text=True, capture_output=True, check=False)
    return done.stdout + done.stderr


def outcomes(folder: Path) -> dict[str, str]:
    """What became of each mutant by name."""
    found: dict[str, str] = {}
    for path in sorted((folder / "mutants" / "src").rglob("*.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        found |= {name: NAMES.get(code, KILLED) for name, code in codes.items()}
    return found


def tried(folder: Path, name: str, most: int, processes: int, *, show: bool) -> Result:
    """Make the mutants of a subject and try them, or a sample, so many at once."""
    prepare(folder, SUBJECTS[name])
    said = mutmut(folder, "run", "none.*")
    names = sorted(outcomes(folder))
    if not names:
        raise SystemExit(said)
    sample = names if len(names) <= most else sorted(random.Random(most).sample(names, most))
    said = mutmut(folder, "run", "--max-children", str(processes), *sample)
    found = {item: value for item, value in outcomes(folder).items() if item in set(sample)}
    counts = Counter(found.values())
    if counts["not tried"]:
        raise SystemExit(said[-4000:])
    if show:
        for item in (item for item, value in found.items() if value != KILLED):
            print(f"{found[item]}:", mutmut(folder, "show", item))
    return Result(name, len(names), len(sample), counts[KILLED] + counts[HUNG], counts[HUNG])


def main() -> int:
    """Try the mutants; 1 where too many live."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subject", action="append", choices=SUBJECTS, help="may be repeated; all unless given")
    parser.add_argument("--most", type=int, default=MOST, help="mutants of a subject that are tried")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="mutants that are tried at once")
    parser.add_argument("--show", action="store_true", help="print the mutants that live")
    options = parser.parse_args()
    results = {item[0]: Result(*item) for item in kept("mutants").get("results", [])}
    for name in options.subject or SUBJECTS:
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            results[name] = tried(Path(folder), name, options.most, options.processes, show=options.show)
        print(f"{name}: {results[name].killed} of {results[name].tried} killed, {results[name].share} %")
    rows = [[*item, item.share] for item in results.values()]
    tried_ones, killed = (sum(getattr(item, name) for item in results.values()) for name in ("tried", "killed"))
    summary = f"{killed} of {tried_ones} mutants are killed, {100.0 * killed / tried_ones:.0f} %; the bar is {BAR:g} %."
    columns = ["subject", "mutants", "tried", "killed", "of these out of time", "%"]
    keep("mutants", "make mutants", summary, [Figures("", columns, rows)], {"results": list(results.values())})
    return 1 if any(item.share < BAR for item in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
