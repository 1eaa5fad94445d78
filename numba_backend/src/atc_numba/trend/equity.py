"""Loops of returns and of the equity that trading them leaves."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements

FLOOR = 0.25
TILE = 512


@implements(f"void({SERIES}, float64[::1])")
def rate_of_change(prices: Series, out: Series) -> None:
    """Returns."""
    out[:1] = np.nan
    for i in range(prices.shape[0] - 1):
        out[i + 1] = prices[i + 1] / prices[i] - 1.0


@block
def grow(returns: Series, signals: Series, decay: float, growth: Series) -> None:
    """What each bar multiplies equity by; below 0 or undefined counts as 0, since all of these lead to the floor."""
    for i in range(returns.shape[0]):
        signed = -returns[i] if signals[i] < 0.0 else returns[i]
        gain = signed if (signals[i] < 0.0 or signals[i] > 0.0) and signed == signed else 0.0
        factor = decay * (1.0 + gain)
        growth[i] = factor if factor > 0.0 else 0.0  # noqa: FURB136 (NaN gives 0)


@implements(f"void({SERIES}, {SERIES}, float64, float64, int64, float64[::1])")
def equity(
    r_values: Series,
    sig_prev: Series,
    starting_equity: float,
    decay_multiplier: float,
    cutout: int,
    out: Series,
) -> None:
    """Equity from bar `cutout` on, floored."""
    n = out.shape[0]
    out[: min(cutout, n)] = np.nan
    if cutout >= n:
        return
    growth = np.empty(TILE)
    value = max(starting_equity, FLOOR)
    out[cutout] = value
    for start in range(cutout + 1, n, TILE):
        end = min(start + TILE, n)
        grow(r_values[start:end], sig_prev[start:end], decay_multiplier, growth)
        for i in range(end - start):
            value *= growth[i]
            value = max(FLOOR, value)
            out[start + i] = value
