"""Sums over a sliding window: short ones from windows of n bars those of 2n or 2n + 1, until the length is reached.

Nothing is ever subtracted from a sum, so nothing drifts, and what is not finite leaves with its window.
Windows are indexed by their oldest bar, and offsets are unsigned: every loop here becomes vector code.
"""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import block
from atc_numba.moving_averages.sliding import slide
from atc_numba.moving_averages.sliding_weighted import slide_weighted

TILE = 512
"""Results made at once: what a tile needs stays in the nearest cache."""

LONG_IN_TILES = 176
"""From this length on windows slide in tiles too, where the bars that two tiles share count twice."""

LONG_TILE = 16_384
"""Results that a tile of long windows need not exceed."""

ROWS = 6
"""Rows of scratch that sums need."""


@block
def tile_size(length: int, n: int) -> int:
    """Results per tile, enough that the bars which two tiles share do not matter."""
    tile = TILE if length < LONG_IN_TILES else min(8 * length, LONG_TILE)
    return min(max(tile, 3 * length), n - length + 1)


@block
def new_scratch(rows: int, bars: int) -> Series:
    """Scratch: rows of `bars` bars, each in cache lines of its own."""
    return np.empty((rows, (bars + 15) // 8 * 8))


@block
def copy(values: Series, out: Series) -> None:
    """The first values."""
    for i in range(out.shape[0]):
        out[i] = values[i]


@block
def halvings(length: int) -> int:
    """How often `length` is halved until it is 1, 2 or 3."""
    times = 0
    while length >> times > 3:  # noqa: PLR2004
        times += 1
    return times


@block
def first_weighted(x: Series, size: int, sums: Series, weighted: Series) -> None:
    """Sums over one to three bars, plain and weighing 1 (oldest) to `size`."""
    if size == 1:
        copy(x, sums)
        copy(x, weighted)
    elif size == 2:  # noqa: PLR2004
        for i in range(sums.shape[0]):
            sums[i] = x[i] + x[i + 1]
            weighted[i] = x[i] + 2.0 * x[i + 1]
    else:
        for i in range(sums.shape[0]):
            sums[i] = x[i] + x[i + 1] + x[i + 2]
            weighted[i] = x[i] + 2.0 * x[i + 1] + 3.0 * x[i + 2]


@block
def first_plain(x: Series, size: int, sums: Series) -> None:
    """Sums over one to three bars."""
    if size == 1:
        copy(x, sums)
    elif size == 2:  # noqa: PLR2004
        for i in range(sums.shape[0]):
            sums[i] = x[i] + x[i + 1]
    else:
        for i in range(sums.shape[0]):
            sums[i] = x[i] + x[i + 1] + x[i + 2]


@block
def widen(x: Series, sums: Series, size: int, odd: int, wider: Series) -> None:
    """Sums over `2*size` bars, or one more if `odd`, from those over `size`."""
    b, c = np.uint64(size), np.uint64(2 * size)
    if odd:
        for i in range(np.uint64(wider.shape[0])):
            wider[i] = (sums[i] + sums[i + b]) + x[i + c]
    else:
        for i in range(np.uint64(wider.shape[0])):
            wider[i] = sums[i] + sums[i + b]


@block
def widen_weighted(
    x: Series, sums: Series, weighted: Series, size: int, odd: int, wider: Series, wider_weighted: Series
) -> None:
    """Sums over `2*size` bars, or one more if `odd`, plain and weighing 1 (oldest) and up, from those over `size`."""
    b, c, newest = np.uint64(size), np.uint64(2 * size), 2.0 * size + 1.0
    if odd:
        for i in range(np.uint64(wider.shape[0])):
            wider_weighted[i] = (weighted[i] + newest * x[i + c]) + (weighted[i + b] + size * sums[i + b])
            wider[i] = (sums[i] + x[i + c]) + sums[i + b]
    else:
        for i in range(np.uint64(wider.shape[0])):
            wider_weighted[i] = weighted[i] + (weighted[i + b] + size * sums[i + b])
            wider[i] = sums[i] + sums[i + b]


@block
def short_sums(x: Series, length: int, scratch: Series, out: Series) -> None:
    """Sum of every whole window of `length` bars, which are few."""
    left = halvings(length)
    size = length >> left
    sums = scratch[left & 1][: x.shape[0] - size + 1] if left else out
    first_plain(x, size, sums)
    while left:
        left -= 1
        odd = (length >> left) & 1
        wider = scratch[left & 1][: x.shape[0] - (2 * size + odd) + 1] if left else out
        widen(x, sums, size, odd, wider)
        sums, size = wider, 2 * size + odd


@block
def plain_sums(x: Series, length: int, scratch: Series, out: Series) -> None:
    """Sum of every whole window in a tile."""
    if length < LONG_IN_TILES:
        short_sums(x, length, scratch, out)
    else:
        slide(x, length, 1.0, out)


@block
def short_weighted_sums(x: Series, length: int, scratch: Series, plain: Series, out: Series) -> None:
    """Sum of every whole window of few bars, weighing 1 (oldest) and up, and in `plain` its plain sum."""
    left = halvings(length)
    size = length >> left
    count = x.shape[0] - size + 1
    sums, weighted = (scratch[left & 1][:count], scratch[2 + (left & 1)][:count]) if left else (plain, out)
    first_weighted(x, size, sums, weighted)
    while left:
        left -= 1
        odd = (length >> left) & 1
        count = x.shape[0] - (2 * size + odd) + 1
        wider, wider_weighted = (plain, out)
        if left:
            wider, wider_weighted = scratch[left & 1][:count], scratch[2 + (left & 1)][:count]
        widen_weighted(x, sums, weighted, size, odd, wider, wider_weighted)
        sums, weighted, size = wider, wider_weighted, 2 * size + odd


@block
def short_weighted_means(x: Series, length: int, scratch: Series, out: Series) -> None:
    """Weighted means of whole windows of few bars; the last widening needs no plain sums."""
    half, factor = length // 2, 2.0 / (length * (length + 1.0))
    if half == 0:
        copy(x, out)
        return
    count = x.shape[0] - half + 1
    sums, weighted = scratch[4][:count], scratch[5][:count]
    short_weighted_sums(x, half, scratch, sums, weighted)
    b, c = np.uint64(half), np.uint64(2 * half)
    if length & 1:
        for i in range(np.uint64(out.shape[0])):
            newer = weighted[i + b] + half * sums[i + b]
            out[i] = factor * ((weighted[i] + length * x[i + c]) + newer)
    else:
        for i in range(np.uint64(out.shape[0])):
            out[i] = factor * (weighted[i] + (weighted[i + b] + half * sums[i + b]))


@block
def weighted_means(x: Series, length: int, scratch: Series, out: Series) -> None:
    """Weighted means of whole windows in a tile."""
    if length < LONG_IN_TILES:
        short_weighted_means(x, length, scratch, out)
    else:
        slide_weighted(x, length, 2.0 / (length * (length + 1.0)), 0.0, out)


@block
def scale(factor: float, out: Series) -> None:
    """`out` times `factor`."""
    for i in range(out.shape[0]):
        out[i] *= factor
