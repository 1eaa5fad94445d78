"""Which columns of a file hold dates, symbols and prices: guessed from names and types, or named by the user."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from atc_core.spelling import did_you_mean
from atc_trading.errors import ScanError, ScanUsageError

Kind: TypeAlias = Literal["date", "text", "integer", "number", "other"]
Layout: TypeAlias = Literal["long", "wide", "single"]

DATES = (
    "date",
    "datetime",
    "timestamp",
    "time",
    "day",
    "ts",
    "tradedate",
    "tradingday",
    "opentime",
    "closetime",
    "index",
)
SYMBOLS = ("symbol", "ticker", "sym", "instrument", "security", "asset", "stock", "pair", "ric", "isin", "code", "name")
PRICES = ("adjclose", "adjustedclose", "closeadj", "closeadjusted", "close", "closeprice", "price", "last", "lastprice")
NO_NAMES = ("", "unnamed0", "indexlevel0")
"""How files of pandas name an index that had no name, without case and punctuation."""
BARS = {"open", "high", "low", "volume"}
"""Two of these names mean that the columns are the bars of one symbol, not symbols."""


class Wanted(NamedTuple):
    """The columns that the user named."""

    date: str | None = None
    symbol: str | None = None
    price: str | None = None
    wide: bool = False


class Columns(NamedTuple):
    """The columns that are read; `prices` has one name in the long layout, one per symbol in the wide one."""

    layout: Layout
    date: str | None
    symbol: str | None
    prices: tuple[str, ...]

    def __str__(self) -> str:
        name = repr(self.date) if self.date else "the column without a name"
        dates = "no dates, bars in the order of the file" if self.date is None else f"dates from {name}"
        if self.layout == "wide":
            return f"wide, {dates}, a column of prices per symbol"
        symbols = f"symbols from {self.symbol!r}" if self.symbol is not None else "one symbol, named after the file"
        return f"{self.layout}, {dates}, {symbols}, prices from {self.prices[0]!r}"


def guess(kinds: Mapping[str, Kind], wanted: Wanted) -> Columns:
    """The columns of a file, by name and kind; what the user named comes first."""
    check_wanted(kinds, wanted)
    date = wanted.date if wanted.date is not None else find_date(kinds)
    others = {name: kind for name, kind in kinds.items() if name != date}
    symbol = wanted.symbol if wanted.symbol is not None else find_symbol(others)
    price = wanted.price if wanted.price is not None else named(others, PRICES)
    if wanted.wide or (symbol is None and price is None and not is_bars(others)):
        return wide(date, others)
    if price is None:
        price = only_price(others, symbol)
    if len({date, symbol, price}) < len((date, symbol, price)):
        raise ScanUsageError(
            f"dates, symbols and prices must be different columns, were {date!r}, {symbol!r}, {price!r}"
        )
    return Columns("single" if symbol is None else "long", date, symbol, (price,))


def check_wanted(kinds: Mapping[str, Kind], wanted: Wanted) -> None:
    """Every column that the user names must exist."""
    for name in (wanted.date, wanted.symbol, wanted.price):
        if name is not None and name not in kinds:
            raise ScanUsageError(f"there is no column {name!r}{did_you_mean(name, kinds)}")
    if wanted.wide and (wanted.symbol is not None or wanted.price is not None):
        raise ScanUsageError("--wide means a column per symbol: it needs no --symbol-column and no --price-column")


def plain(name: str) -> str:
    """A name without case, blanks and punctuation: ``Adj. Close`` is ``adjclose``."""
    return re.sub(r"[\W_]", "", name.casefold())


def named(names: Iterable[str], known: Iterable[str]) -> str | None:
    """The column with the first of the known names."""
    found = {plain(name): name for name in reversed(list(names))}
    return next((found[name] for name in known if name in found), None)


def find_date(kinds: Mapping[str, Kind]) -> str | None:
    """The column of dates: by name, by type, or the nameless first one."""
    usable = [name for name, kind in kinds.items() if kind != "other"]
    by_name = named((name for name in usable if kinds[name] != "number"), DATES)
    by_kind = (name for name in usable if kinds[name] == "date")
    return by_name if by_name is not None else next(by_kind, named(usable[:1], NO_NAMES))


def find_symbol(kinds: Mapping[str, Kind]) -> str | None:
    """The column of symbols: by name, or the only one of text beside numbers."""
    by_name = named((name for name, kind in kinds.items() if kind in ("text", "integer")), SYMBOLS)
    texts = [name for name, kind in kinds.items() if kind == "text"]
    is_only_text = len(texts) == 1 and len(numbers(kinds)) == 1
    return texts[0] if by_name is None and is_only_text else by_name


def numbers(kinds: Mapping[str, Kind]) -> list[str]:
    """The columns of numbers."""
    return [name for name, kind in kinds.items() if kind in ("integer", "number")]


def is_bars(names: Iterable[str]) -> bool:
    """Whether the columns are parts of one symbol's bars."""
    return len(BARS & set(map(plain, names))) > 1


def only_price(kinds: Mapping[str, Kind], symbol: str | None) -> str:
    """The only column of numbers beside the symbols."""
    found = [name for name in numbers(kinds) if name != symbol]
    if len(found) == 1:
        return found[0]
    choices = f"choose from {', '.join(map(repr, found))}" if found else "none has numbers"
    raise ScanError(f"no column is called close or price; name it with --price-column: {choices}")


def wide(date: str | None, others: Mapping[str, Kind]) -> Columns:
    """A column per symbol."""
    symbols = tuple(name for name, kind in others.items() if kind in ("text", "integer", "number"))
    if not symbols:
        raise ScanError("there is no column of prices")
    return Columns("wide", date, None, symbols)
