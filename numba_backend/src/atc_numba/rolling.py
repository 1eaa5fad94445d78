"""Rolling statistics and features."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, TABLE, block
from atc_numba.implementations import implements
from atc_numba.sums import centre, is_constant, normaliser, product
from atc_numba.tables import transpose

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


@implements(f"void({TABLE}, int64, float64[:, ::1])", shape="(len(x), x.shape[1] * (max_lag + 1))")
def lag_features(x: Series, max_lag: int, out: Series) -> None:
    """Each series beside itself 1 to `max_lag` bars back; NaN before its first bar."""
    rows, series = x.shape
    lags = np.uint64(max_lag + 1)
    for t in range(np.uint64(rows)):
        known = min(lags, t + np.uint64(1))
        for column in range(np.uint64(series)):
            first = column * lags
            for lag in range(known):
                out[t, first + lag] = x[t - lag, column]
            for lag in range(known, lags):
                out[t, first + lag] = np.nan


@implements(f"void({TABLE}, float64[:, ::1])", shape="(x.shape[1], x.shape[1])")
def correlation_matrix(x: Series, out: Series) -> None:
    """Pearson's r of each pair of series over the rows at which both are valid."""
    rows, series = x.shape
    units = np.empty((series, rows))
    transpose(x, units)
    gaps, varies = np.empty(series, np.bool_), np.empty(series, np.bool_)
    for a in range(series):
        gaps[a] = gaps_in(units[a]) > 0
    columns = units.copy() if gaps.any() else units
    for a in range(series):
        kept = common(columns[a], columns[a], units[a]) if gaps[a] else rows
        varies[a] = make_unit(units[a, :kept])
        out[a, a] = 1.0 if varies[a] else np.nan
    scratch = np.empty((2, rows))
    for a in range(series):
        for b in range(a):
            if gaps[a] or gaps[b]:
                r = gappy(columns[a], columns[b], scratch)
            else:
                r = product(units[a], units[b]) if varies[a] and varies[b] else np.nan
            out[a, b] = out[b, a] = max(-1.0, min(1.0, r)) if r == r else np.nan


@block
def gaps_in(values: Series) -> int:
    """How many values are not finite."""
    count = 0
    for i in range(values.shape[0]):
        count += not abs(values[i]) < np.inf
    return count


@block
def common(values: Series, others: Series, kept: Series) -> int:
    """Copy the values where both are finite; returns how many."""
    count = 0
    for i in range(values.shape[0]):
        kept[count] = values[i]
        count += (abs(values[i]) < np.inf) & (abs(others[i]) < np.inf)
    return count


@block
def gappy(a: Series, b: Series, scratch: Series) -> float:
    """Pearson's r over the rows at which both are valid."""
    count = common(a, b, scratch[0])
    common(b, a, scratch[1])
    left, right = scratch[0, :count], scratch[1, :count]
    return product(left, right) if make_unit(left) and make_unit(right) else np.nan


@block
def make_unit(values: Series) -> bool:
    """Centre and divide by the norm, so that products are correlations; False where there is no spread."""
    if values.shape[0] <= 1 or is_constant(values):
        return False
    centre(values, normaliser(values))
    norm = math.sqrt(product(values, values))
    for i in range(values.shape[0]):
        values[i] /= norm
    return True
