"""Drift of a distribution: fractions, and fifty digits for logarithms and powers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from oracle.charts import is_missing
from oracle.rolling import DIGITS, real
from oracle.vector import NAN, vector

Array = np.ndarray[Any, Any]


def kept(values: Array) -> list[float]:
    return sorted(value for value in values.tolist() if not is_missing(value))


def population_stability_index(expected: Array, actual: Array, bins: int = 10, floor: float = 1e-4) -> float:
    before, after = kept(expected), kept(actual)
    if not before or not after:
        return NAN
    n = len(before)
    # With more bins than values each value is an edge; so it is with one bin more.
    bins = min(bins, n + 1)
    edges = sorted({before[-(-j * n // bins) - 1] for j in range(1, bins)})
    with mpmath.workdps(DIGITS):
        total = mpmath.mpf(0)
        for number in range(len(edges) + 1):
            p, q = (
                max(Fraction(sum(sum(e < v for e in edges) == number for v in values), len(values)), Fraction(floor))
                for values in (before, after)
            )
            total += real(q - p) * mpmath.log(real(q / p))
        return float(total)


def ks_2samp(x: Array, y: Array) -> tuple[float, float]:
    first, second = kept(x), kept(y)
    if not first or not second:
        return NAN, NAN
    n, m = len(first), len(second)
    distance = max(
        abs(Fraction(sum(v <= at for v in first), n) - Fraction(sum(v <= at for v in second), m))
        for at in first + second
    )
    with mpmath.workdps(DIGITS):
        z = real(distance) * mpmath.sqrt(mpmath.mpf(n * m) / (n + m))
        terms = (2 * (-1) ** (k - 1) * mpmath.exp(-2 * k * k * z * z) for k in range(1, 400))
        return float(distance), float(mpmath.fsum(terms)) if z > 0.04 else 1.0


VECTORS = [
    vector("population_stability_index", 4.3431105577, tuple(map(float, range(1, 9))), (5.0, 6, 7, 8, 9, 9), 4),
    vector("ks_2samp", (0.6, 0.4004710362), (1.0, 2, 3, 4, NAN), (3.0, 4, 5, 6, 7)),
    vector("ks_2samp", (0.0, 1.0), (2.0, 1, 3), (1.0, 2, 3)),
]
