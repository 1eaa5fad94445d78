"""Columns under a header of several rows, fields and symbols, as yfinance writes them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from atc_trading.errors import PriceFileError, PriceOptionError
from atc_trading.prices import names
from atc_trading.prices.names import is_level_of_fields
from atc_trading.prices.roles import NUMBERS, Roles, Series, Wanted, find_date, has_dates
from atc_trading.prices.table import Table


def levels_of(labels: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The levels of labels such as ``('Close', 'AAPL')``, as Parquet files of pandas have them, if they have any.

    The column of dates is the only one that may have a plain label; its levels are empty.
    """
    if sum(not label.startswith("(") for label in labels) > 1 or not any(label.startswith("(") for label in labels):
        return ()
    try:
        pairs = [ast.literal_eval(label) if label.startswith("(") else ("", "") for label in labels]
    except (ValueError, SyntaxError):
        return ()
    if not all(isinstance(pair, tuple) and [*map(type, pair)] == [str, str] for pair in pairs):
        return ()
    levels = tuple(zip(*pairs, strict=True))
    return levels if sum(is_level_of_fields(list(filter(None, level))) for level in levels) == 1 else ()


def level_roles(table: Table, wanted: Wanted) -> Roles:
    """The fields of each symbol."""
    if wanted.wide or wanted.symbol is not None:
        raise PriceOptionError("the header has a row of symbols: it needs no --wide and no --symbol-column")
    date = level_date(table, wanted)
    rows = [row for row in table.header.levels if any(row[1:])]
    fields = next(row for row in rows if is_level_of_fields([cell for cell in row[1:] if cell]))
    symbols = next(row for row in rows if row is not fields)
    places: dict[str, dict[str, int]] = {}
    for place, (field, symbol) in enumerate(zip(fields, symbols, strict=True)):
        if place != date and table.kinds[place] in NUMBERS:
            own = places.setdefault(symbol, {})
            if field in own:
                raise PriceFileError(f"{table.name}: two columns are called {field!r} of {symbol!r}")
            own[field] = place
    return Roles(
        "levels", date, None, None, tuple(symbol_series(table, *item, wanted.price) for item in places.items())
    )


def level_date(table: Table, wanted: Wanted) -> int | None:
    """The column of dates: as named, by what it holds, or the first one where that holds numbers that may be dates."""
    if wanted.date is not None:
        return find_date(table, wanted)
    by_kind = next((place for place, kind in enumerate(table.kinds) if kind == "date"), None)
    return 0 if by_kind is None and has_dates(table, 0) else by_kind


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
