"""Text as numbers: a plain cast where the whole column allows it, else by the signs that the column shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from atc_trading.errors import PriceFileError, PriceOptionError
from atc_trading.prices.cells import MISSING
from atc_trading.prices.decimal_signs import CURRENCY, GROUPS, Sign, decimal_sign, may_have_thousands
from atc_trading.prices.table import Table, as_type

if TYPE_CHECKING:
    import polars as pl

SCALED = r"^(.*\d)\s*([KMBTkmbt])$"
POWERS = {"K": "e3", "M": "e6", "B": "e9", "T": "e12"}
INFINITIES = ("inf", "+inf", "-inf", "infinity")
MARKED = re.compile(r"[\d.,]+\s*\D{1,2}$")


class Options(NamedTuple):
    """How the user says that numbers are written."""

    decimal: str | None = None
    marks: str = ""


def check_options(options: Options) -> None:
    """The decimal sign must be one, and marks must not be parts of numbers."""
    if options.decimal not in {None, ".", ","}:
        raise PriceOptionError(f"--decimal must be . or , was {options.decimal!r}")
    wrong = [mark for mark in options.marks if mark.isdigit() or mark in "+-.,"]
    if wrong:
        raise PriceOptionError(f"--marks: {wrong[0]!r} is a part of numbers, and no mark")


def number_column(table: Table, position: int, options: Options, *, is_volume: bool = False) -> pl.Series:
    """A column as float64, null where a value is missing; PriceFileError names the first cell that is no number.

    Volumes may be in thousands and millions: ``52.3K``, ``1.2M``.
    """
    import polars as pl

    column = table.column(position)
    if column.dtype != pl.String:
        return typed_numbers(table, position, column)
    # A cast of the whole column takes 25 ms for 750 000 cells; what follows it takes several times as long.
    fast = table.cast(position)
    is_number = fast.null_count() == column.null_count()
    if not is_number:
        column = column.str.strip_chars()
        column = column.set(column.str.to_lowercase().is_in(MISSING).fill_null(value=True), None)
        fast = as_type(column, pl.Float64)
        is_number = fast.null_count() == column.null_count()
    if is_number and is_plain(table, position, column, options):
        return fast.fill_nan(None)
    return signed_numbers(table, position, column, options, is_volume=is_volume)


def is_plain(table: Table, position: int, column: pl.Series, options: Options) -> bool:
    """Whether points in numbers are decimal ones."""
    if options.decimal == ",":
        return not column.str.contains(".", literal=True).any()
    return options.decimal == "." or not may_have_thousands(table, position, column)


def typed_numbers(table: Table, position: int, column: pl.Series) -> pl.Series:
    """A column that is no text."""
    import polars as pl

    if not (column.dtype.is_numeric() or column.dtype == pl.Null):
        raise PriceFileError(f"{table.name}: column {table.names[position]!r} holds {column.dtype}, no numbers")
    return as_type(column, pl.Float64).fill_nan(None)


def signed_numbers(table: Table, position: int, raw: pl.Series, options: Options, *, is_volume: bool) -> pl.Series:
    """A column with currency signs, footnote marks, parted thousands or decimal commas."""
    import polars as pl

    text = raw.str.replace_all("−", "-", literal=True)
    if options.marks:
        text = text.str.strip_chars(options.marks).str.strip_chars()
        text = text.set((text == "").fill_null(value=False), None)
    text = without_currency(table, position, text)
    scale = text.str.extract(SCALED, 2).str.to_uppercase() if is_volume else None
    text = text.str.replace(SCALED, "${1}") if is_volume else text
    decimal: Sign = "," if options.decimal == "," else "."
    if options.decimal is None:
        decimal = decimal_sign(table, position, text, raw)
    is_number = text.str.contains(shape_of(decimal)) | text.str.to_lowercase().is_in(INFINITIES)
    bare = text.str.replace_all(parting(decimal), "").str.replace(decimal, ".", literal=True)
    if scale is not None:
        bare += scale.replace_strict(POWERS, default="", return_dtype=pl.String).fill_null("")
    values = as_type(bare.set((~is_number).fill_null(value=False), None), pl.Float64)
    wrong = values.is_null() & text.is_not_null()
    if wrong.any():
        cell = raw[row := wrong.arg_max() or 0]
        hint = "; if a mark stands beside it, name that: --marks" if MARKED.match(cell) else ""
        table.refuse(position, row, cell, f"is no number{hint}")
    return values


def parting(decimal: Sign) -> str:
    """A pattern of what parts thousands where this is the decimal sign."""
    return f"(?:{re.escape('.' if decimal == ',' else ',')}|{GROUPS})"


def shape_of(decimal: Sign) -> str:
    """A pattern of numbers; the last group has three digits, those before it may have two, as in India: 1,23,456."""
    parts, point = parting(decimal), re.escape(decimal)
    whole = rf"(?:\d+|\d{{1,3}}(?:{parts}\d{{2,3}})*{parts}\d{{3}})"
    return rf"^[+-]?(?:{whole}(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d+)?$"


def without_currency(table: Table, position: int, text: pl.Series) -> pl.Series:
    """The numbers without a currency sign, which must be the same in the whole column."""
    found = text.str.extract(f"({CURRENCY})", 1)
    if found.null_count() == len(found):
        return text
    sign = found.drop_nulls()[0]
    other = (found != sign).fill_null(value=True) & text.is_not_null()
    if other.any():
        row = other.arg_max() or 0
        table.refuse(position, row, text[row], f"is not in {sign}, as others in the column are")
    table.decide(position, f"numbers in {sign}", "every cell has that sign")
    return text.str.replace(rf"^([+-]?)\s*{CURRENCY}\s*|\s*{CURRENCY}$", "${1}")
