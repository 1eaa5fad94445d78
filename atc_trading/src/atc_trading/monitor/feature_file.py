"""Wide files of features, one row a time: read by the rules of files of prices, without any column being a price."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.hints import install_here
from atc_trading.errors import MonitorError, PriceFileError, PriceOptionError
from atc_trading.monitor.feature_rows import Array
from atc_trading.prices.contents import read_content
from atc_trading.prices.date_columns import read_dates
from atc_trading.prices.histories import as_array
from atc_trading.prices.number_columns import Options, check_options, number_column
from atc_trading.prices.reading import table_of, unreadable
from atc_trading.prices.results import Decision, format_date, format_offset
from atc_trading.prices.roles import Wanted, check_wanted, find_date, find_time, is_row_numbers
from atc_trading.prices.table import Table

INSTALL = 'pip install "atc-trading[monitor]"'
LARGEST = 1e150
"""Values beyond it are missing, as the kernels have it: their squares would overflow."""


Unit: TypeAlias = Literal["D", "m", "s", "ms"]


class FeatureFile(NamedTuple):
    """The rows of a file, oldest first."""

    path: Path
    times: NDArray[Any]
    """datetime64 as the file writes them, or numbers of rows from 0."""
    offsets: NDArray[Any] | None
    """How far these are ahead of UTC, where the file says so."""
    names: tuple[str, ...]
    values: Array
    """A column a name, NaN where a value is missing."""
    left_out: dict[str, str]
    """Columns that hold no numbers, and why."""
    decisions: tuple[Decision, ...]
    date: str | None
    undated: int
    """Rows that have no time, and are left out."""
    unit: Unit = "D"
    """The coarsest in which all times are whole."""

    def time(self, row: int) -> str:
        """The time of a row as the file has it; ``row 7`` where it has none."""
        if self.date is None:
            return f"row {self.times[row]}"
        time = self.times[row]
        if not isinstance(time, np.datetime64) or self.unit == "D":
            return format_date(time, None if self.offsets is None else self.offsets[row])
        text = str(np.datetime_as_string(time, unit=self.unit)).replace("T", " ")
        return text if self.offsets is None else text + format_offset(int(self.offsets[row].astype(int)))

    def __str__(self) -> str:
        dates = "no times, rows in the order of the file" if self.date is None else f"times from {self.date!r}"
        undated = f", {self.undated} rows without a time left out" if self.undated else ""
        return f"{dates}, {len(self.names)} columns of numbers{undated}"


def read_features(
    path: Path,
    *,
    date_column: str | None = None,
    date_format: str | None = None,
    options: Options = Options(),  # noqa: B008 it is immutable
    encoding: str | None = None,
) -> FeatureFile:
    """All columns of numbers of a CSV or Parquet file.

    Raises:
        PriceFileError: the file cannot be read; names row, column and text.
        MonitorError: it has no rows, or no column of numbers.
    """
    try:
        import polars as pl
    except ImportError:
        raise MonitorError(f"reading files needs polars: {install_here(INSTALL)}") from None
    check_options(options)
    content = read_content(path, encoding)
    try:
        table = table_of(content)
        wanted = Wanted(date_column)
        check_wanted(table, wanted)
        return features_of(path, table, find_date(table, wanted), date_format, options)
    except pl.exceptions.PolarsError as error:
        raise unreadable(content.name, error) from None


def features_of(path: Path, table: Table, date: int | None, date_format: str | None, options: Options) -> FeatureFile:
    """The columns of a table beside its times."""
    time = find_time(table, date)
    places = [place for place in range(len(table.names)) if place not in {date, time}]
    places = [place for place in places if not is_row_numbers(table, place)]
    columns, left_out = number_columns(table, places, options)
    if not columns:
        raise MonitorError(f"{table.name} has no column of numbers")
    times, offsets = times_of(table, date, time, date_format, len(next(iter(columns.values()))))
    order, undated = order_of(times if offsets is None else times - offsets)
    if not len(order):
        raise MonitorError(f"{table.name} has no rows")
    values = np.column_stack([column[order] for column in columns.values()])
    values[~(np.abs(values) <= LARGEST)] = np.nan
    name = None if date is None else table.names[date]
    offsets = None if offsets is None else offsets[order]
    decided = [*table.decisions, *([] if name is None else [Decision("times", repr(name), "by its name and content")])]
    times = times[order]
    return FeatureFile(
        path, times, offsets, tuple(columns), values, left_out, tuple(decided), name, undated, unit_of(times)
    )


def number_columns(table: Table, places: Sequence[int], options: Options) -> tuple[dict[str, Array], dict[str, str]]:
    """By name the columns of numbers, and why others are none: one that is none stops no other."""
    import polars as pl

    found: dict[str, Array] = {}
    left_out: dict[str, str] = {}
    table.fetch(places)
    for place in places:
        name = unused_name(table.names[place], {*found, *left_out})
        try:
            column = table.column(place)
            is_flag = column.dtype == pl.Boolean
            found[name] = as_array(column.cast(pl.Float64) if is_flag else number_column(table, place, options))
        except PriceFileError as error:
            left_out[name] = str(error).partition(": ")[2]
    return found, left_out


def unused_name(name: str, used: set[str]) -> str:
    """The name, with a number behind it where another column has it too."""
    if name not in used:
        return name
    return next(f"{name} ({number})" for number in count(2) if f"{name} ({number})" not in used)


def times_of(
    table: Table, date: int | None, time: int | None, date_format: str | None, rows: int
) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """The times of the rows, and how far they are ahead of UTC where that is written."""
    if date is None:
        if date_format is not None:
            raise PriceOptionError("--date-format: the file has no column of times; name one with --date-column")
        return np.arange(rows), None
    found = read_dates(table, date, time, date_format)
    offsets = None if found.offsets is None else found.offsets.to_numpy().astype("timedelta64[m]")
    return found.values.to_numpy(), offsets


def order_of(instants: NDArray[Any]) -> tuple[NDArray[np.int64], int]:
    """The rows that have a time, oldest first, and how many have none."""
    known = np.flatnonzero(instants == instants)
    order = known[np.argsort(instants[known], kind="stable")]
    return order, len(instants) - len(known)


def unit_of(times: NDArray[Any]) -> Unit:
    """The coarsest unit in which all times are whole; milliseconds where seconds are not."""
    units: tuple[Unit, ...] = ("D", "m", "s")
    if times.dtype.kind != "M":
        return "D"
    return next((unit for unit in units if (times == times.astype(f"datetime64[{unit}]")).all()), "ms")
