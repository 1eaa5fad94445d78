"""Oscillators, as their definitions read."""

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_core.declarations.indicators import oscillators as declared
from atc_python.kinds import recursive, together, windowed
from atc_python.recursion import wilder
from atc_python.ties import tied
from atc_python.windows import highest, lowest, window_means, window_sums

NOTHING = 1e-290
"""What is left of a recursive average after thousands of bars without a move, just above the denormal numbers."""


@recursive(declared.rsi)
def rsi(x: Series, length: int) -> Series:
    """The share of rises in all moves."""
    moves = np.diff(x)
    rises, falls = wilder(np.maximum(moves, 0.0), length), wilder(np.maximum(-moves, 0.0), length)
    both = rises + falls
    return 100.0 * share(rises, both, both < NOTHING, 0.5)


@windowed(declared.stochastic)
def stochastic(
    high: Series, low: Series, close: Series, length: int, smooth_k: int, smooth_d: int
) -> tuple[Series, ...]:
    """Where the close is in its range, averaged once and twice."""
    return averaged_twice(place_in_range(high, low, close, length), smooth_k, smooth_d)


@recursive(declared.stochastic_rsi)
def stochastic_rsi(x: Series, length: int, stochastic_length: int, smooth_k: int, smooth_d: int) -> tuple[Series, ...]:
    """Where the RSI is in its range, averaged once and twice."""
    strength = rsi(x, length)
    top, bottom = highest(strength, stochastic_length), lowest(strength, stochastic_length)
    newest = strength[len(strength) - len(top) :]
    places = 100.0 * share(newest - bottom, top - bottom, tied(top, bottom), 0.5)
    return averaged_twice(places, smooth_k, smooth_d)


@recursive(declared.kdj)
def kdj(high: Series, low: Series, close: Series, length: int, smooth_k: int, smooth_d: int) -> tuple[Series, ...]:
    """Where the close is in its range, smoothed once and twice, and the lead of the first."""
    k = wilder(place_in_range(high, low, close, length), smooth_k)
    k, d = together(k, wilder(k, smooth_d))
    return together(k, d, 3.0 * k - 2.0 * d)


@windowed(declared.williams_r)
def williams_r(high: Series, low: Series, close: Series, length: int) -> Series:
    """Where the close is in its range, counted from above."""
    return place_in_range(high, low, close, length) - 100.0


@windowed(declared.cci)
def cci(high: Series, low: Series, close: Series, length: int) -> Series:
    """The distance of the typical price from its mean, over 0.015 of what it usually is."""
    prices = typical_prices(high, low, close)
    means = window_means(prices, length)
    spread = np.zeros(len(means))
    for start in range(length if len(means) else 0):
        spread += np.abs(prices[start : start + len(means)] - means)
    newest = prices[len(prices) - len(means) :]
    is_flat = tied(highest(prices, length), lowest(prices, length))
    return np.where(is_flat, 0.0, (newest - means) / (0.015 * (spread / length)))


@windowed(declared.mfi)
def mfi(high: Series, low: Series, close: Series, volume: Series, length: int) -> Series:
    """The share of flows at rising prices in all flows."""
    prices = typical_prices(high, low, close)
    before, now = prices[:-1], prices[1:]
    flows = now * volume[1:]
    nothing = np.where(np.isnan(flows) | np.isnan(before), np.nan, 0.0)
    is_equal = tied(now, before)
    inwards = window_sums(np.where((now > before) & ~is_equal, flows, nothing), length)
    outwards = window_sums(np.where((now < before) & ~is_equal, flows, nothing), length)
    both = inwards + outwards
    return 100.0 * share(inwards, both, both == 0.0, 0.5)


@windowed(declared.ultimate_oscillator)
def ultimate_oscillator(high: Series, low: Series, close: Series, short: int, medium: int, long: int) -> Series:
    """The share of buying pressure in the range, of three windows."""
    before = close[:-1]
    floors = np.minimum(low[1:], before)
    pressures, ranges = close[1:] - floors, np.maximum(high[1:], before) - floors
    shares = []
    for length in (short, medium, long):
        whole = window_sums(ranges, length)
        shares.append(share(window_sums(pressures, length), whole, whole == 0.0, 0.5))
    fast, middle, slow = together(*shares)
    return 100.0 * (4.0 * fast + 2.0 * middle + slow) / 7.0


def share(part: Series, whole: Series, is_nothing: NDArray[np.bool_], neutral: float) -> Series:
    """``part/whole``, the neutral value where there is nothing to measure; NaN where either is."""
    return np.where(is_nothing & ~np.isnan(part), neutral, part / whole)


def place_in_range(high: Series, low: Series, close: Series, length: int) -> Series:
    """Where the close is between the extremes of each window, in percent."""
    top, bottom = highest(high, length), lowest(low, length)
    return 100.0 * share(close[len(close) - len(top) :] - bottom, top - bottom, top - bottom == 0.0, 0.5)


def averaged_twice(places: Series, smooth_k: int, smooth_d: int) -> tuple[Series, ...]:
    """The mean of each window, and the mean of those."""
    k = window_means(places, smooth_k)
    return together(k, window_means(k, smooth_d))


def typical_prices(high: Series, low: Series, close: Series) -> Series:
    """The mean of high, low and close."""
    return (high + low + close) / 3.0
