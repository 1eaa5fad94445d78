"""Oscillators."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import AVERAGE, SERIES, block
from atc_numba.implementations import implements
from atc_numba.indicators.bar_values import larger, share, smaller, typical_prices
from atc_numba.indicators.places import ending, first_whole_bar, whole_windows
from atc_numba.indicators.ranges import BARS
from atc_numba.indicators.recursion import CHUNK, ROW, carry, end_at_infinity, follow_rows, wilder
from atc_numba.indicators.window_values import highest, lowest, window_means, window_sums
from atc_numba.moving_averages.exponential import DECAYED, first_number, mean
from atc_numba.ties import is_tied

TWO = "float64[::1], float64[::1]"
TILE = 512


@implements(AVERAGE)
def rsi(x: Series, length: int, out: Series) -> None:
    """The share of rises in all moves."""
    strength(x[first_number(x) :], length, out)


@block
def strength(x: Series, length: int, out: Series) -> Series:
    """Fill the end of `out` with the share of rises, what is before it with NaN; returns the end."""
    results = ending(out, max(x.shape[0] - length, 0))
    n = results.shape[0]
    if n == 0:
        return results
    head = np.empty((2, length))
    split_moves(x, head[0], head[1])
    moves, averages = np.empty((2, ROW)), np.empty((2, ROW))
    ups, downs = averages[0], averages[1]
    ups[0], downs[0] = mean(head[0]), mean(head[1])
    for start in range(0, max(n - 1, 1), CHUNK):
        count = min(CHUNK + 1, n - start)
        split_moves(x[start + length :], moves[0][1:count], moves[1][1:count])
        follow_rows(1.0 / length, moves, count, averages)
        end_at_infinity(ups[:count])
        end_at_infinity(downs[:count])
        now = results[start : start + count]
        for i in range(count):
            both = ups[i] + downs[i]
            now[i] = 100.0 * share(ups[i], both, both < DECAYED, 0.5)
        carry(averages, count)
    return results


@block
def split_moves(x: Series, rises: Series, falls: Series) -> None:
    """By how much each bar is above the one before it, and below."""
    later = x[1:]
    for t in range(rises.shape[0]):
        move = later[t] - x[t]
        rises[t], falls[t] = larger(move, 0.0), larger(-move, 0.0)


@block
def place_in_range(high: Series, low: Series, close: Series, length: int, out: Series) -> None:
    """Where the close is between the extremes of each window, in percent."""
    bottoms = np.empty(out.shape[0])
    highest(high, length, out)
    lowest(low, length, bottoms)
    now = close[close.shape[0] - out.shape[0] :]
    for i in range(out.shape[0]):
        span = out[i] - bottoms[i]
        out[i] = 100.0 * share(now[i] - bottoms[i], span, span == 0.0, 0.5)


@block
def average_twice(places: Series, smooth_k: int, smooth_d: int, k: Series, d: Series) -> None:
    """The mean of each window, and the mean of those; both are NaN where one is."""
    means = ending(k, whole_windows(places, smooth_k))
    window_means(places, smooth_k, means)
    slower = ending(d, whole_windows(means, smooth_d))
    window_means(means, smooth_d, slower)
    means = ending(k, slower.shape[0])
    for i in range(slower.shape[0]):
        means[i] = means[i] if slower[i] == slower[i] else np.nan


@implements(f"void({BARS}, int64, int64, int64, {TWO})", lookback="length + smooth_k + smooth_d - 3")
def stochastic(
    high: Series, low: Series, close: Series, length: int, smooth_k: int, smooth_d: int, k: Series, d: Series
) -> None:
    """Where the close is in its range, averaged once and twice."""
    places = np.empty(whole_windows(close, length))
    place_in_range(high, low, close, length, places)
    average_twice(places, smooth_k, smooth_d, k, d)


@implements(f"void({SERIES}, int64, int64, int64, int64, {TWO})")
def stochastic_rsi(
    x: Series, length: int, stochastic_length: int, smooth_k: int, smooth_d: int, k: Series, d: Series
) -> None:
    """Where the RSI is in its range, averaged once and twice."""
    values = strength(x[first_number(x) :], length, d)
    count = whole_windows(values, stochastic_length)
    tops, bottoms = np.empty(count), np.empty(count)
    highest(values, stochastic_length, tops)
    lowest(values, stochastic_length, bottoms)
    now = values[values.shape[0] - count :]
    for i in range(count):
        top, bottom = tops[i], bottoms[i]
        tops[i] = 100.0 * share(now[i] - bottom, top - bottom, is_tied(top, bottom), 0.5)
    average_twice(tops, smooth_k, smooth_d, k, d)


@implements(f"void({BARS}, int64, int64, int64, {TWO}, float64[::1])")
def kdj(
    high: Series, low: Series, close: Series, length: int, smooth_k: int, smooth_d: int, k: Series, d: Series, j: Series
) -> None:
    """Where the close is in its range, smoothed once and twice, and the lead of the first."""
    first = first_whole_bar((high, low, close))
    places = np.empty(whole_windows(close[first:], length))
    place_in_range(high[first:], low[first:], close[first:], length, places)
    smooth = np.empty(whole_windows(places, smooth_k))
    wilder(places, smooth_k, smooth)
    count = whole_windows(smooth, smooth_d)
    fast, slow, leads = ending(k, count), ending(d, count), ending(j, count)
    wilder(smooth, smooth_d, slow)
    smooth = smooth[smooth.shape[0] - count :]
    for i in range(count):
        lead = 3.0 * smooth[i] - 2.0 * slow[i]
        is_whole = lead == lead
        fast[i] = smooth[i] if is_whole else np.nan
        slow[i] = slow[i] if is_whole else np.nan
        leads[i] = lead


@implements(f"void({BARS}, int64, float64[::1])", lookback="length - 1")
def williams_r(high: Series, low: Series, close: Series, length: int, out: Series) -> None:
    """Where the close is in its range, counted from above."""
    results = ending(out, whole_windows(close, length))
    place_in_range(high, low, close, length, results)
    for i in range(results.shape[0]):
        results[i] -= 100.0


@implements(f"void({BARS}, int64, float64[::1])", lookback="length - 1")
def cci(high: Series, low: Series, close: Series, length: int, out: Series) -> None:
    """The distance of the typical price from its mean, over 0.015 of what it usually is."""
    results = ending(out, whole_windows(close, length))
    prices, n = np.empty(close.shape[0]), results.shape[0]
    typical_prices(high, low, close, prices)
    means, tops, bottoms = np.empty(n), np.empty(n), np.empty(n)
    window_means(prices, length, means)
    highest(prices, length, tops)
    lowest(prices, length, bottoms)
    add_distances(prices, means, length, results)
    now = prices[prices.shape[0] - n :]
    for i in range(n):
        usual = (now[i] - means[i]) / (0.015 * (results[i] / length))
        results[i] = 0.0 if is_tied(tops[i], bottoms[i]) else usual


@block
def add_distances(x: Series, means: Series, length: int, out: Series) -> None:
    """The sum of the distances of each whole window's values from its mean."""
    for start in range(0, out.shape[0], TILE):
        sums, levels = out[start : start + TILE], means[start : start + TILE]
        sums[:] = 0.0
        for offset in range(length):
            bars = x[start + offset :]
            for i in range(sums.shape[0]):
                sums[i] += abs(bars[i] - levels[i])


@implements(f"void({BARS}, {SERIES}, int64, float64[::1])", lookback="length")
def mfi(high: Series, low: Series, close: Series, volume: Series, length: int, out: Series) -> None:
    """The share of flows at rising prices in all flows."""
    n = close.shape[0]
    results = ending(out, max(n - length, 0))
    prices, inwards, outwards = np.empty(n), np.empty(max(n - 1, 0)), np.empty(max(n - 1, 0))
    typical_prices(high, low, close, prices)
    for t in range(inwards.shape[0]):
        before, now = prices[t], prices[t + 1]
        flow, is_equal = now * volume[t + 1], is_tied(now, before)
        nothing = 0.0 if (flow == flow) & (before == before) else np.nan
        inwards[t] = flow if (now > before) & (not is_equal) else nothing
        outwards[t] = flow if (now < before) & (not is_equal) else nothing
    others = np.empty(results.shape[0])
    window_sums(inwards, length, results)
    window_sums(outwards, length, others)
    for i in range(results.shape[0]):
        both = results[i] + others[i]
        results[i] = 100.0 * share(results[i], both, both == 0.0, 0.5)


@implements(f"void({BARS}, int64, int64, int64, float64[::1])", lookback="long")
def ultimate_oscillator(
    high: Series, low: Series, close: Series, short: int, medium: int, long: int, out: Series
) -> None:
    """The share of buying pressure in the range, of three windows."""
    n = close.shape[0]
    results = ending(out, max(n - long, 0))
    pressures, ranges = np.empty(max(n - 1, 0)), np.empty(max(n - 1, 0))
    for t in range(ranges.shape[0]):
        before = close[t]
        floor = smaller(low[t + 1], before)
        pressures[t] = close[t + 1] - floor
        ranges[t] = larger(high[t + 1], before) - floor
    fast, middle, slow = np.empty(results.shape[0]), np.empty(results.shape[0]), np.empty(results.shape[0])
    pressure_shares(pressures, ranges, short, fast)
    pressure_shares(pressures, ranges, medium, middle)
    pressure_shares(pressures, ranges, long, slow)
    for i in range(results.shape[0]):
        results[i] = 100.0 * (4.0 * fast[i] + 2.0 * middle[i] + slow[i]) / 7.0


@block
def pressure_shares(pressures: Series, ranges: Series, length: int, out: Series) -> None:
    """The share of pressures in ranges, of the last windows."""
    begin = ranges.shape[0] - out.shape[0] - (length - 1)
    whole = np.empty(out.shape[0])
    if out.shape[0] == 0:
        return
    window_sums(pressures[begin:], length, out)
    window_sums(ranges[begin:], length, whole)
    for i in range(out.shape[0]):
        out[i] = share(out[i], whole[i], whole[i] == 0.0, 0.5)
