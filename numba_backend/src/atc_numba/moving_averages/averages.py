"""Loops of the windowed averages: sma, wma, lsma, hma."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import AVERAGE, block
from atc_numba.implementations import implements
from atc_numba.moving_averages.sliding import LONG, slide
from atc_numba.moving_averages.sliding_weighted import slide_weighted
from atc_numba.moving_averages.windows import (
    ROWS,
    TILE,
    copy,
    new_scratch,
    scale,
    short_sums,
    short_weighted_means,
    short_weighted_sums,
    tile_size,
    weighted_means,
)


@block
def warm_up(length: int, out: Series) -> Series:
    """Fill the bars before the first whole window with NaN; returns the rest."""
    before = min(length - 1, out.shape[0])
    out[:before] = np.nan
    return out[before:]


@implements(AVERAGE)
def sma(x: Series, length: int, out: Series) -> None:
    """Means of windows."""
    results = warm_up(length, out)
    n = results.shape[0]
    if n == 0:
        return
    if length >= LONG:
        slide(x, length, 1.0 / length, results)
        return
    tile = min(TILE, n)
    scratch = new_scratch(ROWS + 1, tile + length)
    for start in range(0, n, tile):
        now = results[start : start + tile]
        bars = scratch[ROWS][: now.shape[0] + length - 1]
        copy(x[start:], bars)
        short_sums(bars, length, scratch, now)
        scale(1.0 / length, now)


@implements(AVERAGE)
def wma(x: Series, length: int, out: Series) -> None:
    """Weighted means of windows."""
    results = warm_up(length, out)
    n = results.shape[0]
    if n == 0:
        return
    if length >= LONG:
        slide_weighted(x, length, 2.0 / (length * (length + 1.0)), 0.0, results)
        return
    tile = min(TILE, n)
    scratch = new_scratch(ROWS + 1, tile + length)
    for start in range(0, n, tile):
        now = results[start : start + tile]
        bars = scratch[ROWS][: now.shape[0] + length - 1]
        copy(x[start:], bars)
        short_weighted_means(bars, length, scratch, now)


@implements(AVERAGE)
def lsma(x: Series, length: int, out: Series) -> None:
    """Newest values of the lines through windows: three weighted means less two plain ones.

    An infinity has no line: infinity less itself makes that NaN.
    """
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
    tile = min(TILE, n)
    scratch = new_scratch(ROWS + 2, tile + length)
    for start in range(0, n, tile):
        now = results[start : start + tile]
        bars, sums = scratch[ROWS][: now.shape[0] + length - 1], scratch[ROWS + 1][: now.shape[0]]
        copy(x[start:], bars)
        short_weighted_sums(bars, length, scratch, sums, now)
        for i in range(now.shape[0]):
            now[i] = factor * (now[i] - lean * sums[i])


@implements(AVERAGE)
def hma(x: Series, length: int, out: Series) -> None:
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
    tile = tile_size(before + 1, x.shape[0])
    scratch = new_scratch(ROWS + 3, tile + before + 1)
    for start in range(0, n, tile):
        now = results[start : start + tile]
        count = now.shape[0] + root - 1
        bars, fast, slow = (
            scratch[ROWS][: now.shape[0] + before],
            scratch[ROWS + 1][:count],
            scratch[ROWS + 2][:count],
        )
        copy(x[start:], bars)
        weighted_means(bars, length, scratch, slow)
        weighted_means(bars[length - half :], half, scratch, fast)
        for i in range(count):
            fast[i] = 2.0 * fast[i] - slow[i]
        weighted_means(fast, root, scratch, now)


@block
def integer_root(value: int) -> int:
    """The largest integer whose square is not above `value`; a float's root may be off by one."""
    root = int(math.sqrt(float(value)))
    while root > value // root:
        root -= 1
    while root + 1 <= value // (root + 1):
        root += 1
    return root
