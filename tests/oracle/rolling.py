"""Lags, and correlations of all pairs: plain loops, integers for sums, fifty digits for a root."""

from __future__ import annotations

import math
import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from oracle.vector import INF, NAN, vector

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]
DIGITS = 50


def lag_features(x: Array, max_lag: int) -> Array:
    table = x[:, None] if x.ndim == 1 else x
    bars, series = table.shape
    result = np.empty((bars, series * (max_lag + 1)))
    for t in range(bars):
        for c in range(series):
            for k in range(max_lag + 1):
                result[t, c * (max_lag + 1) + k] = table[t - k, c] if t >= k else math.nan
    return result


def correlation_matrix(x: Array) -> Array:
    columns = [x.tolist()] if x.ndim == 1 else x.T.tolist()
    return np.array([[correlation(a, b, is_same=a is b) for b in columns] for a in columns], np.float64).reshape(
        len(columns), len(columns)
    )


def lagged_correlation(x: Array, max_lag: int) -> Array:
    columns = [x.tolist()] if x.ndim == 1 else x.T.tolist()
    bars = len(x)
    result = np.full((max_lag + 1, len(columns), len(columns)), NAN)
    result[0] = correlation_matrix(x)
    for lag in range(1, min(max_lag + 1, bars)):
        result[lag] = [[correlation(a[lag:], b[: bars - lag]) for b in columns] for a in columns]
    return result


def correlation(a: Sequence[float], b: Sequence[float], *, is_same: bool = False) -> float:
    """Pearson's r over the rows at which both are finite."""
    rows = [(p, q) for p, q in zip(a, b, strict=True) if math.isfinite(p) and math.isfinite(q)]
    (left, _), (right, _) = (integers([row[side] for row in rows]) for side in (0, 1))
    if len(rows) < 2 or len(set(left)) == 1 or len(set(right)) == 1:
        return NAN
    if is_same:
        return 1.0
    left, right = deviations(left), deviations(right)
    with mpmath.workdps(DIGITS):
        spread = mpmath.sqrt(mpmath.mpf(products(left, left)) * products(right, right))
        return max(-1.0, min(1.0, float(products(left, right) / spread)))


def integers(values: Sequence[float]) -> tuple[list[int], int]:
    """Finite values as integers over one denominator, which is a power of two."""
    ratios = [value.as_integer_ratio() for value in values]
    denominator = max((below for _, below in ratios), default=1)
    return [above * (denominator // below) for above, below in ratios], denominator


def deviations(values: Sequence[int]) -> list[int]:
    """How far each is from the mean of all, times how many they are."""
    total = sum(values)
    return [len(values) * value - total for value in values]


def products(a: Sequence[int], b: Sequence[int]) -> int:
    return sum(map(operator.mul, a, b))


def covariance(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    """The sum of products of deviations, exact."""
    mean_a, mean_b = sum(a) / Fraction(len(a)), sum(b) / Fraction(len(b))
    return sum(((p - mean_a) * (q - mean_b) for p, q in zip(a, b, strict=True)), Fraction(0))


def real(value: Fraction) -> Any:
    """A fraction as a number that mpmath knows."""
    with mpmath.workdps(DIGITS):
        return mpmath.mpf(value.numerator) / value.denominator


def root(value: Fraction) -> Fraction:
    """The square root to fifty digits."""
    with mpmath.workdps(DIGITS):
        mantissa, exponent = mpmath.sqrt(real(value)).man_exp
        return Fraction(mantissa) * Fraction(2) ** exponent


A, B, C = (1.0, 2, 4, 3, 7), (2, NAN, 3, 5, 1), (0.1, 0.1, 0.1, INF, 0.1)
TWO, THREE = tuple(zip(A, B)), tuple(zip(A, B, C))
VECTORS = [
    vector("lag_features", "1 - 2 -; 2 1 - 2; 4 2 3 -; 3 4 5 3; 7 3 1 5", TWO, 1),
    vector("lag_features", "1 - -; 2 1 -; 4 2 1; 3 4 2; 7 3 4", A, 2),
    vector("correlation_matrix", "1 -.4098780306 -; -.4098780306 1 -; - - -", THREE),
    vector(
        "lagged_correlation",
        "1 -.4098780306 -; -.4098780306 1 -; - - - | .3585685828 .9897433186 -; .5 -1 -; - - -",
        THREE,
        1,
    ),
]
