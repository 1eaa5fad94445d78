"""Mean, spread and shape of the valid values of each window."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements
from atc_numba.rolling.power_sums import (
    COUNT,
    FIRST,
    FOURTH,
    LEAST_FOURTH,
    LEAST_SQUARE,
    MOST_FOURTH,
    MOST_SQUARE,
    PIVOT,
    SECOND,
    THIRD,
    centred_valid,
    direct_deviation,
    fourths_of_windows,
    power_sum,
    squares_of_windows,
)

MEAN = f"void({SERIES}, int64, optional(int64), float64[::1])"
STD = f"void({SERIES}, int64, optional(int64), int64, float64[::1])"
BOTH = f"void({SERIES}, int64, optional(int64), int64, float64[::1], float64[::1])"
LOOKBACK = "window - 1"
Formula: TypeAlias = Callable[[float, float, float, float], float]


@implements(MEAN, lookback=LOOKBACK)
def rolling_mean(x: Series, window: int, min_periods: int | None, out: Series) -> None:
    """Mean of each window."""
    least = window if min_periods is None else min_periods
    window = max(min(window, x.shape[0]), 1)
    before, now = np.empty((6, window)), np.empty((6, window))
    for start in range(0, x.shape[0], window):
        squares_of_windows(x, start, window, before, now)
        for i in range(min(window, x.shape[0] - start)):
            out[start + i] = mean_of(now, i) if now[COUNT, i] >= least else np.nan


@implements(STD, lookback=LOOKBACK)
def rolling_std(x: Series, window: int, min_periods: int | None, ddof: int, out: Series) -> None:
    """Standard deviation of each window."""
    means_and_deviations(x, window, window if min_periods is None else min_periods, ddof, out[:0], out)


@implements(BOTH, lookback=LOOKBACK)
def rolling_mean_std(x: Series, window: int, min_periods: int | None, ddof: int, mean: Series, std: Series) -> None:
    """Mean and standard deviation of each window."""
    means_and_deviations(x, window, window if min_periods is None else min_periods, ddof, mean, std)


@implements(MEAN, lookback=LOOKBACK)
def rolling_skew(x: Series, window: int, min_periods: int | None, out: Series) -> None:
    """Bias-corrected skewness of each window."""
    in_shape(x, window, max(window if min_periods is None else min_periods, 3), skewness, out)


@implements(MEAN, lookback=LOOKBACK)
def rolling_kurt(x: Series, window: int, min_periods: int | None, out: Series) -> None:
    """Bias-corrected excess kurtosis of each window."""
    in_shape(x, window, max(window if min_periods is None else min_periods, 4), excess_kurtosis, out)


@block
def means_and_deviations(x: Series, window: int, least: int, ddof: int, mean: Series, std: Series) -> None:
    """Both of each window; no means where there is no room for them."""
    window = max(min(window, x.shape[0]), 1)
    before, now = np.empty((6, window)), np.empty((6, window))
    for start in range(0, x.shape[0], window):
        squares_of_windows(x, start, window, before, now)
        for i in range(min(window, x.shape[0] - start)):
            bar, count = start + i, now[COUNT, i]
            squares = now[SECOND, i] - now[FIRST, i] * (now[FIRST, i] / count)
            if mean.shape[0] > 0:
                mean[bar] = mean_of(now, i) if count >= least else np.nan
            if count < least or count <= ddof:
                std[bar] = np.nan
            elif LEAST_SQUARE < squares < MOST_SQUARE:
                std[bar] = math.sqrt(squares / (count - ddof))
            else:
                std[bar] = direct_deviation(x[max(bar - window + 1, 0) : bar + 1], ddof, before[THIRD])


@block
def mean_of(sums: Series, i: int) -> float:
    """The mean of a window."""
    average: float = sums[PIVOT, i] + sums[FIRST, i] / sums[COUNT, i]
    return average


@block
def in_shape(x: Series, window: int, least: int, formula: Formula, out: Series) -> None:
    """A formula of the number of values and their moments, for each window that has enough of them."""
    window = max(min(window, x.shape[0]), 1)
    before, now, values = np.empty((6, window)), np.empty((6, window)), np.empty(window)
    for start in range(0, x.shape[0], window):
        fourths_of_windows(x, start, window, before, now)
        for i in range(min(window, x.shape[0] - start)):
            bar, count = start + i, now[COUNT, i]
            if count < least:
                out[bar] = np.nan
                continue
            total, mean = now[FIRST, i], now[FIRST, i] / count
            square, cube = now[SECOND, i], now[THIRD, i]
            second, third = square - total * mean, cube - mean * (3.0 * square - 2.0 * total * mean)
            fourth = now[FOURTH, i] - mean * (4.0 * cube - mean * (6.0 * square - 3.0 * total * mean))
            if not LEAST_FOURTH < second < MOST_FOURTH:
                away, _ = centred_valid(x[max(bar - window + 1, 0) : bar + 1], values)
                second, third, fourth = power_sum(away, 2), power_sum(away, 3), power_sum(away, 4)
            out[bar] = formula(count, second / count, third / count, fourth / count)


@block
def skewness(n: float, second: float, third: float, _: float) -> float:
    """From central moments; NaN where they are 0."""
    return math.sqrt(n * (n - 1.0)) / (n - 2.0) * (third / (second * math.sqrt(second)))


@block
def excess_kurtosis(n: float, second: float, _: float, fourth: float) -> float:
    """From central moments; NaN where they are 0."""
    return (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * (fourth / (second * second)) - 3.0 * (n - 1.0))
