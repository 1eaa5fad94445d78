"""Ranges of prices in O(1) a bar, however long the window is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

from . import backend

if TYPE_CHECKING:
    from atc_core import Series


@backend.implements("rolling_range")
def rolling_range(high: Series, low: Series, length: int, *, out: Series | None = None) -> Series:
    """Fill `out`, or a new array."""
    result = np.empty(len(high)) if out is None else out
    _fill(high, low, length, result)
    return result


@numba.njit(nogil=True, cache=True)
def _fill(high: Series, low: Series, length: int, result: Series) -> None:
    """Two queues hold the bars that may still become the highest and the lowest; each bar enters and leaves once."""
    n = len(high)
    highs, lows = np.empty(n, np.int64), np.empty(n, np.int64)
    first_high = next_high = first_low = next_low = 0
    gap = -length
    for t in range(n):
        if np.isnan(high[t]) or np.isnan(low[t]):
            gap = t
        else:
            while next_high > first_high and high[highs[next_high - 1]] <= high[t]:
                next_high -= 1
            highs[next_high] = t
            next_high += 1
            while next_low > first_low and low[lows[next_low - 1]] >= low[t]:
                next_low -= 1
            lows[next_low] = t
            next_low += 1
        if first_high < next_high and highs[first_high] <= t - length:
            first_high += 1
        if first_low < next_low and lows[first_low] <= t - length:
            first_low += 1
        # The order matters: a length near 2**63 would overflow in the second condition.
        if t < length - 1 or t < gap + length:
            result[t] = np.nan
        else:
            result[t] = high[highs[first_high]] - low[lows[first_low]]
