"""Sums over whole series whose error does not grow with the length: vector lanes in tiles, compensated beyond."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import block, reduction

TILE = 512
MAGNITUDE = np.int64(2**63 - 1)
"""The bits of a float64 without its sign."""


@reduction
def tile_product(a: Series, b: Series) -> float:
    """Sum of the products of few values."""
    total = 0.0
    for i in range(a.shape[0]):
        total += a[i] * b[i]
    return total


@reduction
def tile_sum(values: Series) -> float:
    """Sum of few values."""
    total = 0.0
    for i in range(values.shape[0]):
        total += values[i]
    return total


@block
def add(total: float, error: float, value: float) -> tuple[float, float]:
    """Add a value; the error is what rounding has taken from the total so far (Neumaier)."""
    new = total + value
    lost = (total - new) + value if abs(total) >= abs(value) else (value - new) + total
    return new, error + lost


@block
def product(a: Series, b: Series) -> float:
    """Sum of the products."""
    total = error = 0.0
    for start in range(0, a.shape[0], TILE):
        total, error = add(total, error, tile_product(a[start : start + TILE], b[start : start + TILE]))
    return total + error


@block
def mean(values: Series) -> float:
    """The mean."""
    total = error = 0.0
    for start in range(0, values.shape[0], TILE):
        total, error = add(total, error, tile_sum(values[start : start + TILE]))
    return float((total + error) / values.shape[0])


@block
def is_constant(values: Series) -> bool:
    """Whether all values are equal."""
    different = 0
    for i in range(values.shape[0]):
        different += values[i] != values[0]
    return different == 0


@block
def normaliser(values: Series) -> float:
    """The power of two that brings the largest value to between 1/2 and 1, where no square overflows or vanishes.

    The largest is found among the bits, since a maximum of floats does not become vector code.
    """
    bits, largest = values.view(np.int64), np.int64(0)
    for i in range(bits.shape[0]):
        largest = max(largest, bits[i] & MAGNITUDE)
    return math.ldexp(1.0, int(1022 - (largest >> 52)))


@block
def centre(values: Series, factor: float) -> float:
    """Turn values into deviations from their mean, all times `factor`; returns the mean times `factor`.

    Twice: what rounding has left of the mean is a second one.
    """
    for i in range(values.shape[0]):
        values[i] *= factor
    first = mean(values)
    for i in range(values.shape[0]):
        values[i] -= first
    second = mean(values)
    for i in range(values.shape[0]):
        values[i] -= second
    return first + second
