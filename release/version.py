"""One version for every distribution and crate: `atc_core.__version__`, written wherever a build reads it.

    python release/version.py           print it
    python release/version.py 0.2.0     change it everywhere

Distributions of ours that need each other need one version: a kernel is declared in one and implemented in another.
"""

from __future__ import annotations

import argparse
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "atc_core" / "src" / "atc_core" / "__init__.py"
CARGO = ROOT / "rust_backend" / "Cargo.toml"
FIRST = re.compile(r'^(__version__ = |version = )"([^"]+)"$', re.MULTILINE)
EXACT = re.compile(r'("atc-core==|"atc-python>=)[^"]+"')
"""What distributions of ours need of each other."""
PATTERN = re.compile(r"\d+\.\d+\.\d+((a|b|rc)\d+)?")


def main() -> None:
    """Print the version, or change it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("version", nargs="?", help="the new version, as 0.2.0 or 0.2.0rc1")
    version = parser.parse_args().version
    if version is None:
        print(current())
        return
    if not PATTERN.fullmatch(version):
        parser.error(f"version must be as 0.2.0 or 0.2.0rc1, was {version!r}")
    for path in manifests():
        path.write_text(changed(path.read_text(encoding="utf-8"), version), encoding="utf-8")
    CARGO.write_text(FIRST.sub(rf'\g<1>"{of_crates(version)}"', CARGO.read_text(encoding="utf-8")), encoding="utf-8")
    subprocess.run(["cargo", "update", "--workspace", "--offline", "--quiet"], cwd=CARGO.parent, check=True)


def current() -> str:
    """The version that the sources have."""
    found = FIRST.search(SOURCE.read_text(encoding="utf-8"))
    assert found is not None
    return found[2]


def manifests() -> list[Path]:
    """The files of Python distributions that say it."""
    return [SOURCE, *sorted(ROOT.glob("*/pyproject.toml"))]


def changed(text: str, version: str) -> str:
    """A file with another version, its own and that of our distributions which it needs."""
    return EXACT.sub(rf'\g<1>{version}"', FIRST.sub(rf'\g<1>"{version}"', text))


def of_crates(version: str) -> str:
    """A version as Cargo writes it: ``0.2.0-rc.1`` for ``0.2.0rc1``."""
    return re.sub(r"(a|b|rc)(\d+)$", lambda found: f"-{NAMES[found[1]]}.{found[2]}", version)


NAMES = {"a": "alpha", "b": "beta", "rc": "rc"}


if __name__ == "__main__":
    main()
