"""Numbers and names as a report writes them, escaped for HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

MARKS = "●■▲◆▼✚✖★"
"""One per backend, in the order of the symbols in the charts."""
COLOURS = 8
TIMES = "\u00d7"
UNKNOWN = "\u2013"
THIN_SPACE = "\u202f"
FINE, COARSE, THOUSAND = 10, 100, 1_000
"""From where on one digit after the point is enough, or none."""
STEPS = (1.03, 1.25, 2.0, 10.0)
"""Ratios up to which a cell has the tint of its step."""


def bars(n: int) -> str:
    """``10 000``, which does not break."""
    return f"{n:,}".replace(",", THIN_SPACE)


def number(value: float) -> str:
    """Three digits: ``0.123``, ``45.6``, ``1 230``."""
    return f"{value:.3g}" if value < THOUSAND else bars(round(value))


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


def prose(sentence: str) -> str:
    """A sentence from a docstring: what stands between backticks is code."""
    return re.sub(r"`+([^`]+)`+", r"<code>\1</code>", escape(sentence))


def cell(content: str, kind: str = "", note: str = "") -> str:
    """A table's cell around what is HTML already; a note stands below it in small print."""
    small = f"<small>{note}</small>" if note else ""
    attribute = f' class="{kind}"' if kind else ""
    return f"<td{attribute}>{content}{small}</td>"


def row(header: str, cells: Iterable[str], kind: str = "") -> str:
    """A table's row."""
    attribute = f' class="{kind}"' if kind else ""
    return f'<tr{attribute}><th scope="row">{header}</th>{"".join(cells)}</tr>'


def table(caption: str, headers: Sequence[str], rows: Iterable[str], kind: str = "") -> str:
    """A table that scrolls sideways where the screen is too narrow."""
    attribute = f' class="{kind}"' if kind else ""
    head = "".join(f'<th scope="col">{header}</th>' for header in headers)
    return (
        f'<div class="scroll" tabindex="0"><table{attribute}><caption><span>{caption}</span></caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{chr(10).join(rows)}</tbody></table></div>"
    )


def facts_list(facts: Iterable[tuple[str, str]]) -> str:
    """Terms and what is said of them."""
    return f"<dl>{''.join(f'<dt>{escape(term)}</dt><dd>{escape(value)}</dd>' for term, value in facts)}</dl>"
