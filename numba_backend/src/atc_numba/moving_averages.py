"""Moving averages: each allocates its result and fills it with a compiled loop."""

import numpy as np

from atc_core.declarations import moving_averages as declared
from atc_core.arrays import Series
from atc_numba import adaptive, averages, backend, exponential


@backend.implements(declared.sma)
def sma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """Mean of the last `length` bars."""
    if out is None:
        out = np.empty(len(x))
    averages.sma(x, length, out)
    return out


@backend.implements(declared.ema)
def ema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """Exponential average, seeded with a mean."""
    if out is None:
        out = np.empty(len(x))
    exponential.ema(x, length, out)
    return out


@backend.implements(declared.wma)
def wma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """Mean of the last `length` bars, the newest of which weighs most."""
    if out is None:
        out = np.empty(len(x))
    averages.wma(x, length, out)
    return out


@backend.implements(declared.dema)
def dema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """Twice the exponential average less its own exponential average."""
    if out is None:
        out = np.empty(len(x))
    exponential.dema(x, length, out)
    return out


@backend.implements(declared.lsma)
def lsma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """Newest value of the line through the last `length` bars."""
    if out is None:
        out = np.empty(len(x))
    averages.lsma(x, length, out)
    return out


@backend.implements(declared.hma)
def hma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """Weighted average of a fast average pushed ahead by its lead over a slow one."""
    if out is None:
        out = np.empty(len(x))
    averages.hma(x, length, out)
    return out


@backend.implements(declared.kama)
def kama(x: Series, length: int, fast: float = 0.666, slow: float = 0.064, *, out: Series | None = None) -> Series:
    """Average that follows a trend fast and noise slowly."""
    if out is None:
        out = np.empty(len(x))
    adaptive.kama(x, length, fast, slow, out)
    return out
