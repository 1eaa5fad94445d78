"""Names of other libraries, with the kernels that the declarations say they are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from atc_core.registry import REGISTRY, AnyKernel, bare

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).with_name("elsewhere.toml")


def libraries() -> dict[str, dict[str, Any]]:
    """What the file lists, by library."""
    found: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return found


def kernels_of(name: str) -> list[AnyKernel]:
    """The kernels of a name of another library: of that very name, or called so elsewhere."""
    return [item for item in REGISTRY.all().values() if bare(name) in map(bare, (item.name, *item.also))]


def section(library: str) -> str:
    """A row a name, in alphabetical order."""
    listed = libraries()[library]
    found = (
        (name, kernel) for name in sorted(listed["names"].split(), key=str.casefold) for kernel in kernels_of(name)
    )
    rows = [
        f"| `{listed['call'].format(name)}` | [`{kernel.name}`](kernels.md#{kernel.name}) | {kernel.summary} |"
        for name, kernel in found
    ]
    return "\n".join(["| there | here | gives |", "| --- | --- | --- |", *rows])
