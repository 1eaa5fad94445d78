"""numbagg."""

from __future__ import annotations

import numbagg

from libraries import Array, marked

DISTRIBUTION = "numbagg"


def sma(x: Array, length: int) -> Array:
    return numbagg.move_mean(x, window=length)


def ema(x: Array, length: int) -> Array:
    """Weights are normalised at the start (adjust=True); a NaN is skipped."""
    return numbagg.move_exp_nanmean(x, alpha=2.0 / (length + 1.0))


def signal_persistence(up: Array, down: Array) -> Array:
    """A forward fill: float64, NaN before the first signal."""
    return numbagg.ffill(marked(up, down))
