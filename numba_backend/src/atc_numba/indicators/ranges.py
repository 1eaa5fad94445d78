"""Ranges of bars, and the stops that follow prices."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series, Signal
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements
from atc_numba.indicators.bar_values import true_ranges
from atc_numba.indicators.places import ending, first_whole_bar, whole_windows
from atc_numba.indicators.recursion import wilder
from atc_numba.ties import is_tied, passes

BARS = f"{SERIES}, {SERIES}, {SERIES}"
"""High, low and close."""


@implements(f"void({BARS}, float64[::1])")
def true_range(high: Series, low: Series, close: Series, out: Series) -> None:
    """The largest distance between high, low and the close before."""
    true_ranges(high, low, close, ending(out, max(out.shape[0] - 1, 0)))


@implements(f"void({BARS}, int64, float64[::1])")
def atr(high: Series, low: Series, close: Series, length: int, out: Series) -> None:
    """Wilder's average of the true range."""
    first = first_whole_bar((high, low, close))
    average_ranges(high[first:], low[first:], close[first:], length, out)


@implements(f"void({BARS}, int64, float64[::1])")
def natr(high: Series, low: Series, close: Series, length: int, out: Series) -> None:
    """The same in percent of the close."""
    first = first_whole_bar((high, low, close))
    results = average_ranges(high[first:], low[first:], close[first:], length, out)
    prices = close[close.shape[0] - results.shape[0] :]
    for i in range(results.shape[0]):
        results[i] = 100.0 * results[i] / prices[i]


@block
def average_ranges(high: Series, low: Series, close: Series, length: int, out: Series) -> Series:
    """Fill the end of `out` with Wilder's average of the true range, what is before it with NaN; returns the end."""
    ranges = np.empty(max(close.shape[0] - 1, 0))
    true_ranges(high, low, close, ranges)
    results = ending(out, whole_windows(ranges, length))
    wilder(ranges, length, results)
    return results


@implements(f"void({BARS}, int64, float64, float64[::1], int8[::1])")
def supertrend(
    high: Series, low: Series, close: Series, length: int, multiplier: float, line: Series, direction: Signal
) -> None:
    """A stop below the price until the close passes it, then above, and so on; both sides are carried on always."""
    first = first_whole_bar((high, low, close))
    widths = average_ranges(high[first:], low[first:], close[first:], length, line)
    direction[:] = 0
    start = close.shape[0] - widths.shape[0]
    upper, lower, before, side = 0.0, 0.0, 0.0, 1
    for t in range(start, close.shape[0]):
        middle, width, price = (high[t] + low[t]) / 2.0, multiplier * line[t], close[t]
        top, bottom = middle + width, middle - width
        if np.isnan(top) or np.isnan(bottom) or (t > start and (np.isnan(price) or np.isnan(before))):
            line[t:] = np.nan
            return
        upper = top if (t == start) | (top < upper) | passes(before, upper) else upper
        lower = bottom if (t == start) | (bottom > lower) | passes(-before, -lower) else lower
        if t > start and (passes(price, upper) if side < 0 else passes(-price, -lower)):
            side = -side
        before = price
        line[t] = lower if side > 0 else upper
        direction[t] = side


@implements(f"void({SERIES}, {SERIES}, float64, float64, float64[::1])")
def parabolic_sar(high: Series, low: Series, acceleration: float, maximum: float, out: Series) -> None:
    """A stop that runs after the extreme of its trend; a fall is a rise upside down."""
    first = first_whole_bar((high, low))
    results = ending(out, max(out.shape[0] - first - 1, 0))
    if results.shape[0]:
        follow_trend(high[first:], low[first:], min(acceleration, maximum), maximum, results)


@block
def follow_trend(high: Series, low: Series, least: float, maximum: float, out: Series) -> None:
    """The stop of each bar but the first, from the direction of the first two, trend by trend."""
    up, down = high[1] - high[0], low[0] - low[1]
    is_rising = not (down > 0.0 and down > up)
    stop, extreme = (low[0], high[1]) if is_rising else (-high[0], -low[1])
    if np.isnan(up) or np.isnan(down):
        stop = np.nan
    t = 1
    while t < high.shape[0]:
        if is_rising:
            t, stop, extreme = rise(high, low, 1.0, t, stop, extreme, least, maximum, out)
        else:
            t, stop, extreme = rise(low, high, -1.0, t, stop, extreme, least, maximum, out)
        is_rising = not is_rising


@block
def rise(
    tops: Series,
    floors: Series,
    sign: float,
    begin: int,
    stop: float,
    extreme: float,
    least: float,
    maximum: float,
    out: Series,
) -> tuple[int, float, float]:
    """The stops of a rise, or of a fall upside down, from a bar on; returns the next trend's first bar and state."""
    speed = least
    top_before, floor_before = sign * tops[max(begin - 1, 1)], sign * floors[max(begin - 1, 1)]
    for t in range(begin, tops.shape[0]):
        top, floor = sign * tops[t], sign * floors[t]
        if (top != top) | (floor != floor) | (stop != stop):
            out[t - 1 :] = np.nan
            break
        if (floor <= stop) | is_tied(floor, stop):
            stop = max(extreme, top_before, top)
            out[t - 1] = sign * stop
            moved, nearest = -stop + least * (stop - floor), min(-top_before, -top)
            return t + 1, nearest if nearest < moved else moved, -floor  # noqa: FURB136 (NaN stays)
        out[t - 1] = sign * stop
        is_new = top > extreme
        extreme, speed = top if is_new else extreme, min(speed + least, maximum) if is_new else speed
        moved, nearest = stop + speed * (extreme - stop), min(floor_before, floor)
        stop = nearest if nearest < moved else moved  # noqa: FURB136
        top_before, floor_before = top, floor
    return tops.shape[0], stop, extreme
