"""Columns under a header of several rows, fields and symbols, as yfinance writes them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from atc_trading.errors import PriceFileError, PriceOptionError
from atc_trading.prices import names
from atc_trading.prices.names import is_level_of_fields
from atc_trading.prices.roles import NUMBERS, Roles, Series, Wanted, find_date
from atc_trading.prices.table import Table


def levels_of(labels: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The levels of labels such as ``('Close', 'AAPL')``, as Parquet files of pandas have them, if they have any.

    The column of dates is the only one that may have a plain label or ``('Date', '')``; its levels are empty.
    """
    if not any(label.startswith("(") for label in labels):
        return ()
    try:
        pairs = [ast.literal_eval(label) if label.startswith("(") else ("", "") for label in labels]
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ()
    if not all(isinstance(pair, tuple) and [*map(type, pair)] == [str, str] for pair in pairs):
        return ()
    pairs = [pair if all(pair) else ("", "") for pair in pairs]
    levels = tuple(zip(*pairs, strict=True))
    is_complete = pairs.count(("", "")) <= 1 and sum(map(is_level_of_fields, map(filled, levels))) == 1
    return levels if is_complete else ()


def filled(cells: Iterable[str]) -> list[str]:
    """The cells that are not empty."""
    return [cell for cell in cells if cell]


def level_roles(table: Table, wanted: Wanted) -> Roles:
    """The fields of each symbol."""
    if wanted.wide or wanted.symbol is not None:
        raise PriceOptionError("the header has a row of symbols: it needs no --wide and no --symbol-column")
    index = 0 if table.is_text else next((place for place, cells in enumerate(cells_of(table)) if not any(cells)), None)
    date = index if wanted.date is None else find_date(table, wanted)
    columns = {place: cells for place, cells in enumerate(cells_of(table)) if place not in {index, date}}
    rows = [row for row in zip(*columns.values(), strict=True) if any(row)]
    is_field = [is_level_of_fields(row) for row in rows]
    places: dict[str, dict[str, int]] = {}
    for place, field, symbol in zip(columns, rows[is_field.index(True)], rows[is_field.index(False)], strict=True):
        if table.kinds[place] in NUMBERS:
            own = places.setdefault(symbol, {})
            if field in own:
                raise PriceFileError(f"{table.name}: two columns are called {field!r} of {symbol!r}")
            own[field] = place
    if not places:
        raise PriceFileError(f"{table.name}: there is no column of prices")
    series = tuple(symbol_series(table, *item, wanted.price) for item in places.items())
    return Roles("levels", date, None, None, series)


def cells_of(table: Table) -> list[tuple[str, ...]]:
    """What stands above each column."""
    return list(zip(*table.header.levels, strict=True))


def symbol_series(table: Table, symbol: str, places: dict[str, int], price: str | None) -> Series:
    """The columns of one symbol."""
    taken = price if price is not None else names.named(places, names.PRICES)
    if taken is None or taken not in places:
        found = ", ".join(map(repr, places))
        raise PriceFileError(f"{table.name}: {symbol!r} has no column of prices; name one with --price-column: {found}")
    labels = names.fields_of(list(places))
    fields = {field: places[name] for field, name in labels.items()}
    used = {places[taken], *fields.values()}
    further = {name: place for name, place in places.items() if place not in used}
    return Series(symbol, places[taken], taken, fields, labels, further)
