"""tulip_rs: Tulip Indicators in Rust. Results leave the warm-up away, of windows the first valid bar too."""

from __future__ import annotations

from typing import Any

from tulip_rs import indicators

from libraries import Array

DISTRIBUTION = "tulip-rs"


def first(module: Any, x: Array, length: int) -> Array:
    """The first output of an indicator."""
    return module.indicator([x], [length])[0][0]


def sma(x: Array, length: int) -> Array:
    return first(indicators.sma, x, length)


def ema(x: Array, length: int) -> Array:
    """Seeded with x[0]."""
    return first(indicators.ema, x, length)


def wma(x: Array, length: int) -> Array:
    return first(indicators.wma, x, length)


def dema(x: Array, length: int) -> Array:
    """Seeded with x[0]."""
    return first(indicators.dema, x, length)


def lsma(x: Array, length: int) -> Array:
    return first(indicators.linreg, x, length)


def hma(x: Array, length: int) -> Array:
    return first(indicators.hma, x, length)


def kama(x: Array, length: int, *_: float) -> Array:
    """Seeded with x[length-1]; fast and slow are fixed."""
    return first(indicators.kama, x, length)


def rate_of_change(prices: Array) -> Array:
    return first(indicators.roc, prices, 1)
