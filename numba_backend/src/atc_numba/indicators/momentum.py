"""Momentum and trend."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import AVERAGE, SERIES, block
from atc_numba.implementations import implements
from atc_numba.indicators.bands import THREE
from atc_numba.indicators.bar_values import share, true_ranges
from atc_numba.indicators.places import ending, first_whole_bar, whole_windows
from atc_numba.indicators.ranges import BARS
from atc_numba.indicators.recursion import (
    CHUNK,
    ROW,
    carry,
    end_at_infinity,
    exponential,
    follow_rows,
    follow_thrice,
    three_exponentials,
    wilder,
)
from atc_numba.indicators.window_values import freshness
from atc_numba.moving_averages.exponential import DECAYED, first_number, mean, smooth

LINES = f"void({SERIES}, int64, int64, int64, {THREE})"


@implements(AVERAGE)
def momentum(x: Series, length: int, out: Series) -> None:
    """Each bar less the one so many before."""
    results = ending(out, max(x.shape[0] - length, 0))
    now = x[x.shape[0] - results.shape[0] :]
    for i in range(results.shape[0]):
        results[i] = now[i] - x[i]


@implements(AVERAGE)
def roc(x: Series, length: int, out: Series) -> None:
    """The same in percent of the earlier."""
    results = ending(out, max(x.shape[0] - length, 0))
    now = x[x.shape[0] - results.shape[0] :]
    for i in range(results.shape[0]):
        results[i] = 100.0 * (now[i] - x[i]) / x[i]


@implements(LINES)
def macd(x: Series, fast: int, slow: int, signal: int, line: Series, average: Series, histogram: Series) -> None:
    """The lead of the fast average, which starts where the slow one does."""
    bars = x[first_number(x) :]
    n = max(whole_windows(bars, slow) - (signal - 1), 0)
    lines, averages, differences = ending(line, n), ending(average, n), ending(histogram, n)
    if n:
        last = slow + signal - 1
        ahead, behind = np.empty(signal), np.empty(signal)
        exponential(bars[slow - fast : last], fast, ahead)
        exponential(bars[:last], slow, behind)
        follow_lead(bars[last - 1 :], ahead, behind, fast, slow, 0.0, lines, averages, differences)


@implements(LINES)
def ppo(x: Series, fast: int, slow: int, signal: int, line: Series, average: Series, histogram: Series) -> None:
    """The lead of the fast average in percent."""
    bars = x[first_number(x) :]
    n = max(whole_windows(bars, slow) - (signal - 1), 0)
    lines, averages, differences = ending(line, n), ending(average, n), ending(histogram, n)
    if n:
        last = slow + signal - 1
        ahead, behind = np.empty(last - (fast - 1)), np.empty(signal)
        exponential(bars[:last], fast, ahead)
        exponential(bars[:last], slow, behind)
        follow_lead(bars[last - 1 :], ahead[slow - fast :], behind, fast, slow, 100.0, lines, averages, differences)


@block
def follow_lead(
    x: Series,
    ahead: Series,
    behind: Series,
    fast: int,
    slow: int,
    percent: float,
    line: Series,
    average: Series,
    histogram: Series,
) -> None:
    """The lead of a fast average, its own average and their difference, from the first bar of `x` on.

    `ahead` and `behind` are the averages up to that bar whose leads make the seed.
    """
    rows, leads = np.empty((4, ROW)), np.empty(behind.shape[0])
    compute_lead(ahead, behind, percent, leads)
    rows[0, 0], rows[1, 0], rows[3, 0] = ahead[-1], behind[-1], mean(leads)
    for start in range(0, max(x.shape[0] - 1, 1), CHUNK):
        count = min(CHUNK + 1, x.shape[0] - start)
        bars = x[start : start + count]
        smooth(2.0 / (fast + 1.0), bars, rows[0, :count])
        smooth(2.0 / (slow + 1.0), bars, rows[1, :count])
        compute_lead(rows[0], rows[1], percent, rows[2, :count])
        smooth(2.0 / (leads.shape[0] + 1.0), rows[2, :count], rows[3, :count])
        compare(rows[2], rows[3], line[start : start + count], average[start:], histogram[start:])
        carry(rows, count)


@block
def compute_lead(ahead: Series, behind: Series, percent: float, out: Series) -> None:
    """How far one average is ahead of another, in so many parts of it, or in its units where these are 0."""
    if percent:
        for i in range(out.shape[0]):
            out[i] = percent * (ahead[i] - behind[i]) / behind[i]
    else:
        for i in range(out.shape[0]):
            out[i] = ahead[i] - behind[i]


@block
def compare(leads: Series, averages: Series, line: Series, average: Series, histogram: Series) -> None:
    """Leads, their averages and the differences; all are NaN where one is."""
    for i in range(line.shape[0]):
        difference = leads[i] - averages[i]
        is_whole = difference == difference
        line[i] = leads[i] if is_whole else np.nan
        average[i] = averages[i] if is_whole else np.nan
        histogram[i] = difference


@implements(AVERAGE)
def trix(x: Series, length: int, out: Series) -> None:
    """How far the third average moves in a bar, in percent."""
    bars = x[first_number(x) :]
    results = ending(out, max(bars.shape[0] - 3 * (min(length, bars.shape[0] + 1) - 1) - 1, 0))
    n = results.shape[0]
    if n == 0:
        return
    rows = np.empty((3, ROW))
    seed = 3 * (length - 1)
    rows[0, 0], rows[1, 0], rows[2, 0] = three_exponentials(bars[: seed + 1], length)
    for start in range(0, n, CHUNK):
        count = min(CHUNK, n - start) + 1
        follow_thrice(2.0 / (length + 1.0), bars[seed + start :], rows, count)
        now, averages, later = results[start:], rows[2][: count - 1], rows[2][1:count]
        for i in range(later.shape[0]):
            now[i] = 100.0 * (later[i] - averages[i]) / averages[i]
        carry(rows, count)


@implements(f"void({BARS}, int64, {THREE})")
def adx(high: Series, low: Series, close: Series, length: int, index: Series, plus: Series, minus: Series) -> None:
    """How one-sided the moves are, and their shares in the range."""
    first = first_whole_bar((high, low, close))
    high, low, close = high[first:], low[first:], close[first:]
    n = max(close.shape[0] - length, 0)
    rises, falls, sides = ending(plus, n), ending(minus, n), np.empty(n)
    rows, averages = np.empty((3, ROW)), np.empty((3, ROW))
    if n:
        # One bar short of the length, but over the length, as Wilder's sums begin.
        head = np.zeros((3, length))
        split_bars(high[:length], low[:length], close[:length], head[0][1:], head[1][1:], head[2][1:])
        for row in range(3):
            averages[row, 0] = mean(head[row])
    for start in range(0, n, CHUNK):
        count = min(CHUNK, n - start) + 1
        begin = start + length - 1
        split_bars(high[begin:], low[begin:], close[begin:], rows[0][1:count], rows[1][1:count], rows[2][1:count])
        follow_rows(1.0 / length, rows, count, averages)
        for row in range(3):
            end_at_infinity(averages[row, :count])
        ups, downs, ranges = averages[0][1:count], averages[1][1:count], averages[2][1:count]
        direct(ups, downs, ranges, length, rises[start:], falls[start:], sides[start:])
        carry(averages, count)
    wilder(sides, length, ending(index, whole_windows(sides, length)))


@block
def direct(
    ups: Series, downs: Series, ranges: Series, length: int, rises: Series, falls: Series, sides: Series
) -> None:
    """The shares of moves up and down in the range, and how far apart they are, in percent."""
    for i in range(ups.shape[0]):
        is_nothing = length * ranges[i] < DECAYED
        rises[i] = 100.0 * share(ups[i], ranges[i], is_nothing, 0.0)
        falls[i] = 100.0 * share(downs[i], ranges[i], is_nothing, 0.0)
    for i in range(ups.shape[0]):
        apart, both = abs(rises[i] - falls[i]), rises[i] + falls[i]
        sides[i] = 100.0 * share(apart, both, both < DECAYED, 0.0)


@block
def split_bars(high: Series, low: Series, close: Series, rises: Series, falls: Series, ranges: Series) -> None:
    """By how much each bar but the first is above the one before it, or below, and its true range."""
    one_sided(high, low, rises, falls)
    true_ranges(high, low, close, ranges)


@block
def one_sided(high: Series, low: Series, rises: Series, falls: Series) -> None:
    """How far each bar is above the one before or below it, whichever is more; NaN is missing in both."""
    for t in range(rises.shape[0]):
        up, down = high[t + 1] - high[t], low[t] - low[t + 1]
        nothing = 0.0 if (up == up) & (down == down) else np.nan
        rises[t] = up if (up > down) & (up > 0.0) else nothing
        falls[t] = down if (down > up) & (down > 0.0) else nothing


@implements(f"void({SERIES}, {SERIES}, int64, float64[::1], float64[::1])", lookback="length")
def aroon(high: Series, low: Series, length: int, up: Series, down: Series) -> None:
    """How fresh the newest of the highest highs is, and of the lowest lows."""
    count = max(high.shape[0] - length, 0)
    freshness(high, 1.0, length, ending(up, count))
    freshness(low, -1.0, length, ending(down, count))
