"""Loop of Kaufman's average: all that does not depend on the bar before is computed beforehand, in tiles."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements
from atc_numba.moving_averages.exponential import first_number, flushed
from atc_numba.moving_averages.windows import ROWS, new_scratch, plain_sums, tile_size

SLOW = 0.03
"""Below it, rounding could add up: the error is 1e-16 over its square."""


@block
def steps(x: Series, length: int, fast: float, slow: float, pull: Series, toward: Series) -> None:
    """Turn the noise in `pull` into steps ``k -> k + (toward - pull*k)``; `x` begins `length` bars before."""
    now = x[length:]
    for i in range(pull.shape[0]):
        noise = pull[i]
        change = abs(now[i] - x[i])
        ratio = 0.0 if noise == 0.0 else change / noise
        share = ratio * (fast - slow) + slow
        pull[i] = share * share
        toward[i] = pull[i] * now[i]


@block
def follow(pull: Series, toward: Series, average: float, out: Series) -> None:
    """The average bar by bar, in one operation a bar: what has decayed is 0 in `out`, from which the next tile begins.

    To flush the average itself takes 2.4 times as long.
    """
    for i in range(out.shape[0]):
        average = (1.0 - pull[i]) * average + toward[i]
        out[i] = flushed(average)


@block
def follow_slowly(pull: Series, toward: Series, average: float, out: Series) -> None:
    """The same for steps so small that the rounding of ``1 - pull`` would add up."""
    for i in range(out.shape[0]):
        average += toward[i] - pull[i] * average
        out[i] = flushed(average)


@implements(f"void({SERIES}, int64, float64, float64, float64[::1])")
def kama(x: Series, length: int, fast: float, slow: float, out: Series) -> None:
    """Kaufman's adaptive average."""
    first = first_number(x)
    out[:first] = np.nan
    bars, results = x[first:], out[first:]
    n = bars.shape[0]
    if n == 0:
        return
    results[: min(length, n)] = bars[0]
    if length >= n:
        return
    tile = tile_size(length, n)
    scratch = new_scratch(ROWS + 2, tile + length)
    for start in range(length, n, tile):
        now = results[start : start + tile]
        count = now.shape[0]
        moves, pull, toward = scratch[ROWS][: count + length - 1], scratch[ROWS + 1][:count], scratch[2][:count]
        move(bars[start - length :], moves)
        plain_sums(moves, length, scratch, pull)
        steps(bars[start - length :], length, fast, slow, pull, toward)
        if min(fast, slow) < SLOW:
            follow_slowly(pull, toward, results[start - 1], now)
        else:
            follow(pull, toward, results[start - 1], now)


@block
def move(x: Series, out: Series) -> None:
    """How far each bar is from the one before it."""
    for i in range(out.shape[0]):
        out[i] = abs(x[i + 1] - x[i])
