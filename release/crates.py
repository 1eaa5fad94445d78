"""The licences of the crates that are linked into the Rust wheel: their notices must travel with it.

    python release/crates.py            write rust_backend/LICENSES_OF_CRATES.txt
    python release/crates.py --check    fail where that is not what would be written

It is a committed file, so that building a wheel needs no more than a compiler.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RUST = Path(__file__).parents[1] / "rust_backend"
TEXT = RUST / "LICENSES_OF_CRATES.txt"
LINE = "-" * 100
OPENING = """atc-rust is linked from Rust's standard library, which may be had under MIT or Apache-2.0, and from these
crates, each under the licence that follows it.
"""
PREFERRED = (
    "LICENSE-MIT",
    "LICENSE-MIT.md",
    "LICENSE-MIT.txt",
    "LICENSE",
    "LICENSE.md",
    "LICENSE.txt",
    "LICENSE-APACHE",
)
"""Where a crate may be had under one of several licences, its MIT text is the shortest that fulfils one."""


def main() -> int:
    """Write or check the file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    text = "".join([OPENING, *map(notice, linked(metadata()))])
    if not parser.parse_args().check:
        TEXT.write_text(text, encoding="utf-8")
    elif TEXT.read_text(encoding="utf-8") != text:
        print(f"{TEXT.name} is not up to date: run python release/crates.py", file=sys.stderr)
        return 1
    return 0


def metadata() -> dict[str, Any]:
    """What cargo knows of the locked crates, for every platform."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    done = subprocess.run(command, cwd=RUST, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def linked(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The crates of others that end up in the extension; what only builds or tests it does not."""
    packages = {item["id"]: item for item in found["packages"]}
    nodes = {item["id"]: item for item in found["resolve"]["nodes"]}
    seen, waiting = set(), [found["resolve"]["root"]]
    while waiting:
        crate = waiting.pop()
        if crate in seen or is_macro(packages[crate]):
            continue
        seen.add(crate)
        waiting += [item["pkg"] for item in nodes[crate]["deps"] if any(not kind["kind"] for kind in item["dep_kinds"])]
    others = (packages[crate] for crate in seen if packages[crate]["source"])
    yield from sorted(others, key=lambda item: (item["name"], item["version"]))


def is_macro(package: dict[str, Any]) -> bool:
    """Whether a crate runs in the compiler and is linked into nothing."""
    return any("proc-macro" in target["kind"] for target in package["targets"])


def notice(package: dict[str, Any]) -> str:
    """Name, licence and text of one crate."""
    folder = Path(package["manifest_path"]).parent
    found = next((folder / name for name in PREFERRED if (folder / name).is_file()), None)
    # Crates of a workspace often leave the text in its root, which is not published.
    text = found.read_text(encoding="utf-8").strip() if found else f"Copyright (c) {', '.join(package['authors'])}"
    return f"\n{LINE}\n{package['name']} {package['version']}: {package['license']}\n\n{text}\n"


if __name__ == "__main__":
    sys.exit(main())
