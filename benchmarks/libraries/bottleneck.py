"""Bottleneck."""

from __future__ import annotations

import bottleneck

from libraries import Array, marked

DISTRIBUTION = "Bottleneck"


def sma(x: Array, length: int) -> Array:
    return bottleneck.move_mean(x, length)


def signal_persistence(up: Array, down: Array) -> Array:
    """A forward fill: float64, NaN before the first signal."""
    return bottleneck.push(marked(up, down))


def rolling_max(x: Array, window: int, *_: None) -> Array:
    return bottleneck.move_max(x, window)


def rolling_min(x: Array, window: int, *_: None) -> Array:
    return bottleneck.move_min(x, window)
