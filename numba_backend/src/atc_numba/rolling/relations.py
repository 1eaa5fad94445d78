"""The line through each window, and how two series go together in it."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements
from atc_numba.rolling.pairs import correlation, within_one
from atc_numba.rolling.power_sums import LEAST_SQUARE, MOST_SQUARE, centred_valid, newest_valid

PAIR = f"void({SERIES}, {SERIES}, int64, optional(int64), float64[::1])"
LAGGED = f"void({SERIES}, {SERIES}, int64, int64, optional(int64), float64[::1])"


@implements(f"void({SERIES}, int64, optional(int64), float64[::1])", lookback="window - 1")
def rolling_slope(x: Series, window: int, min_periods: int | None, out: Series) -> None:
    """Least-squares slope of each window."""
    least = window if min_periods is None else min_periods
    window = max(min(window, x.shape[0]), 1)
    scratch = np.empty((10, window))
    for start in range(0, x.shape[0], window):
        ends, starts = x[max(start - window, 0) : start], x[start : start + window]
        earlier, later = newest_valid(ends), newest_valid(starts[::-1])
        add_places(ends[::-1], earlier, -1.0, -1.0, scratch[:5])
        add_places(starts, later, 0.0, 1.0, scratch[5:])
        for i in range(starts.shape[0]):
            place = window - 2 - i
            count, places, squares, first, rise = scratch[5:, i]
            if 0 <= place < ends.shape[0] and scratch[0, place] > 0:
                apart = later - earlier
                rise += apart * places + scratch[4, place]
                first += apart * count + scratch[3, place]
                squares += scratch[2, place]
                places += scratch[1, place]
                count += scratch[0, place]
            out[start + i] = np.nan
            if count >= least:
                slope = (rise - places * first / count) / (squares - places * places / count) if count > 1 else 0.0
                bar = start + i
                is_sure = abs(slope) < np.inf
                out[bar] = slope if is_sure else direct_slope(x[max(bar - window + 1, 0) : bar + 1])


@block
def add_places(x: Series, pivot: float, place: float, step: float, sums: Series) -> None:
    """Sums over valid values so far: how many, their places, squares of these, deviations, and products."""
    count = places = squares = first = rise = 0.0
    for i in range(x.shape[0]):
        is_valid = abs(x[i]) < np.inf
        away, here = (x[i] - pivot, place) if is_valid else (0.0, 0.0)
        count += is_valid
        places += here
        squares += here * here
        first += away
        rise += here * away
        sums[0, i], sums[1, i], sums[2, i], sums[3, i], sums[4, i] = count, places, squares, first, rise
        place += step


@block
def direct_slope(x: Series) -> float:
    """The slope of one window, where products would overflow."""
    away, factor = centred_valid(x, np.empty(x.shape[0]))
    middle = 0.0
    for i in range(x.shape[0]):
        middle += i if abs(x[i]) < np.inf else 0.0
    middle /= away.shape[0]
    place, rise, run = 0, 0.0, 0.0
    for i in range(x.shape[0]):
        if abs(x[i]) < np.inf:
            rise += (i - middle) * away[place]
            run += (i - middle) * (i - middle)
            place += 1
    return rise / run / factor


@implements(PAIR, lookback="window - 1")
def rolling_corr(x: Series, y: Series, window: int, min_periods: int | None, out: Series) -> None:
    """Pearson's r of each window."""
    correlations(x, y, window, window if min_periods is None else min_periods, out)


@implements(LAGGED)
def rolling_lagged_correlation(
    x: Series, y: Series, window: int, lag: int, min_periods: int | None, out: Series
) -> None:
    """Pearson's r of `x` with the `y` of `lag` bars before."""
    earlier = np.full(y.shape[0], np.nan)
    for i in range(lag, y.shape[0]):
        earlier[i] = y[i - lag]
    correlations(x, earlier, window, window if min_periods is None else min_periods, out)


@block
def correlations(x: Series, y: Series, window: int, least: int, out: Series) -> None:
    """Pearson's r of each window, from sums over ends and starts of blocks."""
    window = max(min(window, x.shape[0]), 1)
    scratch = np.empty((12, window))
    a, b = np.empty(x.shape[0]), np.empty(x.shape[0])
    for i in range(x.shape[0]):
        is_valid = abs(x[i]) < np.inf and abs(y[i]) < np.inf
        a[i], b[i] = (x[i], y[i]) if is_valid else (np.nan, np.nan)
    for start in range(0, x.shape[0], window):
        ends, starts = slice(max(start - window, 0), start), slice(start, start + window)
        before_a, before_b = newest_valid(a[ends]), newest_valid(b[ends])
        now_a, now_b = newest_valid(a[starts][::-1]), newest_valid(b[starts][::-1])
        add_products(a[ends][::-1], b[ends][::-1], before_a, before_b, scratch[:6])
        add_products(a[starts], b[starts], now_a, now_b, scratch[6:])
        for i in range(min(window, x.shape[0] - start)):
            bar, place = start + i, window - 2 - i
            count, first, second, squares, others, products = scratch[6:, i]
            if 0 <= place < start and scratch[0, place] > 0:
                apart, away = now_a - before_a, now_b - before_b
                products += apart * second + away * first + count * apart * away + scratch[5, place]
                squares += apart * (2.0 * first + count * apart) + scratch[3, place]
                others += away * (2.0 * second + count * away) + scratch[4, place]
                first += count * apart + scratch[1, place]
                second += count * away + scratch[2, place]
                count += scratch[0, place]
            squares -= first * first / count
            others -= second * second / count
            if count < least or count <= 1:
                out[bar] = np.nan
            elif LEAST_SQUARE < squares < MOST_SQUARE and LEAST_SQUARE < others < MOST_SQUARE:
                common = products - first * second / count
                out[bar] = within_one(common / (math.sqrt(squares) * math.sqrt(others)))
            else:
                own = slice(max(bar - window + 1, 0), bar + 1)
                out[bar] = correlation(a[own], b[own], np.empty((2, window)))


@block
def add_products(a: Series, b: Series, pivot_a: float, pivot_b: float, sums: Series) -> None:
    """Sums so far over bars where both are valid: how many, deviations, their squares, and products."""
    count = first = second = squares = others = products = 0.0
    for i in range(a.shape[0]):
        is_valid = a[i] == a[i]
        apart, away = (a[i] - pivot_a, b[i] - pivot_b) if is_valid else (0.0, 0.0)
        count += is_valid
        first += apart
        second += away
        squares += apart * apart
        others += away * away
        products += apart * away
        sums[0, i], sums[1, i], sums[2, i] = count, first, second
        sums[3, i], sums[4, i], sums[5, i] = squares, others, products
