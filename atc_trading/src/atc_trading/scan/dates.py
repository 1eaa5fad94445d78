"""Dates as files write them (dates and times, text, or whole numbers), and as a scan prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from atc_trading.errors import ScanError

if TYPE_CHECKING:
    import polars as pl

SINCE_1970: dict[Literal["s", "ms", "us", "ns"], int] = {"s": 10**8, "ms": 10**11, "us": 10**14, "ns": 10**17}
"""By unit, the smallest number that is taken for a time since 1970, in 1973; from a hundred times it on it is not."""

FIRST_DAY, LAST_DAY = 1_800_01_01, 2_200_01_01
"""A number between them is taken for year, month and day."""


def in_order(frame: pl.DataFrame, date: str | None) -> pl.DataFrame:
    """The rows by date."""
    import polars as pl

    if date is None:
        return frame
    dtype = frame.schema[date]
    if dtype == pl.String:
        frame = frame.with_columns(read_texts(frame[date]))
    elif dtype.is_integer():
        frame = frame.with_columns(read_numbers(frame[date]))
    return frame if frame[date].is_sorted() else frame.sort(date, maintain_order=True)


def read_texts(texts: pl.Series) -> pl.Series:
    """Dates that are written as text, in one of polars' own formats."""
    import polars as pl

    try:
        return texts.str.to_datetime()
    except pl.exceptions.PolarsError:
        example = next(iter(texts.drop_nulls()), "")
        raise ScanError(
            f"dates in column {texts.name!r} cannot be read, such as {example!r}; write them as 2024-01-31"
        ) from None


def read_numbers(numbers: pl.Series) -> pl.Series:
    """Dates such as 20240131, or times since 1970 in any unit; other numbers stay what they are."""
    import polars as pl

    least, most = numbers.min(), numbers.max()
    if not (isinstance(least, int) and isinstance(most, int)):
        return numbers
    dates: pl.Series = numbers
    unit = next((unit for unit, first in SINCE_1970.items() if first <= least <= most < 100 * first), None)
    if FIRST_DAY <= least <= most <= LAST_DAY:
        dates = numbers.cast(pl.String).str.to_date("%Y%m%d")
    elif unit == "s":
        dates = (numbers.cast(pl.Int64) * 1_000).cast(pl.Datetime("ms"))
    elif unit is not None:
        dates = numbers.cast(pl.Datetime(unit))
    return dates


def format_date(date: Any) -> str:
    """A date without the time where that is midnight; a bar's number where bars are counted."""
    if not isinstance(date, np.datetime64):
        return f"bar {date}" if isinstance(date, np.integer) else str(date)
    if np.isnat(date):
        return ""
    is_midnight = date == date.astype("datetime64[D]")
    return str(np.datetime_as_string(date, unit="D" if is_midnight else "s")).replace("T", " ")
