"""How missing things are installed: from wheels and from a clone, first from where this package came itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

CORE = "atc-core"
OF_WHEELS = re.compile(r'pip install "(atc-[a-z]+)\[([\w-]+)\]"')
"""What hints say of our own distributions; a stranger's command is its own business."""
FOLDERS = {"atc-backends": "backends", "atc-core": "atc_core", "atc-trading": "atc_trading"}
"""The folders that are not called as the others: ``atc-rust`` is ``rust_backend``."""


def install_extra(extra: str, project: str = CORE) -> str:
    """The commands that install what an extra brings: of wheels, and from a clone."""
    return install_here(f'pip install "{project}[{extra}]"')


def install_here(command: str) -> str:
    """A command; beside one that installs our wheels stands that of a clone, and first the one that works here."""
    found = OF_WHEELS.fullmatch(command)
    if found is None:
        return command
    root = clone()
    sources = from_clone(root, *found.groups())
    return f"{command} (in a clone: {sources})" if root is None else f"{sources} (from wheels: {command})"


def from_clone(root: Path | None, project: str, extra: str) -> str:
    """The command that installs what an extra brings from the folders of a clone."""
    own = [quoted(root, folder_of(name), options) for name, options in brought(project, extra)]
    return " ".join(["pip install", *(own or [quoted(root, folder_of(project), f"[{extra}]")])])


def brought(project: str, extra: str) -> Iterator[tuple[str, str]]:
    """Our other distributions that an extra of the core brings, each with its own extras in brackets."""
    required = (item for item in requirements() if project == CORE and is_of_extra(item, extra))
    for requirement in required:
        found = re.match(r"\s*(atc-[a-z]+)\s*(\[[^]]*\])?", requirement)
        if found is not None:
            yield found[1], found[2] or ""


@lru_cache(maxsize=1)
def requirements() -> tuple[str, ...]:
    """What the core and its extras require. Read once: that takes 1 ms, and every missing library has a hint."""
    try:
        return tuple(distribution(CORE).requires or ())
    except PackageNotFoundError:
        return ()


def is_of_extra(requirement: str, extra: str) -> bool:
    """Whether a requirement belongs to an extra."""
    return re.search(rf"extra == ['\"]{re.escape(extra)}['\"]", requirement) is not None


def folder_of(project: str) -> str:
    """The folder of a clone that a distribution of ours is built from."""
    return FOLDERS.get(project, f"{project.removeprefix('atc-')}_backend")


def quoted(root: Path | None, folder: str, options: str) -> str:
    """A folder of the clone as a shell takes it: from its root as the documentation writes it, else by its path."""
    place = f"./{folder}" if root in (None, Path.cwd()) else str(root / folder)
    return f'"{place}{options}"' if options or " " in place else place


@lru_cache(maxsize=1)
def clone() -> Path | None:
    """The root of the clone that the core was installed from; None where it came as a wheel."""
    try:
        source = json.loads(distribution(CORE).read_text("direct_url.json") or "{}").get("url", "")
    except (PackageNotFoundError, OSError, ValueError):
        return None
    path = unquote(urlsplit(source).path)
    folder = Path(path.lstrip("/") if re.match(r"/[A-Za-z]:", path) else path)
    return folder.parent if source.startswith("file:") and (folder / "pyproject.toml").exists() else None
