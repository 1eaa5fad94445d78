"""Numbers, tables and lists as a page writes them, escaped for HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

UNKNOWN = "\u2013"
THIN_SPACE = "\u202f"
THOUSAND = 1_000
"""From where on a number has no digit after the point."""


def bars(n: int) -> str:
    """``10 000``, which does not break."""
    return f"{n:,}".replace(",", THIN_SPACE)


def number(value: float) -> str:
    """Three digits: ``0.123``, ``45.6``, ``1 230``."""
    return f"{value:.3g}" if value < THOUSAND else bars(round(value))


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
