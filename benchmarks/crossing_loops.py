"""The loops that one writes for a backtest of crossing averages: running sums, final value and number of trades alone.

Signals are compared exactly, and after ruin they go on in debt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[Any]


def backtest(close: Any, fast: int, slow: int, capital: float, rate: float) -> tuple[float, int]:
    """One pass: running averages, crossing, fill."""
    cash, shares, trades = capital, 0.0, 0
    quick = steady = before = 0.0
    for t in range(len(close)):
        price = close[t]
        quick += price
        steady += price
        if t >= fast:
            quick -= close[t - fast]
        if t >= slow:
            steady -= close[t - slow]
        if t < slow - 1:
            continue
        lead = quick / fast - steady / slow
        if t > slow - 1 and ((lead > 0.0 and before <= 0.0) or (lead < 0.0 and before >= 0.0)):
            side = 1.0 if lead > 0.0 else -1.0
            if shares * side <= 0.0:
                if shares != 0.0:
                    cash += shares * price - rate * abs(shares * price)
                    trades += 1
                shares = side * cash / (price * (1.0 + rate))
                cash -= shares * price + rate * abs(shares * price)
        before = lead
    return cash + shares * close[-1], trades


fused: Callable[..., tuple[float, int]] = njit(cache=True)(backtest)
"""The same, compiled."""


@njit(cache=True)  # type: ignore[untyped-decorator]
def grid(close: Array, fast: Array, slow: Array, capital: float, rate: float) -> tuple[Array, Array]:
    """The same for every pair, whose averages are computed again."""
    values, trades = np.empty(len(fast) * len(slow)), np.empty(len(fast) * len(slow), np.int64)
    for i in range(len(fast)):
        for j in range(len(slow)):
            place = i * len(slow) + j
            values[place], trades[place] = fused(close, fast[i], slow[j], capital, rate)
    return values, trades
