"""How a curve of equity grew, and how far below its peaks it fell."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Array, Curve, Number, Series
from atc_core.domains import LARGEST_REAL, PositiveFinite
from atc_core.kernel import kernel
from atc_core.samples import price_walk

LEAST_BARS = 2
"""Of which one has grown."""


def drawdown_scale(_: Array, result: Array) -> Array:
    """``max(1, result)``; 0 at a peak."""
    return np.where(result > 0, np.fmax(1.0, result), 0.0)


def annual_scale(equity: Array, periods: float, result: Array) -> float:
    """``(1 + abs(result)) * max(1, periods / (n - 1) * abs(log(last / first)))``; 0 where -1 or NaN is the rule."""
    values = equity[~np.isnan(equity)]
    if len(values) < LEAST_BARS or values[-1] <= 0:
        return 0.0
    return growth_scale(float(np.log(values[-1]) - np.log(values[0])), len(values), periods, float(result))


def growth_scale(growth: float, bars: int, periods: float, result: float) -> float:
    """The same of the logarithm of last over first; at most the largest float."""
    with np.errstate(over="ignore"):
        years = np.float64(periods) / (bars - 1)
        return min(float((1.0 + abs(np.float64(result))) * max(1.0, years * abs(growth))), LARGEST_REAL)


def calmar_scale(equity: Array, periods: float, result: Array) -> float:
    """``max(1, that of annual_return) / drawdown * max(1, 1 / drawdown)``; 0 where there is no drawdown."""
    values = equity[~np.isnan(equity)]
    drawdown = float((1.0 - values / np.maximum.accumulate(values)).max(initial=0.0))
    if drawdown == 0.0:
        return 0.0
    scale = np.float64(max(1.0, annual_scale(equity, periods, result * drawdown)))
    with np.errstate(over="ignore"):
        return min(float(scale / drawdown * max(1.0, 1.0 / drawdown)), LARGEST_REAL)


@kernel(sample=price_walk, gaps=None, scale=drawdown_scale, also=("to_drawdown_series", "underwater"))
def drawdown(equity: Curve, *, out: Series | None = None) -> Series:
    r"""How far below its highest value so far a curve is, as a fraction of that.

    Formula:
        $$ drawdown_t = 1 - \frac{equity_t}{\max_{0 <= i <= t} equity_i} $$

    Args:
        equity: the curve, shape ``(time,)`` or ``(time, series)``, above 0 where it begins; later it may be anything.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `equity`: 0 at a peak, above 1 in debt. NaN stays NaN at its bar and is passed over by the
        peak.

    Raises:
        TypeError: `equity` is not numeric.
        ValueError: `equity` is not 1-D or 2-D, holds an infinity, or begins at or below 0.

    Source: quantstats ``to_drawdown_series`` and empyrical, negated.
    """


@kernel(sample=price_walk, scale=drawdown_scale, also=("maximum_drawdown",))
def max_drawdown(equity: Curve, *, out: Number | None = None) -> Number:
    r"""Largest `drawdown` of a curve, a fraction of the peak before it.

    Formula:
        $$ max_drawdown = \max_t (1 - \frac{equity_t}{\max_{0 <= i <= t} equity_i}) $$

    Args:
        equity: the curve, shape ``(time,)`` or ``(time, series)``, above 0 where it begins; NaN is dropped.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``: 0 where the curve never falls, above 1 in debt; NaN without values.

    Raises:
        TypeError: `equity` is not numeric.
        ValueError: `equity` is not 1-D or 2-D, holds an infinity, or begins at or below 0.

    Source: empyrical and quantstats ``max_drawdown``, negated.
    """


@kernel(sample=price_walk, scale=annual_scale, also=("cagr", "annualized_return"))
def annual_return(equity: Curve, periods_per_year: PositiveFinite = 252.0, *, out: Number | None = None) -> Number:
    r"""Compound annual growth rate of a curve.

    Formula:
        $$ annual_return = (\frac{b}{a})^{periods_per_year / (n - 1)} - 1 $$
        where $a$ is the first and $b$ the last of the $n$ values of `equity`.

    Args:
        equity: the curve, shape ``(time,)`` or ``(time, series)``, above 0 where it begins; NaN is dropped.
        periods_per_year: bars in a year, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        A fraction: a float, or float64 of shape ``(series,)``. -1 where the curve ends at or below 0, NaN for fewer
        than 2 values.

    Raises:
        TypeError: `equity` is not numeric, `periods_per_year` not a number.
        ValueError: `equity` is not 1-D or 2-D, holds an infinity, or begins at or below 0; `periods_per_year` is not
            finite and above 0.

    Source: empyrical ``annual_return`` and quantstats ``cagr``, whose curves begin one bar before their returns.
    """


@kernel(sample=price_walk, scale=calmar_scale, also=("calmar",))
def calmar_ratio(equity: Curve, periods_per_year: PositiveFinite = 252.0, *, out: Number | None = None) -> Number:
    r"""Calmar ratio: `annual_return` over `max_drawdown`.

    Formula:
        $$ calmar_ratio = \frac{annual_return(equity, periods_per_year)}{max_drawdown(equity)} $$

    Args:
        equity: the curve, shape ``(time,)`` or ``(time, series)``, above 0 where it begins; NaN is dropped.
        periods_per_year: bars in a year, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``. Without a drawdown +Inf for a gain and 0 for none; NaN for fewer
        than 2 values.

    Raises:
        TypeError: `equity` is not numeric, `periods_per_year` not a number.
        ValueError: `equity` is not 1-D or 2-D, holds an infinity, or begins at or below 0; `periods_per_year` is not
            finite and above 0.

    Source: Young (1991); empyrical ``calmar_ratio`` and quantstats ``calmar``, but for curves without a drawdown.
    """
