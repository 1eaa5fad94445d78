"""Control charts: fractions bar by bar, and fifty digits for a root."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from oracle.rolling import DIGITS, real
from oracle.series import Exact
from oracle.vector import NAN, vector

Array = np.ndarray[Any, Any]
Points = "list[tuple[Fraction, Any, int]]"


def ewma_chart(
    x: Array, target: float, sigma: float, smoothing: float = 0.2, width: float = 3.0
) -> tuple[Array, Array, Array]:
    share, goal = Fraction(smoothing), Fraction(target)
    average, points = goal, []
    for count, value in enumerate(present(x), start=1):
        average = share * value + (1 - share) * average
        with mpmath.workdps(DIGITS):
            reached = 1 - mpmath.power(real(1 - share), 2 * count)
            half_width = mpmath.mpf(width) * sigma * mpmath.sqrt(real(share / (2 - share)) * reached)
            away = real(average - goal)
            points.append((average, half_width, sign(away) if above(abs(away), half_width) else 0))
    return spread(x, points)


def cusum(
    x: Array, target: float, sigma: float, slack: float = 0.5, threshold: float = 5.0
) -> tuple[Array, Array, Array]:
    high = low = Fraction(0)
    points: Points = []
    for value in present(x):
        if points and points[-1][2]:
            high = low = Fraction(0)
        away = (value - Fraction(target)) / Fraction(sigma)
        high, low = (max(Fraction(0), drift - Fraction(slack)) for drift in (high + away, low - away))
        signal = 1 if above(high, threshold) else -1 if above(low, threshold) else 0
        points.append((high, low, signal))
    return spread(x, points)


def page_hinkley(
    x: Array, delta: float = 0.005, threshold: float = 50.0, forgetting: float = 0.9999, min_instances: int = 30
) -> tuple[Array, Array, Array]:
    values: list[Fraction] = []
    ups, downs = [Fraction(0)], [Fraction(0)]
    points: Points = []
    for value in present(x):
        if points and points[-1][2]:
            values, ups, downs = [], [Fraction(0)], [Fraction(0)]
        values.append(value)
        away = value - sum(values) / len(values)
        ups.append(Fraction(forgetting) * ups[-1] + away - Fraction(delta))
        downs.append(Fraction(forgetting) * downs[-1] + away + Fraction(delta))
        up, down = ups[-1] - min(ups[1:]), max(downs[1:]) - downs[-1]
        has_up, has_down = above(up, threshold), above(down, threshold)
        signal = (-1 if above(down, up) else 1) if has_up and has_down else has_up - has_down
        points.append((up, down, signal if len(values) >= min_instances else 0))
    return spread(x, points)


def is_missing(value: float) -> bool:
    return math.isnan(value) or abs(value) > 1e150


def present(x: Array) -> list[Fraction]:
    return [Fraction(value) for value in x.tolist() if not is_missing(value)]


def above(a: Any, b: Any) -> bool:
    """By more than the tie band."""
    if isinstance(b, float):
        b = Fraction(b)
    band = max(abs(a), abs(b)) / 10**10
    return bool(a > b and a - b > band)


def sign(value: Any) -> int:
    return 1 if value > 0 else -1


def spread(x: Array, points: Points) -> tuple[Array, Array, Array]:
    """A point at each bar that is there; NaN and 0 at the others."""
    left = iter(points)
    rows = [(NAN, NAN, 0) if is_missing(value) else next(left) for value in x.tolist()]
    first, second, signal = zip(*rows, strict=True) if rows else ((), (), ())
    return np.array(list(map(plain, first))), np.array(list(map(plain, second))), np.array(signal, np.int8)


def plain(value: Any) -> float:
    return float(Exact(value)) if isinstance(value, Fraction) else float(value)


Y = (0.0, 1, 2, NAN, 3, 6, 3, -6)
VECTORS = [
    vector(
        "ewma_chart",
        (
            "0 .5 1.25 - 2.125 4.0625 3.53125 -1.234375",
            "1 1.1180339887 1.1456439237 - 1.1524430572 1.1541365820 1.1545595751 1.1546652992",
            "0 0 1 0 1 1 1 -1",
        ),
        *(Y, 0.0, 1.0, 0.5, 2.0),
    ),
    vector("cusum", ("0 .5 2 - 4.5 5.5 2.5 0", "0 0 0 - 0 0 0 5.5", "0 0 0 0 1 1 0 -1"), Y, 0.0, 1.0, 0.5, 4.0),
    vector("page_hinkley", ("0 0 .5 - 1.5 4.6 0 0", "0 0 0 - 0 0 0 4", "0 0 0 0 0 1 0 -1"), Y, 0.5, 3.0, 1.0, 2),
]
