"""The float32 kernels: each allocates its result and fills it with a compiled loop."""

import numpy as np

from atc_numba import backend, rounding
from atc_numba.rounding import Array


@backend.implements("sma_float32")
def sma(x: Array, length: int, *, out: Array | None = None) -> Array:
    """Mean of the last `length` bars."""
    if out is None:
        out = np.empty(len(x), np.float32)
    rounding.sma(x, length, out)
    return out


@backend.implements("ema_float32")
def ema(x: Array, length: int, *, out: Array | None = None) -> Array:
    """Exponential average, seeded with a mean."""
    if out is None:
        out = np.empty(len(x), np.float32)
    rounding.ema(x, length, out)
    return out


@backend.implements("wma_float32")
def wma(x: Array, length: int, *, out: Array | None = None) -> Array:
    """Mean of the last `length` bars, the newest of which weighs most."""
    if out is None:
        out = np.empty(len(x), np.float32)
    rounding.wma(x, length, out)
    return out


@backend.implements("dema_float32")
def dema(x: Array, length: int, *, out: Array | None = None) -> Array:
    """Twice the exponential average less its own exponential average."""
    if out is None:
        out = np.empty(len(x), np.float32)
    rounding.dema(x, length, out)
    return out


@backend.implements("lsma_float32")
def lsma(x: Array, length: int, *, out: Array | None = None) -> Array:
    """Newest value of the line through the last `length` bars."""
    if out is None:
        out = np.empty(len(x), np.float32)
    rounding.lsma(x, length, out)
    return out


@backend.implements("hma_float32")
def hma(x: Array, length: int, *, out: Array | None = None) -> Array:
    """Weighted average of a fast average pushed ahead by its lead over a slow one."""
    if out is None:
        out = np.empty(len(x), np.float32)
    rounding.hma(x, length, out)
    return out


@backend.implements("kama_float32")
def kama(x: Array, length: int, fast: float = 0.666, slow: float = 0.064, *, out: Array | None = None) -> Array:
    """Average that follows a trend fast and noise slowly."""
    if out is None:
        out = np.empty(len(x), np.float32)
    rounding.kama(x, length, fast, slow, out)
    return out


@backend.implements("equity_float32")
def equity(
    r_values: Array,
    sig_prev: Array,
    starting_equity: float = 1.0,
    decay_multiplier: float = 0.9997,
    cutout: int = 0,
    *,
    out: Array | None = None,
) -> Array:
    """Equity of trading the signal of the bar before on paper, floored."""
    if out is None:
        out = np.empty(len(r_values), np.float32)
    rounding.equity(r_values, sig_prev, starting_equity, decay_multiplier, cutout, out)
    return out
