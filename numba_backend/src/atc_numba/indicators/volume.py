"""What volume says."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Flags, Series
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements
from atc_numba.indicators.bar_values import flows, share, typical_prices
from atc_numba.indicators.places import ending, first_whole_bar, whole_windows
from atc_numba.indicators.recursion import CHUNK, ROW, carry
from atc_numba.indicators.running_sums import add_up, new_scratch
from atc_numba.indicators.window_values import window_sums
from atc_numba.moving_averages.exponential import smooth

BARS = f"{SERIES}, {SERIES}, {SERIES}, {SERIES}"
"""High, low, close and volume."""


@implements(f"void({SERIES}, {SERIES}, float64[::1])")
def obv(close: Series, volume: Series, out: Series) -> None:
    """Volumes up less volumes down so far; the first counts up."""
    results = ending(out, close.shape[0] - first_whole_bar((close, volume)))
    prices, sizes = close[close.shape[0] - results.shape[0] :], volume[volume.shape[0] - results.shape[0] :]
    results[:1] = sizes[:1]
    later, now = results[1:], prices[1:]
    for t in range(later.shape[0]):
        size, price, before = sizes[t + 1], now[t], prices[t]
        nothing = 0.0 if (price == price) & (before == before) & (size == size) else np.nan
        signed = size if price > before else -size if price < before else 0.0
        later[t] = signed + nothing
    add_up(0.0, 0.0, new_scratch(), results)


@implements(f"void({BARS}, float64[::1])")
def accumulation_distribution(high: Series, low: Series, close: Series, volume: Series, out: Series) -> None:
    """The flows so far."""
    first = first_whole_bar((high, low, close, volume))
    high, low, close, volume = high[first:], low[first:], close[first:], volume[first:]
    results, scratch = ending(out, close.shape[0]), new_scratch()
    total = lost = 0.0
    for start in range(0, results.shape[0], CHUNK):
        now = results[start : start + CHUNK]
        flows(high[start:], low[start:], close[start:], volume[start:], now)
        total, lost = add_up(total, lost, scratch, now)


@implements(f"void({BARS}, int64, int64, float64[::1])")
def chaikin_oscillator(
    high: Series, low: Series, close: Series, volume: Series, fast: int, slow: int, out: Series
) -> None:
    """The lead of the fast average of the flows so far."""
    first = first_whole_bar((high, low, close, volume))
    high, low, close, volume = high[first:], low[first:], close[first:], volume[first:]
    n = close.shape[0]
    results = ending(out, whole_windows(close, slow))
    rows, scratch = np.empty((3, ROW)), new_scratch()
    line, total, lost = rows[0], 0.0, 0.0
    for start in range(0, n, CHUNK):
        count = min(CHUNK, n - start) + 1
        flows(high[start:], low[start:], close[start:], volume[start:], line[1:count])
        total, lost = add_up(total, lost, scratch, line[1:count])
        if start == 0:
            rows[1, 0] = rows[2, 0] = line[1]
        smooth(2.0 / (fast + 1.0), line[:count], rows[1, :count])
        smooth(2.0 / (slow + 1.0), line[:count], rows[2, :count])
        skipped = min(max(slow - 1 - start, 0), count - 1)
        ahead, behind = rows[1, 1 + skipped : count], rows[2, 1 + skipped : count]
        now = results[max(start + skipped - (slow - 1), 0) :]
        for i in range(ahead.shape[0]):
            now[i] = ahead[i] - behind[i]
        carry(rows, count)


@implements(f"void({BARS}, int64, float64[::1])", lookback="length - 1")
def chaikin_money_flow(high: Series, low: Series, close: Series, volume: Series, length: int, out: Series) -> None:
    """The flows of each window over its volume."""
    results = ending(out, whole_windows(close, length))
    moves, traded = np.empty(close.shape[0]), np.empty(results.shape[0])
    flows(high, low, close, volume, moves)
    window_sums(moves, length, results)
    window_sums(volume, length, traded)
    for i in range(results.shape[0]):
        results[i] = share(results[i], traded[i], traded[i] == 0.0, 0.0)


@implements(f"void({BARS}, Array(bool_, 1, 'C', readonly=True), float64[::1])")
def vwap(high: Series, low: Series, close: Series, volume: Series, session_start: Flags, out: Series) -> None:
    """What was paid since the start of the session over what was traded."""
    start, n = 0, out.shape[0]
    scratch, sizes = new_scratch(), np.empty(min(CHUNK, n))
    while start < n:
        end = start + 1
        while end < n and not session_start[end]:
            end += 1
        bars = high[start:end], low[start:end], close[start:end], volume[start:end]
        first = start + first_whole_bar(bars)
        out[start:first] = np.nan
        bars = high[first:end], low[first:end], close[first:end], volume[first:end]
        average_session(bars, scratch, sizes, out[first:end])
        start = end


@block
def average_session(bars: tuple[Series, ...], scratch: Series, sizes: Series, out: Series) -> None:
    """What was paid so far over what was traded, NaN where that is nothing."""
    high, low, close, volume = bars
    paid = paid_lost = traded = traded_lost = 0.0
    for start in range(0, out.shape[0], CHUNK):
        prices = out[start : start + CHUNK]
        shares = sizes[: prices.shape[0]]
        typical_prices(high[start:], low[start:], close[start:], prices)
        for i in range(shares.shape[0]):
            shares[i] = volume[start + i]
            prices[i] *= shares[i]
        paid, paid_lost = add_up(paid, paid_lost, scratch, prices)
        traded, traded_lost = add_up(traded, traded_lost, scratch, shares)
        for i in range(shares.shape[0]):
            price = prices[i] / shares[i]
            prices[i] = np.nan if shares[i] == 0.0 else price
