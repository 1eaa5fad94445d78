"""What is installed: entry points, each looked at on its own, since any distribution may be damaged or half removed."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import EntryPoint, distributions, entry_points
from typing import Any, NamedTuple


class Installed(NamedTuple):
    """An entry point, and the distribution that brought it; empty where that has no name."""

    entry_point: EntryPoint
    origin: str


def installed(group: str) -> list[Installed]:
    """The entry points of a group by name, then by distribution; what is left of a removed one comes last."""
    origin = lru_cache(maxsize=None)(name_of)  # Reading a distribution's metadata takes 0.4 ms.
    items = [Installed(item, origin(item.dist)) for item in found(group)]
    return sorted(items, key=lambda item: (item.entry_point.name, not item.origin, item.origin))


def found(group: str) -> list[EntryPoint]:
    """The entry points of a group; where one distribution's list cannot be read, those of all others."""
    try:
        return list(entry_points(group=group))
    except Exception:
        return [item for distribution in distributions() for item in readable(distribution, group)]


def readable(distribution: Any, group: str) -> list[EntryPoint]:
    """One distribution's entry points; none where its list is damaged."""
    try:
        return [item for item in distribution.entry_points if item.group == group]
    except Exception:
        return []


def name_of(distribution: Any) -> str:
    """What a distribution is called; empty where it is damaged."""
    try:
        name: Any = distribution.name if distribution is not None else ""
    except Exception:
        return ""
    return name if isinstance(name, str) else ""
