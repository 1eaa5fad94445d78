"""ferro-ta: TA-Lib's definitions in Rust. A NaN spoils the rest of sma, ema and wma."""

from __future__ import annotations

import ferro_ta

from libraries import Array

DISTRIBUTION = "ferro-ta"


def sma(x: Array, length: int) -> Array:
    return ferro_ta.SMA(x, length)


def ema(x: Array, length: int) -> Array:
    return ferro_ta.EMA(x, length)


def wma(x: Array, length: int) -> Array:
    return ferro_ta.WMA(x, length)


def dema(x: Array, length: int) -> Array:
    """The second average is seeded with a mean too."""
    return ferro_ta.DEMA(x, length)


def lsma(x: Array, length: int) -> Array:
    return ferro_ta.LINEARREG(x, length)


def hma(x: Array, length: int) -> Array:
    return ferro_ta.HULL_MA(x, length)


def kama(x: Array, length: int, *_: float) -> Array:
    """Seeded with x[length-1], first result at length; fast and slow are fixed."""
    return ferro_ta.KAMA(x, length)


def rate_of_change(prices: Array) -> Array:
    return ferro_ta.ROCP(prices, 1)
