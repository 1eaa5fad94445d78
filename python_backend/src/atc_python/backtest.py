"""Backtests of signals and of crossing averages, bar by bar."""

from __future__ import annotations

import math
from itertools import product
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series, Signal
from atc_core.declarations.backtest import ROW, TRADE
from atc_python import backend
from atc_python.metrics.curves import deepest, growth_per_year
from atc_python.metrics.ratios import downside_ratio, ratio_per_period, volatility
from atc_python.results import after_warm_up, deliver
from atc_python.ties import is_tied
from atc_python.trend import crossover_signal
from atc_python.windows import window_means

Rows: TypeAlias = NDArray[np.void]
Trade: TypeAlias = tuple[int, int, int, float, float, float, float, float]


class Costs(NamedTuple):
    """What a fill costs, as fractions of its value and of the price."""

    commission_rate: float
    slippage: float

    def price(self, close: float, side: int) -> float:
        """What a fill buys (1) or sells (-1) at."""
        return close * (1.0 + side * self.slippage)


class Position(NamedTuple):
    """All equity in shares, bought or sold short.

    A long one leaves no cash. A short one has ``2 * equity / (1 + commission_rate)`` of it. Written as a ratio of
    prices, a fill without costs leaves equity as it was to the last bit: no loss that is only rounding.
    """

    side: int
    bar: int
    price: float
    equity: float
    costs: Costs

    @property
    def shares(self) -> float:
        """How many, whatever the side."""
        return self.equity / (self.price * (1.0 + self.costs.commission_rate))

    def worth(self, price: float, commission_rate: float = 0.0) -> float:
        """Cash and shares at a price, less the commission for closing; nothing where all cash is owed."""
        paid = 1.0 + self.costs.commission_rate
        if self.side > 0:
            return self.equity * (price / self.price * (1.0 - commission_rate)) / paid
        owed = price / self.price * (1.0 + commission_rate)
        return 0.0 if is_tied(owed, 2.0) else self.equity * (2.0 - owed) / paid

    def close(self, bar: int, close: float) -> tuple[float, Trade]:
        """The equity that is left after closing at a bar, and the round trip."""
        price, shares = self.costs.price(close, -self.side), self.shares
        commission = self.costs.commission_rate * (shares * self.price + shares * price)
        pnl = self.side * shares * (price - self.price) - commission
        left = self.worth(price, self.costs.commission_rate)
        return left, (self.bar, bar, self.side, self.price, price, shares, commission, pnl)


@backend.implements("signal_backtest")
def signal_backtest(
    close: Series,
    signal: Signal,
    initial_capital: float = 100_000.0,
    commission_rate: float = 0.001,
    slippage: float = 0.0,
    allow_short: bool = True,  # noqa: FBT001 an option like the others
    periods_per_year: float = 252.0,
) -> tuple[Any, ...]:
    """Each bar's signal traded at its close."""
    curve, trades = simulate(close, signal, initial_capital, Costs(commission_rate, slippage), allow_short=allow_short)
    return (*metrics(curve, trades, initial_capital, periods_per_year), curve, trades)


@backend.implements("sma_backtest")
def sma_backtest(
    close: Series,
    fast: int,
    slow: int,
    initial_capital: float = 100_000.0,
    commission_rate: float = 0.001,
    slippage: float = 0.0,
    allow_short: bool = True,  # noqa: FBT001 an option like the others
    periods_per_year: float = 252.0,
) -> tuple[Any, ...]:
    """The direction of the last crossing as a signal."""
    signal = crossover_signal(average(close, fast), average(close, slow))
    return signal_backtest(close, signal, initial_capital, commission_rate, slippage, allow_short, periods_per_year)


@backend.implements("sma_backtest_grid")
def sma_backtest_grid(
    close: Series,
    fast_lengths: tuple[int, ...],
    slow_lengths: tuple[int, ...],
    initial_capital: float = 100_000.0,
    commission_rate: float = 0.001,
    slippage: float = 0.0,
    allow_short: bool = True,  # noqa: FBT001 an option like the others
    periods_per_year: float = 252.0,
    *,
    out: Rows | None = None,
) -> Rows:
    """The metrics of each pair."""
    averages = {length: average(close, length) for length in {*fast_lengths, *slow_lengths}}
    costs, rows = Costs(commission_rate, slippage), []
    for fast, slow in product(fast_lengths, slow_lengths):
        if fast < slow:
            signal = crossover_signal(averages[fast], averages[slow])
            curve, trades = simulate(close, signal, initial_capital, costs, allow_short=allow_short)
            rows.append((fast, slow, *metrics(curve, trades, initial_capital, periods_per_year)))
    return deliver(np.array(rows, ROW), out)


def average(close: Series, length: int) -> Series:
    """The simple moving average."""
    return after_warm_up(len(close), window_means(close, length))


def simulate(close: Series, signal: Signal, capital: float, costs: Costs, *, allow_short: bool) -> tuple[Series, Rows]:
    """The equity at each bar, and the closed round trips."""
    curve, trades = np.zeros(len(close)), list[Trade]()
    equity, position = capital, None
    for bar, (price, direction) in enumerate(zip(close.tolist(), signal.tolist(), strict=True)):
        target = direction if allow_short else max(direction, 0)
        if target != (position.side if position else 0):
            if position:
                equity, trade = position.close(bar, price)
                trades.append(trade)
            position = (
                Position(target, bar, costs.price(price, target), equity, costs) if target and equity > 0 else None
            )
        value = position.worth(price) if position else equity
        if value <= 0:
            trades += [position.close(bar, price)[1]] if position else []
            break
        curve[bar] = value
    return curve, np.array(trades, TRADE)


def metrics(curve: Series, trades: Rows, capital: float, periods: float) -> tuple[Any, ...]:
    """What a curve and its trades come to, in the order of the fields.

    The curve begins with the capital: what the first bar's own fill costs is lost with the first return.
    """
    begun = np.concatenate([np.full(min(len(curve), 1), capital), curve[1:]])
    before, after = begun[:-1], begun[1:]
    returns = after[before > 0] / before[before > 0] - 1.0
    per_year = math.sqrt(periods)
    return (
        float(curve[-1]) / capital - 1.0 if len(curve) else math.nan,
        growth_per_year(begun, periods),
        ratio_per_period(returns, 0.0, 1) * per_year,
        downside_ratio(returns, 0.0) * per_year,
        volatility(returns, periods),
        max(deepest(begun), 1.0 - float(curve[0]) / capital) if len(curve) else math.nan,
        float(np.mean(trades["pnl"] > 0)) if len(trades) else math.nan,
        len(trades),
    )
