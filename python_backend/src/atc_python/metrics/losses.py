"""How much is lost in the worst bars."""

import math

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver_number
from atc_python.sums import mean


@backend.implements("value_at_risk")
def value_at_risk(
    returns: Series, level: float = 0.05, *, out: NDArray[np.float64] | None = None
) -> float | NDArray[np.float64]:
    """The return of which a share of `level` are worse."""
    return deliver_number(lower_quantile(returns[~np.isnan(returns)], level), out)


@backend.implements("conditional_value_at_risk")
def conditional_value_at_risk(
    returns: Series, level: float = 0.05, *, out: NDArray[np.float64] | None = None
) -> float | NDArray[np.float64]:
    """The mean of that return and of those that are as bad or worse."""
    kept = returns[~np.isnan(returns)]
    if not len(kept):
        return deliver_number(math.nan, out)
    return deliver_number(mean(kept[kept <= lower_quantile(kept, level)]), out)


def lower_quantile(returns: Series, level: float) -> float:
    """The value at ``floor((n - 1) * level)`` in ascending order; NaN of none."""
    if not len(returns):
        return math.nan
    return float(np.sort(returns)[int((len(returns) - 1) * level)])
