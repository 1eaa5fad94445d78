"""Bands around a price, and the cloud."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements
from atc_numba.indicators.places import ending, first_whole_bar, whole_windows
from atc_numba.indicators.ranges import BARS, average_ranges
from atc_numba.indicators.recursion import exponential
from atc_numba.indicators.window_values import highest, lowest
from atc_numba.moving_averages.windows import copy, new_scratch, tile_size
from atc_numba.sums import centre, normaliser, product

THREE = "float64[::1], float64[::1], float64[::1]"
SMALL = 1e-14
"""Deviations below so much of a mean may be what rounding has left of equal prices."""
LEAST, MOST = 1e-140, 1e150
"""Deviations whose squares are neither denormal nor infinite."""


@implements(f"void({SERIES}, int64, float64, int64, {THREE})", lookback="length - 1")
def bollinger(
    x: Series, length: int, multiplier: float, ddof: int, upper: Series, middle: Series, lower: Series
) -> None:
    """The mean and so many standard deviations around it."""
    count = whole_windows(x, length)
    widths, means = ending(upper, count), ending(middle, count)
    window_moments(x, length, means, widths)
    doubtful, whole, free = 0, 1.0 / length, 1.0 / (length - ddof)
    for i in range(count):
        means[i] *= whole
        widths[i] = math.sqrt(widths[i] * free)
        doubtful += not is_sure(widths[i], means[i])
    if doubtful:
        compute_doubtful(x, length, ddof, means, widths)
    surround(means, widths, multiplier, widths, means, ending(lower, count))


@block
def is_sure(deviation: float, mean: float) -> bool:
    """Whether a deviation cannot be rounding alone, nor its square beyond the floats."""
    return bool((deviation > SMALL * abs(mean)) & (deviation > LEAST) & (deviation < MOST))


@block
def compute_doubtful(x: Series, length: int, ddof: int, means: Series, deviations: Series) -> None:
    """Deviations anew where they may not be right: 0 of equal prices, NaN where one is not finite."""
    equal = 0
    for t in range(x.shape[0]):
        equal = equal + 1 if t > 0 and x[t] == x[t - 1] else 1
        i = t - (length - 1)
        if i < 0 or is_sure(deviations[i], means[i]):
            continue
        if equal >= length:
            deviations[i] = 0.0
        elif not abs(means[i]) < np.inf:
            deviations[i] = np.nan
        else:
            window = np.empty(length)
            copy(x[i:], window)
            factor = normaliser(window)
            centre(window, factor)
            deviations[i] = math.sqrt(product(window, window) / (length - ddof)) / factor


@block
def window_moments(x: Series, length: int, sums: Series, squares: Series) -> None:
    """The sum of each whole window, and that of the squared deviations from its mean."""
    n = sums.shape[0]
    if n == 0:
        return
    tile = tile_size(length, x.shape[0])
    scratch = new_scratch(4, tile + length)
    for start in range(0, n, tile):
        now = sums[start : start + tile]
        bars = x[start : start + now.shape[0] + length - 1]
        moments_of(bars, length, scratch, now, squares[start : start + tile])


@block
def moments_of(x: Series, length: int, scratch: Series, sums: Series, squares: Series) -> None:
    """The same of a tile, from windows of n bars those of 2n or 2n + 1; deviations of means are added, never taken."""
    left = 0
    while length >> left > 1:
        left += 1
    size = 1
    totals, spreads = (scratch[left & 1], scratch[2 + (left & 1)]) if left else (sums, squares)
    copy(x, totals[: x.shape[0]])
    spreads[: x.shape[0]] = 0.0
    while left:
        left -= 1
        odd = (length >> left) & 1
        count = x.shape[0] - (2 * size + odd) + 1
        wider, wider_spreads = (sums, squares)
        if left:
            wider, wider_spreads = scratch[left & 1][:count], scratch[2 + (left & 1)][:count]
        widen_moments(x, totals, spreads, size, odd, wider, wider_spreads)
        totals, spreads, size = wider, wider_spreads, 2 * size + odd


@block
def widen_moments(
    x: Series, sums: Series, squares: Series, size: int, odd: int, wider: Series, wider_squares: Series
) -> None:
    """Sums over ``2*size`` bars, or one more if `odd`, and squared deviations, from those over `size`."""
    later_sums, later_squares, newest = sums[size:], squares[size:], x[2 * size :]
    apart, half = 0.5 / size, 0.5 / size
    weight = 2.0 * size / (2.0 * size + 1.0)
    for i in range(wider.shape[0]):
        total, difference = sums[i] + later_sums[i], later_sums[i] - sums[i]
        spread = (squares[i] + later_squares[i]) + apart * (difference * difference)
        if odd:
            away = newest[i] - half * total
            spread += weight * (away * away)
            total += newest[i]
        wider[i] = total
        wider_squares[i] = spread


@implements(f"void({BARS}, int64, float64, int64, {THREE})")
def keltner(
    high: Series,
    low: Series,
    close: Series,
    length: int,
    multiplier: float,
    atr_length: int,
    upper: Series,
    middle: Series,
    lower: Series,
) -> None:
    """The average close and so many average ranges around it."""
    first = first_whole_bar((high, low, close))
    bars = close[first:]
    widths = average_ranges(high[first:], low[first:], bars, atr_length, upper)
    means = ending(middle, whole_windows(bars, length))
    exponential(bars, length, means)
    count = min(means.shape[0], widths.shape[0])
    means, widths = means[means.shape[0] - count :], widths[widths.shape[0] - count :]
    surround(means, widths, multiplier, ending(upper, count), ending(middle, count), ending(lower, count))


@block
def surround(means: Series, widths: Series, multiplier: float, upper: Series, middle: Series, lower: Series) -> None:
    """Bands so many widths above and below; all are NaN where one is."""
    for i in range(means.shape[0]):
        mean, distance = means[i], multiplier * widths[i]
        top, bottom = mean + distance, mean - distance
        is_whole = (top == top) & (bottom == bottom)
        upper[i] = top if is_whole else np.nan
        middle[i] = mean if is_whole else np.nan
        lower[i] = bottom if is_whole else np.nan


@implements(f"void({SERIES}, {SERIES}, int64, {THREE})", lookback="length - 1")
def donchian(high: Series, low: Series, length: int, upper: Series, middle: Series, lower: Series) -> None:
    """The extremes of each window and their middle."""
    count = whole_windows(high, length)
    tops, middles, bottoms = ending(upper, count), ending(middle, count), ending(lower, count)
    highest(high, length, tops)
    lowest(low, length, bottoms)
    for i in range(count):
        middles[i] = (tops[i] + bottoms[i]) / 2.0


@implements(
    f"void({SERIES}, {SERIES}, int64, int64, int64, int64, {THREE}, float64[::1])",
    lookback="max(conversion, base, span_b) + displacement - 2",
)
def ichimoku(
    high: Series,
    low: Series,
    conversion: int,
    base: int,
    span_b: int,
    displacement: int,
    fast: Series,
    slow: Series,
    first_span: Series,
    second_span: Series,
) -> None:
    """The middles of three windows, the cloud later than they are."""
    bottoms = np.empty(high.shape[0])
    fast_middles = middles_in(high, low, conversion, bottoms, fast)
    slow_middles = middles_in(high, low, base, bottoms, slow)
    count = min(fast_middles.shape[0], slow_middles.shape[0])
    ahead, behind = fast[fast.shape[0] - count :], slow[slow.shape[0] - count :]
    shown = ending(first_span, max(count - (displacement - 1), 0))
    for i in range(shown.shape[0]):
        shown[i] = (ahead[i] + behind[i]) / 2.0
    latest = middles_in(high, low, span_b, bottoms, second_span)
    count = max(latest.shape[0] - (displacement - 1), 0)
    before = second_span.shape[0] - count
    for i in range(count):
        back = count - 1 - i
        second_span[before + back] = latest[back]
    second_span[:before] = np.nan


@block
def middles_in(high: Series, low: Series, length: int, bottoms: Series, out: Series) -> Series:
    """Fill the end of `out` with the middle of each window's range, what is before it with NaN; returns the end."""
    middles = ending(out, whole_windows(high, length))
    floors = bottoms[: middles.shape[0]]
    highest(high, length, middles)
    lowest(low, length, floors)
    for i in range(middles.shape[0]):
        middles[i] = (middles[i] + floors[i]) / 2.0
    return middles
