"""How much is lost in the worst bars."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.gaps import without_gaps
from atc_numba.implementations import implements
from atc_numba.sums import mean


@implements(f"float64({SERIES}, float64)")
def value_at_risk(returns: Series, level: float) -> float:
    """The return of which a share of `level` are worse."""
    return lower_quantile(without_gaps(returns), level)


@implements(f"float64({SERIES}, float64)")
def conditional_value_at_risk(returns: Series, level: float) -> float:
    """The mean of that return and of those that are as bad or worse."""
    kept = without_gaps(returns)
    if kept.shape[0] == 0:
        return np.nan
    quantile, count = lower_quantile(kept, level), 0
    for value in kept:
        kept[count] = value
        count += value <= quantile
    return mean(kept[:count])


@block
def lower_quantile(kept: Series, level: float) -> float:
    """The value at ``floor((n - 1) * level)`` in ascending order; NaN of none."""
    if kept.shape[0] == 0:
        return np.nan
    place = int((kept.shape[0] - 1) * level)
    return float(np.partition(kept, place)[place])
