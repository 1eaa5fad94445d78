"""Whether two samples are of one distribution."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from atc_core.arrays import LARGEST_SQUARE_ROOT, Series
from atc_numba import backend
from atc_numba.compiling import SERIES, block, loop
from atc_numba.implementations import implements
from atc_numba.results import deliver_each

SMALL = 1.0
"""Below it the one series of Kolmogorov's distribution converges sooner, above it the other: in six terms each."""
TERMS = 6


@implements(f"float64({SERIES}, {SERIES}, int64, float64)")
def population_stability_index(expected: Series, actual: Series, bins: int, floor: float) -> float:
    """How far the shares of bins have moved."""
    before, after = in_order(expected), in_order(actual)
    n, m = before.shape[0], after.shape[0]
    if n == 0 or m == 0:
        return np.nan
    total, i, j = 0.0, 0, 0
    # More bins than values: each value is an edge.
    for number in range(1, (n if bins > n else bins - 1) + 2):
        if number <= (n if bins > n else bins - 1):
            edge = before[number - 1] if bins > n else before[(number * n + bins - 1) // bins - 1]
        else:
            edge = np.inf
        old, other = i, j
        while i < n and before[i] <= edge:
            i += 1
        while j < m and after[j] <= edge:
            j += 1
        # An edge that is the one before it has no value of `expected` of its own, and is none.
        if i > old or edge == np.inf:
            p, q = max((i - old) / n, floor), max((j - other) / m, floor)
            total += (q - p) * math.log(q / p)
    return total


@block
def in_order(values: Series) -> Series:
    """The values that are there, smallest first."""
    kept, count = np.empty(values.shape[0]), 0
    for value in values:
        if abs(value) <= LARGEST_SQUARE_ROOT:
            kept[count] = value
            count += 1
    return np.sort(kept[:count])


@backend.implements("ks_2samp")
def ks_2samp(x: Series, y: Series, *, out: Sequence[Any] | None = None) -> Sequence[Any]:
    """The largest distance, and how likely it is."""
    return deliver_each(largest_distance(x, y), out)


@loop(f"UniTuple(float64, 2)({SERIES}, {SERIES})")
def largest_distance(x: Series, y: Series) -> tuple[float, float]:
    """Of the shares of both up to each value."""
    first, second = in_order(x), in_order(y)
    n, m = first.shape[0], second.shape[0]
    if n == 0 or m == 0:
        return np.nan, np.nan
    i, j, largest = 0, 0, 0
    while i < n and j < m:
        value = min(first[i], second[j])
        while i < n and first[i] == value:
            i += 1
        while j < m and second[j] == value:
            j += 1
        largest = max(largest, abs(i * m - j * n))
    distance = largest / (float(n) * float(m))
    return distance, kolmogorov(distance * math.sqrt(n / (n + m) * m))


@block
def kolmogorov(distance: float) -> float:
    """The limit of the chance of a larger distance, times the root of the number of values."""
    if distance == 0.0:
        return 1.0
    total = 0.0
    if distance < SMALL:
        square = -(math.pi**2) / 8.0 / distance**2
        for k in range(1, TERMS + 1):
            total += math.exp((2 * k - 1) ** 2 * square)
        return 1.0 - math.sqrt(2.0 * math.pi) / distance * total
    for k in range(1, TERMS + 1):
        total += (1.0 if k % 2 else -1.0) * math.exp(-2.0 * (k * distance) ** 2)
    return 2.0 * total
