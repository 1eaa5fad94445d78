"""How missing things are installed: by the name in an index, or from the clone that this package came from."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

CORE = "atc-core"
FROM_INDEX = re.compile(rf'pip install "{CORE}\[([\w-]+)\]"')


def install_extra(name: str) -> str:
    """The command that installs what an extra of the core brings."""
    return install_here(f'pip install "{CORE}[{name}]"')


def install_here(command: str) -> str:
    """A command, except that what it takes from an index is taken from the clone that the core was installed from."""
    root = clone()
    return command if root is None else FROM_INDEX.sub(lambda found: from_clone(root, found[1]), command)


def from_clone(root: Path, name: str) -> str:
    """The command that installs what an extra brings from the folders of a clone."""
    own = (required(item) for item in requirements() if is_of_extra(item, name))
    for project, options in own:
        for folder in (f"{project.removeprefix('atc-')}_backend", project.removeprefix("atc-")):
            if (root / folder / "pyproject.toml").exists():
                return f"pip install {quoted(root, folder, options)}"
    return f"pip install {quoted(root, CORE.replace('-', '_'), f'[{name}]')}"


@lru_cache(maxsize=1)
def requirements() -> tuple[str, ...]:
    """What the core and its extras require. Read once: that takes 1 ms, and every missing library has a hint."""
    return tuple(distribution(CORE).requires or ())


def required(requirement: str) -> tuple[str, str]:
    """The distribution that a requirement names, and its extras in brackets."""
    found = re.match(r"\s*([\w.-]+)\s*(\[[^]]*\])?", requirement)
    return (found[1], found[2] or "") if found else ("", "")


def is_of_extra(requirement: str, name: str) -> bool:
    """Whether a requirement belongs to an extra."""
    return re.search(rf"extra == ['\"]{re.escape(name)}['\"]", requirement) is not None


def quoted(root: Path, folder: str, options: str) -> str:
    """A folder of the clone as a shell takes it: from its root as the documentation writes it, else by its path."""
    place = f"./{folder}" if Path.cwd() == root else str(root / folder)
    return f'"{place}{options}"' if options or " " in place else place


@lru_cache(maxsize=1)
def clone() -> Path | None:
    """The root of the clone that the core was installed from; None where it came from an index."""
    try:
        source = json.loads(distribution(CORE).read_text("direct_url.json") or "{}").get("url", "")
    except (PackageNotFoundError, OSError, ValueError):
        return None
    path = unquote(urlsplit(source).path)
    folder = Path(path.lstrip("/") if re.match(r"/[A-Za-z]:", path) else path)
    return folder.parent if source.startswith("file:") and (folder / "pyproject.toml").exists() else None
