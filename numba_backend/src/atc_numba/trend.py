"""Adaptive Trend Classification: each allocates its result and fills it with a compiled loop."""

import numpy as np

from atc_core.declarations import trend as declared
from atc_core.arrays import Flags, Series, Signal
from atc_numba import backend, profit, signals


@backend.implements(declared.rate_of_change)
def rate_of_change(prices: Series, *, out: Series | None = None) -> Series:
    """Each bar over the bar before it, less 1."""
    if out is None:
        out = np.empty(len(prices))
    profit.rate_of_change(prices, out)
    return out


@backend.implements(declared.crossover_signal)
def crossover_signal(prices: Series, average: Series, *, out: Signal | None = None) -> Signal:
    """Direction of the last crossing; values within the tie band are equal."""
    if out is None:
        out = np.empty(len(prices), np.int8)
    signals.crossover(prices, average, out)
    return out


@backend.implements(declared.signal_persistence)
def signal_persistence(up: Flags, down: Flags, *, out: Signal | None = None) -> Signal:
    """Direction of the last flag; up wins a tie."""
    if out is None:
        out = np.empty(len(up), np.int8)
    signals.persistence(up, down, out)
    return out


@backend.implements(declared.equity)
def equity(
    r_values: Series,
    sig_prev: Series,
    starting_equity: float = 1.0,
    decay_multiplier: float = 0.9997,
    cutout: int = 0,
    *,
    out: Series | None = None,
) -> Series:
    """Equity of trading the signal of the bar before on paper, floored."""
    if out is None:
        out = np.empty(len(r_values))
    profit.equity(r_values, sig_prev, starting_equity, decay_multiplier, cutout, out)
    return out
