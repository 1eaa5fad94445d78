"""What a misspelled name may have meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

CLOSE, CLOSE_KERNEL = 0.6, 0.7
"""Likeness of a name that was meant. `emma` and `ema` have 0.86; `atr` and `atc`, which are two indicators, 0.67."""
SHOWN = 25


def did_you_mean(name: object, known: Iterable[object], closeness: float = CLOSE) -> str:
    """``; did you mean 'ema'?``, or the first names of what there is where nothing is close."""
    names = sorted(map(str, known))
    return closest(name, names, closeness) or f"; there are {some(names)}"


def some(names: Sequence[str], shown: int = SHOWN) -> str:
    """The first names, and how many there are in all where those are not all."""
    more = f", … ({len(names)} in all)" if len(names) > shown else ""
    return f"{', '.join(names[:shown])}{more}"


def closest(name: object, known: Iterable[str], closeness: float = CLOSE) -> str:
    """``; did you mean 'ema'?``, whatever the case of letters; empty where nothing is close."""
    import difflib

    wanted, names = str(name).casefold(), {item.casefold(): item for item in known}
    found = difflib.get_close_matches(wanted, names, n=1, cutoff=closeness)
    # Two letters exchanged are a third of a name of three, which is then less alike than `atr` and `atc`.
    found = found or [name for name in names if sorted(name) == sorted(wanted)]
    return f"; did you mean {names[found[0]]!r}?" if found else ""
