"""Performance metrics of returns and of curves of equity.

One number a series: a Python float for one series, an array of one value a series for a table.
"""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Array, Number, Returns
from atc_core.domains import BarCount, FiniteNumber, PositiveFinite
from atc_core.kernel import kernel
from atc_core.samples import returns_per_bar


def sharpe_scale(returns: Array, rf: float, periods: float, ddof: int, _: Array) -> float:
    """``sqrt(periods) * (m + abs(rf)) / std``, m the largest magnitude; 0, which demands identity, of equal returns."""
    values = returns[~np.isnan(returns)]
    if len(values) <= max(ddof, 1) or values.min() == values.max():
        return 0.0
    largest = float(np.abs(values).max())
    with np.errstate(over="ignore"):
        return math.sqrt(periods) * float((1.0 + abs(np.float64(rf)) / largest) / (values / largest).std(ddof=ddof))


@kernel(sample=returns_per_bar, scale=sharpe_scale, also=("sharpe",))
def sharpe_ratio(
    returns: Returns,
    rf_per_period: FiniteNumber = 0.0,
    periods_per_year: PositiveFinite = 252.0,
    ddof: BarCount = 1,
    *,
    out: Number | None = None,
) -> Number:
    """Sharpe ratio: mean excess return over standard deviation, per year; 0 where all returns are equal.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        rf_per_period: the risk-free return per bar, a fraction.
        periods_per_year: bars in a year, finite and above 0.
        ddof: what the variance divides by less than the number of returns, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        ``(mean - rf_per_period) / std * sqrt(periods_per_year)``: a float, or float64 of shape ``(series,)``. NaN for
        fewer than 2 returns or not more than `ddof`.

    Raises:
        TypeError: `returns` is not numeric, `ddof` not an integer, another option not a number.
        ValueError: `returns` is not 1-D or 2-D or holds an infinity, or an option is out of range.

    Source: Sharpe, "The Sharpe ratio" (1994); empyrical and quantstats ``sharpe``, but for equal returns.
    """
