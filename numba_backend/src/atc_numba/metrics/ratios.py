"""The spread of returns, and what was earned for it."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.gaps import without_gaps
from atc_numba.implementations import implements
from atc_numba.sums import centre, is_constant, mean, normaliser, product


@implements(f"float64({SERIES}, float64, float64, int64)")
def sharpe_ratio(returns: Series, rf_per_period: float, periods_per_year: float, ddof: int) -> float:
    """Mean excess return over standard deviation, per year; 0 where all returns are equal."""
    return excess_over_deviation(without_gaps(returns), rf_per_period, ddof) * math.sqrt(periods_per_year)


@implements(f"float64({SERIES}, float64, float64)")
def sortino_ratio(returns: Series, target: float, periods_per_year: float) -> float:
    """Mean excess return over downside deviation, per year."""
    return excess_over_downside(without_gaps(returns), target) * math.sqrt(periods_per_year)


@implements(f"float64({SERIES}, float64, int64)")
def volatility(returns: Series, periods_per_year: float, ddof: int) -> float:
    """Standard deviation, per year."""
    return deviation(without_gaps(returns), ddof) * math.sqrt(periods_per_year)


@block
def excess_over_deviation(kept: Series, rf: float, ddof: int) -> float:
    """``(mean - rf) / std``; `kept` is written over."""
    count = kept.shape[0]
    if count <= max(ddof, 1):
        return np.nan
    if is_constant(kept):
        return 0.0
    factor = normaliser(kept)
    excess = centre(kept, factor) - rf * factor
    return excess / math.sqrt(product(kept, kept) / (count - ddof))


@block
def deviation(kept: Series, ddof: int) -> float:
    """The standard deviation, exactly 0 of equal returns; `kept` is written over."""
    count = kept.shape[0]
    if count <= ddof:
        return np.nan
    if is_constant(kept):
        return 0.0
    factor = normaliser(kept)
    centre(kept, factor)
    return math.sqrt(product(kept, kept) / (count - ddof)) / factor


@block
def excess_over_downside(kept: Series, target: float) -> float:
    """``(mean - target) / sqrt(mean(min(kept - target, 0)**2))``; `kept` is written over."""
    count = kept.shape[0]
    if count == 0:
        return np.nan
    excess, above, below = mean(kept) - target, 0, 0
    for i in range(count):
        above += kept[i] > target
        below += kept[i] < target
        kept[i] = min(kept[i] - target, 0.0)
    if below == 0:
        return np.inf if above > 0 else 0.0
    factor = normaliser(kept)
    for i in range(count):
        kept[i] *= factor
    return excess * factor / math.sqrt(product(kept, kept) / count)
