"""TA-Lib. A NaN spoils the rest of every series."""

from __future__ import annotations

import talib

from libraries import Array

DISTRIBUTION = "TA-Lib"


def sma(x: Array, length: int) -> Array:
    return talib.SMA(x, length)


def ema(x: Array, length: int) -> Array:
    return talib.EMA(x, length)


def wma(x: Array, length: int) -> Array:
    return talib.WMA(x, length)


def dema(x: Array, length: int) -> Array:
    """The second average is seeded with a mean too; first result at 2(length-1)."""
    return talib.DEMA(x, length)


def lsma(x: Array, length: int) -> Array:
    return talib.LINEARREG(x, length)


def hma(x: Array, length: int) -> Array:
    return talib.HMA(x, length)


def kama(x: Array, length: int, *_: float) -> Array:
    """Seeded with x[length-1], first result at length; fast and slow are fixed."""
    return talib.KAMA(x, length)


def rate_of_change(prices: Array) -> Array:
    return talib.ROCP(prices, 1)


def rolling_max(x: Array, window: int, *_: None) -> Array:
    return talib.MAX(x, window)


def rolling_min(x: Array, window: int, *_: None) -> Array:
    return talib.MIN(x, window)
