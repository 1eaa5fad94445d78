"""The spread of returns, and what was earned for it."""

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


def sortino_scale(returns: Array, target: float, periods: float, _: Array) -> float:
    """``sqrt(periods) * (m + abs(target)) / downside deviation``; 0 where nothing is below the target."""
    values = returns[~np.isnan(returns)]
    below = np.minimum(values - target, 0.0)
    worst = float(-below.min(initial=0.0))
    if worst == 0.0:
        return 0.0
    deviation = float(np.sqrt(np.mean((below / worst) ** 2)))
    with np.errstate(over="ignore"):
        return math.sqrt(periods) * float((np.abs(values).max() + abs(target)) / np.float64(worst) / deviation)


def volatility_scale(returns: Array, periods: float, _: int, result: Array) -> float:
    """The larger of the result and ``1e-4 * sqrt(periods) * m``; 0 of equal returns."""
    if not result > 0:
        return 0.0
    return max(float(result), 1e-4 * math.sqrt(periods) * float(np.nanmax(np.abs(returns))))


@kernel(sample=returns_per_bar, scale=sharpe_scale, also=("sharpe",))
def sharpe_ratio(
    returns: Returns,
    rf_per_period: FiniteNumber = 0.0,
    periods_per_year: PositiveFinite = 252.0,
    ddof: BarCount = 1,
    *,
    out: Number | None = None,
) -> Number:
    r"""Sharpe ratio: mean excess return over standard deviation, per year; 0 where all returns are equal.

    Formula:
        $$ sharpe_ratio = \frac{m - rf_per_period}{s} \sqrt{periods_per_year} $$
        $$ m = \frac{1}{n} \sum_t returns_t; s = \sqrt{\frac{1}{n - ddof} \sum_t (returns_t - m)^2} $$
        where $t$ runs over the $n$ returns that are no NaN.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        rf_per_period: the risk-free return per bar, a fraction.
        periods_per_year: bars in a year, finite and above 0.
        ddof: what the variance divides by less than the number of returns, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``. NaN for fewer than 2 returns or not more than `ddof`.

    Raises:
        TypeError: `returns` is not numeric, `ddof` not an integer, another option not a number.
        ValueError: `returns` is not 1-D or 2-D or holds an infinity, or an option is out of range.

    Source: Sharpe, "The Sharpe ratio" (1994); empyrical and quantstats ``sharpe``, but for equal returns.
    """


@kernel(sample=returns_per_bar, scale=sortino_scale, also=("sortino",))
def sortino_ratio(
    returns: Returns,
    target: FiniteNumber = 0.0,
    periods_per_year: PositiveFinite = 252.0,
    *,
    out: Number | None = None,
) -> Number:
    r"""Sortino ratio: mean return above the target over the downside deviation from it, per year.

    Formula:
        $$ sortino_ratio = \frac{m - target}{d} \sqrt{periods_per_year} $$
        $$ m = \frac{1}{n} \sum_t returns_t; d = \sqrt{\frac{1}{n} \sum_t min(returns_t - target, 0)^2} $$
        where the mean of squares is over all $n$ returns.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        target: the least acceptable return per bar, a fraction.
        periods_per_year: bars in a year, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``. Where no return is below the target, +Inf if any is above it and 0
        if none is; NaN without returns.

    Raises:
        TypeError: `returns` is not numeric, an option not a number.
        ValueError: `returns` is not 1-D or 2-D or holds an infinity, or an option is out of range.

    Source: Sortino and Price (1994); empyrical and quantstats ``sortino``, but for returns that are all on the target.
    """


@kernel(sample=returns_per_bar, scale=volatility_scale, also=("annual_volatility", "annualized_volatility"))
def volatility(
    returns: Returns,
    periods_per_year: PositiveFinite = 252.0,
    ddof: BarCount = 1,
    *,
    out: Number | None = None,
) -> Number:
    r"""Volatility: standard deviation of the returns, per year.

    Formula:
        $$ volatility = \sqrt{\frac{periods_per_year}{n - ddof} \sum_t (returns_t - m)^2} $$
        $$ m = \frac{1}{n} \sum_t returns_t $$
        where $t$ runs over the $n$ returns that are no NaN.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        periods_per_year: bars in a year, finite and above 0.
        ddof: what the variance divides by less than the number of returns, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        A fraction: a float, or float64 of shape ``(series,)``. Exactly 0 where all returns are equal; NaN where there
        are not more than `ddof`.

    Raises:
        TypeError: `returns` is not numeric, `ddof` not an integer, `periods_per_year` not a number.
        ValueError: `returns` is not 1-D or 2-D or holds an infinity, or an option is out of range.

    Source: empyrical ``annual_volatility``, quantstats ``volatility``.
    """
