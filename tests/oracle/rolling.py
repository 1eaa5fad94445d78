"""Rolling statistics and features: plain loops, fractions for sums, fifty digits for a root."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from oracle.vector import INF, NAN, vector

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Array = np.ndarray[Any, Any]
DIGITS = 50


def rolling_max(x: Array, window: int, min_periods: int | None = None) -> Array:
    return of_windows(x, window, min_periods, max)


def rolling_min(x: Array, window: int, min_periods: int | None = None) -> Array:
    return of_windows(x, window, min_periods, min)


def of_windows(x: Array, window: int, min_periods: int | None, formula: Callable[[Sequence[float]], float]) -> Array:
    """The formula of the valid values of each window."""
    needed = window if min_periods is None else min_periods
    results = []
    for t in range(len(x)):
        valid = [float(value) for value in x[max(0, t - window + 1) : t + 1] if math.isfinite(value)]
        results.append(formula(valid) if len(valid) >= needed else math.nan)
    return np.array(results, np.float64)


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


def correlation(a: Sequence[float], b: Sequence[float], *, is_same: bool) -> float:
    """Pearson's r over the rows at which both are finite."""
    rows = [(Fraction(p), Fraction(q)) for p, q in zip(a, b, strict=True) if math.isfinite(p) and math.isfinite(q)]
    left, right = [p for p, _ in rows], [q for _, q in rows]
    if len(rows) < 2 or len(set(left)) == 1 or len(set(right)) == 1:
        return math.nan
    if is_same:
        return 1.0
    r = covariance(left, right) / root(covariance(left, left) * covariance(right, right))
    return max(-1.0, min(1.0, float(r)))


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


X = (5.0, 3, NAN, 8, 8, 8, INF, 2, 4, 9, 1, 6)
A, B, C = (1.0, 2, 4, 3, 7), (2, NAN, 3, 5, 1), (0.1, 0.1, 0.1, INF, 0.1)
TWO, THREE = tuple(zip(A, B)), tuple(zip(A, B, C))
VECTORS = [
    vector("rolling_min", "- 3 3 3 3 8 8 2 2 2 1 1", X, 4, 2),
    vector("rolling_max", "- 5 5 8 8 8 8 8 8 9 9 9", X, 4, 2),
    vector("lag_features", "1 - 2 -; 2 1 - 2; 4 2 3 -; 3 4 5 3; 7 3 1 5", TWO, 1),
    vector("lag_features", "1 - -; 2 1 -; 4 2 1; 3 4 2; 7 3 4", A, 2),
    vector("correlation_matrix", "1 -.4098780306 -; -.4098780306 1 -; - - -", THREE),
]
