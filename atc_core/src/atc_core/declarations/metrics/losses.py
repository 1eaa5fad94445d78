"""How much is lost in the worst bars."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Array, ExactNumber, Number, Returns
from atc_core.domains import Fraction
from atc_core.kernel import kernel
from atc_core.samples import returns_per_bar


def largest_return(returns: Array, *_: object) -> float:
    """The largest magnitude among the returns."""
    return float(np.nan_to_num(np.abs(returns)).max(initial=0.0))


@kernel(sample=returns_per_bar)
def value_at_risk(returns: Returns, level: Fraction = 0.05, *, out: ExactNumber | None = None) -> ExactNumber:
    """Value at risk: the lower empirical quantile of the returns, itself one of them and negative for a loss.

    Formula:
        $$ value_at_risk = s_k; k = floor((n - 1) level) $$
        where $s$ are the $n$ returns in ascending order, from $s_0$ on, and the product is that in float64.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        level: the share of returns that are worse, from 0 to 1.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``, exact. NaN without returns.

    Raises:
        TypeError: `returns` is not numeric, `level` not a number.
        ValueError: `returns` is not 1-D or 2-D or holds an infinity, or `level` is outside 0 to 1.

    Source: ``numpy.quantile(method="lower")``; empyrical's interpolates, quantstats' is that of a normal distribution.
    """


@kernel(sample=returns_per_bar, scale=largest_return, also=("cvar", "cond_value_at_risk", "expected_shortfall"))
def conditional_value_at_risk(returns: Returns, level: Fraction = 0.05, *, out: Number | None = None) -> Number:
    r"""Expected shortfall: the mean of all returns at or below the `value_at_risk` of that level.

    Formula:
        $$ y = \frac{1}{m} \sum_{returns_i <= v} returns_i; v = value_at_risk(returns, level) $$
        where $m$ is the number of returns at or below $v$.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        level: the share of returns that are worse than the value at risk, from 0 to 1.
        out: where to write the result; it is then returned.

    Returns:
        A mean return, negative for a loss: a float, or float64 of shape ``(series,)``. NaN without returns.

    Raises:
        TypeError: `returns` is not numeric, `level` not a number.
        ValueError: `returns` is not 1-D or 2-D or holds an infinity, or `level` is outside 0 to 1.

    Source: empyrical ``conditional_value_at_risk``, but that ties at the quantile all count.
    """
