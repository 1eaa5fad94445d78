"""The median of each window, and what is measured from it: the valid values are kept in order."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements

NORMAL = 1.4826
"""Times the median absolute deviation it is the standard deviation of a normal distribution."""
FEW = 32
"""From so few values on counting is faster than a further bisection: its branches are mispredicted."""


@implements(f"void({SERIES}, int64, optional(int64), float64[::1])")
def rolling_median(x: Series, window: int, min_periods: int | None, out: Series) -> None:
    """Median of each window."""
    least = window if min_periods is None else min_periods
    values, count = np.empty(min(window, x.shape[0])), 0
    for bar in range(x.shape[0]):
        count = step(x, bar, window, values, count)
        out[bar] = median(values[:count]) if count >= least else np.nan


@implements(f"void({SERIES}, int64, optional(int64), float64, float64[::1])")
def rolling_mad(x: Series, window: int, min_periods: int | None, scale: float, out: Series) -> None:
    """Median absolute deviation of each window from its own median."""
    least = window if min_periods is None else min_periods
    values, count = np.empty(min(window, x.shape[0])), 0
    for bar in range(x.shape[0]):
        count = step(x, bar, window, values, count)
        found = values[:count]
        out[bar] = scale * deviation(found, median(found)) if count >= least else np.nan


@implements(f"void({SERIES}, int64, optional(int64), float64[::1])")
def robust_zscore(x: Series, window: int, min_periods: int | None, out: Series) -> None:
    """How far each bar is from the median of its window, in robust standard deviations."""
    least = window if min_periods is None else min_periods
    values, count = np.empty(min(window, x.shape[0])), 0
    for bar in range(x.shape[0]):
        count = step(x, bar, window, values, count)
        if count < least or not abs(x[bar]) < np.inf:
            out[bar] = np.nan
            continue
        middle = median(values[:count])
        away, spread = x[bar] - middle, NORMAL * deviation(values[:count], middle)
        # The deviation of zeros of both signs may be -0.0, which is not to decide on which side a bar is.
        out[bar] = away / abs(spread) if spread != 0.0 or away != 0.0 else 0.0


@block
def step(x: Series, bar: int, window: int, values: Series, count: int) -> int:
    """Take a bar's value into those in order, and out the one that leaves the window; returns how many these are.

    What is between both places moves by one.
    """
    entering, leaving = x[bar], x[bar - window] if bar >= window else np.nan
    enters, leaves = abs(entering) < np.inf, abs(leaving) < np.inf
    old = place_of(values, count, leaving) if leaves else count
    new = place_of(values, count, entering) if enters else count
    if new > old:
        for i in range(np.uint64(old), np.uint64(new - 1)):
            values[i] = values[i + np.uint64(1)]
        new -= 1
    else:
        for back in range(np.uint64(old - new)):
            i = np.uint64(old) - back
            values[i] = values[i - np.uint64(1)]
    if enters:
        values[new] = entering
    return int(count + enters - leaves)


@block
def place_of(values: Series, count: int, value: float) -> int:
    """Where so many values in order reach a value: by halves, then by counting, which becomes vector code."""
    low, high = 0, count
    while high - low > FEW:
        middle = (low + high) // 2
        if values[middle] < value:
            low = middle + 1
        else:
            high = middle
    place = low
    for i in range(np.uint64(low), np.uint64(high)):
        place += values[i] < value
    return place


@block
def median(values: Series) -> float:
    """The middle one, or the mean of the two in the middle, of some values in order."""
    half = values.shape[0] // 2
    middle: float = values[half] if values.shape[0] % 2 else (values[half - 1] + values[half]) / 2.0
    return middle


@block
def deviation(values: Series, middle: float) -> float:
    """The median of how far values in order are from `middle`: the nearest half of them lie side by side."""
    count = values.shape[0]
    half = (count + 1) // 2
    low, high = 0, count - half
    while low < high:
        guess = (low + high) // 2
        if middle - values[guess] > values[guess + half] - middle:
            low = guess + 1
        else:
            high = guess
    farthest: float = max(middle - values[low], values[low + half - 1] - middle)
    if count % 2:
        return farthest
    before: float = middle - values[low - 1] if low > 0 else np.inf
    after: float = values[low + half] - middle if low + half < count else np.inf
    return (farthest + min(before, after)) / 2.0
