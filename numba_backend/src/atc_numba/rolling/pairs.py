"""Pearson's r of two series with gaps."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import block
from atc_numba.sums import centre, is_constant, normaliser, product


@block
def correlation(a: Series, b: Series, scratch: Series) -> float:
    """Pearson's r over the rows at which both are valid, in [-1, 1]; NaN where one is constant on them."""
    count = common(a, b, scratch[0])
    common(b, a, scratch[1])
    left, right = scratch[0, :count], scratch[1, :count]
    return within_one(product(left, right)) if make_unit(left) and make_unit(right) else np.nan


@block
def within_one(r: float) -> float:
    """What rounding moved beyond 1 or -1 is that."""
    return max(-1.0, min(1.0, r)) if r == r else np.nan


@block
def common(values: Series, others: Series, kept: Series) -> int:
    """Copy the values where both are finite; returns how many."""
    count = 0
    for i in range(values.shape[0]):
        kept[count] = values[i]
        count += (abs(values[i]) < np.inf) & (abs(others[i]) < np.inf)
    return count


@block
def make_unit(values: Series) -> bool:
    """Centre and divide by the norm, so that products are correlations; False where there is no spread."""
    if values.shape[0] <= 1 or is_constant(values):
        return False
    centre(values, normaliser(values))
    norm = math.sqrt(product(values, values))
    for i in range(values.shape[0]):
        values[i] /= norm
    return True
