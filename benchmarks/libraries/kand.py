"""kand: TA-Lib's definitions in Rust. A NaN spoils the rest of sma and ema."""

from __future__ import annotations

import kand

from libraries import Array

DISTRIBUTION = "kand"


def sma(x: Array, length: int) -> Array:
    return kand.sma(x, length)


def ema(x: Array, length: int) -> Array:
    return kand.ema(x, length)


def wma(x: Array, length: int) -> Array:
    return kand.wma(x, length)


def dema(x: Array, length: int) -> Array:
    """The second average is seeded with a mean too; gives both averages besides."""
    return kand.dema(x, length)[0]


def rate_of_change(prices: Array) -> Array:
    return kand.rocp(prices, 1)
