"""The Numba loops that one would write without further thought, as they are published: the baselines.

A kernel's loop has the kernel's name; `NAME_inner_sum` adds up every window afresh, as many ports do.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[Any]


@njit(cache=True)
def sma(x: Array, length: int) -> Array:
    n = len(x)
    out = np.full(n, np.nan)
    total = 0.0
    for t in range(n):
        total += x[t]
        if t >= length:
            total -= x[t - length]
        if t >= length - 1:
            out[t] = total / length
    return out


@njit(cache=True)
def ema(x: Array, length: int) -> Array:
    n = len(x)
    out = np.full(n, np.nan)
    if length > n:
        return out
    average = 0.0
    for t in range(length):
        average += x[t]
    average /= length
    out[length - 1] = average
    a = 2.0 / (length + 1.0)
    for t in range(length, n):
        average = a * x[t] + (1.0 - a) * average
        out[t] = average
    return out


@njit(cache=True)
def wma(x: Array, length: int) -> Array:
    n = len(x)
    out = np.full(n, np.nan)
    if length > n:
        return out
    total = 0.0
    weighted = 0.0
    for t in range(length):
        total += x[t]
        weighted += (t + 1) * x[t]
    divisor = length * (length + 1) / 2.0
    out[length - 1] = weighted / divisor
    for t in range(length, n):
        weighted += length * x[t] - total
        total += x[t] - x[t - length]
        out[t] = weighted / divisor
    return out


@njit(cache=True)
def wma_inner_sum(x: Array, length: int) -> Array:
    n = len(x)
    out = np.full(n, np.nan)
    divisor = length * (length + 1) / 2.0
    for t in range(length - 1, n):
        total = 0.0
        for j in range(length):
            total += (length - j) * x[t - j]
        out[t] = total / divisor
    return out


@njit(cache=True)
def dema(x: Array, length: int) -> Array:
    n = len(x)
    out = np.full(n, np.nan)
    if length > n:
        return out
    once = 0.0
    for t in range(length):
        once += x[t]
    once /= length
    twice = once
    out[length - 1] = once
    a = 2.0 / (length + 1.0)
    for t in range(length, n):
        once = a * x[t] + (1.0 - a) * once
        twice = a * once + (1.0 - a) * twice
        out[t] = 2.0 * once - twice
    return out


@njit(cache=True)
def lsma(x: Array, length: int) -> Array:
    n = len(x)
    out = np.full(n, np.nan)
    if length > n:
        return out
    total = 0.0
    weighted = 0.0
    for t in range(length):
        total += x[t]
        weighted += (t + 1) * x[t]
    divisor = length * (length + 1) / 2.0
    out[length - 1] = 3.0 * weighted / divisor - 2.0 * total / length
    for t in range(length, n):
        weighted += length * x[t] - total
        total += x[t] - x[t - length]
        out[t] = 3.0 * weighted / divisor - 2.0 * total / length
    return out


@njit(cache=True)
def lsma_inner_sum(x: Array, length: int) -> Array:
    n = len(x)
    out = np.full(n, np.nan)
    if length == 1:
        out[:] = x
        return out
    middle = (length - 1) / 2.0
    spread = length * (length * length - 1.0) / 12.0
    for t in range(length - 1, n):
        total = 0.0
        product = 0.0
        for j in range(length):
            total += x[t - j]
            product += (middle - j) * x[t - j]
        out[t] = total / length + product / spread * middle
    return out


@njit(cache=True)
def hma(x: Array, length: int) -> Array:
    ahead = 2.0 * wma(x, max(length // 2, 1)) - wma(x, length)
    root = int(math.sqrt(length))
    out = np.full(len(x), np.nan)
    if length <= len(x):
        out[length - 1 :] = wma(ahead[length - 1 :], root)
    return out


@njit(cache=True)
def hma_inner_sum(x: Array, length: int) -> Array:
    ahead = 2.0 * wma_inner_sum(x, max(length // 2, 1)) - wma_inner_sum(x, length)
    return wma_inner_sum(ahead, int(math.sqrt(length)))


@njit(cache=True)
def kama(x: Array, length: int, fast: float = 0.666, slow: float = 0.064) -> Array:
    n = len(x)
    out = np.full(n, np.nan)
    if n == 0:
        return out
    average = x[0]
    noise = 0.0
    for t in range(n):
        if t > 0:
            noise += abs(x[t] - x[t - 1])
        if t > length:
            noise -= abs(x[t - length] - x[t - length - 1])
        if t >= length:
            ratio = abs(x[t] - x[t - length]) / noise if noise != 0.0 else 0.0
            share = (ratio * (fast - slow) + slow) ** 2
            average += share * (x[t] - average)
        out[t] = average
    return out


@njit(cache=True)
def kama_inner_sum(x: Array, length: int, fast: float = 0.666, slow: float = 0.064) -> Array:
    n = len(x)
    out = np.full(n, np.nan)
    if n == 0:
        return out
    average = x[0]
    for t in range(n):
        if t >= length:
            noise = 0.0
            for j in range(length):
                noise += abs(x[t - j] - x[t - j - 1])
            ratio = abs(x[t] - x[t - length]) / noise if noise != 0.0 else 0.0
            share = (ratio * (fast - slow) + slow) ** 2
            average += share * (x[t] - average)
        out[t] = average
    return out


@njit(cache=True, error_model="numpy")
def rate_of_change(prices: Array) -> Array:
    n = len(prices)
    out = np.full(n, np.nan)
    for t in range(1, n):
        out[t] = prices[t] / prices[t - 1] - 1.0
    return out


@njit(cache=True)
def crossover_signal(prices: Array, average: Array) -> Array:
    n = len(prices)
    out = np.zeros(n, np.int8)
    state = 0
    for t in range(1, n):
        if prices[t] > average[t] and prices[t - 1] <= average[t - 1]:
            state = 1
        elif prices[t] < average[t] and prices[t - 1] >= average[t - 1]:
            state = -1
        out[t] = state
    return out


@njit(cache=True)
def signal_persistence(up: Array, down: Array) -> Array:
    n = len(up)
    out = np.zeros(n, np.int8)
    state = 0
    for t in range(n):
        if up[t]:
            state = 1
        elif down[t]:
            state = -1
        out[t] = state
    return out


@njit(cache=True)
def equity(
    r_values: Array, sig_prev: Array, starting_equity: float = 1.0, decay_multiplier: float = 0.9997, cutout: int = 0
) -> Array:
    n = len(r_values)
    out = np.full(n, np.nan)
    value = np.nan
    for t in range(cutout, n):
        r = r_values[t]
        signal = sig_prev[t]
        if np.isnan(r) or np.isnan(signal) or signal == 0:
            gain = 0.0
        elif signal > 0:
            gain = r
        else:
            gain = -r
        if np.isnan(value):  # noqa: SIM108
            value = starting_equity
        else:
            value = value * decay_multiplier * (1.0 + gain)
        if value < 0.25:  # noqa: PLR1730
            value = 0.25
        out[t] = value
    return out


@njit(cache=True)
def rolling_max(x: Array, window: int, min_periods: int | None = None) -> Array:
    n = len(x)
    least = window if min_periods is None else min_periods
    out = np.full(n, np.nan)
    for t in range(n):
        count = 0
        largest = -np.inf
        for j in range(max(0, t - window + 1), t + 1):
            if np.isfinite(x[j]):
                count += 1
                largest = max(largest, x[j])
        if count >= least:
            out[t] = largest
    return out


@njit(cache=True)
def rolling_min(x: Array, window: int, min_periods: int | None = None) -> Array:
    n = len(x)
    least = window if min_periods is None else min_periods
    out = np.full(n, np.nan)
    for t in range(n):
        count = 0
        smallest = np.inf
        for j in range(max(0, t - window + 1), t + 1):
            if np.isfinite(x[j]):
                count += 1
                smallest = min(smallest, x[j])
        if count >= least:
            out[t] = smallest
    return out
