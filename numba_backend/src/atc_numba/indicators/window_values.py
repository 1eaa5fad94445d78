"""Sums and extremes of every whole window, built by doubling: nothing drifts, and what is not finite leaves."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import block
from atc_numba.indicators.bar_values import larger
from atc_numba.moving_averages.windows import new_scratch, short_sums, tile_size


@block
def window_sums(x: Series, length: int, out: Series) -> None:
    """The sum of each whole window."""
    n = out.shape[0]
    if n == 0:
        return
    tile = tile_size(length, x.shape[0])
    scratch = new_scratch(2, tile + length)
    for start in range(0, n, tile):
        now = out[start : start + tile]
        short_sums(x[start : start + now.shape[0] + length - 1], length, scratch, now)


@block
def window_means(x: Series, length: int, out: Series) -> None:
    """The mean of each whole window."""
    window_sums(x, length, out)
    for i in range(out.shape[0]):
        out[i] /= length


@block
def highest(x: Series, length: int, out: Series) -> None:
    """The largest value of each whole window, NaN where it holds one."""
    extremes(x, 1.0, length, out)


@block
def lowest(x: Series, length: int, out: Series) -> None:
    """The smallest value of each whole window, NaN where it holds one."""
    extremes(x, -1.0, length, out)


@block
def extremes(x: Series, sign: float, length: int, out: Series) -> None:
    """The largest value of each whole window, for sign -1 the smallest: that of the negated values, negated."""
    n = out.shape[0]
    if n == 0:
        return
    tile = tile_size(length, x.shape[0])
    scratch = new_scratch(2, tile + length)
    for start in range(0, n, tile):
        now = out[start : start + tile]
        bars = scratch[0][: now.shape[0] + length - 1]
        multiply(x[start:], sign, bars)
        size, values, spare = 1, bars, 1
        while 2 * size < length:
            wider = scratch[spare][: values.shape[0] - size]
            keep_larger(values, values[size:], wider)
            size, values, spare = 2 * size, wider, 1 - spare
        keep_larger(values, values[length - size :], now)
        multiply(now, sign, now)


@block
def multiply(values: Series, factor: float, out: Series) -> None:
    """The first values times a factor."""
    for i in range(out.shape[0]):
        out[i] = factor * values[i]


@block
def keep_larger(values: Series, later: Series, out: Series) -> None:
    """The larger of two values each, NaN where either is."""
    for i in range(out.shape[0]):
        out[i] = larger(values[i], later[i])


@block
def freshness(x: Series, sign: float, length: int, out: Series) -> None:
    """100 where the newest of ``length + 1`` bars times `sign` is the largest, 0 where only the oldest is."""
    n = out.shape[0]
    if n == 0:
        return
    window = length + 1
    tile = tile_size(window, x.shape[0])
    scratch = new_scratch(4, tile + window)
    for start in range(0, n, tile):
        now = out[start : start + tile]
        bars, since = scratch[0][: now.shape[0] + length], scratch[1][: now.shape[0] + length]
        multiply(x[start:], sign, bars)
        since[:] = 0.0
        bars_since(bars, since, window, scratch[2:], now)
        for i in range(now.shape[0]):
            now[i] = 100.0 * (length - now[i]) / length


@block
def bars_since(bars: Series, since: Series, window: int, scratch: Series, out: Series) -> None:
    """How many bars ago the newest of the largest values of each whole window was, NaN where it holds one.

    `bars` and `since` are written to.
    """
    size, count = 1, bars.shape[0]
    while size < window:
        offset = min(size, window - size)
        count -= offset
        tops, ages = scratch[0][:count], scratch[1][:count]
        keep_newer(bars, since, bars[offset:], since[offset:], float(offset), tops, ages)
        for i in range(count):
            bars[i] = tops[i]
            since[i] = ages[i]
        size += offset
    for i in range(out.shape[0]):
        out[i] = since[i] if bars[i] == bars[i] else np.nan


@block
def keep_newer(
    bars: Series, since: Series, later: Series, later_since: Series, offset: float, tops: Series, ages: Series
) -> None:
    """The larger of two values each, the later of equal ones, and how many bars before the later window's end it is."""
    for i in range(tops.shape[0]):
        old, new = bars[i], later[i]
        keeps_new = (new >= old) | (new != new)
        tops[i] = new if keeps_new else old
        ages[i] = later_since[i] if keeps_new else since[i] + offset
