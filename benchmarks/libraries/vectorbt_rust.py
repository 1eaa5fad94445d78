"""vectorbt with its Rust engine."""

from __future__ import annotations

from vectorbt.generic import dispatch

from libraries import Array, marked

DISTRIBUTION = "vectorbt-rust"


def sma(x: Array, length: int) -> Array:
    return dispatch.rolling_mean_1d(x, length, length, engine="rust")


def ema(x: Array, length: int) -> Array:
    """Seeded with x[0]; a NaN is skipped."""
    return dispatch.ewm_mean_1d(x, length, length, adjust=False, engine="rust")


def rate_of_change(prices: Array) -> Array:
    return dispatch.pct_change_1d(prices, 1, engine="rust")


def signal_persistence(up: Array, down: Array) -> Array:
    """A forward fill: float64, NaN before the first signal."""
    return dispatch.ffill_1d(marked(up, down), engine="rust")
