"""The magnitudes that errors are measured by."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Array


def finite_magnitude(*series: Array) -> Array:
    """At each bar the largest magnitude among several series; NaN and infinities count as 0."""
    values = np.abs(np.array(series, np.float64))
    values[~np.isfinite(values)] = 0.0
    largest: Array = values.max(axis=0)
    return largest


def largest_so_far(*series: Array) -> Array:
    """At each bar the largest finite magnitude until then."""
    running: Array = np.maximum.accumulate(finite_magnitude(*series))
    return running


def latest_maximum(values: Array, length: int) -> Array:
    """The largest of the last `length` values, or of as many as there are, at each bar."""
    if length >= len(values):
        running: Array = np.maximum.accumulate(values)
        return running
    blocks = -(-(len(values) + length) // length)
    padded = np.zeros(blocks * length)
    padded[length - 1 : length - 1 + len(values)] = values
    table = padded.reshape(blocks, length)
    so_far = np.maximum.accumulate(table, axis=1).ravel()
    to_come = np.maximum.accumulate(table[:, ::-1], axis=1)[:, ::-1].ravel()
    largest: Array = np.maximum(to_come[: len(values)], so_far[length - 1 : length - 1 + len(values)])
    return largest
