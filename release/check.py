"""What is wrong with the files in `dist/`, by the tools that know: names, contents, metadata, ABI and platform tags.

    python release/check.py

Needs the packages of the group `wheels`. Ends with status 1 where something is wrong.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
KINDS = len(list(ROOT.glob("*/pyproject.toml")))


def main() -> int:
    """Run every check that there is for these files."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", help="folder of the files")
    files = sorted(parser.parse_args().dist.iterdir())
    problems = [text for check in (number, descriptions, contents, stable, portable) for text in check(files)]
    print("\n".join(problems) or f"{len(files)} files are right")
    return int(bool(problems))


def number(files: list[Path]) -> Iterator[str]:
    """Sources and at least one wheel of each distribution, all of one version."""
    for kind in ("*.tar.gz", "*.whl"):
        found = {path.name.split("-")[0] for path in files if path.match(kind)}
        if len(found) != KINDS:
            yield f"{kind}: there must be {KINDS} distributions, are {sorted(found)}"
    versions = {re.split(r"-|\.tar", path.name)[1] for path in files}
    if len(versions) != 1:
        yield f"there must be one version, are {sorted(versions)}"


def descriptions(files: list[Path]) -> Iterator[str]:
    """What an index would refuse or show wrongly."""
    yield from complaint("twine", "check", "--strict", *files)


def contents(files: list[Path]) -> Iterator[str]:
    """Files that do not belong into a wheel, or are missing from it."""
    yield from complaint("check_wheel_contents", *(path for path in files if path.suffix == ".whl"))


def stable(files: list[Path]) -> Iterator[str]:
    """Symbols of Python that the oldest version of the tag does not have."""
    for path in files:
        if "-abi3-" in path.name:
            yield from complaint("abi3audit", "--strict", path)


def portable(files: list[Path]) -> Iterator[str]:
    """Wheels for Linux that need a newer system than their tag says."""
    for path in files:
        if "linux" in path.stem and sys.platform == "linux":
            done = run("auditwheel", "show", path)
            said = " ".join(done.stdout.split())
            tags = path.stem.rpartition("-")[2].split(".")
            if not any(f'platform tag: "{tag}"' in said for tag in tags):
                yield f"{path.name}: {said}{done.stderr}"


def complaint(module: str, *arguments: str | Path) -> Iterator[str]:
    """What a tool says where it ends with a failure."""
    done = run(module, *arguments)
    if done.returncode:
        yield f"{module}: {done.stdout}{done.stderr}"


def run(module: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A tool of this environment."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
