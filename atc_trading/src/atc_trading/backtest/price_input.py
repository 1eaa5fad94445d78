"""The prices of a backtest, from whatever a caller has: bars, a Series, a frame, or an array of closes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from atc_core.accessors.fields import found_columns, matching
from atc_trading.market import MarketData, market_frames
from atc_trading.market.bar_checks import PRICES, check_close
from atc_trading.market.column_values import Numbers, Times, numbers, times

Library: TypeAlias = Literal["pandas", "polars"]
"""Of which a result's frames are."""


class PriceInput(NamedTuple):
    """The closing prices of one symbol, checked."""

    symbol: str
    timestamps: Times | None
    """datetime64[ns], or int64 numbers of bars; None where nothing dates the prices."""
    close: Numbers
    library: Library = "pandas"
    """Where the data came from."""


def price_input(data: Any, owner: str) -> PriceInput:
    """The prices in `data`; `owner` is what errors name.

    A frame that has open, high, low and close is checked as MarketData is; one that has not, as its close alone.

    Raises:
        TypeError: there are no numbers in `data`.
        ValueError: a bar cannot be, or no column is a close; the message names field, first bar and value.
    """
    if isinstance(data, MarketData):
        return PriceInput(data.symbol, data.timestamps, data.close)
    if isinstance(data, PriceInput):
        return data
    library, kind = type(data).__module__.partition(".")[0], type(data).__name__
    if library == "pandas" and hasattr(data, "columns"):
        return of_pandas_frame(data, owner)
    if library == "polars" and kind == "DataFrame":
        return of_polars_frame(data, owner)
    found: Library = "polars" if library == "polars" else "pandas"
    name = getattr(data, "name", None)
    symbol = name if isinstance(name, str) and name.casefold() != "close" else ""
    index = getattr(data, "index", None) if library == "pandas" else None
    dated = index if index is not None and market_frames.is_of_dates(index) else None
    return checked(owner, symbol, dated, data, found)


def of_pandas_frame(frame: Any, owner: str) -> PriceInput:
    """The prices of a DataFrame, dated by its index or by a column."""
    frame, ticker = market_frames.of_one_ticker(frame)
    labels = list(frame.columns)
    if has_bars(labels):
        has_dates = market_frames.is_of_dates(frame.index) or matching("timestamps", labels)
        if has_dates:
            return price_input(MarketData.from_pandas(frame, ticker), owner)
    close = found_columns(owner, ["close"], labels)["close"]
    dated = frame.index if market_frames.is_of_dates(frame.index) else column(frame, "timestamps", labels)
    return checked(owner, ticker, dated, frame[close], "pandas")


def of_polars_frame(frame: Any, owner: str) -> PriceInput:
    """The prices of a Polars DataFrame, dated by a column."""
    if has_bars(frame.columns) and matching("timestamps", frame.columns):
        return price_input(MarketData.from_polars(frame), owner)._replace(library="polars")
    close = found_columns(owner, ["close"], frame.columns)["close"]
    return checked(owner, "", column(frame, "timestamps", frame.columns), frame[close], "polars")


def has_bars(labels: Sequence[Any]) -> bool:
    """Whether a frame has all prices of a bar."""
    return all(matching(name, labels) for name in PRICES)


def column(frame: Any, name: str, labels: Sequence[Any]) -> Any:
    """A column that is found by its name; None where none is."""
    found = matching(name, labels)
    return frame[found[0]] if found else None


def checked(owner: str, symbol: str, dated: Any, close: Any, library: Library) -> PriceInput:
    """Closing prices that can be, with times that increase."""
    timestamps = None if dated is None else times(owner, dated)[0]
    own = numbers(owner, "close", close)
    check_close(owner, timestamps, own)
    return PriceInput(symbol, timestamps, own, library)
