"""The prices of a backtest, from whatever a caller has: bars, a Series, a frame, or an array of closes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from atc_core.accessors.fields import matching
from atc_core.spelling import some
from atc_trading.market import MarketData, market_frames
from atc_trading.market.bar_checks import PRICES, check_bars, check_close
from atc_trading.market.column_values import Numbers, Times, numbers, times

FEW = 5
"""Names that a message lists of many."""
Read: TypeAlias = Callable[[str, str, Any], Numbers]
"""Makes a column of floats; told what errors name, and the field."""
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
    zone: str | None = None
    """The time zone of `timestamps`, which are its clocks; None where none is known."""
    exact: Any = None
    """Where money is decimal, the closes as an array of Arrow's decimals."""


def price_input(data: Any, owner: str, read: Read = numbers) -> PriceInput:
    """The prices in `data`; `owner` is what errors name, `read` makes floats of a column.

    A frame that has open, high, low and close is checked as MarketData is; one that has not, as its close alone.

    Raises:
        TypeError: there are no numbers in `data`.
        ValueError: a bar cannot be, or no column is a close; the message names field, first bar and value.
    """
    if isinstance(data, MarketData):
        if data.decimals is not None:
            advice = "an engine with money='decimal', or data.to_float()"
            raise TypeError(f"{owner}: data are in decimals; take {advice}")
        return PriceInput(data.symbol, data.timestamps, data.close, zone=data.zone)
    if isinstance(data, PriceInput):
        return data
    library, kind = type(data).__module__.partition(".")[0], type(data).__name__
    if library == "pandas" and hasattr(data, "columns"):
        return of_pandas_frame(data, owner, read)
    if library == "polars" and kind == "DataFrame":
        return of_polars_frame(data, owner, read)
    refuse(data, owner, kind)
    found: Library = "polars" if library == "polars" else "pandas"
    name = getattr(data, "name", None)
    symbol = name if isinstance(name, str) and name.casefold() != "close" else ""
    index = getattr(data, "index", None) if library == "pandas" else None
    market_frames.check_rows(owner, index)
    dated = index if index is not None and market_frames.is_of_dates(index) else None
    return checked(owner, symbol, dated, data, found, read=read)


def refuse(data: Any, owner: str, kind: str) -> None:
    """Say of what is no prices by itself how it becomes some."""
    advice = {
        "LazyFrame": ", which must be collected first: data.collect()",
        "dict": '; give its prices: data["close"]',
        "str": f"; a file is read by MarketData.from_csv({data!r})" if isinstance(data, str) else "",
    }.get(kind, "")
    if advice or data is None:
        raise TypeError(
            f"{owner}: data must be MarketData, a Series, a frame or an array of closes, was {kind}{advice}"
        )


def of_pandas_frame(frame: Any, owner: str, read: Read) -> PriceInput:
    """The prices of a DataFrame, dated by its index or by a column."""
    frame, ticker = market_frames.of_one_ticker(frame)
    market_frames.check_one_ticker(owner, frame)
    labels = list(frame.columns)
    has_dates = market_frames.is_of_dates(frame.index)
    if has_bars(labels) and (has_dates or matching("timestamps", labels)):
        return of_bars(owner, market_frames.of_pandas(owner, frame, ticker, {}), "pandas", read)
    close = frame[close_column(owner, labels)]
    dated = frame.index if has_dates else column(frame, "timestamps", labels)
    return checked(owner, ticker, dated, close, "pandas", read=read)


def of_polars_frame(frame: Any, owner: str, read: Read) -> PriceInput:
    """The prices of a Polars DataFrame, dated by a column."""
    market_frames.check_column_of_tickers(owner, frame)
    labels = frame.columns
    if has_bars(labels) and matching("timestamps", labels):
        return of_bars(owner, market_frames.of_polars(owner, frame, "", {}), "polars", read)
    close = frame[close_column(owner, labels)]
    return checked(owner, "", column(frame, "timestamps", labels), close, "polars", read=read)


def of_bars(owner: str, found: market_frames.Found, library: Library, read: Read) -> PriceInput:
    """The close of bars that are checked as a whole."""
    timestamps, zone = times(owner, found.timestamps)
    columns = {name: read(owner, name, values) for name, values in found.columns.items()}
    check_bars(owner, timestamps, columns)
    return PriceInput(found.symbol, timestamps, columns["close"], library, zone)


def close_column(owner: str, labels: Sequence[Any]) -> Any:
    """The label of the column of closes."""
    found = matching("close", labels)
    if len(found) == 1:
        return found[0]
    what = f"close may be column {' or '.join(map(repr, found))}" if found else "no column is called close"
    there = "" if found else f"; there are {some([str(label) for label in labels], FEW) or 'none'}"
    example = (found or labels or ["Close"])[0]
    raise ValueError(f"{owner}: {what}{there}; give the column itself: data[{example!r}]")


def has_bars(labels: Sequence[Any]) -> bool:
    """Whether a frame has all prices of a bar."""
    return all(matching(name, labels) for name in PRICES)


def column(frame: Any, name: str, labels: Sequence[Any]) -> Any:
    """A column that is found by its name; None where none is."""
    found = matching(name, labels)
    return frame[found[0]] if found else None


def checked(
    owner: str,
    symbol: str,
    dated: Any,
    close: Any,
    library: Library,
    columns: Mapping[str, Numbers] | None = None,
    read: Read = numbers,
) -> PriceInput:
    """Closing prices that can be, with times that increase; what else there is of their bars can be too."""
    timestamps, zone = (None, None) if dated is None else times(owner, dated)
    own = read(owner, "close", close)
    check_close(owner, timestamps, own, columns)
    return PriceInput(symbol, timestamps, own, library, zone)
