"""jesse-rust: the indicators of the Jesse trading framework. Its sma averages over a NaN as if it were not there."""

from __future__ import annotations

import jesse_rust

from libraries import Array

DISTRIBUTION = "jesse-rust"


def sma(x: Array, length: int) -> Array:
    return jesse_rust.sma(x, length)


def ema(x: Array, length: int) -> Array:
    """Seeded with x[0], no warm-up."""
    return jesse_rust.ema(x, length)


def wma(x: Array, length: int) -> Array:
    return jesse_rust.wma(x, length)


def dema(x: Array, length: int) -> Array:
    """Seeded with x[0], no warm-up."""
    return jesse_rust.dema(x, length)


def lsma(x: Array, length: int) -> Array:
    return jesse_rust.linearreg(x, length)


def hma(x: Array, length: int) -> Array:
    """The warm-up holds numbers that mean nothing."""
    return jesse_rust.hma(x, length)


def kama(x: Array, length: int, *_: float) -> Array:
    """Copies x before length; fast and slow are periods, 2 and 30."""
    return jesse_rust.kama(x, length, 2, 30)
