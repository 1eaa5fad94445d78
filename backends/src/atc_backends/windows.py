"""The contract's windowed averages around a library's weighted sums, made afresh for each window."""

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from atc_backends.results import after_warm_up
from atc_core.arrays import Series

WeightedSums: TypeAlias = Callable[[Series, Series], Series]
"""``sum(weights[j] * x[t+j])`` for each whole window, as many as there are; the window is never the longer one."""

PIECE = 4096
"""Terms that a library adds in one go: one by one, 100 000 times 0.1 is off by 2e-12, 4096 times by 1e-13."""


def simple_average(x: Series, length: int, sums: WeightedSums) -> Series:
    """``sma(x, length)``."""
    if length > len(x):
        return np.full(len(x), np.nan)
    return averages(x, np.ones(length), float(length), sums)


def weighted_average(x: Series, length: int, sums: WeightedSums) -> Series:
    """``wma(x, length)``."""
    if length > len(x):
        return np.full(len(x), np.nan)
    return averages(x, np.arange(1.0, length + 1.0), length * (length + 1) / 2, sums)


def hull_average(x: Series, length: int, sums: WeightedSums) -> Series:
    """``hma(x, length)``."""
    fast = weighted_average(x, max(length // 2, 1), sums)
    slow = weighted_average(x, length, sums)
    with np.errstate(invalid="ignore"):
        ahead = 2.0 * fast - slow
    return weighted_average(ahead, math.isqrt(length), sums)


def line_average(x: Series, length: int, sums: WeightedSums) -> Series:
    """``lsma(x, length)``: a window of two bars or more that holds an infinity has no line."""
    if length == 1 or length > len(x):
        return simple_average(x, length, sums)
    middle = (length - 1) / 2
    steps = np.arange(float(length)) - middle
    result = averages(x, 1.0 / length + steps * (middle / math.fsum(steps * steps)), 1.0, sums)
    result[np.isinf(result)] = np.nan
    return result


def averages(x: Series, weights: Series, total: float, sums: WeightedSums) -> Series:
    """The weighted sum of each window, piece by piece, over `total`; NaN before the first whole window."""
    count = len(x) - len(weights) + 1
    result = sums(x[: count + min(len(weights), PIECE) - 1], weights[:PIECE])
    for start in range(PIECE, len(weights), PIECE):
        piece = weights[start : start + PIECE]
        result = result + sums(x[start : start + count + len(piece) - 1], piece)
    return after_warm_up(len(x), result / total)
