"""What a misspelled name may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

EXAMPLES = 5


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``did you mean 'AAPL'?`` whatever the case, or the first names that there are where none is close."""
    names = list(known)
    by_case = {item.casefold(): item for item in names}
    close = difflib.get_close_matches(name.casefold(), by_case, n=1)
    return f"did you mean {by_case[close[0]]!r}?" if close else f"there are {some(names)}"


def some(names: list[str]) -> str:
    """The first names, and how many there are in all."""
    shown = ", ".join(names[:EXAMPLES])
    return shown if len(names) <= EXAMPLES else f"{shown}, … ({len(names)} in all)"
