"""What a run of several assets comes to: by asset, by status of its orders, and over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core.declarations.execution.orders import OrderRun
from atc_trading.backtest.portfolio_result import STATUSES, PortfolioResult
from atc_trading.backtest.result_frames import plain
from atc_trading.market.column_values import Numbers


class AssetFigures(NamedTuple):
    """What one asset did for the account."""

    asset: str
    fills: int
    traded: float
    """The value of its fills."""
    commission: float
    trips: int
    """Positions from flat to flat."""
    win_rate: float
    """The share of them with a gain; NaN without one."""
    gain: float
    """Net of commission, the open position at the last close included; of all assets the gain before financing."""
    position: float
    """Shares after the last bar."""
    mean_weight: float
    """The mean of the absolute position over the bars, as a fraction of equity."""


def figures_by_asset(result: PortfolioResult) -> list[AssetFigures]:
    """A row an asset, the largest gain first."""
    fills, trips, count = result.outcome.fills, result.trips, len(result.bars.symbols)

    def total(values: NDArray[np.float64]) -> Numbers:
        return summed(fills["asset"], values, count)

    paid = fills["quantity"] * fills["price"]
    bars = len(result.timestamps)
    values = result.values[-1] if bars else np.zeros(count)
    position = result.outcome.position.reshape(bars, count)[-1] if bars else np.zeros(count)
    gains = values - total(paid) - total(fills["commission"])
    columns = (
        result.bars.symbols,
        np.bincount(fills["asset"], minlength=count).tolist(),
        total(np.abs(paid)).tolist(),
        total(fills["commission"]).tolist(),
        np.bincount(trips["asset"], minlength=count).tolist(),
        [win_rate(trips[trips["asset"] == column]) for column in range(count)],
        gains.tolist(),
        position.tolist(),
        mean_weights(result).tolist(),
    )
    rows = [AssetFigures(*row) for row in zip(*columns, strict=True)]
    return sorted(rows, key=lambda row: -row.gain)


def summed(places: NDArray[np.int64], values: NDArray[np.float64], count: int) -> Numbers:
    """The sum of the values at each place."""
    found: Numbers = np.bincount(places, values, count).astype(np.float64)
    return found


def win_rate(trips: NDArray[np.void]) -> float:
    """The share of trips with a gain; NaN without a trip."""
    return float(np.mean(trips["pnl"] > 0.0)) if len(trips) else float("nan")


def mean_weights(result: PortfolioResult) -> Numbers:
    """The mean of each asset's absolute weight over the bars before ruin; 0 where there are none."""
    known = result.weights[np.isfinite(result.weights).all(axis=1)]
    return np.asarray(np.abs(known).sum(axis=0) / max(len(known), 1))


def order_counts(result: PortfolioResult) -> dict[str, int]:
    """How many orders ended in which status, those that none has left out; empty for targets."""
    if not isinstance(result.outcome, OrderRun):
        return {}
    counts = np.bincount(result.outcome.status, minlength=len(STATUSES)).tolist()
    return {status: count for status, count in zip(STATUSES, counts, strict=True) if count}


def costs_so_far(result: PortfolioResult) -> dict[str, Numbers]:
    """What was paid until the end of each bar: `commission`, and `financing` where there is any."""
    fills, bars = result.outcome.fills, len(result.timestamps)
    found: dict[str, Numbers] = {"commission": np.cumsum(summed(fills["bar"], fills["commission"], bars))}
    if isinstance(result.outcome, OrderRun) and result.outcome.financing.any():
        found["financing"] = np.cumsum(result.outcome.financing)
    return found


def portfolio_document(result: PortfolioResult, *, curve: bool) -> dict[str, Any]:
    """A result as plain values."""
    times = result.timestamps
    document: dict[str, Any] = {
        "kind": result.kind,
        "symbols": list(result.bars.symbols),
        "options": {name: plain(value) for name, value in result.options.items()},
        "initial_cash": result.initial_cash,
        "periods_per_year": result.periods_per_year,
        "bars": len(times),
        "start": plain(times[0]) if len(times) else None,
        "end": plain(times[-1]) if len(times) else None,
        "metrics": {name: plain(value) for name, value in result.metrics.items()},
        "assets": [{name: plain(value) for name, value in row._asdict().items()} for row in figures_by_asset(result)],
        "orders": order_counts(result),
        "fills": [dated_row(result, row, {"bar": "time"}) for row in result.outcome.fills],
        "trips": [dated_row(result, row, {"entry_bar": "entry_time", "exit_bar": "exit_time"}) for row in result.trips],
    }
    if curve:
        document["timestamps"] = [plain(time) for time in times]
        document["equity_curve"] = [plain(value) for value in result.equity_curve]
    return document


def dated_row(result: PortfolioResult, row: Any, bars: Mapping[str, str]) -> dict[str, Any]:
    """A fill or a trip with times beside bars, assets and orders by their names."""
    found: dict[str, Any] = {}
    for name in row.dtype.names:
        value = row[name]
        if name in bars:
            found[bars[name]] = plain(result.timestamps[value])
        if name == "asset":
            found[name] = result.bars.symbols[value]
        elif name == "order":
            found[name] = None if value < 0 else result.order_numbers[value]
        else:
            found[name] = plain(value)
    return found
