"""How a curve of equity grew, and how far below its peaks it fell."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.gaps import without_gaps
from atc_numba.implementations import implements


@implements(f"void({SERIES}, float64[::1])")
def drawdown(equity: Series, out: Series) -> None:
    """The share of the highest value so far that is lost at each bar."""
    peak = -np.inf
    for t in range(equity.shape[0]):
        peak = max(peak, equity[t]) if equity[t] == equity[t] else peak
        out[t] = 1.0 - equity[t] / peak


@implements(f"float64({SERIES})")
def max_drawdown(equity: Series) -> float:
    """The largest of these."""
    return deepest(without_gaps(equity))


@implements(f"float64({SERIES}, float64)")
def annual_return(equity: Series, periods_per_year: float) -> float:
    """The growth from the first bar to the last, per year."""
    return growth_per_year(without_gaps(equity), periods_per_year)


@implements(f"float64({SERIES}, float64)")
def calmar_ratio(equity: Series, periods_per_year: float) -> float:
    """The growth per year over the largest drawdown; infinite for a gain without one."""
    kept = without_gaps(equity)
    lost = deepest(kept)
    if kept.shape[0] > 1 and lost == 0.0:
        return np.inf if kept[-1] > kept[0] else 0.0
    return growth_per_year(kept, periods_per_year) / lost


@block
def deepest(kept: Series) -> float:
    """The largest drawdown; NaN without values."""
    if kept.shape[0] == 0:
        return np.nan
    peak, lost = kept[0], 0.0
    for value in kept:
        peak = max(peak, value)
        lost = max(lost, 1.0 - value / peak)
    return lost


@block
def growth_per_year(kept: Series, periods: float) -> float:
    """``(last / first) ** (periods / (n - 1)) - 1``; NaN for fewer than two bars."""
    if kept.shape[0] <= 1:
        return np.nan
    if kept[-1] <= 0.0:
        return -1.0
    return math.expm1(periods / (kept.shape[0] - 1) * log_ratio(kept[-1], kept[0]))


@block
def log_ratio(last: float, first: float) -> float:
    """``log(last / first)`` to the last digits, of values that are nearly equal too, or 1e600 times each other."""
    if 0.5 * first <= last <= 2.0 * first:
        return math.log1p((last - first) / first)
    a, power = math.frexp(last)
    b, other = math.frexp(first)
    return math.log(a / b) + (power - other) * math.log(2.0)
