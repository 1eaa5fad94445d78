"""Linearly weighted sums over long windows, from the same runs as plain ones (see `sliding`).

No factor is zero: times an infinity that would be NaN.
"""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import block
from atc_numba.moving_averages.sliding import MOST_RUNS, RUN, STRIDE, load, row_size


@block
def group(row: Series, end: int, fours: Series, slopes: Series, groups: Series, ramps: Series) -> None:
    """Sums of the sixteen bars before each, plain and weighing 0 (oldest) to 15."""
    for i in range(np.uint64(end + 2 * STRIDE)):
        a, b, c = row[i + np.uint64(1)], row[i + np.uint64(2)], row[i + np.uint64(3)]
        fours[i] = (row[i] + a) + (b + c)
        slopes[i] = (a + 2.0 * b) + 3.0 * c
    for i in range(np.uint64(end + STRIDE)):
        a, b, c = fours[i + np.uint64(4)], fours[i + np.uint64(8)], fours[i + np.uint64(12)]
        groups[i] = (fours[i] + a) + (b + c)
        older = slopes[i] + (slopes[i + np.uint64(4)] + 4.0 * a)
        newer = (slopes[i + np.uint64(8)] + 8.0 * b) + (slopes[i + np.uint64(12)] + 12.0 * c)
        ramps[i] = older + newer


@block
def prefixes(
    row: Series, groups: Series, ramps: Series, weights: Series, end: int, sums: Series, weighted: Series
) -> None:
    """Sums of the bars before each, plain and weighing 1 (the first of the run) and up."""
    total = 0.0
    for i in range(np.uint64(STRIDE)):
        sums[i] = groups[i]
        weighted[i] = total
        total += weights[i] * row[i + np.uint64(STRIDE)]
    for i in range(np.uint64(end - STRIDE)):
        j = i + np.uint64(STRIDE)
        sums[j] = sums[i] + groups[j]
        weighted[j] = weighted[i] + (ramps[j] + weights[i] * groups[j])


@block
def suffixes(groups: Series, ramps: Series, end: int, sums: Series, weighted: Series) -> None:
    """Sums of each bar of a run and those after it, plain and weighing 1 (oldest) and up, and a stride of zeros."""
    for i in range(np.uint64(end), np.uint64(end + STRIDE)):
        sums[i] = 0.0
        weighted[i] = 0.0
    for back in range(np.uint64(end)):
        i = np.uint64(end - 1) - back
        j = i + np.uint64(STRIDE)
        weighted[i] = (weighted[j] + STRIDE * sums[j]) + (groups[j] + ramps[j])
        sums[i] = sums[j] + groups[j]


@block
def whole_runs(scratch: Series, slot: int, runs: int, run: int, last: int) -> tuple[float, float]:
    """The sums of all runs but one, plain and weighing 1 (oldest) and up; the last of a ring is shorter."""
    total, weighted, i = 0.0, 0.0, slot
    for _ in range(runs - 1):
        i = (i or runs) - 1
        size = last if i == runs - 1 else run
        weighted = scratch[runs + i, 0] + (weighted + size * total)
        total += scratch[i, 0]
    return total, weighted


@block
def slide_weighted(x: Series, length: int, factor: float, lean: float, out: Series) -> None:
    """Sums of whole windows that weigh 1 (oldest) to `length`, less `lean` plain ones, all times a factor."""
    runs = min((length + RUN - 1) // RUN, MOST_RUNS)
    run = (length + runs - 1) // runs
    last, ends = length - (runs - 1) * run, length + out.shape[0]
    scratch = np.empty((2 * runs + 6, row_size(run)))
    rows = scratch[2 * runs :]
    row, groups, ramps, weights, new, weighted_new = rows[0], rows[1], rows[2], rows[3], rows[4], rows[5]
    for i in range(weights.shape[0]):
        weights[i] = i + 1.0
    for cycle in range(0, ends, length):
        for slot in range(runs):
            begin, sums, weighted = cycle + slot * run, scratch[slot], scratch[runs + slot]
            size = last if slot == runs - 1 else run
            if begin >= ends:
                return
            end = (size + STRIDE - 1) // STRIDE * STRIDE
            load(x, begin, min(size, x.shape[0] - begin), row)
            group(row, end, new, weighted_new, groups, ramps)
            if cycle:
                prefixes(row, groups, ramps, weights, end, new, weighted_new)
                between, weighted_between = whole_runs(scratch, slot, runs, run, last)
                first, oldest, newest = np.uint64(begin - length), size + 1.0, length + 1.0
                for i in range(np.uint64(min(size, ends - begin))):
                    older = weighted[i] + (weighted_between + (oldest - weights[i]) * between)
                    newer = weighted_new[i] + (newest - weights[i]) * new[i]
                    leaning = lean * (sums[i] + (between + new[i])) if lean else 0.0
                    out[first + i] = factor * ((older + newer) - leaning)
            suffixes(groups, ramps, end, sums, weighted)
