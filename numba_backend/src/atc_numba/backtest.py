"""Backtests of signals and of crossing averages."""

from __future__ import annotations

from itertools import product
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series, Signal
from atc_core.declarations.backtest import METRICS, ROW, TRADE
from atc_numba import backend
from atc_numba.compiling import SERIES, block, loop
from atc_numba.metrics.curves import deepest, growth_per_year
from atc_numba.metrics.ratios import deviation, excess_over_deviation, excess_over_downside
from atc_numba.moving_averages import averages
from atc_numba.ties import is_tied
from atc_numba.trend import signals

Rows: TypeAlias = NDArray[np.void]
Integers: TypeAlias = NDArray[np.int64]

SIGNAL = "Array(int8, 1, 'C', readonly=True)"
BARS, MONEY = TRADE.names[:3], TRADE.names[3:]  # type: ignore[index]
NUMBERS = len(METRICS) - 2
"""Metrics of the curve; the last two are of the trades."""


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
    costs = (commission_rate, slippage)
    curve, bars, money = traded(close, signal, initial_capital, costs, allow_short=allow_short)
    trades = np.empty(len(bars), TRADE)
    for names, columns in ((BARS, bars.T), (MONEY, money.T)):
        for name, column in zip(names, columns, strict=True):
            trades[name] = column
    return (*metrics(curve, money, initial_capital, periods_per_year), curve, trades)


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
    signal = crossings(average(close, fast), average(close, slow))
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
    means = {length: average(close, length) for length in {*fast_lengths, *slow_lengths}}
    costs, rows = (commission_rate, slippage), []
    for fast, slow in product(fast_lengths, slow_lengths):
        if fast < slow:
            signal = crossings(means[fast], means[slow])
            curve, _, money = traded(close, signal, initial_capital, costs, allow_short=allow_short)
            rows.append((fast, slow, *metrics(curve, money, initial_capital, periods_per_year)))
    if out is None:
        return np.array(rows, ROW)
    out[:] = np.array(rows, ROW)
    return out


def average(close: Series, length: int) -> Series:
    """The simple moving average."""
    means = np.empty(len(close))
    averages.sma(close, length, means)
    return means


def crossings(fast: Series, slow: Series) -> Signal:
    """The direction of the last crossing at each bar."""
    signal = np.empty(len(fast), np.int8)
    signals.crossover_signal(fast, slow, signal)
    return signal


def traded(
    close: Series, signal: Signal, capital: float, costs: tuple[float, float], *, allow_short: bool
) -> tuple[Series, Integers, Series]:
    """The equity at each bar, and bars and money of the closed round trips."""
    most = np.count_nonzero(np.diff(signal)) + 2
    curve, bars, money = np.zeros(len(close)), np.empty((most, len(BARS)), np.int64), np.empty((most, len(MONEY)))
    count = simulate(close, signal, capital, *costs, -1 if allow_short else 0, curve, bars, money)
    return curve, bars[:count], money[:count]


def metrics(curve: Series, money: Series, capital: float, periods: float) -> tuple[Any, ...]:
    """What a curve and its trades come to, in the order of the fields."""
    numbers = np.empty(NUMBERS)
    measure(curve, capital, periods, numbers)
    count = len(money)
    return (*numbers.tolist(), np.count_nonzero(money[:, -1] > 0) / count if count else np.nan, count)


@loop(f"int64({SERIES}, {SIGNAL}, float64, float64, float64, int64, float64[::1], int64[:, ::1], float64[:, ::1])")
def simulate(
    close: Series,
    signal: Signal,
    capital: float,
    rate: float,
    slippage: float,
    lowest: int,
    curve: Series,
    bars: Integers,
    money: Series,
) -> int:
    """Fill in the equity until ruin, and the round trips; returns how many. `curve` is 0 before."""
    equity, side, start, entry, count = capital, 0, 0, 0.0, 0
    for t in range(close.shape[0]):
        target = max(np.int64(signal[t]), lowest)
        if target != side:
            if side != 0:
                exit_price = close[t] * (1.0 - side * slippage)
                bars[count, 0], bars[count, 1], bars[count, 2] = start, t, side
                settle(side, equity, entry, exit_price, rate, money[count])
                equity = worth(side, equity, entry, exit_price, rate, rate)
                count += 1
            side, start = target if equity > 0.0 else 0, t
            entry = close[t] * (1.0 + side * slippage)
        value = worth(side, equity, entry, close[t], rate, 0.0) if side != 0 else equity
        if value <= 0.0:
            if side != 0:
                bars[count, 0], bars[count, 1], bars[count, 2] = start, t, side
                settle(side, equity, entry, close[t] * (1.0 - side * slippage), rate, money[count])
                count += 1
            break
        curve[t] = value
    return count


@block
def worth(side: int, equity: float, entry: float, price: float, rate: float, closing: float) -> float:
    """Cash and shares at a price, less the commission for closing; nothing where all cash is owed.

    A ratio of prices: a fill without costs leaves equity as it was to the last bit.
    """
    if side > 0:
        return equity * (price / entry * (1.0 - closing)) / (1.0 + rate)
    owed = price / entry * (1.0 + closing)
    return 0.0 if is_tied(owed, 2.0) else equity * (2.0 - owed) / (1.0 + rate)


@block
def settle(side: int, equity: float, entry: float, exit_price: float, rate: float, money: Series) -> None:
    """Prices, shares, commission and pnl of a round trip."""
    shares = equity / (entry * (1.0 + rate))
    commission = rate * (shares * entry + shares * exit_price)
    money[0], money[1], money[2], money[3] = entry, exit_price, shares, commission
    money[4] = side * shares * (exit_price - entry) - commission


@loop("void(float64[::1], float64, float64, float64[::1])")
def measure(curve: Series, capital: float, periods: float, out: Series) -> None:
    """The metrics of a curve, of the returns until ruin; both begin with the capital."""
    first = curve[0] if curve.shape[0] > 0 else np.nan
    curve[:1] = capital
    returns, count, per_year = np.empty(curve.shape[0]), 0, np.sqrt(periods)
    for t in range(1, curve.shape[0]):
        returns[count] = curve[t] / curve[t - 1] - 1.0
        count += curve[t - 1] > 0.0
    out[1] = growth_per_year(curve, periods)
    # Each writes over what it is given.
    out[2] = excess_over_deviation(returns[:count].copy(), 0.0, 1) * per_year
    out[3] = excess_over_downside(returns[:count].copy(), 0.0) * per_year
    out[4] = deviation(returns[:count], 1) * per_year
    out[5] = max(deepest(curve), 1.0 - first / capital)
    curve[:1] = first
    out[0] = curve[-1] / capital - 1.0 if curve.shape[0] > 0 else np.nan
