"""screamer: streaming functors in C++. A NaN gives NaN at its bar and leaves the window out of account."""

from __future__ import annotations

import screamer

from libraries import Array

DISTRIBUTION = "screamer"


def sma(x: Array, length: int) -> Array:
    return screamer.RollingMean(length)(x)


def ema(x: Array, length: int) -> Array:
    """Weights are normalised at the start (adjust=True)."""
    return screamer.EwMean(span=length)(x)


def wma(x: Array, length: int) -> Array:
    return screamer.WMA(length)(x)


def dema(x: Array, length: int) -> Array:
    """Weights are normalised at the start (adjust=True)."""
    return screamer.DEMA(span=length)(x)


def lsma(x: Array, length: int) -> Array:
    return screamer.RollingPoly1(length)(x)


def hma(x: Array, length: int) -> Array:
    return screamer.HullMA(length)(x)


def kama(x: Array, length: int, *_: float) -> Array:
    """Seeded with x[length-1], first result at length; fast and slow are periods, 2 and 30."""
    return screamer.KAMA(length)(x)


def rate_of_change(prices: Array) -> Array:
    return screamer.ROCP(1)(prices)
