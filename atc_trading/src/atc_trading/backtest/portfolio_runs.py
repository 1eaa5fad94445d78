"""Runs of orders and of target weights on the bars of several assets."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_core.declarations.execution import orders as order_declarations
from atc_core.declarations.execution import targets as target_declarations
from atc_core.spelling import did_you_mean
from atc_trading.backtest.order_builder import OrderBuilder
from atc_trading.backtest.portfolio_bars import PortfolioBars, portfolio_bars
from atc_trading.backtest.portfolio_result import PortfolioResult
from atc_trading.backtest.weight_input import weight_table


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
        bars: MarketData or a frame of one asset, a mapping of these by symbol, or a frame of several: with a column of
            symbols, or with levels of columns. An asset does not trade at times of others at which it has no bar.
        orders: what to trade.
        initial_cash: money at the start.
        periods_per_year: bars in a year, for the metrics.
        backend: which backend runs; the fastest here if not given.
        options: those of the kernel `simulate_orders`: ``slippage_bps=5, taker_rate=0.001, volume_limit=0.1, …``.

    Raises:
        TypeError: `bars` are no bars, `orders` no OrderBuilder, or an option is none.
        ValueError: a bar or an order cannot be; the message names it.
    """
    if not isinstance(orders, OrderBuilder):
        raise TypeError(f"run_orders: orders must be an OrderBuilder, were {type(orders).__name__}")
    check_options("run_orders", order_declarations.simulate_orders, options, periods_per_year)
    data = portfolio_bars(bars, "run_orders")
    columns, numbers = orders.columns(data, "run_orders", options.get("lot", 0.0))
    check_volumes("run_orders", data, columns["asset"], options)
    tables = (data.open, data.high, data.low, data.close, data.volume)
    outcome = atc_core.get("simulate_orders", backend=backend)(*tables, **columns, initial_cash=initial_cash, **options)
    placed = tuple(orders.placed)
    return PortfolioResult(outcome, data, initial_cash, periods_per_year, tuple(numbers), placed, options)


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
            (Polars), a Series of the only asset, or an array of ``(time, assets)``; NaN leaves a position alone. Rows
            without times are those of the bars; a weight waits for the next bar of its asset. With ``unit="value"``
            or ``"shares"`` money or shares.
        initial_cash: money at the start.
        periods_per_year: bars in a year, for the metrics.
        backend: which backend runs; the fastest here if not given.
        options: those of the kernel `simulate_targets`: ``slippage_bps=5, rate=0.001, leverage=2, …``.

    Raises:
        TypeError: `bars` are no bars, weights no numbers, or an option is none.
        ValueError: a bar cannot be, or weights are of other assets, of times that have no bar, or twice at one; the
            message names it.
    """
    check_options("run_targets", target_declarations.simulate_targets, options, periods_per_year)
    data = portfolio_bars(bars, "run_targets")
    outcome = atc_core.get("simulate_targets", backend=backend)(
        data.open, data.close, weight_table(weights, data), initial_cash=initial_cash, **options
    )
    return PortfolioResult(outcome, data, initial_cash, periods_per_year, options=options)


def check_options(owner: str, kernel: Any, options: Mapping[str, Any], periods_per_year: Any) -> None:
    """Refuse what is no option of a kernel, before anything is read, and a year without bars."""
    known = [item.name for item in kernel.options]
    wrong = next((name for name in options if name not in known), None)
    if wrong is not None:
        raise TypeError(f"{owner} has no option {wrong!r}{did_you_mean(wrong, known)}")
    is_number = isinstance(periods_per_year, Real) and not isinstance(periods_per_year, bool)
    if not is_number or not 0 < periods_per_year < float("inf"):
        raise ValueError(f"{owner}: periods_per_year must be above 0 and finite, was {periods_per_year!r}")


def check_volumes(owner: str, bars: PortfolioBars, ordered: NDArray[np.int64], options: Mapping[str, Any]) -> None:
    """Refuse options of volume where an asset with orders has none: without volumes there are 0, and nothing fills."""
    asked = [name for name, off in (("volume_limit", np.inf), ("volume_impact", 0.0)) if options.get(name, off) != off]
    without = np.setdiff1d(ordered, np.flatnonzero(np.nan_to_num(bars.volume).any(axis=0)))
    if asked and len(without) and len(bars.timestamps):
        raise ValueError(f"{owner}: {asked[0]} needs volumes, {bars.symbols[without[0]] or 'the asset'} has none")
