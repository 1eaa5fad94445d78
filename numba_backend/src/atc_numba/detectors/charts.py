"""Control charts of one series."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import LARGEST_SQUARE_ROOT, Series, Signal
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements
from atc_numba.moving_averages.exponential import DECAYED
from atc_numba.sums import add
from atc_numba.ties import passes

OUT = "float64[::1], float64[::1], int8[::1]"
"""Two statistics and the signal."""


@implements(f"void({SERIES}, float64, float64, float64, float64, {OUT})", fastmath=False)
def ewma_chart(
    x: Series,
    target: float,
    sigma: float,
    smoothing: float,
    width: float,
    ewma: Series,
    half_width: Series,
    signal: Signal,
) -> None:
    """The average of the distance from the target, which forgets, and its limits."""
    decay = math.log1p(-smoothing) if smoothing < 1.0 else -np.inf
    unit, share = width * sigma, smoothing / (2.0 - smoothing)
    away, lost, reached, count = 0.0, 0.0, 0.0, 0
    for t in range(x.shape[0]):
        if not abs(x[t]) <= LARGEST_SQUARE_ROOT:
            ewma[t], half_width[t], signal[t] = np.nan, np.nan, 0
            continue
        count += 1
        away, lost = follow(away, lost, smoothing, x[t] - target)
        # It stays 1 where it is 1: of a million bars some hundred have a power.
        reached = reached if reached == 1.0 else -math.expm1(2.0 * count * decay)
        half = unit * math.sqrt(share * reached)
        is_beyond = passes(abs(away), half)
        ewma[t], half_width[t] = target + away, half
        signal[t] = 0 if not is_beyond else 1 if away > 0.0 else -1


@block
def follow(average: float, lost: float, share: float, value: float) -> tuple[float, float]:
    """A share of the way to a value, and what rounding has lost of the average."""
    plain = share * value + (1.0 - share) * average
    if abs(plain) < DECAYED:
        return 0.0, 0.0
    if share == 1.0 or not abs(plain) < np.inf:
        return plain, 0.0
    move = share * (value - average - lost) + lost
    reached = average + move
    moved = reached - average
    return reached, (average - (reached - moved)) + (move - moved)


@implements(f"void({SERIES}, float64, float64, float64, float64, {OUT})", fastmath=False)
def cusum(
    x: Series,
    target: float,
    sigma: float,
    slack: float,
    threshold: float,
    high: Series,
    low: Series,
    signal: Signal,
) -> None:
    """How far a series has drifted up and down from its target."""
    up = up_lost = down = down_lost = 0.0
    for t in range(x.shape[0]):
        if not abs(x[t]) <= LARGEST_SQUARE_ROOT:
            high[t], low[t], signal[t] = np.nan, np.nan, 0
            continue
        away = (x[t] - target) / sigma
        up, up_lost = drifted(up, up_lost, away, slack)
        down, down_lost = drifted(down, down_lost, -away, slack)
        high[t], low[t] = up + up_lost, down + down_lost
        signal[t] = 1 if passes(high[t], threshold) else -1 if passes(low[t], threshold) else 0
        if signal[t] != 0:
            up = up_lost = down = down_lost = 0.0


@block
def drifted(total: float, lost: float, distance: float, slack: float) -> tuple[float, float]:
    """A drift after a further distance, and what rounding has lost of it; nothing below 0 is kept."""
    total, lost = add(total, lost, distance)
    total, lost = add(total, lost, -slack)
    lost = lost if abs(total) < np.inf else 0.0
    return (total, lost) if total + lost > 0.0 else (0.0, 0.0)


@implements(f"void({SERIES}, float64, float64, float64, int64, {OUT})", fastmath=False)
def page_hinkley(
    x: Series,
    delta: float,
    threshold: float,
    forgetting: float,
    min_instances: int,
    up: Series,
    down: Series,
    signal: Signal,
) -> None:
    """How far a series has gone up and down from its mean so far; all is measured from the first value."""
    count, first, total, total_lost = 0, 0.0, 0.0, 0.0
    risen = risen_lost = fallen = fallen_lost = 0.0
    least, most = np.inf, -np.inf
    for t in range(x.shape[0]):
        if not abs(x[t]) <= LARGEST_SQUARE_ROOT:
            up[t], down[t], signal[t] = np.nan, np.nan, 0
            continue
        if count == 0:
            first, least, most = x[t], np.inf, -np.inf
            total = total_lost = risen = risen_lost = fallen = fallen_lost = 0.0
        count += 1
        away = x[t] - first
        total, total_lost = add(total, total_lost, away)
        away -= (total + total_lost) / count
        risen, risen_lost = advanced(forgetting * risen, forgetting * risen_lost, away, -delta)
        fallen, fallen_lost = advanced(forgetting * fallen, forgetting * fallen_lost, away, delta)
        least, most = min(least, risen + risen_lost), max(most, fallen + fallen_lost)
        up[t], down[t] = risen + risen_lost - least, most - (fallen + fallen_lost)
        signal[t] = direction(up[t], down[t], threshold) if count >= min_instances else 0
        count = 0 if signal[t] != 0 else count


@block
def advanced(total: float, lost: float, away: float, delta: float) -> tuple[float, float]:
    """A sum with two further values, and what rounding has lost of it."""
    total, lost = add(total, lost, away)
    total, lost = add(total, lost, delta)
    return total, lost


@block
def direction(up: float, down: float, threshold: float) -> int:
    """The direction that is beyond the threshold, of both the farther one."""
    if passes(down, threshold) and (passes(down, up) or not passes(up, threshold)):
        return -1
    return 1 if passes(up, threshold) else 0
