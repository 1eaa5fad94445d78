"""Averages that indicators are made of."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import AVERAGE, SERIES
from atc_numba.implementations import implements
from atc_numba.indicators.places import ending, whole_windows
from atc_numba.indicators.recursion import CHUNK, ROW, carry, follow_thrice, three_exponentials, wilder
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
    bars = x[first_number(x) :]
    results = ending(out, max(bars.shape[0] - 3 * (min(length, bars.shape[0] + 1) - 1), 0))
    n = results.shape[0]
    if n == 0:
        return
    rows = np.empty((3, ROW))
    seed = 3 * (length - 1)
    rows[0, 0], rows[1, 0], rows[2, 0] = three_exponentials(bars[: seed + 1], length)
    for start in range(0, max(n - 1, 1), CHUNK):
        count = min(CHUNK + 1, n - start)
        follow_thrice(2.0 / (length + 1.0), bars[seed + start :], rows, count)
        now, first, second, third = results[start:], rows[0], rows[1], rows[2]
        for i in range(count):
            now[i] = 3.0 * first[i] - 3.0 * second[i] + third[i]
        carry(rows, count)


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
