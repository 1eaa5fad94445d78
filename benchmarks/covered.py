"""Lines and branches that the tests execute, of every distribution and of the Rust crates: ``make coverage``.

coverage.py counts, in the workers and child processes of the test suite too. Numba's loops count as Python executes
them (`interpreted.py`). ``--python`` or ``--rust`` measures one of both, the other's figures stay; further words go to
pytest.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import covered_rust
from covered_rust import Covered
from kept_figures import Figures, keep, kept

ROOT = Path(__file__).parents[1]
LINES, BRANCHES = 95.0, 90.0
"""The bars, in per cent."""
DATA = ROOT / ".coverage-data"
COVERAGE = [sys.executable, "-m", "coverage"]


def suite(words: list[str]) -> None:
    """The test suite and the loops of Numba, counted."""
    subprocess.run([*COVERAGE, "erase"], cwd=ROOT, check=True)
    run = [*COVERAGE, "run"]
    tested = subprocess.run([*run, "-m", "pytest", "-q", *words], cwd=ROOT, check=False)
    subprocess.run(
        [*run, "benchmarks/interpreted.py"], cwd=ROOT, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, check=False
    )
    if tested.returncode:
        print("some tests failed: what they would have executed is missing", file=sys.stderr)


def of_python() -> list[Covered]:
    """What was counted, by distribution."""
    subprocess.run([*COVERAGE, "combine", "-q"], cwd=ROOT, check=True)
    report = DATA.with_suffix(".json")
    subprocess.run([*COVERAGE, "json", "-q", "-o", str(report)], cwd=ROOT, check=True)
    found: dict[str, Counter[str]] = {}
    for path, file in json.loads(report.read_text())["files"].items():
        found.setdefault(Path(ROOT, path).relative_to(ROOT).parts[0], Counter()).update(counts_of(file["summary"]))
    return [Covered(name, *(own[item] for item in Covered._fields[1:])) for name, own in sorted(found.items())]


def counts_of(summary: dict[str, Any]) -> dict[str, int]:
    """What is counted of one file."""
    names = ("covered_lines", "num_statements", "covered_branches", "num_branches")
    return dict(zip(Covered._fields[1:], (summary[name] for name in names), strict=True))


def rows_of(found: list[Covered]) -> list[list[str | float]]:
    """Shares in per cent."""
    return [
        [
            item.part,
            share(item.lines, item.all_lines),
            item.all_lines,
            share(item.branches, item.all_branches),
            item.all_branches,
        ]
        for item in found
    ]


def share(part: int, whole: int) -> float:
    """Per cent, to a tenth."""
    return round(100.0 * part / whole, 1) if whole else 100.0


def main() -> int:
    """Measure, keep and print; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="store_true", help="the distributions only")
    parser.add_argument("--rust", action="store_true", help="the Rust crates only")
    parser.add_argument("--report", action="store_true", help="read what is counted already")
    options, words = parser.parse_known_args()
    before = kept("coverage").get("measured_parts", {})
    if not options.rust:
        if not options.report:
            suite(words)
        before["Python"] = of_python()
    if not options.python:
        found = covered_rust.measured()
        whole = found[0]
        for item in found[1:]:
            whole = whole.plus(item)
        before["Rust"] = [whole._replace(part="rust_backend, all crates"), *found]
    parts = [Covered(*item) for name in ("Python", "Rust") for item in before.get(name, [])]
    rows = rows_of(parts)
    columns = ["part", "lines, %", "of", "branches, %", "of"]
    short = [row for row in rows if float(row[1]) < LINES or float(row[3]) < BRANCHES]
    summary = f"Bars: {LINES:g} % of lines, {BRANCHES:g} % of branches."
    keep("coverage", "make coverage", summary, [Figures("", columns, rows)], {"measured_parts": before})
    print(*rows, sep="\n")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
