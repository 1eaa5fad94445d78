"""Words that sentences of several commands share."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """``1 symbol``, ``2 symbols``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
