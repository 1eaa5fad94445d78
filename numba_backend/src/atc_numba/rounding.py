"""Loops of the float32 kernels: tile by tile in double precision, each result rounded once."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_numba.adaptive import SLOW, move, steps
from atc_numba.adaptive import follow as adapt
from atc_numba.adaptive import follow_slowly as adapt_slowly
from atc_numba.averages import integer_root, warm_up
from atc_numba.compiling import block, loop
from atc_numba.exponential import STRIDE, begin, first_number, follow, mean, scan, smooth_twice
from atc_numba.profit import compound
from atc_numba.sliding import LONG, slide
from atc_numba.sliding_weighted import slide_weighted
from atc_numba.windows import (
    ROWS,
    copy,
    new_scratch,
    plain_sums,
    scale,
    short_sums,
    short_weighted_means,
    short_weighted_sums,
    tile_size,
    weighted_means,
)

Array: TypeAlias = NDArray[Any]
"""float32 or, in scratch, float64: `copy` converts."""
SERIES = "Array(float32, 1, 'C', readonly=True)"
AVERAGE = f"void({SERIES}, int64, float32[::1])"
TILE = 512
BARS, RESULTS = ROWS + 2, ROWS + 3


@block
def room(window: int, n: int) -> tuple[int, Array]:
    """Results per tile, and scratch: rows for sums, two more, one for the tile's bars and one for its results."""
    tile = tile_size(window, n)
    return tile, new_scratch(ROWS + 4, tile + window)


@loop(AVERAGE)
def sma(x: Array, length: int, out: Array) -> None:
    """Means of windows."""
    results = warm_up(length, out)
    n = results.shape[0]
    if n == 0:
        return
    if length >= LONG:
        slide(x, length, 1.0 / length, results)
        return
    tile, scratch = room(length, x.shape[0])
    for start in range(0, n, tile):
        now = results[start : start + tile]
        bars, means = scratch[BARS][: now.shape[0] + length - 1], scratch[RESULTS][: now.shape[0]]
        copy(x[start:], bars)
        short_sums(bars, length, scratch, means)
        scale(1.0 / length, means)
        copy(means, now)


@loop(AVERAGE)
def wma(x: Array, length: int, out: Array) -> None:
    """Weighted means of windows."""
    results = warm_up(length, out)
    n = results.shape[0]
    if n == 0:
        return
    if length >= LONG:
        slide_weighted(x, length, 2.0 / (length * (length + 1.0)), 0.0, results)
        return
    tile, scratch = room(length, x.shape[0])
    for start in range(0, n, tile):
        now = results[start : start + tile]
        bars, means = scratch[BARS][: now.shape[0] + length - 1], scratch[RESULTS][: now.shape[0]]
        copy(x[start:], bars)
        short_weighted_means(bars, length, scratch, means)
        copy(means, now)


@loop(AVERAGE)
def lsma(x: Array, length: int, out: Array) -> None:
    """Newest values of the lines through windows: three weighted means less two plain ones."""
    results = warm_up(length, out)
    n = results.shape[0]
    if n == 0:
        return
    factor, lean = 6.0 / (length * (length + 1.0)), (length + 1.0) / 3.0
    if length >= LONG:
        slide_weighted(x, length, factor, lean, results)
        return
    if length == 1:
        copy(x, out)
        return
    tile, scratch = room(length, x.shape[0])
    for start in range(0, n, tile):
        now = results[start : start + tile]
        bars, ends, sums = scratch[BARS][: now.shape[0] + length - 1], scratch[RESULTS], scratch[ROWS][: now.shape[0]]
        copy(x[start:], bars)
        short_weighted_sums(bars, length, scratch, sums, ends[: now.shape[0]])
        for i in range(now.shape[0]):
            now[i] = factor * (ends[i] - lean * sums[i])


@loop(AVERAGE)
def hma(x: Array, length: int, out: Array) -> None:
    """Weighted means of twice a fast weighted mean less a slow one."""
    if length > x.shape[0]:
        out[:] = np.nan
        return
    half, root = max(length // 2, 1), integer_root(length)
    before = length + root - 2
    results = warm_up(before + 1, out)
    n = results.shape[0]
    if n == 0:
        return
    tile, scratch = room(before + 1, x.shape[0])
    for start in range(0, n, tile):
        now = results[start : start + tile]
        count = now.shape[0] + root - 1
        bars, means = scratch[BARS][: now.shape[0] + before], scratch[RESULTS][: now.shape[0]]
        ahead, slow = scratch[ROWS][:count], scratch[ROWS + 1][:count]
        copy(x[start:], bars)
        weighted_means(bars, length, scratch, slow)
        weighted_means(bars[length - half :], half, scratch, ahead)
        for i in range(count):
            ahead[i] = 2.0 * ahead[i] - slow[i]
        weighted_means(ahead, root, scratch, means)
        copy(means, now)


@loop(AVERAGE)
def ema(x: Array, length: int, out: Array) -> None:
    """Exponential average."""
    first = begin(x, length, out)
    if first == x.shape[0]:
        return
    a = 2.0 / (length + 1.0)
    bars, results = x[first:], out[first:]
    scratch = np.empty((3, STRIDE + TILE))
    row, averages, fours = scratch[0], scratch[1], scratch[2]
    averages[0] = mean(x[first + 1 - length : first + 1])
    head = min(STRIDE, bars.shape[0])
    copy(bars, row[:head])
    follow(a, row[:head], averages)
    copy(averages, results[:head])
    for start in range(0, bars.shape[0] - STRIDE, TILE):
        n = min(STRIDE + TILE, bars.shape[0] - start)
        now = row[:n]
        copy(bars[start:], now)
        scan(a, now, fours, averages[:n])
        copy(averages[STRIDE:], results[start + STRIDE : start + n])
        copy(averages[n - STRIDE :], averages[:STRIDE])


@loop(AVERAGE)
def dema(x: Array, length: int, out: Array) -> None:
    """Twice the exponential average less the exponential average of it."""
    first = begin(x, length, out)
    if first == x.shape[0]:
        return
    start = mean(x[first + 1 - length : first + 1])
    smooth_twice(2.0 / (length + 1.0), start, x[first:], out[first:])


@loop(f"void({SERIES}, int64, float64, float64, float32[::1])")
def kama(x: Array, length: int, fast: float, slow: float, out: Array) -> None:
    """Kaufman's adaptive average."""
    first = first_number(x)
    out[:first] = np.nan
    bars, results = x[first:], out[first:]
    n = bars.shape[0]
    if n == 0:
        return
    results[: min(length, n)] = bars[0]
    if length >= n:
        return
    tile = tile_size(length, n)
    scratch = new_scratch(ROWS + 3, tile + length)
    average = float(bars[0])
    for start in range(length, n, tile):
        now = results[start : start + tile]
        count = now.shape[0]
        near, moves, pull = scratch[ROWS][: count + length], scratch[ROWS + 1][: count + length - 1], scratch[ROWS + 2]
        pull, toward, averages = pull[:count], scratch[2][:count], scratch[3][:count]
        copy(bars[start - length :], near)
        move(near, moves)
        plain_sums(moves, length, scratch, pull)
        steps(near, length, fast, slow, pull, toward)
        if min(fast, slow) < SLOW:
            adapt_slowly(pull, toward, average, averages)
        else:
            adapt(pull, toward, average, averages)
        average = averages[count - 1]
        copy(averages, now)


@loop(f"void({SERIES}, {SERIES}, float64, float64, int64, float32[::1])")
def equity(
    r_values: Array,
    sig_prev: Array,
    starting_equity: float,
    decay_multiplier: float,
    cutout: int,
    out: Array,
) -> None:
    """Equity."""
    compound(r_values, sig_prev, starting_equity, decay_multiplier, cutout, out)
