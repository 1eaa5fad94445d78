"""Runs of orders and of target weights on the bars of several assets."""

from __future__ import annotations

from typing import Any

import numpy as np

import atc_core
from atc_trading.backtest.order_builder import OrderBuilder
from atc_trading.backtest.portfolio_bars import PortfolioBars, portfolio_bars
from atc_trading.backtest.portfolio_result import PortfolioResult
from atc_trading.market.column_values import times


def run_orders(
    bars: Any,
    orders: OrderBuilder,
    *,
    initial_cash: float = 100_000.0,
    periods_per_year: float = 252.0,
    backend: str | None = None,
    **options: Any,
) -> PortfolioResult:
    """The account of orders on bars: fills with costs, brackets, stops, margin.

    Args:
        bars: MarketData or a frame of one asset, or a mapping of these by symbol; an asset does not trade at times of
            others at which it has no bar.
        orders: what to trade.
        initial_cash: money at the start.
        periods_per_year: bars in a year, for the metrics.
        backend: which backend runs; the fastest here if not given.
        options: those of the kernel `simulate_orders`: ``slippage_bps=5, taker_rate=0.001, volume_limit=0.1, …``.

    Raises:
        TypeError: `bars` are no bars, or `orders` no OrderBuilder.
        ValueError: a bar or an order cannot be; the message names it.
    """
    if not isinstance(orders, OrderBuilder):
        raise TypeError(f"run_orders: orders must be an OrderBuilder, were {type(orders).__name__}")
    data = portfolio_bars(bars, "run_orders")
    columns, numbers = orders.columns(data, "run_orders")
    tables = (data.open, data.high, data.low, data.close, data.volume)
    outcome = atc_core.get("simulate_orders", backend=backend)(*tables, **columns, initial_cash=initial_cash, **options)
    return PortfolioResult(outcome, data, initial_cash, periods_per_year, tuple(numbers), options)


def run_targets(
    bars: Any,
    weights: Any,
    *,
    initial_cash: float = 100_000.0,
    periods_per_year: float = 252.0,
    backend: str | None = None,
    **options: Any,
) -> PortfolioResult:
    """The account of target weights, each row traded at the next open, out of one shared cash.

    Args:
        bars: as of `run_orders`.
        weights: a frame with a column for each asset and the times of the bars in its index (pandas) or in a column
            (Polars), or an array of ``(time, assets)``; NaN leaves a position alone. With ``unit="value"`` or
            ``"shares"`` money or shares.
        initial_cash: money at the start.
        periods_per_year: bars in a year, for the metrics.
        backend: which backend runs; the fastest here if not given.
        options: those of the kernel `simulate_targets`: ``slippage_bps=5, rate=0.001, leverage=2, …``.

    Raises:
        TypeError: `bars` are no bars, or weights no numbers.
        ValueError: a bar cannot be, or weights are of other assets or of times that have no bar; the message names it.
    """
    data = portfolio_bars(bars, "run_targets")
    outcome = atc_core.get("simulate_targets", backend=backend)(
        data.open, data.close, weight_table(weights, data), initial_cash=initial_cash, **options
    )
    return PortfolioResult(outcome, data, initial_cash, periods_per_year, options=options)


def weight_table(weights: Any, bars: PortfolioBars) -> Any:
    """Weights as a table of the bars' times and assets: NaN at times that the frame has not."""
    library = type(weights).__module__.partition(".")[0]
    if library == "polars":
        dates = [name for name, kind in zip(weights.columns, weights.dtypes, strict=True) if kind.is_temporal()]
        weights = weights.to_pandas().set_index(dates[0]) if dates else weights.to_numpy()
    if not hasattr(weights, "columns"):
        return weights
    missing = [str(name) for name in weights.columns if name not in bars.symbols]
    if missing:
        raise ValueError(f"run_targets: weights must be of {', '.join(bars.symbols)}, were of {', '.join(missing)} too")
    # As the bars' clocks show it: these are UTC where an hour of autumn comes twice.
    is_of_zones = bars.zone is not None and getattr(weights.index, "tz", None) is not None
    own = times("run_targets", weights.index.tz_convert(bars.zone) if is_of_zones else weights.index)[0]
    places = np.searchsorted(bars.timestamps, own)
    known = places < len(bars.timestamps)
    known[known] = bars.timestamps[places[known]] == own[known]
    if not known.all():
        raise ValueError(f"run_targets: weights must be at times of bars; {own[~known][0]} is none")
    table = np.full(bars.open.shape, np.nan)
    for name in weights.columns:
        table[places, bars.symbols.index(name)] = np.asarray(weights[name], np.float64)
    return table
