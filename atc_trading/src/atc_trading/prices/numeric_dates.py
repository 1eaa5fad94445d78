"""Dates that files write as numbers: 20240131, times since 1970, days of Excel, or numbers of bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from atc_trading.errors import PriceFileError
from atc_trading.prices.table import Table, as_type

if TYPE_CHECKING:
    import polars as pl

Form: TypeAlias = Literal["days", "serials", "s", "ms", "us", "ns"]
RANGES: dict[Form, tuple[int, int]] = {
    "days": (1_800_01_01, 2_200_01_01),
    "serials": (10_000, 80_000),
    "s": (10**8, 10**10 - 1),
    "ms": (10**11, 10**13 - 1),
    "us": (10**14, 10**16 - 1),
    "ns": (10**17, 2**63 - 1),
}
"""By form, the numbers that are taken for it: Excel's days from 1927 to 2119, times since 1970 from 1973 on."""
NAMES: dict[Form, str] = {
    "days": "year, month and day",
    "serials": "days as Excel counts them",
    "s": "seconds since 1970, in UTC",
    "ms": "milliseconds since 1970, in UTC",
    "us": "microseconds since 1970, in UTC",
    "ns": "nanoseconds since 1970, in UTC",
}
FIRST_INSTANT = RANGES["s"][0]
DAY = 86_400


def numeric_dates(table: Table, position: int, numbers: pl.Series) -> pl.Series:
    """Numbers at every row as dates of the form that most of them have; as they are, where they count bars."""
    import polars as pl

    numbers = as_type(numbers, pl.Int64)
    known = numbers.drop_nulls().unique(maintain_order=True)
    if not len(known):
        raise PriceFileError(f"{table.name}: column {table.names[position]!r} has no dates")
    counts = {form: int(has_form(known, form).sum()) for form in RANGES}
    form = max(counts, key=lambda item: counts[item])
    steps = known.diff().drop_nulls()
    if known[0] in {0, 1} and bool((steps == 1).all()):
        table.decide(position, "numbers of bars", "each is one more than the one before")
        return numbers
    wrong = (~has_form(numbers, form)).fill_null(value=False)
    if not counts[form]:
        refuse_number(table, position, wrong, "is no date: neither 20240131 nor a time since 1970 nor a day of Excel")
    if wrong.any():
        refuse_number(table, position, wrong, f"is not in {NAMES[form]}, as most of the column is")
    table.decide(position, NAMES[form], f"{known[0]}, for instance")
    return of_form(table, position, numbers, form)


def has_form(numbers: pl.Series, form: Form) -> pl.Series:
    """Which numbers may be dates of a form."""
    first, last = RANGES[form]
    return numbers.is_between(first, last)


def of_form(table: Table, position: int, numbers: pl.Series, form: Form) -> pl.Series:
    """Numbers as dates of a form."""
    import polars as pl

    if form == "days":
        days: pl.Series = as_type(numbers, pl.String).str.to_date("%Y%m%d", strict=False)
        wrong = days.is_null() & numbers.is_not_null()
        if wrong.any():
            refuse_number(table, position, wrong, "is no date: there is no such day")
        return days
    if form == "serials":
        return from_serials(numbers * DAY)
    return as_type(numbers * 1_000, pl.Datetime("ms")) if form == "s" else as_type(numbers, pl.Datetime(form))


def from_serials(seconds: pl.Series) -> pl.Series:
    """Seconds since 1899-12-30, where Excel begins, as dates; without times where all are midnights."""
    import polars as pl

    zero = int(np.datetime64("1899-12-30", "s").astype(np.int64))
    dates = as_type((seconds + zero) * 1_000, pl.Datetime("ms"))
    return as_type(dates, pl.Date) if (seconds % DAY == 0).all() else dates


def refuse_number(table: Table, position: int, wrong: pl.Series, reason: str) -> None:
    """Raise the error of the first row that is wrong."""
    row = wrong.arg_max() or 0
    table.refuse(position, row, str(table.column(position)[row]).strip(), reason)
