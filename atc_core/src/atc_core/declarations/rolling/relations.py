"""Lines through each window, and how two series go together in it."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Array, Series
from atc_core.declarations.rolling.window_rules import (
    largest_in_window,
    periods_in_window,
    relative_magnitude,
)
from atc_core.domains import Count, Periods, Window
from atc_core.kernel import kernel
from atc_core.magnitudes import latest_spread
from atc_core.samples import price_walk, two_walks


def slope_scale(x: Array, window: int, *_: object) -> Array:
    """X; equal values give exactly 0."""
    return np.where(latest_spread(x, window) > 0, largest_in_window(x, window), 0.0)


def pair_scale(x: Array, y: Array, window: int, *_: object) -> Array:
    """``max(1, 1e-4*c of x, 1e-4*c of y)`` over the bars at which both are valid."""
    both = np.isfinite(x) & np.isfinite(y)
    pair = (np.where(both, item, np.nan) for item in (x, y))
    return np.maximum(1.0, 1e-4 * np.maximum(*(relative_magnitude(item, window) for item in pair)))


def later(x: Array, lag: int) -> Array:
    """Each value `lag` bars later; NaN before the first."""
    result = np.full(len(x), np.nan)
    result[lag:] = x[: max(len(x) - lag, 0)]
    return result


def lagged_pair_scale(x: Array, y: Array, window: int, lag: int, *_: object) -> Array:
    """The same of `x` and the earlier `y`."""
    return pair_scale(x, later(y, lag), window)


@kernel(
    sample=price_walk,
    check=periods_in_window,
    lookback="window",
    scale=slope_scale,
    also=("LINEARREG_SLOPE", "linregslope"),
)
def rolling_slope(
    x: Series, window: Window, min_periods: Periods | None = None, *, out: Series | None = None
) -> Series:
    r"""Slope per bar of the least-squares line through the valid values of the last `window` bars.

    Formula:
        $$ rolling_slope_t = \frac{\sum_{i \in V} (i - b) (x_i - a)}{\sum_{i \in V} (i - b)^2} $$
        where $V$ are the bars from $t - window + 1$ to $t$ with a valid value, $a$ is the mean of the values, $b$ that
        of the bar numbers.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped, but keep their place in time.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x` per bar; exactly 0 for equal values and for one value. NaN where the
        window holds fewer than `min_periods` valid values.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: TA-Lib ``LINEARREG_SLOPE``, SciPy ``linregress`` of each window.
    """


@kernel(sample=two_walks, check=periods_in_window, lookback="window", scale=pair_scale, also=("CORREL", "correlation"))
def rolling_corr(
    x: Series, y: Series, window: Window, min_periods: Periods | None = None, *, out: Series | None = None
) -> Series:
    r"""Pearson correlation of two series over the last `window` bars, of which those count at which both are valid.

    Formula:
        $$ rolling_corr_t = \frac{s(x, y)}{\sqrt{s(x, x) s(y, y)}} $$
        $$ s(x, y) = \sum_{i \in V} (x_i - m(x)) (y_i - m(y)) $$
        where $V$ are the bars from $t - window + 1$ to $t$ with valid $x_i$ and $y_i$, and $m$ is the mean over them.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        y: the same shape.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: bars with both values valid that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, within [-1, 1]. NaN where the window holds fewer than `min_periods` bars with both values
        valid or 2, and where either series is constant on them.

    Raises:
        TypeError: `x` or `y` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` and `y` are not 1-D or 2-D of one shape, `window` is below 1, `min_periods` outside 1 to
            `window`.

    Source: pandas ``rolling(window, min_periods).corr(other)``; TA-Lib ``CORREL``, but for constant windows.
    """


@kernel(sample=two_walks, check=periods_in_window, lookback=("window", "lag"), scale=lagged_pair_scale)
def rolling_lagged_correlation(
    x: Series,
    y: Series,
    window: Window,
    lag: Count,
    min_periods: Periods | None = None,
    *,
    out: Series | None = None,
) -> Series:
    r"""Pearson correlation of `x` with `y` some bars earlier over the last `window` bars of `x`: whether `y` leads.

    Formula:
        $$ r_t = \frac{s(x, z)}{\sqrt{s(x, x) s(z, z)}}; s(x, z) = \sum_{i \in V} (x_i - m(x)) (z_i - m(z)) $$
        $$ z_i = y_{i-lag} $$
        where $V$ are the bars from $t - window + 1$ to $t$ with valid $x_i$ and $z_i$, and $m$ is the mean over them.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        y: the same shape.
        window: bars of `x` in the window, at least 1; it may be longer than the series.
        lag: how many bars earlier `y` is taken, at least 0; the first `lag` bars of `x` have no partner.
        min_periods: bars with both values valid that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, within [-1, 1]: the `rolling_corr` of ``x[t]`` with ``y[t-lag]``. NaN where the window
        holds fewer than `min_periods` such pairs or 2, and where either side is constant on them.

    Raises:
        TypeError: `x` or `y` is not numeric, `window`, `lag` or `min_periods` not an integer.
        ValueError: `x` and `y` are not 1-D or 2-D of one shape, `window` is below 1, `lag` below 0, `min_periods`
            outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).corr(other.shift(lag))``.
    """
