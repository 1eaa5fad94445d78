"""The largest and the smallest value of each window."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver
from atc_python.rolling.valid_values import count_valid


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


def valid_windows(x: Series, window: int) -> NDArray[np.float64]:
    """The window of each bar as a row; NaN for bars before the first one and for values that are not valid."""
    width = min(window, len(x) + 1)
    valid = np.where(np.isfinite(x), x, np.nan)
    return sliding_window_view(np.append(np.full(width, np.nan), valid), width)[1:]


def with_enough(values: Series, x: Series, window: int, min_periods: int | None) -> Series:
    """`values` where the window holds at least `min_periods` valid bars of `x`, NaN elsewhere."""
    needed = window if min_periods is None else min_periods
    return np.where(count_valid(np.isfinite(x), window) >= needed, values, np.nan)
