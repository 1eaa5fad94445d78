"""Backtests of signals and of crossing averages: cash and shares as fractions, bar by bar."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from atc_core.declarations.backtest import ROW, TRADE
from oracle import metrics, series
from oracle.series import Exact, Numbers, tied
from oracle.vector import vector

Array = np.ndarray[Any, Any]


class Fill(NamedTuple):
    bar: int
    price: Fraction
    commission: Fraction


class Account:
    """Cash and shares; `costs` are the commission's and the slippage's rates."""

    def __init__(self, capital: float, costs: tuple[float, float]) -> None:
        self.cash, self.shares = Fraction(capital), Fraction(0)
        self.rate, self.slippage = map(Fraction, costs)
        self.entry: Fill | None = None
        self.trades: list[tuple[Any, ...]] = []

    def equity(self, price: Fraction) -> Fraction:
        """Cash and shares at a price; nothing where the one is owed for the other, but for a rounding."""
        value = self.cash + self.shares * price
        is_even = tied(Exact(self.cash), Exact(-self.shares * price))
        return Fraction(0) if is_even else value

    def fill(self, bar: int, close: Fraction, shares: Fraction) -> Fill:
        price = close * (1 + (self.slippage if shares > 0 else -self.slippage))
        commission = self.rate * abs(shares * price)
        owed = shares * price + commission
        self.cash = Fraction(0) if tied(Exact(self.cash), Exact(owed)) else self.cash - owed
        self.shares += shares
        return Fill(bar, price, commission)

    def open(self, bar: int, close: Fraction, side: int) -> None:
        price = close * (1 + side * self.slippage)
        self.entry = self.fill(bar, close, side * self.cash / (price * (1 + self.rate)))

    def close(self, bar: int, close: Fraction) -> None:
        held, entry = self.shares, self.entry
        end = self.fill(bar, close, -held)
        commission = entry.commission + end.commission
        pnl = held * (end.price - entry.price) - commission
        side = 1 if held > 0 else -1
        self.trades.append((entry.bar, bar, side, entry.price, end.price, abs(held), commission, pnl))


def sma_backtest(
    close: Array,
    fast: int,
    slow: int,
    initial_capital: float = 100_000.0,
    commission_rate: float = 0.001,
    slippage: float = 0.0,
    allow_short: bool = True,  # noqa: FBT001
    periods_per_year: float = 252.0,
) -> tuple[Any, ...]:
    signal = series.crossover_signal(average(close, fast), average(close, slow))
    return signal_backtest(
        close, np.array(signal), initial_capital, commission_rate, slippage, allow_short, periods_per_year
    )


def signal_backtest(
    close: Array,
    signal: Array,
    initial_capital: float = 100_000.0,
    commission_rate: float = 0.001,
    slippage: float = 0.0,
    allow_short: bool = True,  # noqa: FBT001
    periods_per_year: float = 252.0,
) -> tuple[Any, ...]:
    account = Account(initial_capital, (commission_rate, slippage))
    curve = [Fraction(0)] * len(close)
    position = 0
    for bar, (price, direction) in enumerate(zip(map(Fraction, close.tolist()), signal.tolist(), strict=True)):
        target = direction if allow_short else max(direction, 0)
        if target != position:
            if account.shares:
                account.close(bar, price)
            if target and account.cash > 0:
                account.open(bar, price, target)
            position = target
        curve[bar] = account.equity(price)
        if curve[bar] <= 0:
            if account.shares:
                account.close(bar, price)
            curve[bar] = Fraction(0)
            break
    trades = np.array([tuple(map(plain, trade)) for trade in account.trades], TRADE)
    numbers = summary(curve, Fraction(initial_capital), account.trades, periods_per_year)
    return (*numbers, len(trades), np.array([float(value) for value in curve]), trades)


def average(close: Array, length: int) -> Numbers:
    return series.sma(series.exact(close.tolist()), length)


def plain(value: int | Fraction) -> int | float:
    return float(value) if isinstance(value, Fraction) else value


def summary(curve: list[Fraction], capital: Fraction, trades: list[Any], periods: float) -> tuple[float, ...]:
    # The capital is the first peak: a fill at the first bar costs some of it.
    begun = [capital, *curve[1:]] if curve else []
    returns = [new / old - 1 for old, new in pairwise(begun) if old > 0]
    return (
        float(curve[-1] / capital - 1) if curve else math.nan,
        float(metrics.growth(begun, periods)),
        metrics.excess_over_deviation(returns, 0.0, periods, 1),
        metrics.excess_over_downside(returns, 0.0, periods),
        metrics.deviation_per_year(returns, periods, 1),
        float(max(metrics.below_peak([capital, *curve]))) if curve else math.nan,
        sum(trade[-1] > 0 for trade in trades) / len(trades) if trades else math.nan,
    )


def sma_backtest_grid(close: Array, fast_lengths: Any, slow_lengths: Any, *options: Any) -> Array:
    pairs = [(fast, slow) for fast in fast_lengths for slow in slow_lengths if fast < slow]
    return np.array([(*pair, *sma_backtest(close, *pair, *options)[:8]) for pair in pairs], ROW)


CLOSE = (10.0, 10.5, 11, 10, 9, 9.5, 10.5, 11.5, 12, 11, 10, 9.5, 10, 11)
BOTH_SIDES = """
1000 1000 1000 1000 998.000998001 942.4453868898 827.3441466955 906.1388273331 945.536167652 866.7414870143
784.799742109 824.1183664632 784.799742109 703.0248561821
"""
TRADES = """
4 6 -1 8.991 10.5105 111.1112222223 2.1668355002 -171.000337667;
6 10 1 10.5105 9.99 78.7946806377 1.6153303504 -42.6279616223;
10 13 -1 9.99 11.011 78.6372487083 1.6514608601 -81.9400917913
"""
LONG_ONLY = """
1000 1000 1000 1000 1000 1000 998.002996005 1093.0509003864 1140.5748525771 1045.5269481957 948.5790362057
948.5790362057 948.5790362057 946.6847200808
"""
TRADE_OF_LONG = "6 10 1 10.5105 9.99 95.0479043814 1.9485295638 -51.4209637943;"
VECTORS = [
    vector(
        "sma_backtest",
        (
            -0.2969751438,
            -0.2776591658,
            -1.2911172038,
            -1.4209967684,
            0.2293265559,
            0.2969751438,
            0,
            3,
            BOTH_SIDES,
            TRADES,
        ),
        *(CLOSE, 2, 4, 1000.0, 0.001, 0.001, True, 12.0),
    ),
    vector(
        "sma_backtest",
        (
            -0.0533152799,
            -0.0493170091,
            -0.2349333619,
            -0.3184842833,
            0.1624186215,
            0.1699933433,
            0,
            1,
            LONG_ONLY,
            TRADE_OF_LONG,
        ),
        *(CLOSE, 2, 4, 1000.0, 0.001, 0.001, False, 12.0),
    ),
    vector(
        "signal_backtest",
        (
            1.8,
            1.8,
            1.4421737124,
            21.5,
            0.9938701011,
            1 / 15,
            1,
            2,
            "100 200 200 300 280",
            "0 1 1 10 20 10 0 100; 2 4 -1 10 6 20 0 80",
        ),
        *((10.0, 20.0, 10.0, 5.0, 6.0), (1, 0, -1, -1, 0), 100.0, 0.0, 0.0, True, 4.0),
    ),
    vector(
        "sma_backtest_grid",
        "3 4 -.4443130197 -.9999886856 -10.8166281919 -9.4881575272 .9860552207 .4443130197 0 3;"
        "2 3 -.2969751438 -.9989195977 -5.9166423176 -6.5118252536 1.0509063011 .2969751438 0 3;"
        "2 4 -.2969751438 -.9989195977 -5.9166423176 -6.5118252536 1.0509063011 .2969751438 0 3",
        *(CLOSE, (3, 2), (3, 4), 1000.0, 0.001, 0.001),
    ),
]
