"""Results as frames of pandas and Polars, and as documents that JSON can hold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.spelling import did_you_mean
from atc_trading.market.column_values import written
from atc_trading.market.market_frames import in_pandas, pandas_times, polars_times

if TYPE_CHECKING:
    from atc_trading.backtest.backtest_result import BacktestResult

LIBRARIES = ("pandas", "polars")
METRICS = (
    "total_return",
    "annualized_return",
    "sharpe_ratio",
    "sortino_ratio",
    "volatility",
    "max_drawdown",
    "win_rate",
    "trade_count",
)


def check_library(library: str) -> None:
    """Refuse what makes no frames here."""
    if library not in LIBRARIES:
        hint = did_you_mean(library, LIBRARIES)
        raise ValueError(f"to_frame: library must be pandas or polars, was {library!r}{hint}")


def frame(columns: Mapping[str, Any], library: str, timestamps: Any = None) -> Any:
    """A DataFrame of arrays; times are the index in pandas, the first column in Polars."""
    check_library(library)
    if library == "pandas":
        import pandas as pd

        index = None if timestamps is None else pd.Index(timestamps, name="timestamps")
        return pd.DataFrame({name: in_pandas(values) for name, values in columns.items()}, index=index)
    import polars as pl

    dated = {} if timestamps is None else {"timestamps": timestamps}
    # What is missing is null in Polars.
    both = {**dated, **columns}
    return pl.DataFrame([pl.Series(name, values, nan_to_null=True) for name, values in both.items()])


def dated(times: Any, zone: str | None, library: str) -> Any:
    """Times as a column of a library, with their zone."""
    check_library(library)
    if times is None:
        return None
    return (pandas_times if library == "pandas" else polars_times)(times, zone)


def frame_of_bars(result: BacktestResult, library: str) -> Any:
    """A row a bar."""
    columns = {
        "close": result.close,
        "position": result.positions,
        "equity": result.equity_curve,
        "drawdown": result.drawdown,
        "buy_and_hold": result.buy_and_hold,
    }
    return frame(columns, library, dated(result.timestamps, result.zone, library))


def frame_of_trades(result: BacktestResult, library: str) -> Any:
    """A row a round trip; `entry_time` and `exit_time` come first where there are times."""
    trades, times = result.trades, dated(result.timestamps, result.zone, library)
    own = {} if times is None else {f"{end}_time": times[trades[f"{end}_bar"]] for end in ("entry", "exit")}
    return frame({**own, **columns_of(trades)}, library)


def columns_of(rows: Any) -> dict[str, Any]:
    """The fields of structured rows as arrays of their own."""
    return {name: np.ascontiguousarray(rows[name]) for name in rows.dtype.names}


def as_document(result: BacktestResult, *, curve: bool) -> dict[str, Any]:
    """A result as plain values."""
    times = result.timestamps
    document: dict[str, Any] = {
        "symbol": result.symbol,
        "parameters": {name: plain(value) for name, value in result.parameters._asdict().items()},
        "bars": len(result.close),
        "start": None if times is None or not len(times) else plain(times[0]),
        "end": None if times is None or not len(times) else plain(times[-1]),
        **{name: plain(getattr(result, name)) for name in METRICS},
        "execution_time_ms": plain(result.execution_time_ms),
        "from_cache": result.from_cache,
        "trades": [trade(row, times) for row in result.trades],
        "open_trade": None if result.open_trade is None else trade(result.open_trade._asdict(), times),
    }
    if curve:
        document["timestamps"] = None if times is None else [plain(time) for time in times]
        document["equity_curve"] = [plain(value) for value in result.equity_curve]
    return document


def trade(row: Any, times: Any) -> dict[str, Any]:
    """One round trip, with its times where there are any."""
    names = row.dtype.names or () if isinstance(row, np.void) else tuple(row)
    found = {name: plain(row[name]) for name in names}
    ends = [end for end in ("entry", "exit") if times is not None and f"{end}_bar" in found]
    return {**{f"{end}_time": plain(times[found[f"{end}_bar"]]) for end in ends}, **found}


def plain(value: Any) -> Any:
    """A value as JSON has it: None for NaN, text for an infinity and for a time."""
    if isinstance(value, np.datetime64):
        return written(value)
    own = value.item() if isinstance(value, np.generic) else value
    if not isinstance(own, float) or math.isfinite(own):
        return own
    return None if math.isnan(own) else ("Infinity" if own > 0 else "-Infinity")
