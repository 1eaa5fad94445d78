"""Sums over a whole series whose error does not grow with its length."""

import math
from collections.abc import Iterable

import numpy as np

from atc_core.arrays import Series


def normalised(values: Series) -> tuple[Series, int]:
    """The values over a power of two, none beyond 1, and its exponent: neither their squares nor sums overflow."""
    exponent = int(np.frexp(np.abs(values).max())[1])
    return np.ldexp(values, -exponent), exponent


def mean(values: Series) -> float:
    """The mean of at least one value, rounded."""
    units, exponent = normalised(values)
    return float(np.ldexp(math.fsum(units) / len(units), exponent))


def nearest_mean(values: Series) -> float:
    """The mean of at least one value, rounded once: what the values have beyond a first mean is averaged too."""
    first = math.fsum(values) / len(values)
    return first + math.fsum(values - first) / len(values)


def root_mean_square(values: Series) -> float:
    """The root of the mean of the squares of at least one value."""
    units, exponent = normalised(values)
    return float(np.ldexp(math.sqrt(math.fsum(units * units) / len(units)), exponent))


def centred(values: Series) -> Series:
    """The values less their mean, which is rounded.

    A sum of squares less ``sum**2 / n`` of these is exact to the last digits, also where the values are 1e9 times
    their spread.
    """
    return values - math.fsum(values) / len(values)


def add(total: float, lost: float, value: float) -> tuple[float, float]:
    """A sum with a further value, and what rounding has lost of it; of an infinity there is nothing to lose."""
    reached = total + value
    moved = reached - total
    lost += (total - (reached - moved)) + (value - moved)
    return reached, lost if math.isfinite(reached) else 0.0


def running_sums(values: Iterable[float]) -> list[float]:
    """The sum up to each value; what rounding loses of one sum is added to the next."""
    total, lost, sums = 0.0, 0.0, []
    for value in values:
        total, lost = add(total, lost, value)
        sums.append(total + lost)
    return sums
