"""The option of pytest-benchmark that compares with the last commit of which a run was saved: for ``make bench``.

A run of an unchanged checkout counts as its commit's. Such a checkout is compared with the commit before.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(".benchmarks")
CHANGED = re.compile("uncommitt?ed-changes")
"""pytest-benchmark's mark on the runs of a changed checkout, in both its spellings."""


def git(*words: str) -> str:
    """What git says."""
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout.strip()


def saved(names: Sequence[str], commits: Sequence[str]) -> str | None:
    """The number of the newest run of the first commit that has one; names are ``0001_COMMIT_DATE_TIME``."""
    clean = [name for name in sorted(names, reverse=True) if not CHANGED.search(name)]
    for commit in commits:
        for name in clean:
            if name.split("_")[1] == commit:
                return name.split("_")[0]
    return None


def main() -> None:
    """Print the option, or say why there is none."""
    is_changed = bool(git("status", "--porcelain", "--untracked-files=no"))
    commits = git("rev-list", "--max-count=1000", "HEAD").split()
    number = saved([path.stem for path in FOLDER.glob("*/*.json")], commits if is_changed else commits[1:])
    if number is None:
        print("nothing was saved from an earlier commit: this run is saved, and compared with none", file=sys.stderr)
    else:
        print(f"--benchmark-compare={number}")


if __name__ == "__main__":
    main()
