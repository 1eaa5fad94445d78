"""Numbers, tables and lists as a page writes them, escaped for HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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


def choices(name: str, legend: str, texts: Mapping[str, str], chosen: str) -> str:
    """A group of buttons of which one is chosen, by value what each says."""
    buttons = "".join(choice(name, value, text, is_chosen=value == chosen) for value, text in texts.items())
    return f'<fieldset class="units"><legend>{legend}</legend>{buttons}</fieldset>'


def choice(name: str, value: str, text: str, *, is_chosen: bool) -> str:
    """One button of a group."""
    checked = " checked" if is_chosen else ""
    return f'<label><input type="radio" name="{name}" value="{value}"{checked}>{text}</label>'


def chart(name: str, caption: str, kind: str = "", label: str = "") -> str:
    """The place of a chart over its caption; `label` is what a screen reader says of it, the caption by default."""
    classes = f"chart {kind}".rstrip()
    without = '<p class="quiet">The charts need JavaScript; everything else is in the tables.</p>'
    place = f'<div class="{classes}" id="chart-{name}" role="img" aria-label="{label or caption}">{without}</div>'
    return f"<figure>{place}\n<figcaption>{caption}</figcaption></figure>"
