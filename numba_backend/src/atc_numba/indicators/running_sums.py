"""Sums of a series so far, whose error does not grow with it."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import block
from atc_numba.moving_averages.sliding import STRIDE, group, load

CHUNK = 1024
"""Bars summed up from 0, each sixteen from those before them; what is before the chunk is added to these sums."""


@block
def add(total: float, lost: float, value: float) -> tuple[float, float]:
    """The next total, and what rounding has taken from it so far; what is not finite has lost nothing."""
    reached = total + value
    moved = reached - total
    lost += (total - (reached - moved)) + (value - moved)
    return reached, lost if abs(reached) < np.inf else 0.0


@block
def new_scratch() -> Series:
    """What `add_up` works in; rows are a little off whole pages apart."""
    return np.empty((4, CHUNK + 5 * STRIDE + 8))


@block
def add_up(total: float, lost: float, scratch: Series, values: Series) -> tuple[float, float]:
    """Turn values into their sums so far, from a total on and what rounding has taken from it; returns the last two."""
    row, fours, groups, sums = scratch[0], scratch[1], scratch[2], scratch[3]
    for start in range(0, values.shape[0], CHUNK):
        now = values[start : start + CHUNK]
        end = (now.shape[0] + STRIDE - 1) // STRIDE * STRIDE
        load(now, 0, now.shape[0], row[: end + 5 * STRIDE])
        group(row, end, fours, groups)
        for i in range(STRIDE):
            sums[i] = 0.0
        for i in range(np.uint64(now.shape[0])):
            sums[i + np.uint64(STRIDE)] = sums[i] + groups[i + np.uint64(1)]
        for i in range(np.uint64(now.shape[0])):
            now[i] = total + (lost + sums[i + np.uint64(STRIDE)])
        total, lost = add(total, lost, sums[now.shape[0] - 1 + STRIDE])
    return total, lost
