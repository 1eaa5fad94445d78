"""The bars of several assets on one row of times, from MarketData or frames of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core.accessors.fields import plain
from atc_trading.backtest.price_input import Library
from atc_trading.market import MarketData
from atc_trading.market.column_values import Times, frozen
from atc_trading.market.market_frames import TICKERS, level_of_tickers

FIELDS = ("open", "high", "low", "close", "volume")
LEVELS = 2
"""Of the columns of a frame of several tickers: fields and tickers."""
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
    several = bars if isinstance(bars, Mapping) and not hasattr(bars, "columns") else by_ticker(bars)
    if not several:
        raise ValueError(f"{owner}: bars must be of at least one asset, were of none")
    data = [market_data(owner, symbol, values) for symbol, values in several.items()]
    check_clocks(owner, data)
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


def by_ticker(bars: Any) -> dict[str | None, Any]:
    """The bars of each ticker where a frame has several, in levels of its columns or one below the other.

    Where columns have levels, a ticker has no bar in rows in which all its prices are missing.
    """
    library = type(bars).__module__.partition(".")[0]
    if library == "pandas" and getattr(getattr(bars, "columns", None), "nlevels", 1) == LEVELS:
        level = level_of_tickers(bars)
        names = list(dict.fromkeys(bars.columns.get_level_values(level)))
        return {str(name): bars.xs(name, axis=1, level=level).dropna(how="all") for name in names}
    if library == "pandas" and hasattr(bars, "columns"):
        label = column_of_tickers(bars.columns)
        return (
            {None: bars}
            if label is None
            else {str(name): part for name, part in bars.groupby(label, sort=False, observed=True)}
        )
    if library == "polars" and type(bars).__name__ == "DataFrame":
        label = column_of_tickers(bars.columns)
        parts = {} if label is None else bars.partition_by(label, as_dict=True, maintain_order=True)
        return {str(name): part for (name,), part in parts.items()} or {None: bars}
    return {None: bars}


def column_of_tickers(labels: Any) -> Any:
    """The only column that is called so; None where there is none."""
    found = [label for label in labels if plain(label) in TICKERS]
    return found[0] if len(found) == 1 else None


def check_clocks(owner: str, data: Sequence[MarketData]) -> None:
    """Refuse bars that are on no common row of times."""
    kinds = {item.timestamps.dtype.kind for item in data if len(item)}
    if len(kinds) > 1:
        raise ValueError(f"{owner}: bars must all have times or all be numbered, were of both kinds")
    zones = dict.fromkeys(item.zone or "none" for item in data)
    if len(zones) > 1:
        raise ValueError(f"{owner}: bars must be of one time zone, were of {', '.join(zones)}")


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
    if library == "polars" and type(values).__name__ == "DataFrame":
        return MarketData.from_polars(values, symbol or "")
    kind = type(values).__name__
    advice = ", which must be collected: bars.collect()" if kind == "LazyFrame" else ""
    raise TypeError(f"{owner}: bars must be MarketData, a frame, or a mapping of these by symbol, were {kind}{advice}")
