"""Averages that indicators are made of."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import AVERAGE, SERIES
from atc_numba.implementations import implements
from atc_numba.indicators.places import ending, whole_windows
from atc_numba.indicators.recursion import three_exponentials, wilder
from atc_numba.indicators.window_values import window_sums
from atc_numba.moving_averages.exponential import first_number


@implements(AVERAGE)
def rma(x: Series, length: int, out: Series) -> None:
    """Wilder's average."""
    bars = x[first_number(x) :]
    wilder(bars, length, ending(out, whole_windows(bars, length)))


@implements(AVERAGE)
def tema(x: Series, length: int, out: Series) -> None:
    """Three times the exponential average, less three times that of it, plus that of the second."""
    first, second, third = three_exponentials(x[first_number(x) :], length)
    n = third.shape[0]
    results, once, twice = ending(out, n), first[first.shape[0] - n :], second[second.shape[0] - n :]
    for i in range(n):
        results[i] = 3.0 * once[i] - 3.0 * twice[i] + third[i]


@implements(AVERAGE, lookback="length - 1")
def trima(x: Series, length: int, out: Series) -> None:
    """Sums over half a window of sums over the other half."""
    results = ending(out, whole_windows(x, length))
    if results.shape[0] == 0:
        return
    half, other = (length + 1) // 2, length // 2 + 1
    sums = np.empty(whole_windows(x, half))
    window_sums(x, half, sums)
    window_sums(sums, other, results)
    for i in range(results.shape[0]):
        results[i] /= float(half) * float(other)


@implements(f"void({SERIES}, {SERIES}, int64, float64[::1])", lookback="length - 1")
def vwma(x: Series, volume: Series, length: int, out: Series) -> None:
    """What was paid in each window over what was traded, NaN where that is nothing."""
    results = ending(out, whole_windows(x, length))
    paid, traded = np.empty(x.shape[0]), np.empty(results.shape[0])
    for t in range(x.shape[0]):
        paid[t] = x[t] * volume[t]
    window_sums(paid, length, results)
    window_sums(volume, length, traded)
    for i in range(results.shape[0]):
        mean = results[i] / traded[i]
        results[i] = np.nan if traded[i] == 0.0 else mean
