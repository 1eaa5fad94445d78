"""Costs and backends as a report writes them, escaped for HTML."""

from __future__ import annotations

from html import escape

from atc_core.pages.markup import UNKNOWN, bars, number

MARKS = "●■▲◆▼✚✖★"
"""One per backend, in the order of the symbols in the charts."""
COLOURS = 8
TIMES = "\u00d7"
FINE, COARSE = 10, 100
"""From where on one digit after the point is enough, or none."""
STEPS = (1.03, 1.25, 2.0, 10.0)
"""Ratios up to which a cell has the tint of its step."""


def times(ratio: float | None, *, predicted: bool = False) -> str:
    """``4.69`` and the sign, with ``~`` where it is predicted; a dash where unknown."""
    if ratio is None:
        return UNKNOWN
    digits = f"{ratio:.2f}" if ratio < FINE else bars(round(ratio)) if ratio >= COARSE else f"{ratio:.1f}"
    return f"{'~' if predicted else ''}{digits}{TIMES}"


def duration(seconds: float) -> str:
    """``341 ms``; a dash where unknown."""
    if not seconds:
        return UNKNOWN
    return f"{number(seconds)} s" if seconds >= 1.0 else f"{number(seconds * 1e3)} ms"


def tint(ratio: float | None) -> str:
    """The class of a cell by the cost in it."""
    return "" if ratio is None else f"c{sum(ratio > step for step in STEPS)}"


def backend(name: str, position: int) -> str:
    """A backend's name behind its mark in its colour."""
    mark = MARKS[position % len(MARKS)]
    symbol = f'<span class="mark b{position % COLOURS}" aria-hidden="true">{mark}</span>'
    return f'<span class="nowrap">{symbol}{escape(name)}</span>'
