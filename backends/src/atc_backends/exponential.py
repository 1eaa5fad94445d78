"""The contract's seed, gaps and infinities around a library's exponential recursion.

Libraries agree on the recursion over ordinary numbers and on nothing else, so that is what they are given.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from atc_backends.results import after_warm_up
from atc_core.arrays import Series

Recursion: TypeAlias = Callable[[Series, int], Series]
"""Of finite values, at least one, and a length above 1: the first value, then ``2/(length+1)`` of the way to each."""

LONG = 1000
"""Rounding adds up over half the length: to 5e-12 of the prices at 100 000, to less than 1e-13 here."""


def exponential_average(x: Series, length: int, recursion: Recursion) -> Series:
    """``ema(x, length)``."""
    return after_warm_up(len(x), follow(seeded(x, length), length, recursion))


def double_exponential_average(x: Series, length: int, recursion: Recursion) -> Series:
    """``dema(x, length)``."""
    once = follow(seeded(x, length), length, recursion)
    twice = follow(once, length, recursion)
    with np.errstate(invalid="ignore"):
        return after_warm_up(len(x), 2.0 * once - twice)


def triple_exponential_average(x: Series, length: int, recursion: Recursion) -> Series:
    """``tema(x, length)``: each average has a seed of its own."""
    once = exponential_average(x, length, recursion)
    twice = exponential_average(once, length, recursion)
    with np.errstate(invalid="ignore"):
        return 3.0 * once - 3.0 * twice + exponential_average(twice, length, recursion)


def wilder_average(x: Series, length: int, recursion: Recursion) -> Series:
    """``rma(x, length)``: ``1/length`` of the way is what an exponential average goes with twice the bars less one."""
    return until_infinity(after_warm_up(len(x), follow(seeded(x, length), 2 * length - 1, recursion)))


def until_infinity(averages: Series) -> Series:
    """Wilder's average with NaN after its first infinity, from which no step is a number."""
    if len(averages) and not np.isfinite(averages[-1]):
        (infinite,) = np.nonzero(np.isinf(averages))
        averages[infinite[0] + 1 if len(infinite) else len(averages) :] = np.nan
    return averages


def seeded(x: Series, length: int) -> Series:
    """The mean of the first `length` bars after leading NaNs, then the bars that follow; empty if there are too few."""
    start = int(np.argmin(np.isnan(x))) if len(x) else 0
    if length > len(x) - start:
        return np.empty(0)
    values: Series = x[start + length - 1 :].copy()
    with np.errstate(invalid="ignore"):
        values[0] = x[start : start + length].mean()
    return values


def follow(values: Series, length: int, recursion: Recursion) -> Series:
    """The recursion over `values` from the first of them on, whatever they are."""
    finite = np.isfinite(values)
    end = len(values) if finite.all() else int(finite.argmin())
    averages = np.empty(len(values))
    if end:
        averages[:end] = exact(values[:end], length, recursion)
    averages[end:] = from_infinity(values[end:], length)
    return averages


def exact(values: Series, length: int, recursion: Recursion) -> Series:
    """The recursion over finite values; what it misses where averages are long is followed in the same way."""
    if length == 1:
        return values
    averages = recursion(values, length)
    if length <= LONG:
        return averages
    share = 2.0 / (length + 1.0)
    before = averages[:-1]
    missed = np.zeros(len(values))
    missed[1:] = share * (values[1:] - before) - (averages[1:] - before)
    return averages + recursion(missed / share, length)


def from_infinity(values: Series, length: int) -> Series:
    """What the recursion gives from a NaN or an infinity on: that itself, until another disagrees.

    An average of one bar forgets everything, but 0 times infinity is NaN.
    """
    with np.errstate(invalid="ignore"):
        held: Series = np.cumsum(np.where(np.isfinite(values), 0.0, values))
    if length == 1:
        held[1:] = np.nan
    return held
