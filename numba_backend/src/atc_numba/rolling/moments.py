"""Mean, spread and shape of the valid values of each window."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements
from atc_numba.rolling.power_sums import (
    COUNT,
    FIRST,
    FOURTH,
    LEAST_SQUARE,
    MOST_SQUARE,
    PIVOT,
    SECOND,
    THIRD,
    central_moments,
    direct_deviation,
    squares_of_windows,
)

MEAN = f"void({SERIES}, int64, optional(int64), float64[::1])"
STD = f"void({SERIES}, int64, optional(int64), int64, float64[::1])"
BOTH = f"void({SERIES}, int64, optional(int64), int64, float64[::1], float64[::1])"
LOOKBACK = "window - 1"


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
    least = max(window if min_periods is None else min_periods, 3)
    window = max(min(window, x.shape[0]), 1)
    before, now = np.empty((6, window)), np.empty((6, window))
    known = unbias = 0.0
    for start in range(0, x.shape[0], window):
        central_moments(x, start, window, before, now)
        for i in range(min(window, x.shape[0] - start)):
            bar, n = start + i, now[COUNT, i]
            if n < least:
                out[bar] = np.nan
                continue
            second, third = now[SECOND, i], now[THIRD, i]
            if n != known:
                known, unbias = n, math.sqrt(n * (n - 1.0)) / (n - 2.0)
            out[bar] = unbias * third / (second * math.sqrt(second))


@implements(MEAN, lookback=LOOKBACK)
def rolling_kurt(x: Series, window: int, min_periods: int | None, out: Series) -> None:
    """Bias-corrected excess kurtosis of each window."""
    least = max(window if min_periods is None else min_periods, 4)
    window = max(min(window, x.shape[0]), 1)
    before, now = np.empty((6, window)), np.empty((6, window))
    known = unbias = 0.0
    for start in range(0, x.shape[0], window):
        central_moments(x, start, window, before, now)
        for i in range(min(window, x.shape[0] - start)):
            bar, n = start + i, now[COUNT, i]
            if n < least:
                out[bar] = np.nan
                continue
            second, fourth = now[SECOND, i], now[FOURTH, i]
            if n != known:
                known, unbias = n, (n - 1.0) / ((n - 2.0) * (n - 3.0))
            out[bar] = unbias * ((n + 1.0) * (fourth / (second * second)) - 3.0 * (n - 1.0))


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
