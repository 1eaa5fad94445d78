"""Averages that indicators are made of, as their definitions read."""

import numpy as np

from atc_core.arrays import Series
from atc_core.declarations.indicators import averages as declared
from atc_python.kinds import recursive, together, windowed
from atc_python.recursion import exponential, wilder
from atc_python.windows import weighted_sums, window_sums


@recursive(declared.rma)
def rma(x: Series, length: int) -> Series:
    """The mean of the first bars, then a share of the way to each bar."""
    return wilder(x, length)


@recursive(declared.tema)
def tema(x: Series, length: int) -> Series:
    """Three averages, each of the one before."""
    e1, e2, e3 = together(*exponentials(x, length))
    return 3.0 * e1 - 3.0 * e2 + e3


@windowed(declared.trima)
def trima(x: Series, length: int) -> Series:
    """The mean of each window, its middle weighing most."""
    if length > len(x):
        return np.empty(0)
    places = np.arange(1.0, length + 1.0)
    weights = np.minimum(places, places[::-1])
    return weighted_sums(x, weights) / float(weights.sum())


@windowed(declared.vwma)
def vwma(x: Series, volume: Series, length: int) -> Series:
    """What was paid in each window over what was traded, which may be nothing."""
    paid, traded = window_sums(x * volume, length), window_sums(volume, length)
    return np.where(traded == 0.0, np.nan, paid / traded)


def exponentials(x: Series, length: int) -> tuple[Series, Series, Series]:
    """The exponential average of `x`, that of it, and that of the second."""
    e1 = exponential(x, length)
    e2 = exponential(e1, length)
    return e1, e2, exponential(e2, length)
