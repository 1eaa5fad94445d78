"""Sums over long windows, at a cost that does not grow with the length.

The last `length` bars are a ring of runs. A window is the end of its oldest run, all whole runs, and the beginning of
the run that takes the oldest one's place: suffix sums, a few totals and prefix sums. Suffix and prefix sums are made of
sums of sixteen bars, each from the one sixteen bars away, which makes them vector code. As in short windows, nothing is
ever subtracted from a sum.
"""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import block

LONG = 112
"""From this length on, windows cost less here than when built by doubling."""

STRIDE = 16
RUN = 512
"""Bars; their rows stay in the nearest cache."""
MOST_RUNS = 64
"""Totals of runs are added one by one; with more of them that would cost more than it spares in rounding."""


@block
def row_size(run: int) -> int:
    """Length of a row for a run that is filled up to whole strides, and for three strides around it."""
    return run // STRIDE * STRIDE + 5 * STRIDE


@block
def load(x: Series, begin: int, bars: int, row: Series) -> None:
    """Copy a run, with zeros around it."""
    first, end = np.uint64(begin), np.uint64(STRIDE + bars)
    for i in range(np.uint64(STRIDE)):
        row[i] = 0.0
    for i in range(np.uint64(STRIDE), end):
        row[i] = x[first + (i - np.uint64(STRIDE))]
    for i in range(end, np.uint64(row.shape[0])):
        row[i] = 0.0


@block
def group(row: Series, end: int, fours: Series, groups: Series) -> None:
    """Sums of the sixteen bars before each."""
    for i in range(np.uint64(end + 2 * STRIDE)):
        fours[i] = (row[i] + row[i + np.uint64(1)]) + (row[i + np.uint64(2)] + row[i + np.uint64(3)])
    for i in range(np.uint64(end + STRIDE)):
        groups[i] = (fours[i] + fours[i + np.uint64(4)]) + (fours[i + np.uint64(8)] + fours[i + np.uint64(12)])


@block
def suffixes(groups: Series, end: int, sums: Series) -> None:
    """Sums of each bar of a run and those after it, and a stride of zeros."""
    for i in range(np.uint64(end), np.uint64(end + STRIDE)):
        sums[i] = 0.0
    for back in range(np.uint64(end)):
        i = np.uint64(end - 1) - back
        j = i + np.uint64(STRIDE)
        sums[i] = sums[j] + groups[j]


@block
def slide(x: Series, length: int, factor: float, out: Series) -> None:
    """Sums of whole windows of `length` bars, times a factor."""
    runs = min((length + RUN - 1) // RUN, MOST_RUNS)
    run = (length + runs - 1) // runs
    scratch = np.empty((runs + 3, row_size(run)))
    row, sums, groups = scratch[runs], scratch[runs + 1], scratch[runs + 2]
    ends = length + out.shape[0]
    for cycle in range(0, ends, length):
        for slot in range(runs):
            begin, size, left = cycle + slot * run, min(run, length - slot * run), scratch[slot]
            if begin >= ends:
                return
            end = (size + STRIDE - 1) // STRIDE * STRIDE
            load(x, begin, min(size, x.shape[0] - begin), row)
            group(row, end, sums, groups)
            if cycle:
                between = 0.0
                for other in range(runs):
                    if other != slot:
                        between += scratch[other, 0]
                for i in range(np.uint64(STRIDE)):
                    sums[i] = groups[i]
                for i in range(np.uint64(end - STRIDE)):
                    sums[i + np.uint64(STRIDE)] = sums[i] + groups[i + np.uint64(STRIDE)]
                first = np.uint64(begin - length)
                for i in range(np.uint64(min(size, ends - begin))):
                    out[first + i] = factor * (left[i] + (between + sums[i]))
            suffixes(groups, end, left)
