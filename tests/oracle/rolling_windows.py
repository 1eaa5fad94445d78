"""Statistics of the valid values of each window: integers for sums, fractions for medians, fifty digits for a root."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from oracle.rolling import DIGITS, correlation, deviations, integers, products
from oracle.vector import INF, NAN, vector

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Array = np.ndarray[Any, Any]
NORMAL = Fraction(14826, 10000)


def of_windows(x: Array, window: int, min_periods: int | None, formula: Callable[..., float]) -> Array:
    """A formula of the valid values of each window."""
    return of_places(x, window, min_periods, lambda _, valid: formula(valid))


def of_places(x: Array, window: int, min_periods: int | None, formula: Callable[..., float]) -> Array:
    """A formula of the places of the valid values of each window, and of these."""
    needed = window if min_periods is None else min_periods
    results = []
    for t in range(len(x)):
        places = [place for place in range(max(0, t - window + 1), t + 1) if math.isfinite(x[place])]
        results.append(formula(places, [float(x[place]) for place in places]) if len(places) >= needed else NAN)
    return np.array(results, np.float64)


def rolling_max(x: Array, window: int, min_periods: int | None = None) -> Array:
    return of_windows(x, window, min_periods, max)


def rolling_min(x: Array, window: int, min_periods: int | None = None) -> Array:
    return of_windows(x, window, min_periods, min)


def rolling_mean(x: Array, window: int, min_periods: int | None = None) -> Array:
    return of_windows(x, window, min_periods, mean)


def rolling_std(x: Array, window: int, min_periods: int | None = None, ddof: int = 1) -> Array:
    return of_windows(x, window, min_periods, partial(deviation, ddof=ddof))


def rolling_mean_std(x: Array, window: int, min_periods: int | None = None, ddof: int = 1) -> tuple[Array, Array]:
    return rolling_mean(x, window, min_periods), rolling_std(x, window, min_periods, ddof)


def rolling_skew(x: Array, window: int, min_periods: int | None = None) -> Array:
    return of_windows(x, window, min_periods, skewness)


def rolling_kurt(x: Array, window: int, min_periods: int | None = None) -> Array:
    return of_windows(x, window, min_periods, excess_kurtosis)


def rolling_median(x: Array, window: int, min_periods: int | None = None) -> Array:
    return of_windows(x, window, min_periods, lambda values: float(median(fractions(values))))


def rolling_mad(x: Array, window: int, min_periods: int | None = None, scale: float = 1.0) -> Array:
    return of_windows(x, window, min_periods, lambda values: float(Fraction(scale) * spread(fractions(values))))


def rolling_slope(x: Array, window: int, min_periods: int | None = None) -> Array:
    return of_places(x, window, min_periods, slope)


def rolling_corr(x: Array, y: Array, window: int, min_periods: int | None = None) -> Array:
    def of_pairs(places: list[int], _: list[float]) -> float:
        return correlation([float(x[place]) for place in places], [float(y[place]) for place in places])

    both = np.where(np.isfinite(x) & np.isfinite(y), 0.0, NAN)
    return of_places(both, window, min_periods, of_pairs)


def rolling_lagged_correlation(x: Array, y: Array, window: int, lag: int, min_periods: int | None = None) -> Array:
    earlier = [y[t - lag] if t >= lag else NAN for t in range(len(x))]
    return rolling_corr(x, np.array(earlier, np.float64), window, min_periods)


def robust_zscore(x: Array, window: int, min_periods: int | None = None) -> Array:
    def of_last(places: list[int], values: list[float]) -> float:
        exact = fractions(values)
        away, unit = exact[-1] - median(exact), NORMAL * spread(exact)
        return nearest(away / unit) if unit else math.copysign(INF, away) if away else 0.0

    scores = of_places(x, window, min_periods, of_last)
    return np.where(np.isfinite(x), scores, NAN)


def mean(values: Sequence[float]) -> float:
    exact, denominator = integers(values)
    return float(Fraction(sum(exact), len(exact) * denominator))


def deviation(values: Sequence[float], ddof: int) -> float:
    exact, denominator = integers(values)
    n, away = len(exact), deviations(exact)
    if n <= ddof:
        return NAN
    with mpmath.workdps(DIGITS):
        return float(mpmath.sqrt(mpmath.mpf(products(away, away)) / (n - ddof)) / (n * denominator))


def skewness(values: Sequence[float]) -> float:
    n, away = len(values), deviations(integers(values)[0])
    squares = [item * item for item in away]
    if n < 3 or not any(away):
        return NAN
    with mpmath.workdps(DIGITS):
        ratio = mpmath.mpf(products(squares, away)) / mpmath.mpf(sum(squares)) ** mpmath.mpf("1.5")
        return float(mpmath.sqrt(n * n * (n - 1)) / (n - 2) * ratio)


def excess_kurtosis(values: Sequence[float]) -> float:
    n, away = len(values), deviations(integers(values)[0])
    squares = [item * item for item in away]
    if n < 4 or not any(away):
        return NAN
    ratio = Fraction(n * (n + 1) * products(squares, squares), sum(squares) ** 2)
    return float(Fraction(n - 1, (n - 2) * (n - 3)) * (ratio - 3 * (n - 1)))


def slope(places: list[int], values: Sequence[float]) -> float:
    exact, denominator = integers(values)
    across = deviations(places)
    run = products(across, across)
    return float(Fraction(len(places) * products(across, exact), run * denominator)) if run else 0.0


def fractions(values: Sequence[float]) -> list[Fraction]:
    return [Fraction(value) for value in values]


def median(values: Sequence[Fraction]) -> Fraction:
    in_order, half = sorted(values), len(values) // 2
    return in_order[half] if len(values) % 2 else (in_order[half - 1] + in_order[half]) / 2


def spread(values: Sequence[Fraction]) -> Fraction:
    """The median absolute deviation."""
    middle = median(values)
    return median([abs(value - middle) for value in values])


def nearest(value: Fraction) -> float:
    """The nearest float; an infinity beyond all."""
    try:
        return float(value)
    except OverflowError:
        return math.copysign(INF, value)


X = (5.0, 3, NAN, 8, 8, 8, INF, 2, 4, 9, 1, 6)
Y = (1.0, 2, 4, 3, NAN, 5, 2, 2, 7, 4, 0, 3)
FEW = (1.0, NAN, 3, 10, INF, 4)
MEANS = "- 4 4 5.3333333333 6.3333333333 8 8 6 4.6666666667 5 4 5"
SPREADS = (
    "- 1.4142135624 1.4142135624 2.5166114784 2.8867513459 0 0 3.4641016151 3.0550504633 3.6055512755 3.559026084 "
    "3.3665016461"
)
VECTORS = [
    vector("rolling_median", "1 1 2 6.5 6.5 7", FEW, 3, 1),
    vector("rolling_mad", "0 0 1 3.5 3.5 3", FEW, 3, 1),
    vector("rolling_mean", "1 1 2 6.5 6.5 7", FEW, 3, 1),
    vector("rolling_std", "- - 1.4142135624 4.9497474683 4.9497474683 4.2426406871", FEW, 3, 1),
    vector("rolling_min", "- 3 3 3 3 8 8 2 2 2 1 1", X, 4, 2),
    vector("rolling_max", "- 5 5 8 8 8 8 8 8 9 9 9", X, 4, 2),
    vector("rolling_mean", MEANS, X, 4, 2),
    vector("rolling_std", SPREADS, X, 4, 2),
    vector("rolling_mean_std", (MEANS, SPREADS), X, 4, 2),
    vector(
        "rolling_std",
        "- 1 1 2.0548046677 2.357022604 0 0 2.8284271247 2.4944382578 2.9439202888 3.0822070015 2.9154759474",
        X,
        4,
        2,
        0,
    ),
    vector("rolling_median", "- 4 4 5 8 8 8 8 4 4 3 5", X, 4, 2),
    vector("rolling_mad", "- 1 1 2 0 0 0 0 2 2 1.5 2.5", X, 4, 2),
    vector("rolling_mad", "- 2 2 4 0 0 0 0 4 4 3 5", X, 4, 2, 2.0),
    vector(
        "rolling_skew",
        "- - - .5855827263 -1.7320508076 - - -1.7320508076 .9352195296 1.1520696383 1.3309377322 0",
        X,
        4,
        2,
    ),
    vector("rolling_kurt", "- - - - - - - - - - 1.5 -.160899654", X, 4, 2),
    vector("rolling_slope", "- -2 -2 1.2142857143 1.7857142857 0 0 -2.1428571429 -1.5714285714 3.5 .2 -.2", X, 4, 2),
    vector(
        "robust_zscore", "- -.6744907595 - 1.0117361392 0 0 - -inf 0 1.6862268987 -.8993210126 .2697963038", X, 4, 2
    ),
    vector("rolling_corr", "- -1 -1 .5960395607 1 - - 1 .4335549848 .1653116306 .5018411748 .4115966043", X, Y, 4, 2),
    vector(
        "rolling_lagged_correlation",
        "- - - 1 .9449111825 - - 1 - .9607689228 .7531030335 .3315878802",
        X,
        Y,
        4,
        1,
        2,
    ),
]
