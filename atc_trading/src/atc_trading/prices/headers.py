"""Which of the first rows are names: a header is words above numbers or dates, and may have several rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from atc_core.accessors.fields import plain
from atc_trading.errors import PriceFileError
from atc_trading.prices.cells import Kind, kind_of, kind_of_all
from atc_trading.prices.names import SYMBOLS, is_level_of_fields
from atc_trading.prices.results import Decision

MOST_LEVELS = 3
Rows = Sequence[Sequence[str]]


class Header(NamedTuple):
    """The names of a table's columns."""

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    """The header's rows where there are several: fields and symbols, in any order."""
    is_named: bool
    """Whether the names are the file's own."""
    length: int
    """How many rows there are before the first bar."""
    decisions: list[Decision]


def read_header(name: str, rows: Rows, numbers: Sequence[int]) -> Header:
    """The header of a file's first rows; `numbers` are those that the rows have in the file."""
    rows = [[cell.strip().lstrip("\ufeff") for cell in row] for row in rows]
    before = preamble(rows)
    decisions = [Decision(f"row {number}", "no part of the table", "it stands above it") for number in numbers[:before]]
    body = rows[before:]
    if not body:
        raise PriceFileError(f"{name} has no rows")
    kinds = column_kinds(body)
    if not is_header(body[0], kinds) and not (len(body) == 1 and is_words(body[0])):
        return unnamed(name, body, numbers[before:], kinds, before, decisions)
    head = body[0]
    check_width(name, body, numbers[before:])
    levels = leading_levels(body, kinds)
    if levels:
        decisions.append(Decision("header", f"{len(levels)} rows", "they name fields and symbols"))
        return Header(level_names(levels), tuple(map(tuple, levels)), True, before + len(levels), decisions)
    decisions.append(Decision("header", f"row {numbers[before]}", "words above numbers or dates"))
    return Header(tuple(head), (), True, before + 1, decisions)


def preamble(rows: Rows) -> int:
    """How many rows stand above the table: remarks, addresses, titles."""
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    count = 0
    for row in rows[:-1]:
        filled = [cell for cell in row if cell]
        is_remark = row[0].startswith("#") and len(row) != width
        is_title = width > 1 and len(filled) == 1 and bool(row[0]) and kind_of(row[0]) == "text"
        is_address = len(row) == 1 and "://" in row[0]
        if not (is_remark or is_title or is_address):
            break
        count += 1
    return count


def column_kinds(rows: Rows) -> list[Kind]:
    """What each column holds, by the rows of the lower half, which are no header."""
    lower = rows[len(rows) // 2 :]
    return [kind_of_all(row[column] for row in lower if column < len(row)) for column in range(max(map(len, rows)))]


def is_header(row: Sequence[str], kinds: Sequence[Kind]) -> bool:
    """Whether the cells are names: a word, or a blank over the dates, and no date where there are dates."""
    pairs = [(kind_of(cell), kind) for cell, kind in zip(row, kinds, strict=False)]
    if any(own == kind and kind in {"date", "time"} for own, kind in pairs):
        return False
    over = {"integer", "number", "date", "time", "missing"}
    has_words = any(own == "text" and kind in over for own, kind in pairs)
    has_days = any(own == "date" and kind in {"integer", "number"} for own, kind in pairs)
    is_index = pairs[0] == ("missing", "date")
    return has_words or has_days or is_index


def is_words(row: Sequence[str]) -> bool:
    """Whether there is nothing but words."""
    return all(kind_of(cell) == "text" for cell in row)


def check_width(name: str, body: Rows, numbers: Sequence[int]) -> None:
    """The header has as many fields as the rows below it."""
    width = len(body[0])
    wrong = next((row for row in range(1, len(body)) if len(body[row]) != width), None)
    if wrong is not None:
        is_open = any("\n" in cell for cell in body[wrong])
        hint = "; a number with commas must stand in quotation marks" if len(body[wrong]) > width else ""
        hint = "; a quotation mark in it may not be closed" if is_open else hint
        what = f"row {numbers[wrong]} has {len(body[wrong])} fields, the header in row {numbers[0]} has {width}"
        raise PriceFileError(f"{name}: {what}{hint}")


def leading_levels(body: Rows, kinds: Sequence[Kind]) -> list[Sequence[str]]:
    """The header's rows where one names fields and another symbols; else none."""
    found: list[Sequence[str]] = []
    for row in body[: MOST_LEVELS + 1]:
        is_bar = has_values(row, kinds) and not has_numbers_for_symbols(row, kinds, body[0])
        if not (is_header(row, kinds) or is_index_name(row)) or is_bar or re.search(r"\d", row[0]):
            break
        found.append(row)
    fields = [row for row in found if is_level_of_fields(row[1:])]
    names = [row for row in found if row not in fields and not is_index_name(row) and all(row[1:])]
    is_complete = len(fields) == 1 and len(names) == 1 and len(found) <= MOST_LEVELS
    return found if is_complete else []


def level_names(levels: Rows) -> tuple[str, ...]:
    """What columns under several rows of names are called: ``Close AAPL``, and the dates as pandas names an index."""
    index = next((row[0] for row in levels if is_index_name(row)), "")
    return (index, *(" ".join(filter(None, cells)) for cells in list(zip(*levels, strict=True))[1:]))


def has_values(row: Sequence[str], kinds: Sequence[Kind]) -> bool:
    """Whether a row has numbers where there are numbers."""
    numbers = {"integer", "number"}
    return any(kind_of(cell) in numbers and kind in numbers for cell, kind in zip(row, kinds, strict=False))


def has_numbers_for_symbols(row: Sequence[str], kinds: Sequence[Kind], first: Sequence[str]) -> bool:
    """Whether the whole numbers of a row name symbols, ``000001`` or ``7203``: it says so, or names are repeated.

    Where pandas had no names for levels, first cells are blank; a bar without a date is below a name of the dates.
    """
    own = {*map(kind_of, row[1:])}
    if kinds[0] != "date" or not own <= {"integer", "text"}:
        return False
    is_repeated = min(len({*row[1:]}), len({*first[1:]})) < len(row) - 1
    is_padded = any(cell.startswith("0") for cell in row[1:])
    return plain(row[0]) in SYMBOLS or (not row[0] and not first[0] and (is_repeated or is_padded))


def is_index_name(row: Sequence[str]) -> bool:
    """Whether only the first cell is filled, as pandas writes the name of an index below levels."""
    return len(row) > 1 and bool(row[0]) and kind_of(row[0]) == "text" and not any(row[1:])


def unnamed(
    name: str, body: Rows, numbers: Sequence[int], kinds: Sequence[Kind], before: int, decisions: list[Decision]
) -> Header:
    """The header of a table without one: columns are counted from 1."""
    check_width(name, body, numbers)
    names = tuple(f"column {number}" for number in range(1, len(kinds) + 1))
    decisions.append(Decision("header", "none", "the first row has values like those below it"))
    return Header(names, (), False, before, decisions)
