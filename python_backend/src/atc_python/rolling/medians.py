"""The median of each window, and what is measured from it."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Callable

import numpy as np

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver

NORMAL = 1.4826
"""Times the median absolute deviation it is the standard deviation of a normal distribution."""


@backend.implements("rolling_median")
def rolling_median(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """The median of each window."""
    return deliver(in_order(x, window, min_periods, lambda values, _: median(values)), out)


@backend.implements("rolling_mad")
def rolling_mad(
    x: Series, window: int, min_periods: int | None = None, scale: float = 1.0, *, out: Series | None = None
) -> Series:
    """The median absolute deviation of each window from its own median."""
    return deliver(in_order(x, window, min_periods, lambda values, _: scale * deviation(values, median(values))), out)


@backend.implements("robust_zscore")
def robust_zscore(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """How far each bar is from the median of its window, in robust standard deviations."""
    return deliver(in_order(x, window, min_periods, score), out)


def in_order(x: Series, window: int, min_periods: int | None, formula: Callable[[list[float], float], float]) -> Series:
    """What a formula of the valid values of each window, smallest first, and of its newest value gives."""
    needed = window if min_periods is None else min_periods
    series, values, result = x.tolist(), list[float](), np.full(len(x), np.nan)
    for bar, newest in enumerate(series):
        if bar >= window and math.isfinite(series[bar - window]):
            del values[bisect_left(values, series[bar - window])]
        if math.isfinite(newest):
            insort(values, newest)
        if len(values) >= needed:
            result[bar] = formula(values, newest)
    return result


def median(values: list[float]) -> float:
    """The middle one, or the mean of the two in the middle, of some values in order."""
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2.0


def deviation(values: list[float], middle: float) -> float:
    """The median of how far values in order are from `middle`.

    The nearest ones lie side by side: half of them are found by bisection, the next one is beside these.
    """
    half = (len(values) + 1) // 2
    low, high = 0, len(values) - half
    while low < high:
        guess = (low + high) // 2
        if middle - values[guess] > values[guess + half] - middle:
            low = guess + 1
        else:
            high = guess
    farthest = max(middle - values[low], values[low + half - 1] - middle)
    if len(values) % 2:
        return farthest
    before = middle - values[low - 1] if low else math.inf
    after = values[low + half] - middle if low + half < len(values) else math.inf
    return (farthest + min(before, after)) / 2.0


def score(values: list[float], newest: float) -> float:
    """The newest value's distance from the median over 1.4826 times the median absolute deviation."""
    middle = median(values)
    away, spread = newest - middle, NORMAL * deviation(values, middle)
    if not math.isfinite(newest):
        return math.nan
    if spread == 0.0:
        return math.copysign(math.inf, away) if away else 0.0
    return away / spread
