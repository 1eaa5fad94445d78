"""The bars of several assets on one row of times, from MarketData or frames of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_trading.backtest.price_input import Library
from atc_trading.market import MarketData
from atc_trading.market.column_values import Times, frozen

FIELDS = ("open", "high", "low", "close", "volume")
Tables = NDArray[np.float64]


class PortfolioBars(NamedTuple):
    """Tables of ``(time, assets)``: NaN where an asset has no bar at a time that others have."""

    symbols: tuple[str, ...]
    timestamps: Times
    open: Tables
    high: Tables
    low: Tables
    close: Tables
    volume: Tables
    library: Library
    """Where the data came from."""
    zone: str | None

    def column(self, symbol: Any, owner: str) -> int:
        """The column of an asset; of one asset alone any that is not named otherwise."""
        if symbol is None and len(self.symbols) == 1:
            return 0
        if symbol not in self.symbols:
            raise ValueError(f"{owner}: asset must be one of {', '.join(self.symbols)}, was {symbol!r}")
        return self.symbols.index(symbol)


def portfolio_bars(bars: Any, owner: str) -> PortfolioBars:
    """The bars in `bars`: of one asset MarketData or a frame, of several a mapping of these by symbol.

    Raises:
        TypeError: `bars` are neither.
        ValueError: there are none, a bar cannot be, or time zones differ; the message says what is wrong.
    """
    several = bars if isinstance(bars, Mapping) and not hasattr(bars, "columns") else {None: bars}
    if not several:
        raise ValueError(f"{owner}: bars must be of at least one asset, were of none")
    data = [market_data(owner, symbol, values) for symbol, values in several.items()]
    kinds = {(item.zone, item.timestamps.dtype) for item in data}
    if len(kinds) > 1:
        raise ValueError(f"{owner}: bars must be of one time zone, were of {', '.join(str(zone) for zone, _ in kinds)}")
    first = next(iter(several.values()))
    library: Library = "polars" if type(first).__module__.partition(".")[0] == "polars" else "pandas"
    every = np.unique(np.concatenate([item.timestamps for item in data]))
    places = [np.searchsorted(every, item.timestamps) for item in data]
    tables = []
    for field in FIELDS:
        table = np.full((len(every), len(data)), np.nan)
        for column, (item, rows) in enumerate(zip(data, places, strict=True)):
            table[rows, column] = getattr(item, field)
        tables.append(frozen(table))
    fields = dict(zip(FIELDS, tables, strict=True))
    symbols = tuple(item.symbol for item in data)
    return PortfolioBars(symbols, every, library=library, zone=data[0].zone, **fields)


def market_data(owner: str, symbol: str | None, values: Any) -> MarketData:
    """The bars of one asset under its own name."""
    library = type(values).__module__.partition(".")[0]
    if isinstance(values, MarketData):
        if symbol in (None, values.symbol):
            return values
        fields = (getattr(values, name) for name in FIELDS)
        return MarketData(symbol, values.timestamps, *fields, zone=values.zone)
    if library == "pandas" and hasattr(values, "columns"):
        return MarketData.from_pandas(values, symbol or "")
    if library == "polars" and hasattr(values, "columns"):
        return MarketData.from_polars(values, symbol or "")
    raise TypeError(
        f"{owner}: bars must be MarketData, a frame, or a mapping of these by symbol, were {type(values).__name__}"
    )


def bar_at(bars: PortfolioBars, when: Any, owner: str) -> int:
    """The last bar at or before a time, -1 before the first; whole numbers are bars themselves."""
    if when is None or isinstance(when, (int, np.integer)):
        return -1 if when is None else int(when)
    try:
        time = np.datetime64(getattr(when, "to_datetime64", lambda: when)())
    except (TypeError, ValueError):
        raise ValueError(f"{owner}: a time must be a date, a datetime or the number of a bar, was {when!r}") from None
    return int(np.searchsorted(bars.timestamps, time, side="right")) - 1
