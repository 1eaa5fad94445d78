"""Columns of a file without a header: found by what they hold, or not at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from atc_trading.errors import PriceFileError
from atc_trading.prices.cells import COMPACT
from atc_trading.prices.number_columns import Options, number_column
from atc_trading.prices.numeric_dates import FIRST_INSTANT
from atc_trading.prices.results import Layout
from atc_trading.prices.roles import Roles, Series, Wanted, check_wanted, find_symbol, find_time, has_dates, only_prices
from atc_trading.prices.table import Table

if TYPE_CHECKING:
    import polars as pl

COMPACT_DAY = re.compile(rf"{COMPACT.pattern}$")
BAR = 4
"""Numbers of a bar: open, high, low and close."""
ORDERS = {(1, 2), (1, 0), (2, 3), (3, 2)}
"""Where files have high and low: open, high, low, close; or low, high, open, close; or open, close, and these."""
WIDEST = 2.0
"""High over low of the middle bar, at most: a column of dates that is taken for a price is far above the others."""


def unnamed_roles(table: Table, wanted: Wanted, options: Options) -> Roles:
    """Dates, symbols and the four prices of a bar, by what the columns hold."""
    check_wanted(table, wanted)
    places = range(len(table.names))
    date = (
        table.position(wanted.date)
        if wanted.date is not None
        else next(filter(lambda place: is_date(table, place), places), None)
    )
    time = find_time(table, date)
    rest = [place for place in places if place not in {date, time}]
    symbol = find_symbol(table, rest, wanted)
    numbers = [place for place in rest if place != symbol and table.kinds[place] in {"integer", "number"}]
    layout: Layout = "single" if symbol is None else "long"
    if wanted.price is not None:
        price = table.position(wanted.price)
        return Roles(layout, date, time, symbol, (only_prices(table, table.stem, price),))
    if len(numbers) == 1:
        return Roles(layout, date, time, symbol, (only_prices(table, table.stem, numbers[0]),), guessed=True)
    fields = bar_fields(table, numbers, options)
    table.decide(None, "bars", f"high and low enclose the other two in {table.choices(numbers[:BAR])}")
    further = {table.names[place]: place for place in numbers if place not in fields.values()}
    close, labels = fields["close"], {field: table.names[place] for field, place in fields.items()}
    return Roles(layout, date, time, symbol, (Series(table.stem, close, labels["close"], fields, labels, further),))


def is_date(table: Table, place: int) -> bool:
    """Whether a column without a name holds dates: text, days such as 20240131, or numbers that only rise or fall."""
    if table.kinds[place] == "date":
        return True
    if table.kinds[place] != "integer" or not has_dates(table, place):
        return False
    cells = [cell.strip() for cell in map(str, table.sample(place)) if cell.strip().isdigit()]
    values = [int(cell) for cell in cells]
    if all(map(COMPACT_DAY.match, cells)):
        return True
    return min(values) >= FIRST_INSTANT and (values == sorted(values) or values == sorted(values, reverse=True))


def bar_fields(table: Table, numbers: list[int], options: Options) -> dict[str, int]:
    """Open, high, low, close and volume: of the first four numbers, one is always the highest and one the lowest."""
    import polars as pl

    bar = numbers[:BAR]
    if len(bar) == BAR:
        columns = {place: number_column(table, place, options) for place in bar}
        frame = pl.DataFrame([column.alias(str(place)) for place, column in columns.items()])
        tops = [place for place in bar if encloses(columns[place], frame.max_horizontal())]
        bottoms = [place for place in bar if encloses(columns[place], frame.min_horizontal())]
        spread = (frame.max_horizontal() / frame.min_horizontal()).median()
        is_bar = isinstance(spread, float) and spread < WIDEST
        extremes = [(bar.index(top), bar.index(bottom)) for top in tops for bottom in bottoms]
        if is_bar and len(extremes) == 1 and extremes[0] in ORDERS:
            first, last = (place for place in bar if place not in {*tops, *bottoms})
            fields = {"open": first, "high": tops[0], "low": bottoms[0], "close": last}
            return fields | ({"volume": numbers[BAR]} if len(numbers) > BAR else {})
    if not numbers:
        parted = "; fields are parted by comma, semicolon, tab or '|'" if len(table.names) == 1 else ""
        raise PriceFileError(f"{table.name} has no header and no column of numbers{parted}")
    raise PriceFileError(
        f"{table.name} has no header, and its columns do not show which holds prices; name one: "
        f"--price-column {table.names[numbers[0]]!r}, of {table.choices(numbers)}"
    )


def encloses(column: pl.Series, extreme: pl.Series) -> bool:
    """Whether a column is the highest, or the lowest, in every row."""
    return bool((column == extreme).fill_null(value=True).all())
