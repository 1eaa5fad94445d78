"""Polars."""

from __future__ import annotations

import polars as pl

from libraries import Array, marked

DISTRIBUTION = "polars"
given = pl.Series


def sma(x: pl.Series, length: int) -> pl.Series:
    return x.rolling_mean(length)


def ema(x: pl.Series, length: int) -> pl.Series:
    """Seeded with x[0]."""
    return x.ewm_mean(span=length, adjust=False, min_samples=length)


def wma(x: pl.Series, length: int) -> pl.Series:
    return x.rolling_mean(length, weights=[float(weight) for weight in range(1, length + 1)])


def dema(x: pl.Series, length: int) -> pl.Series:
    """Two calls of ewm_mean, seeded with x[0]."""
    once = x.ewm_mean(span=length, adjust=False)
    return 2.0 * once - once.ewm_mean(span=length, adjust=False)


def rate_of_change(prices: pl.Series) -> pl.Series:
    return prices.pct_change()


def signal_persistence(up: Array, down: Array) -> pl.Series:
    """A forward fill: float64, NaN before the first signal."""
    return pl.Series(marked(up, down)).fill_nan(None).forward_fill()


def rolling_max(x: pl.Series, window: int, *_: None) -> pl.Series:
    return x.rolling_max(window)


def rolling_min(x: pl.Series, window: int, *_: None) -> pl.Series:
    return x.rolling_min(window)
