"""Which columns hold dates, symbols and prices: by their names and what they hold, or as the user says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from atc_core.accessors.fields import plain
from atc_core.spelling import closest, did_you_mean
from atc_trading.errors import PriceFileError, PriceOptionError
from atc_trading.prices import names
from atc_trading.prices.cells import COMPACT
from atc_trading.prices.numeric_dates import FIRST_INSTANT, RANGES
from atc_trading.prices.results import Layout
from atc_trading.prices.table import Table

INSTANT = re.compile(r"\d+(\.\d+)?$")
MEANT = 0.75
"""Likeness of the name of an only column to ``close`` from which on it is no symbol: that of ``Clos`` is 0.89."""
CLOCK = re.compile(r"([01]\d|2[0-3])([0-5]\d){2}$")
TIMES = ("time", "hour", "tradetime", "timeofday")
DIGITS = len("160000")
"""Digits of a time of day."""
NUMBERS = {"integer", "number", "missing"}
HELP = "name it with --price-column, or say --wide where every column is a symbol"


class Wanted(NamedTuple):
    """The columns that the user named."""

    date: str | None = None
    symbol: str | None = None
    price: str | None = None
    wide: bool = False


class Series(NamedTuple):
    """The columns of one symbol, or of all of them in the long layout, by position."""

    symbol: str
    price: int
    label: str
    """What the file calls the price."""
    fields: dict[str, int]
    """By ``open``, ``high``, ``low``, ``close``, ``volume``."""
    labels: dict[str, str]
    """What the file calls these."""
    others: dict[str, int]
    """Further columns of numbers, by the file's own names."""

    @property
    def by_label(self) -> dict[str, int]:
        """Every column of numbers, by the file's own names, in the order of the file."""
        own = {self.label: self.price, **{self.labels[field]: place for field, place in self.fields.items()}}
        return dict(sorted((own | self.others).items(), key=lambda item: item[1]))


class Roles(NamedTuple):
    """What every column is for, by position."""

    layout: Layout
    date: int | None
    time: int | None
    symbol: int | None
    series: tuple[Series, ...]
    guessed: bool = False
    """Whether the prices have no name that says so."""
    guessed_symbol: bool = False


def find_roles(table: Table, wanted: Wanted) -> Roles:
    """What the columns of a table are for; errors say which option helps."""
    check_wanted(table, wanted)
    date = find_date(table, wanted)
    time = find_time(table, date)
    taken = {date, time}
    rest = [place for place in range(len(table.names)) if place not in taken and not is_row_numbers(table, place)]
    symbol = find_symbol(table, rest, wanted)
    price = table.position(wanted.price) if wanted.price is not None else by_name(table, rest, names.PRICES)
    labels = [table.names[place] for place in rest]
    by_guess = wanted.symbol is None and symbol is not None and plain(table.names[symbol]) not in names.SYMBOLS
    if wanted.wide or (symbol is None and price is None and not names.is_bars(labels)):
        return wide(table, date, time, rest, wanted)
    guessed = price is None
    if price is None:
        price = only_price(table, [place for place in rest if place != symbol])
    given = [place for place in (date, symbol, price) if place is not None]
    if len(set(given)) < len(given):
        named = ", ".join(repr(None if place is None else table.names[place]) for place in (date, symbol, price))
        raise PriceOptionError(f"dates, symbols and prices must be different columns, were {named}")
    others = [place for place in rest if place not in {symbol, price}]
    own = one_series(table, table.stem, price, others)
    return Roles("single" if symbol is None else "long", date, time, symbol, (own,), guessed, by_guess)


def check_wanted(table: Table, wanted: Wanted) -> None:
    """Every column that the user names must exist."""
    for name in (wanted.date, wanted.symbol, wanted.price):
        if name is not None and name not in table.names:
            raise PriceOptionError(f"there is no column {name!r}{did_you_mean(name, table.names)}")
    if wanted.wide and (wanted.symbol is not None or wanted.price is not None):
        raise PriceOptionError("--wide means a column per symbol: it needs no --symbol-column and no --price-column")


def by_name(table: Table, places: Iterable[int], known: Iterable[str]) -> int | None:
    """The column with the first of the known names; PriceFileError where two have that name."""
    found = names.named([table.names[place] for place in places], known)
    return None if found is None else table.position(found)


def find_date(table: Table, wanted: Wanted) -> int | None:
    """The column of dates: as named, by a usual name and dates in it, by dates in it, or the nameless first one."""
    if wanted.date is not None:
        return table.position(wanted.date)
    usable = [place for place, kind in enumerate(table.kinds) if kind != "other"]
    called = [
        table.position(name) for name in names.first_named({table.names[place]: None for place in usable}, names.DATES)
    ]
    called = [place for place in called if table.kinds[place] in {"date", "time", "text", "integer", "number"}]
    good = [place for place in called if has_dates(table, place)]
    by_kind = [place for place in usable if table.kinds[place] == "date"]
    by_part = [place for place in usable if is_called_date(table, place)]
    if good or by_kind or by_part:
        return (good or by_kind or by_part)[0]
    counted = [
        place
        for place in called
        if table.kinds[place] in {"text", "integer", "time"} or plain(table.names[place]) in names.SURE_DATES
    ]
    if counted:
        return counted[0]
    first = usable[:1]
    is_nameless = bool(first) and plain(table.names[first[0]]) in names.NO_NAMES and table.header.is_named
    return first[0] if is_nameless else None


def has_dates(table: Table, place: int) -> bool:
    """Whether a column holds dates, as text or as numbers that may be some."""
    kind = table.kinds[place]
    if kind == "date":
        return True
    if kind not in {"integer", "number"}:
        return False
    cells = [str(cell).strip() for cell in table.sample(place) if cell is not None and str(cell).strip()]
    return sum(map(is_instant, cells)) * 2 > len(cells)


def is_called_date(table: Table, place: int) -> bool:
    """Whether a column of large numbers has a name that speaks of times: ``window_start``."""
    # The name first: cells of 500 columns would be read one by one.
    if table.kinds[place] != "integer" or not names.PARTS_OF_DATES.search(plain(table.names[place])):
        return False
    cells = [str(cell) for cell in table.sample(place) if cell is not None]
    return all(len(cell) >= len("20240131") for cell in cells) and has_dates(table, place)


def is_instant(cell: str) -> bool:
    """Whether a number may be a time since 1970, 20240131, or a day of Excel."""
    if not INSTANT.match(cell):
        return False
    value, (first, last) = float(cell), RANGES["serials"]
    return value >= FIRST_INSTANT or bool(COMPACT.match(f"{value:.0f}")) or first <= value <= last


def find_time(table: Table, date: int | None) -> int | None:
    """The column of times beside one of dates without times."""
    if date is None or table.kinds[date] not in {"date", "integer"}:
        return None
    if any(":" in str(cell) for cell in table.sample(date) if cell is not None):
        return None
    place = next((place for place, name in enumerate(table.names) if plain(name) in TIMES and place != date), None)
    if place is None:
        is_next = date + 1 < len(table.names) and not table.header.is_named and has_times(table, date + 1)
        return date + 1 if is_next else None
    digits = table.kinds[place] == "integer" and all(len(str(cell).strip()) <= DIGITS for cell in table.sample(place))
    return place if digits or table.kinds[place] == "time" else None


def has_times(table: Table, place: int) -> bool:
    """Whether a column without a name holds times of day: ``16:00``, or ``160000`` in every cell."""
    cells = (str(cell).strip() for cell in table.sample(place))
    return table.kinds[place] == "time" or all(map(CLOCK.match, cells))


def is_row_numbers(table: Table, place: int) -> bool:
    """Whether a column without a name counts the rows, as pandas writes its index."""
    import polars as pl

    if plain(table.names[place]) not in names.NO_NAMES or table.kinds[place] not in {"integer", "missing"}:
        return table.kinds[place] == "missing" and not table.names[place]
    numbers = table.column(place).cast(pl.Int64, strict=False)
    return bool((numbers.diff().drop_nulls() == 1).all())


def find_symbol(table: Table, places: list[int], wanted: Wanted) -> int | None:
    """The column of symbols: as named, by a usual name, or the only one of words beside one of numbers."""
    if wanted.symbol is not None:
        return table.position(wanted.symbol)
    kinds = {place: table.kinds[place] for place in places}
    fit = {"text", "integer", "missing"}
    likely = [place for place, kind in kinds.items() if kind in fit or plain(table.names[place]) in names.IDENTIFIERS]
    called = by_name(table, likely, names.SYMBOLS)
    if called is not None:
        return called
    texts = [place for place, kind in kinds.items() if kind == "text"]
    numbers = [place for place, kind in kinds.items() if kind in {"integer", "number"}]
    if not table.header.is_named:
        return texts[0] if texts else None
    return texts[0] if len(texts) == len(numbers) == 1 else None


def one_series(table: Table, symbol: str, price: int, others: list[int]) -> Series:
    """The columns of one symbol: its price, the fields of its bars, and further numbers."""
    places = {table.names[place]: place for place in reversed([*others, price])}
    found = names.fields_of(list(places))
    fields = {field: table.position(name) for field, name in found.items()}
    used = {price, *fields.values()}
    free = [place for place in others if place not in used and table.is_alone(place)]
    further = {table.names[place]: place for place in free if table.kinds[place] in NUMBERS}
    return Series(symbol, price, table.names[price], fields, found, further)


def only_prices(table: Table, symbol: str, price: int) -> Series:
    """A column of prices and nothing beside it."""
    return Series(symbol, price, table.names[price], {}, {}, {})


def only_price(table: Table, places: list[int]) -> int:
    """The only column of numbers beside the symbols."""
    found = [place for place in places if table.kinds[place] in {"integer", "number"}]
    likely = [place for place in found if plain(table.names[place]) not in names.NO_PRICES]
    if len(found) == 1 and likely:
        return found[0]
    choices = f"choose from {table.choices(found)}" if found else "none has numbers"
    raise PriceFileError(f"{table.name}: no column is called close or price; name it with --price-column: {choices}")


def wide(table: Table, date: int | None, time: int | None, places: list[int], wanted: Wanted) -> Roles:
    """A column per symbol; where that is a guess, none may have a name or content that is no symbol's."""
    if not wanted.wide:
        strange = [place for place in places if plain(table.names[place]) in names.NO_PRICES]
        strange += [place for place in places if table.kinds[place] not in NUMBERS and place not in strange]
        strange += [place for place in places if not table.names[place] and place not in strange]
        if strange and len(strange) == len(places):
            raise PriceFileError(f"{table.name}: there is no column of prices, only {table.choices(places)}; {HELP}")
        if strange:
            what = "no prices" if table.kinds[strange[0]] in NUMBERS else f"{table.kinds[strange[0]]}s"
            name = table.names[strange[0]]
            raise PriceFileError(f"{table.name}: no column is called close or price, and {name!r} holds {what}; {HELP}")
        meant = closest(table.names[places[0]], ("close", "price"), MEANT) if len(places) == 1 else ""
        if meant:
            raise PriceFileError(
                f"{table.name}: no column is called close or price, only {table.choices(places)}{meant}"
            )
    symbols = [place for place in places if table.kinds[place] in {*NUMBERS, "text"}]
    if not symbols:
        raise PriceFileError(f"{table.name}: there is no column of prices")
    series = tuple(only_prices(table, table.names[place], table.position(table.names[place])) for place in symbols)
    return Roles("wide", date, time, None, series, guessed=not wanted.wide)
