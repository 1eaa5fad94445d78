"""The median of each window, and what is measured from it: not moved by a few wild values."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Array, Series
from atc_core.declarations.rolling.window_rules import largest_in_window, periods_in_window
from atc_core.domains import LARGEST_REAL, Periods, PositiveFinite, Window
from atc_core.kernel import kernel
from atc_core.magnitudes import latest_count, latest_deviation
from atc_core.samples import price_walk

NORMAL = 1.4826
"""Times the median absolute deviation it is the standard deviation of a normal distribution."""


def median_scale(x: Array, window: int, *_: object) -> Array:
    """X; the median of an odd number of values is one of them."""
    is_odd = latest_count(np.isfinite(x), window) % 2 == 1
    return np.where(is_odd, 0.0, largest_in_window(x, window))


def deviation_scale(x: Array, window: int, _: int | None, scale: float, __: Array) -> Array:
    """``scale*X``."""
    return scale * largest_in_window(x, window)


def score_scale(x: Array, window: int, _: int | None, result: Array) -> Array:
    """``max(1, X/(1.4826*MAD))*(1 + abs(result))``; where MAD is 0, so is it."""
    mad = latest_deviation(x, window)
    relative = np.divide(largest_in_window(x, window), NORMAL * mad, out=np.ones(len(x)), where=mad > 0)
    relative[(result == 0) & ~(mad > 0)] = 0.0
    with np.errstate(over="ignore"):
        scale = np.where(relative > 0, np.maximum(1.0, relative), 0.0) * (1.0 + np.abs(result))
    return np.where(np.isfinite(result), np.minimum(scale, LARGEST_REAL), 0.0)


@kernel(
    sample=price_walk, check=periods_in_window, lookback="window", scale=median_scale, also=("median", "move_median")
)
def rolling_median(
    x: Series, window: Window, min_periods: Periods | None = None, *, out: Series | None = None
) -> Series:
    r"""Median of the valid values of the last `window` bars.

    Formula:
        $$ rolling_median_t = median_{i \in V} x_i $$
        where $V$ are the bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; an even number of values takes the mean of the two middle ones, an
        odd one is exact. NaN where the window holds fewer than `min_periods` valid values.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).median()``.
    """


@kernel(
    sample=price_walk,
    check=periods_in_window,
    lookback="window",
    scale=deviation_scale,
    also=("median_abs_deviation", "median_absolute_deviation"),
)
def rolling_mad(
    x: Series,
    window: Window,
    min_periods: Periods | None = None,
    scale: PositiveFinite = 1.0,
    *,
    out: Series | None = None,
) -> Series:
    r"""Median absolute deviation of the valid values of the last `window` bars from their own median, times `scale`.

    Formula:
        $$ rolling_mad_t = scale \cdot median_{i \in V} |x_i - m|; m = median_{i \in V} x_i $$
        where $V$ are the bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        scale: a factor, finite and above 0; 1.4826 makes it the standard deviation of a normal distribution.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; not the rolling median of ``abs(x - rolling_median)``, for the
        median is that of the same window. NaN where the window holds fewer than `min_periods` valid values.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer, `scale` not a number.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`, `scale` not
            finite and above 0.

    Source: SciPy ``median_abs_deviation`` of each window.
    """


@kernel(sample=price_walk, check=periods_in_window, lookback="window", scale=score_scale)
def robust_zscore(
    x: Series, window: Window, min_periods: Periods | None = None, *, out: Series | None = None
) -> Series:
    r"""How far each bar is from the median of its window, in robust standard deviations.

    Formula:
        $$ robust_zscore_t = \frac{x_t - m}{1.4826 \cdot median_{i \in V} |x_i - m|}; m = median_{i \in V} x_i $$
        where $V$ are the bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`. Where the median deviation is 0 it is 0 for a bar that equals the median, else infinite
        with the sign of its distance. NaN where the window holds fewer than `min_periods` valid values, and where the
        bar is none.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: Iglewicz and Hoaglin, "How to detect and handle outliers" (1993), whose 0.6745 is 1/1.4826.
    """
