"""The largest and the smallest value of each window."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements

TILE = 512
"""Results computed at once: what a tile needs stays in the nearest cache."""

LONG = 400
"""From this window on, suffixes and prefixes cost less than doubling, whose passes grow with the window's logarithm."""

EXTREME = f"void({SERIES}, int64, optional(int64), float64[::1])"


@implements(EXTREME)
def rolling_max(x: Series, window: int, min_periods: int | None, out: Series) -> None:
    """Largest valid value of each window."""
    largest(x, 1.0, window, window if min_periods is None else min_periods, out)


@implements(EXTREME)
def rolling_min(x: Series, window: int, min_periods: int | None, out: Series) -> None:
    """Smallest valid value of each window."""
    largest(x, -1.0, window, window if min_periods is None else min_periods, out)


@block
def largest(x: Series, sign: float, window: int, min_periods: int, out: Series) -> None:
    """Largest valid value of each window, for sign -1 the smallest: that of the negated values, negated."""
    n = out.shape[0]
    if n == 0:
        return
    window = min(window, n)
    tile = window if window >= LONG else min(TILE, n)
    scratch = np.empty((3, tile + window))
    for start in range(0, n, tile):
        best = out[start : start + tile]
        row = scratch[0][: best.shape[0] + window - 1]
        missing = load(x, start - window + 1, sign, row)
        if window < LONG:
            by_doubling(row, window, scratch[1:], best)
        else:
            by_halves(row, window, scratch[1], best)
        for i in range(best.shape[0]):
            best[i] *= sign
        if missing or min_periods > window:
            clear(row, window, min_periods, best)


@block
def load(x: Series, begin: int, sign: float, row: Series) -> int:
    """Copy bars from `begin` on, -inf for those that are not finite or before the first; returns how many these are."""
    before = max(-begin, 0)
    row[:before] = -np.inf
    bars, values, missing = x[begin + before :], row[before:], before
    for i in range(values.shape[0]):
        is_valid = abs(bars[i]) < np.inf
        values[i] = sign * bars[i] if is_valid else -np.inf
        missing += not is_valid
    return missing


@block
def widen(values: Series, offset: int, wider: Series) -> None:
    """The larger one of each value and the one `offset` after it."""
    for i in range(np.uint64(wider.shape[0])):
        value, later = values[i], values[i + np.uint64(offset)]
        wider[i] = value if value > later else later  # noqa: FURB136 (max does not become vector code)


@block
def by_doubling(row: Series, window: int, scratch: Series, best: Series) -> None:
    """Largest value of each whole window, from windows of 1, 2, 4, …; the last two overlap."""
    size, values, spare = 1, row, 0
    while 2 * size < window:
        wider = scratch[spare][: values.shape[0] - size]
        widen(values, size, wider)
        size, values, spare = 2 * size, wider, 1 - spare
    widen(values, window - size, best)


@block
def by_halves(row: Series, window: int, suffixes: Series, best: Series) -> None:
    """Largest value of each whole window of a tile no longer than one: of what precedes the newest tile, and of it."""
    top = -np.inf
    suffixes[window - 1] = top
    for back in range(np.uint64(window - 1)):
        i = np.uint64(window - 2) - back
        top = row[i] if row[i] > top else top  # noqa: FURB136
        suffixes[i] = top
    top = -np.inf
    for i in range(np.uint64(best.shape[0])):
        value = row[i + np.uint64(window - 1)]
        top = value if value > top else top  # noqa: FURB136
        best[i] = max(top, suffixes[i])


@block
def clear(row: Series, window: int, min_periods: int, best: Series) -> None:
    """NaN where a window holds fewer than `min_periods` values."""
    count = 0
    for i in range(window - 1):
        count += row[i] > -np.inf
    for i in range(np.uint64(best.shape[0])):
        count += row[i + np.uint64(window - 1)] > -np.inf
        if count < min_periods:
            best[i] = np.nan
        count -= row[i] > -np.inf
