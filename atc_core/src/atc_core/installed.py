"""What is installed: entry points, each looked at on its own, since any distribution may be damaged or half removed."""

from __future__ import annotations

from importlib.metadata import EntryPoint, distributions, entry_points
from typing import Any


def installed(group: str) -> list[EntryPoint]:
    """The entry points of a group by name, then by distribution; what is left of a removed one comes last."""
    return sorted(found(group), key=lambda item: (item.name, not origin(item), origin(item)))


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


def origin(entry_point: EntryPoint) -> str:
    """The distribution that brought an entry point; empty where that has no name."""
    try:
        name: Any = entry_point.dist.name if entry_point.dist is not None else ""
    except Exception:
        return ""
    return name if isinstance(name, str) else ""
