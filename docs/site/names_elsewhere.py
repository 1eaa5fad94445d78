"""Names of other libraries, with the kernels that the declarations say they are."""

from __future__ import annotations

import sys
from pathlib import Path

from atc_core.registry import REGISTRY, AnyKernel, bare

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).with_name("elsewhere.toml")
LISTED = tomllib.loads(FILE.read_text(encoding="utf-8"))
OTHERWISE: dict[str, str] = LISTED.pop("otherwise")
"""By the name of a function, which libraries define it in another way."""


def libraries() -> dict[str, list[str]]:
    """What the file lists, by library, in alphabetical order."""
    return {library: sorted(names.split(), key=str.casefold) for library, names in LISTED.items()}


def otherwise(kernel: AnyKernel) -> str:
    """Who defines a kernel in another way, and how; empty where that is not known."""
    return " ".join(said for name, said in OTHERWISE.items() if kernel in kernels_of(name))


def kernels_of(name: str) -> list[AnyKernel]:
    """The kernels of a name of another library: of that very name, or called so elsewhere."""
    return [item for item in REGISTRY.all().values() if bare(name) in map(bare, (item.name, *item.also))]


def section(library: str) -> str:
    """A row a name."""
    found = ((name, kernel) for name in libraries()[library] for kernel in kernels_of(name))
    rows = [f"| `{name}` | [`{kernel.name}`](kernels.md#{kernel.name}) | {kernel.summary} |" for name, kernel in found]
    return "\n".join(["| there | here | gives |", "| --- | --- | --- |", *rows])
