"""Bands around a price and the cloud, as their definitions read."""

import numpy as np

from atc_core.arrays import Series
from atc_core.declarations.indicators import bands as declared
from atc_python.indicators.ranges import atr
from atc_python.kinds import recursive, together, windowed
from atc_python.recursion import exponential
from atc_python.windows import highest, lowest, window_means


@windowed(declared.bollinger)
def bollinger(x: Series, length: int, multiplier: float, ddof: int) -> tuple[Series, ...]:
    """The mean and so many standard deviations around it."""
    return around(window_means(x, length), standard_deviations(x, length, ddof), multiplier)


@recursive(declared.keltner)
def keltner(
    high: Series, low: Series, close: Series, length: int, multiplier: float, atr_length: int
) -> tuple[Series, ...]:
    """The average close and so many average ranges around it."""
    return around(exponential(close, length), atr(high, low, close, atr_length), multiplier)


@windowed(declared.donchian)
def donchian(high: Series, low: Series, length: int) -> tuple[Series, ...]:
    """The extremes of each window and their middle."""
    return highest(high, length), middles(high, low, length), lowest(low, length)


@windowed(declared.ichimoku)
def ichimoku(
    high: Series, low: Series, conversion: int, base: int, span_b: int, displacement: int
) -> tuple[Series, ...]:
    """The middles of three windows, the cloud later than they are."""
    fast, slow, slowest = (middles(high, low, length) for length in (conversion, base, span_b))
    count = min(len(fast), len(slow))
    span_a = (fast[len(fast) - count :] + slow[len(slow) - count :]) / 2.0
    return fast, slow, *(span[: max(len(span) - (displacement - 1), 0)] for span in (span_a, slowest))


def middles(high: Series, low: Series, length: int) -> Series:
    """Halfway between the extremes of each window."""
    return (highest(high, length) + lowest(low, length)) / 2.0


def around(middle: Series, width: Series, multiplier: float) -> tuple[Series, ...]:
    """Upper band, middle, lower band."""
    middle, width = together(middle, width)
    return together(middle + multiplier * width, middle, middle - multiplier * width)


def standard_deviations(x: Series, length: int, ddof: int) -> Series:
    """Of each whole window, 0 of equal prices; from deviations, whose rounded mean is taken out again.

    They are taken over a power of two, or their squares could overflow.
    """
    means = window_means(x, length)
    exponents = np.frexp(highest(np.abs(x), length))[1]
    total, squares = np.zeros((2, len(means)))
    for start in range(length if len(means) else 0):
        deviations = np.ldexp(x[start : start + len(means)] - means, -exponents)
        total += deviations
        squares += deviations * deviations
    variances = np.maximum(squares - total * total / length, 0.0) / (length - ddof)
    return np.where(highest(x, length) == lowest(x, length), 0.0, np.ldexp(np.sqrt(variances), exponents))
