"""Moments of each window from sums over parts of blocks: every sum has only values of the window, so nothing lingers.

The windows that end in a block of as many bars are each an end of the block before and a start of their own. Both are
summed up around a value of their own; together around that of the end, which is in the window.
"""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import block
from atc_numba.sums import centre, is_constant, normaliser, product

COUNT, FIRST, SECOND, THIRD, FOURTH, PIVOT = range(6)
"""Rows of sums: how many values are valid, powers of their deviations from a pivot, and the pivot."""
LEAST_SQUARE, MOST_SQUARE = 1e-280, 1e290
"""Sums of squares that have neither vanished nor overflowed."""
LEAST_FOURTH, MOST_FOURTH = 1e-70, 1e70
"""Sums of squares from which fourth powers have not either."""


@block
def newest_valid(x: Series) -> float:
    """The last valid value, 0 if there is none."""
    for back in range(x.shape[0]):
        newest: float = x[x.shape[0] - 1 - back]
        if abs(newest) < np.inf:
            return newest
    return 0.0


@block
def squares_of_windows(x: Series, start: int, window: int, before: Series, now: Series) -> None:
    """Sums up to squares of each window that ends in the block that begins at `start`, in `now`."""
    add_squares(x[max(start - window, 0) : start][::-1], before)
    add_squares(x[start : start + window], now)
    merge_squares(before, now, min(window - 1, start))


@block
def central_moments(x: Series, start: int, window: int, before: Series, now: Series) -> None:
    """The second to fourth central moments of each window that ends in the block that begins at `start`, in `now`.

    In a unit of each window's own, which no ratio of them has; 0 of equal values.
    """
    ends, starts = x[max(start - window, 0) : start][::-1], x[start : start + window]
    add_squares(ends, before)
    add_squares(starts, now)
    add_fourths(ends, before)
    add_fourths(starts, now)
    merge_fourths(before, now, min(window - 1, start))
    merge_squares(before, now, min(window - 1, start))
    doubtful = 0
    for i in range(starts.shape[0]):
        centre_powers(now, i)
        doubtful += not LEAST_FOURTH < now[SECOND, i] < MOST_FOURTH
    if doubtful:  # apart, since what is rare would make the loop above three times as slow
        for i in range(starts.shape[0]):
            if now[COUNT, i] > 0 and not LEAST_FOURTH < now[SECOND, i] < MOST_FOURTH:
                add_directly(x[max(start + i - window + 1, 0) : start + i + 1], now[:, i])


@block
def centre_powers(sums: Series, i: int) -> None:
    """Central moments in place of sums around a pivot."""
    whole = 1.0 / sums[COUNT, i]
    first, square, cube = sums[FIRST, i], sums[SECOND, i], sums[THIRD, i]
    mean = first * whole
    sums[SECOND, i] = (square - first * mean) * whole
    sums[THIRD, i] = (cube - mean * (3.0 * square - 2.0 * first * mean)) * whole
    sums[FOURTH, i] = (sums[FOURTH, i] - mean * (4.0 * cube - mean * (6.0 * square - 3.0 * first * mean))) * whole


@block
def add_squares(x: Series, sums: Series) -> None:
    """Sums over the valid values so far up to squares, around the first of them."""
    pivot, count, first, second = newest_valid(x[::-1]), 0.0, 0.0, 0.0
    for i in range(x.shape[0]):
        is_valid = abs(x[i]) < np.inf
        away = x[i] - pivot if is_valid else 0.0
        count += is_valid
        first += away
        second += away * away
        sums[COUNT, i], sums[FIRST, i], sums[SECOND, i], sums[PIVOT, i] = count, first, second, pivot


@block
def add_fourths(x: Series, sums: Series) -> None:
    """The same of third and fourth powers."""
    third = fourth = 0.0
    for i in range(x.shape[0]):
        away = x[i] - sums[PIVOT, 0] if abs(x[i]) < np.inf else 0.0
        square = away * away
        third += square * away
        fourth += square * square
        sums[THIRD, i], sums[FOURTH, i] = third, fourth


@block
def merge_squares(before: Series, now: Series, bars: int) -> None:
    """Add to the sums of the first bars those of the end of the block before that their windows have."""
    for i in range(bars):
        place = bars - 1 - i
        if before[COUNT, place] > 0:
            apart, count, first = now[PIVOT, i] - before[PIVOT, place], now[COUNT, i], now[FIRST, i]
            now[SECOND, i] += apart * (2.0 * first + count * apart) + before[SECOND, place]
            now[FIRST, i] = first + count * apart + before[FIRST, place]
            now[COUNT, i] = count + before[COUNT, place]
            now[PIVOT, i] = before[PIVOT, place]


@block
def merge_fourths(before: Series, now: Series, bars: int) -> None:
    """The same of third and fourth powers, before the squares are merged."""
    for i in range(bars):
        place = bars - 1 - i
        if before[COUNT, place] > 0:
            apart, count, first = now[PIVOT, i] - before[PIVOT, place], now[COUNT, i], now[FIRST, i]
            second, third = now[SECOND, i], now[THIRD, i]
            cubes = 3.0 * second + apart * (3.0 * first + apart * count)
            fourths = 4.0 * third + apart * (6.0 * second + apart * (4.0 * first + apart * count))
            now[THIRD, i] = third + apart * cubes + before[THIRD, place]
            now[FOURTH, i] += apart * fourths + before[FOURTH, place]


@block
def centred_valid(x: Series, scratch: Series) -> tuple[Series, float]:
    """Deviations of the valid values from their mean, and the factor they have; all 0 where the values are equal."""
    count = 0
    for i in range(x.shape[0]):
        scratch[count] = x[i]
        count += abs(x[i]) < np.inf
    values = scratch[:count]
    if count == 0 or is_constant(values):
        values[:] = 0.0
        return values, 1.0
    factor = normaliser(values)
    centre(values, factor)
    return values, factor


@block
def direct_deviation(x: Series, ddof: int, scratch: Series) -> float:
    """The standard deviation of one window, where its squares would vanish or overflow."""
    values, factor = centred_valid(x, scratch)
    return math.sqrt(product(values, values) / (values.shape[0] - ddof)) / factor


@block
def add_directly(x: Series, moments: Series) -> None:
    """The same of one window, from deviations from its mean."""
    values, _ = centred_valid(x, np.empty(x.shape[0]))
    second = third = fourth = 0.0
    for i in range(values.shape[0]):
        square = values[i] * values[i]
        second += square
        third += square * values[i]
        fourth += square * square
    count = values.shape[0]
    moments[SECOND], moments[THIRD], moments[FOURTH] = second / count, third / count, fourth / count
