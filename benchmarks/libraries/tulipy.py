"""tulipy: Tulip Indicators in C. Results leave the warm-up away; a NaN spoils the rest."""

from __future__ import annotations

import tulipy

from libraries import Array

DISTRIBUTION = "tulipy"


def sma(x: Array, length: int) -> Array:
    return tulipy.sma(x, length)


def ema(x: Array, length: int) -> Array:
    """Seeded with x[0]."""
    return tulipy.ema(x, length)


def wma(x: Array, length: int) -> Array:
    return tulipy.wma(x, length)


def dema(x: Array, length: int) -> Array:
    """Seeded with x[0]; first result at 2(length-1)."""
    return tulipy.dema(x, length)


def lsma(x: Array, length: int) -> Array:
    return tulipy.linreg(x, length)


def hma(x: Array, length: int) -> Array:
    return tulipy.hma(x, length)


def kama(x: Array, length: int, *_: float) -> Array:
    """Seeded with x[length-1], first result there; fast and slow are fixed."""
    return tulipy.kama(x, length)


def rate_of_change(prices: Array) -> Array:
    return tulipy.roc(prices, 1)


def rolling_max(x: Array, window: int, *_: None) -> Array:
    return tulipy.max(x, window)


def rolling_min(x: Array, window: int, *_: None) -> Array:
    return tulipy.min(x, window)
