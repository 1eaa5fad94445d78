"""Performance metrics."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements
from atc_numba.sums import centre, is_constant, normaliser, product


@implements(f"float64({SERIES}, float64, float64, int64)")
def sharpe_ratio(returns: Series, rf_per_period: float, periods_per_year: float, ddof: int) -> float:
    """Mean excess return over standard deviation, per year; 0 where all returns are equal."""
    kept = without_gaps(returns)
    count = kept.shape[0]
    if count <= max(ddof, 1):
        return np.nan
    if is_constant(kept):
        return 0.0
    factor = normaliser(kept)
    excess = centre(kept, factor) - rf_per_period * factor
    variance = product(kept, kept) / (count - ddof)
    return excess / math.sqrt(variance) * math.sqrt(periods_per_year)


@block
def without_gaps(values: Series) -> Series:
    """A copy without the values that are NaN."""
    kept, count = np.empty(values.shape[0]), 0
    for value in values:
        kept[count] = value
        count += value == value
    return kept[:count]
