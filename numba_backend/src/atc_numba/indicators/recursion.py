"""Averages that each bar goes on with, from their first whole window on."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import block
from atc_numba.indicators.places import whole_windows
from atc_numba.moving_averages.exponential import DECAYED, STRIDE, TILE, mean, scan, smooth

CHUNK = 4096
"""Bars for which kernels of several averages compute one after the other, so that all stay in the cache."""
ROW = CHUNK + 136
"""Places for them: a little off whole pages, or what is stored to one row would hold up what is loaded from another."""


@block
def exponential(x: Series, length: int, out: Series) -> None:
    """The mean of the first whole window, then ``2/(length+1)`` of the way to each bar."""
    if out.shape[0]:
        out[0] = mean(x[:length])
        smooth(2.0 / (length + 1.0), x[length - 1 :], out)


@block
def wilder(x: Series, length: int, out: Series) -> None:
    """The mean of the first whole window, then ``1/length`` of the way to each bar."""
    if out.shape[0]:
        out[0] = mean(x[:length])
        smooth(1.0 / length, x[length - 1 :], out)
        end_at_infinity(out)


@block
def end_at_infinity(averages: Series) -> None:
    """NaN after an infinity: ``(x - average)/length`` leads nowhere else."""
    if abs(averages[-1]) < np.inf:
        return
    last = 0
    while abs(averages[last]) < np.inf:
        last += 1
    averages[last + 1 :] = np.nan


@block
def three_exponentials(x: Series, length: int) -> tuple[float, float, float]:
    """The exponential average of `x`, that of it, and that of the second, where the third has its seed: at the end."""
    first = np.empty(whole_windows(x, length))
    exponential(x, length, first)
    second = np.empty(whole_windows(first, length))
    exponential(first, length, second)
    return first[-1], second[-1], mean(second)


@block
def follow_thrice(a: float, x: Series, rows: Series, count: int) -> None:
    """The exponential average of `x`, that of it, and that of the second, each from the first place of its row on."""
    smooth(a, x[:count], rows[0, :count])
    smooth(a, rows[0, :count], rows[1, :count])
    smooth(a, rows[1, :count], rows[2, :count])


@block
def follow_rows(a: float, rows: Series, count: int, out: Series) -> None:
    """The exponential averages of rows without negative values, whose ratios count, from `out[:, 0]` on.

    What has decayed is 0 in all of them.
    """
    for row in range(rows.shape[0]):
        walk(a, rows[row, :STRIDE], out[row, : min(STRIDE, count)])
    fours = np.empty(STRIDE + TILE)
    for start in range(0, count - STRIDE, TILE):
        end = min(start + STRIDE + TILE, count)
        for row in range(rows.shape[0]):
            scan(a, rows[row, start:end], fours, out[row, start:end])
        flush_together(out, end)


@block
def carry(averages: Series, count: int) -> None:
    """Begin each row with the last of its first `count` values, from which the next chunk goes on."""
    for row in range(averages.shape[0]):
        averages[row, 0] = averages[row, count - 1]


@block
def walk(a: float, x: Series, out: Series) -> None:
    """The exponential average of `x` from `out[0]` on, bar by bar and never flushed."""
    average = out[0]
    for t in range(1, out.shape[0]):
        average = a * x[t] + (1.0 - a) * average
        out[t] = average


@block
def flush_together(averages: Series, end: int) -> None:
    """Set to 0 what has decayed of the bars before `end` from which the next tile goes on."""
    if 0.0 < total_at(averages, end - 1) < DECAYED:
        for t in range(end - STRIDE, end):
            kept = 1.0 if total_at(averages, t) >= DECAYED else 0.0
            for row in range(averages.shape[0]):
                averages[row, t] *= kept


@block
def total_at(averages: Series, t: int) -> float:
    """The sum of all rows at a bar."""
    total = 0.0
    for row in range(averages.shape[0]):
        total += averages[row, t]
    return total
