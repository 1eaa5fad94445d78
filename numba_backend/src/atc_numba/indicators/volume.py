"""What volume says."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Flags, Series
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements
from atc_numba.indicators.bar_values import flows, share, typical_prices
from atc_numba.indicators.places import ending, first_whole_bar, whole_windows
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
    add_up(results)


@implements(f"void({BARS}, float64[::1])")
def accumulation_distribution(high: Series, low: Series, close: Series, volume: Series, out: Series) -> None:
    """The flows so far."""
    first = first_whole_bar((high, low, close, volume))
    results = ending(out, out.shape[0] - first)
    flows(high[first:], low[first:], close[first:], volume[first:], results)
    add_up(results)


@implements(f"void({BARS}, int64, int64, float64[::1])")
def chaikin_oscillator(
    high: Series, low: Series, close: Series, volume: Series, fast: int, slow: int, out: Series
) -> None:
    """The lead of the fast average of the flows so far."""
    first = first_whole_bar((high, low, close, volume))
    rows = np.empty((3, close.shape[0] - first))
    line, ahead, behind = rows[0], rows[1], rows[2]
    results = ending(out, whole_windows(line, slow))
    if results.shape[0] == 0:
        return
    flows(high[first:], low[first:], close[first:], volume[first:], line)
    add_up(line)
    ahead[0] = behind[0] = line[0]
    smooth(2.0 / (fast + 1.0), line, ahead)
    smooth(2.0 / (slow + 1.0), line, behind)
    ahead, behind = ahead[slow - 1 :], behind[slow - 1 :]
    for i in range(results.shape[0]):
        results[i] = ahead[i] - behind[i]


@block
def add_up(values: Series) -> None:
    """Turn values into their sum so far; what rounding loses of one sum is added to the next."""
    total = lost = 0.0
    for i in range(values.shape[0]):
        total, lost, values[i] = add(total, lost, values[i])


@block
def add(total: float, lost: float, value: float) -> tuple[float, float, float]:
    """The next total, what rounding has taken from it so far, and the two together; an infinity has lost nothing."""
    reached = total + value
    moved = reached - total
    lost += (total - (reached - moved)) + (value - moved)
    return reached, lost, reached + lost if abs(reached) < np.inf else reached


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
    traded = np.empty(out.shape[0])
    typical_prices(high, low, close, out)
    paid = paid_lost = size = size_lost = 0.0
    is_open = False
    for t in range(out.shape[0]):
        if session_start[t]:
            paid = paid_lost = size = size_lost = 0.0
            is_open = False
        worth = out[t] * volume[t]
        is_open = is_open or not (np.isnan(high[t]) or np.isnan(low[t]) or np.isnan(close[t]) or np.isnan(volume[t]))
        out[t], traded[t] = np.nan, 0.0
        if is_open:
            paid, paid_lost, out[t] = add(paid, paid_lost, worth)
            size, size_lost, traded[t] = add(size, size_lost, volume[t])
    for t in range(out.shape[0]):
        price = out[t] / traded[t]
        out[t] = np.nan if traded[t] == 0.0 else price
