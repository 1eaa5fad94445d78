"""Mean, spread and shape of the valid values of each window."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from atc_core.arrays import Array, Series
from atc_core.declarations.rolling.window_rules import largest_in_window, periods_in_window, relative_magnitude
from atc_core.domains import BarCount, Periods, Window
from atc_core.kernel import kernel
from atc_core.samples import price_walk


class MeanStd(NamedTuple):
    """Mean and standard deviation of the same window."""

    mean: Series
    std: Series


def spread_scale(x: Array, window: int, _: int | None, __: int, std: Array) -> Array:
    """``100*std``, at least ``1e-7*X``; equal values give exactly 0."""
    return np.where(std > 0, np.maximum(100.0 * std, 1e-7 * largest_in_window(x, window)), 0.0)


def mean_and_spread(x: Array, window: int, *rest: Any) -> tuple[Array, Array]:
    """X, and the scale of a standard deviation."""
    least, ddof, (_, std) = rest
    return largest_in_window(x, window), spread_scale(x, window, least, ddof, std)


def shape_scale(x: Array, window: int, _: int | None, result: Array) -> Array:
    """``100*max(1, abs(result))*max(1, 1e-3*c)``."""
    return 100.0 * np.fmax(1.0, np.abs(result)) * np.maximum(1.0, 1e-3 * relative_magnitude(x, window))


@kernel(
    sample=price_walk,
    check=periods_in_window,
    lookback="window",
    scale=largest_in_window,
    also=("move_mean", "nanmean"),
)
def rolling_mean(x: Series, window: Window, min_periods: Periods | None = None, *, out: Series | None = None) -> Series:
    r"""Mean of the valid values of the last `window` bars.

    Formula:
        $$ rolling_mean_t = \frac{1}{n} \sum_{i \in V} x_i $$
        where $V$ are the $n$ bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; NaN where the window holds fewer than `min_periods` valid values.
        A large value leaves nothing behind when it leaves. Without gaps it is `sma`, but for the head of a series.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).mean()``.
    """


@kernel(
    sample=price_walk,
    check=periods_in_window,
    lookback="window",
    scale=spread_scale,
    also=("STDDEV", "stdev", "move_std"),
)
def rolling_std(
    x: Series, window: Window, min_periods: Periods | None = None, ddof: BarCount = 1, *, out: Series | None = None
) -> Series:
    r"""Standard deviation of the valid values of the last `window` bars.

    Formula:
        $$ rolling_std_t = \sqrt{\frac{1}{n - ddof} \sum_{i \in V} (x_i - m)^2}; m = \frac{1}{n} \sum_{i \in V} x_i $$
        where $V$ are the $n$ bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        ddof: what the variance divides by less than the number of valid values, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; NaN where the window holds fewer than `min_periods` valid values, or
        not more than `ddof`. Equal values give exactly 0; there is no smallest spread that counts.

    Raises:
        TypeError: `x` is not numeric, `window`, `min_periods` or `ddof` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`, `ddof` below 0.

    Source: pandas ``rolling(window, min_periods).std(ddof)``; TA-Lib ``STDDEV`` is that with ddof 0.
    """


@kernel(sample=price_walk, check=periods_in_window, lookback="window", scale=mean_and_spread)
def rolling_mean_std(
    x: Series, window: Window, min_periods: Periods | None = None, ddof: BarCount = 1, *, out: MeanStd | None = None
) -> MeanStd:
    r"""Mean and standard deviation of the valid values of the last `window` bars, in one pass.

    Formula:
        $$ mean_t = \frac{1}{n} \sum_{i \in V} x_i; std_t = \sqrt{\frac{1}{n - ddof} \sum_{i \in V} (x_i - mean_t)^2} $$
        where $V$ are the $n$ bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        ddof: what the variance divides by less than the number of valid values, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(mean, std)``, what `rolling_mean` and `rolling_std` give.

    Raises:
        TypeError: `x` is not numeric, `window`, `min_periods` or `ddof` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`, `ddof` below 0.

    Source: pandas ``rolling(window, min_periods)``, ``mean()`` and ``std(ddof)``.
    """


@kernel(sample=price_walk, check=periods_in_window, lookback="window", scale=shape_scale, also=("skew", "skewness"))
def rolling_skew(x: Series, window: Window, min_periods: Periods | None = None, *, out: Series | None = None) -> Series:
    r"""Skewness of the valid values of the last `window` bars, corrected for bias.

    Formula:
        $$ rolling_skew_t = \frac{\sqrt{n (n - 1)}}{n - 2} \cdot \frac{m_3}{m_2^{3/2}} $$
        $$ m_k = \frac{1}{n} \sum_{i \in V} (x_i - a)^k $$
        where $V$ are the $n$ bars from $t - window + 1$ to $t$ with a valid value, and $a$ is their mean.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`; NaN where the window holds fewer than `min_periods` valid values or 3, and where they are
        equal.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).skew()``; SciPy ``skew(bias=False)``.
    """


@kernel(sample=price_walk, check=periods_in_window, lookback="window", scale=shape_scale, also=("kurt", "kurtosis"))
def rolling_kurt(x: Series, window: Window, min_periods: Periods | None = None, *, out: Series | None = None) -> Series:
    r"""Excess kurtosis of the valid values of the last `window` bars, corrected for bias; 0 of a normal one.

    Formula:
        $$ rolling_kurt_t = \frac{n - 1}{(n - 2)(n - 3)} ((n + 1) \frac{m_4}{m_2^2} - 3 (n - 1)) $$
        $$ m_k = \frac{1}{n} \sum_{i \in V} (x_i - a)^k $$
        where $V$ are the $n$ bars from $t - window + 1$ to $t$ with a valid value, and $a$ is their mean.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`; NaN where the window holds fewer than `min_periods` valid values or 4, and where they are
        equal.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).kurt()``; SciPy ``kurtosis(bias=False)``.
    """
