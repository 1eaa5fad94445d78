"""The bars of each symbol from the columns of a table, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core import Series as Numbers
from atc_trading.errors import PriceFileError
from atc_trading.prices.date_columns import read_dates
from atc_trading.prices.number_columns import Options, number_column
from atc_trading.prices.numeric_dates import FIRST_INSTANT
from atc_trading.prices.results import History
from atc_trading.prices.roles import Roles, Series
from atc_trading.prices.table import Table

if TYPE_CHECKING:
    import polars as pl

NO_SYMBOL = "(no symbol)"
FEWEST = 3
"""Numbers that each are one more than the one before are taken for row numbers, not prices, if there are so many."""


class Clock(NamedTuple):
    """The dates of every row of the table, and how far its clock is ahead of UTC."""

    dates: NDArray[Any]
    offsets: NDArray[Any] | None
    zone: str | None

    @property
    def instants(self) -> NDArray[Any]:
        """What bars are put in order by."""
        return self.dates if self.offsets is None else self.dates - self.offsets


def clock_of(table: Table, roles: Roles, rows: int, date_format: str | None) -> Clock:
    """The dates of the rows; their numbers where there are no dates."""
    if roles.date is None:
        return Clock(np.arange(rows), None, None)
    found = read_dates(table, roles.date, roles.time, date_format)
    if found.values.dtype.is_integer() and found.values.null_count():
        row = found.values.is_null().arg_max() or 0
        table.refuse(roles.date, row, table.column(roles.date)[row], "is no number of a bar")
    offsets = None if found.offsets is None else found.offsets.to_numpy().astype("timedelta64[m]")
    return Clock(found.values.to_numpy(), offsets, found.zone)


def read_histories(
    table: Table,
    roles: Roles,
    clock: Clock,
    options: Options,
    fields: Iterable[str] | None,
    others: Iterable[str] | None,
) -> list[History]:
    """Every symbol's bars with these fields and further columns, by default with all."""
    import polars as pl

    if roles.symbol is not None:
        series = roles.series[0]
        columns = columns_of(table, series, options, fields, others)
        check_guess(table, roles, series, columns.prices)
        return list(long_histories(table, roles, clock, columns))
    order = None if is_sorted(clock.instants) else np.argsort(clock.instants, kind="stable")
    found = []
    texts = [series.price for series in roles.series if table.dtypes[series.price] == pl.String]
    table.fetch(series.price for series in roles.series)
    table.cast_all(texts)
    dates, offsets = taken(clock.dates, order), None if clock.offsets is None else taken(clock.offsets, order)
    for series in roles.series:
        columns = columns_of(table, series, options, fields, others)
        check_guess(table, roles, series, columns.prices)
        own = columns.at(order)
        found.append(History(series.symbol, dates, own.prices, own.fields, own.others, offsets))
    return found


class NumberColumns(NamedTuple):
    """The columns of numbers of one symbol, or of all in the long layout."""

    prices: Numbers
    fields: Mapping[str, Numbers]
    others: Mapping[str, Numbers]

    def at(self, rows: NDArray[Any] | slice | None) -> NumberColumns:
        """Some of the rows, or all in another order."""
        if rows is None:
            return self
        fields = {name: column[rows] for name, column in self.fields.items()}
        return NumberColumns(self.prices[rows], fields, {name: column[rows] for name, column in self.others.items()})


def columns_of(
    table: Table, series: Series, options: Options, fields: Iterable[str] | None, others: Iterable[str] | None
) -> NumberColumns:
    """The numbers that are asked for; of those that nothing asks for, the ones that are numbers throughout."""
    wanted = [name for name in series.fields if fields is None or name in set(fields)]
    further = series.others if others is None else {name: series.others[name] for name in others}
    table.fetch([series.price, *(series.fields[name] for name in wanted), *further.values()])
    read: dict[int, Numbers] = {}

    def values(place: int, name: str = "") -> Numbers:
        if place not in read:
            read[place] = as_array(number_column(table, place, options, is_volume=name == "volume"))
        return read[place]

    found = {}
    for name, place in further.items():
        try:
            found[name] = values(place)
        except PriceFileError as error:
            if others is not None:
                raise
            table.decide(place, "left out", str(error).partition(": ")[2])
    return NumberColumns(values(series.price), {name: values(series.fields[name], name) for name in wanted}, found)


def as_array(column: pl.Series) -> Numbers:
    """Numbers with NaN where there is none."""
    return column.fill_null(np.nan).to_numpy()


def taken(values: NDArray[Any], order: NDArray[Any] | None) -> NDArray[Any]:
    """The values in an order."""
    return values if order is None else values[order]


def is_sorted(values: NDArray[Any]) -> bool:
    """Whether none is before the one above it; a missing date is."""
    return bool((values[1:] >= values[:-1]).all()) and not (values.dtype.kind == "M" and bool(np.isnat(values).any()))


def long_histories(table: Table, roles: Roles, clock: Clock, columns: NumberColumns) -> Iterator[History]:
    """The bars of each symbol, symbols in the order of their first rows."""
    names, codes = symbols_of(table, roles.symbol or 0)
    check_symbols(table, roles, names, clock)
    ends = np.cumsum(np.bincount(codes, minlength=len(names)))
    rising = codes[1:] >= codes[:-1]
    later = (clock.instants[1:] >= clock.instants[:-1]) | (codes[1:] > codes[:-1])
    order = None if rising.all() and later.all() else np.lexsort((clock.instants, codes))
    ordered, dates = columns.at(order), taken(clock.dates, order)
    offsets = None if clock.offsets is None else taken(clock.offsets, order)
    start = 0
    for name, end in zip(names, ends.tolist(), strict=True):
        bars, start = slice(start, end), end
        own = ordered.at(bars)
        counted = np.arange(len(own.prices)) if roles.date is None else dates[bars]
        yield History(name, counted, own.prices, own.fields, own.others, None if offsets is None else offsets[bars])


def symbols_of(table: Table, place: int) -> tuple[list[str], NDArray[Any]]:
    """The symbols, which are text always, in the order of their first rows, and the number of each row's."""
    import polars as pl

    text = table.column(place).cast(pl.String).str.strip_chars().fill_null("")
    different = text.unique(maintain_order=True)
    codes = text.replace_strict(different, pl.Series(range(len(different)), dtype=pl.Int64), return_dtype=pl.Int64)
    return [name or NO_SYMBOL for name in different], codes.to_numpy()


def check_symbols(table: Table, roles: Roles, names: list[str], clock: Clock) -> None:
    """A column that was only guessed to hold symbols must have several at one date, or a single one."""
    if not roles.guessed_symbol or roles.date is None or len(names) == 1:
        return
    if len(np.unique(clock.dates)) == len(clock.dates):
        name = table.names[roles.symbol or 0]
        sentence = f"may not hold symbols, since no date has two; if it does, say --symbol-column {name!r}"
        raise PriceFileError(f"{table.name}: column {name!r} {sentence}")


def check_guess(table: Table, roles: Roles, series: Series, prices: Numbers) -> None:
    """A column that was only guessed to hold prices must not count rows, nor hold times, nor anything below zero."""
    known = prices[np.isfinite(prices)]
    if not roles.guessed or len(known) < FEWEST:
        return
    is_counting = bool((np.diff(known) == 1.0).all())
    is_clock = bool((known >= FIRST_INSTANT).all()) and bool((np.diff(known) > 0).all())
    below = roles.layout != "wide" and bool((known <= 0.0).any())
    if is_counting or is_clock or below:
        what = "row numbers" if is_counting else "times" if is_clock else "values that are not above zero"
        sentence = f"holds {what}, no prices: name the prices with --price-column"
        raise PriceFileError(f"{table.name}: column {series.label!r} {sentence}")
