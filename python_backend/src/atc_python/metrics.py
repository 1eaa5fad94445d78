"""Performance metrics, as their definitions read."""

import math

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver_number
from atc_python.sums import centred, normalised


@backend.implements("sharpe_ratio")
def sharpe_ratio(
    returns: Series,
    rf_per_period: float = 0.0,
    periods_per_year: float = 252.0,
    ddof: int = 1,
    *,
    out: NDArray[np.float64] | None = None,
) -> float | NDArray[np.float64]:
    """The mean excess return over the standard deviation, per year; 0 where all returns are equal."""
    kept = returns[~np.isnan(returns)]
    return deliver_number(ratio_per_period(kept, rf_per_period, ddof) * math.sqrt(periods_per_year), out)


def ratio_per_period(returns: Series, rf: float, ddof: int) -> float:
    """``(mean - rf) / std``; NaN for fewer than two returns or not more than `ddof`."""
    count = len(returns)
    if count <= max(ddof, 1):
        return math.nan
    if returns.min() == returns.max():
        return 0.0
    values, exponent = normalised(returns)
    deviations = centred(values)
    total = math.fsum(deviations)
    variance = (math.fsum(deviations * deviations) - total * total / count) / (count - ddof)
    with np.errstate(over="ignore"):
        excess = math.fsum(values) / count - float(np.ldexp(rf, -exponent))
    return excess / math.sqrt(variance)
