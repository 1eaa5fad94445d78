"""Averages that each bar goes on with, from their first whole window on."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import block
from atc_numba.indicators.places import whole_windows
from atc_numba.moving_averages.exponential import DECAYED, STRIDE, TILE, mean, scan, smooth


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
def three_exponentials(x: Series, length: int) -> tuple[Series, Series, Series]:
    """The exponential average of `x`, that of it, and that of the second."""
    scratch = np.empty((3, x.shape[0]))
    first = scratch[0][: whole_windows(x, length)]
    exponential(x, length, first)
    second = scratch[1][: whole_windows(first, length)]
    exponential(first, length, second)
    third = scratch[2][: whole_windows(second, length)]
    exponential(second, length, third)
    return first, second, third


@block
def wilder_rows(rows: Series, length: int, out: Series) -> None:
    """Wilder's averages of rows without negative values, whose ratios count: what has decayed is 0 in all of them."""
    begin = length - 1
    if out.shape[1] == 0:
        return
    for row in range(rows.shape[0]):
        out[row, 0] = mean(rows[row, :length])
        walk(1.0 / length, rows[row, begin : begin + STRIDE], out[row, :STRIDE])
    fours = np.empty(STRIDE + TILE)
    for start in range(0, out.shape[1] - STRIDE, TILE):
        end = start + STRIDE + TILE
        for row in range(rows.shape[0]):
            scan(1.0 / length, rows[row, begin + start : begin + end], fours, out[row, start:end])
        flush_together(out, min(end, out.shape[1]))
    for row in range(rows.shape[0]):
        end_at_infinity(out[row])


@block
def walk(a: float, x: Series, out: Series) -> None:
    """The exponential average of `x` from `out[0]` on, bar by bar and never flushed."""
    average = out[0]
    for t in range(1, x.shape[0]):
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
