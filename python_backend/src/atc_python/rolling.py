"""Rolling statistics and features, as their definitions read."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver
from atc_python.sums import centred, normalised


@backend.implements("rolling_max")
def rolling_max(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """The largest valid value of each window."""
    largest = np.fmax.reduce(valid_windows(x, window), axis=1)
    return deliver(with_enough(largest, x, window, min_periods), out)


@backend.implements("rolling_min")
def rolling_min(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """The smallest valid value of each window."""
    smallest = np.fmin.reduce(valid_windows(x, window), axis=1)
    return deliver(with_enough(smallest, x, window, min_periods), out)


@backend.implements("lag_features")
def lag_features(x: Series, max_lag: int, *, out: Series | None = None) -> Series:
    """Each series beside itself 1 to `max_lag` bars back; NaN before its first bar."""
    bars, series = x.shape
    result = np.full((bars, series, max_lag + 1), np.nan)
    for lag in range(min(max_lag + 1, bars)):
        result[lag:, :, lag] = x[: bars - lag]
    return deliver(result.reshape(bars, series * (max_lag + 1)), out)


@backend.implements("correlation_matrix")
def correlation_matrix(x: Series, *, out: Series | None = None) -> Series:
    """The correlation of each pair of series over the rows at which both are valid."""
    series = x.shape[1]
    result = np.empty((series, series))
    for first in range(series):
        for second in range(first, series):
            both = np.isfinite(x[:, first]) & np.isfinite(x[:, second])
            result[first, second] = result[second, first] = correlation(x[both, first], x[both, second])
        if not math.isnan(result[first, first]):
            result[first, first] = 1.0
    return deliver(result, out)


def valid_windows(x: Series, window: int) -> NDArray[np.float64]:
    """The window of each bar as a row; NaN for bars before the first one and for values that are not valid."""
    width = min(window, len(x) + 1)
    valid = np.where(np.isfinite(x), x, np.nan)
    return sliding_window_view(np.append(np.full(width, np.nan), valid), width)[1:]


def with_enough(values: Series, x: Series, window: int, min_periods: int | None) -> Series:
    """`values` where the window holds at least `min_periods` valid bars of `x`, NaN elsewhere."""
    needed = window if min_periods is None else min_periods
    so_far = np.cumsum(np.isfinite(x))
    counts = so_far.copy()
    counts[window:] -= so_far[:-window]
    return np.where(counts >= needed, values, np.nan)


def correlation(a: Series, b: Series) -> float:
    """Pearson's r of two series without gaps; NaN where either is constant or there are fewer than two rows."""
    rows = len(a)
    if rows <= 1 or a.min() == a.max() or b.min() == b.max():
        return math.nan
    a, b = (centred(normalised(item)[0]) for item in (a, b))
    sum_a, sum_b = math.fsum(a), math.fsum(b)
    spread_a = math.fsum(a * a) - sum_a * sum_a / rows
    spread_b = math.fsum(b * b) - sum_b * sum_b / rows
    common = math.fsum(a * b) - sum_a * sum_b / rows
    r = common / (math.sqrt(spread_a) * math.sqrt(spread_b))
    return max(-1.0, min(1.0, r))
