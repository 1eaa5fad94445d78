"""Liquidity: windows of fractions, fifty digits for roots and logarithms."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from oracle.vector import NAN, vector

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]
DIGITS = 50


def liquidity_metrics(high: Array, low: Array, close: Array, lookback: int = 14) -> tuple[float, float]:
    if len(close) < lookback + 1:
        return NAN, NAN
    parts = [item[-lookback - 1 :].tolist() for item in (high, low, close)]
    if all(map(math.isfinite, [*parts[0][1:], *parts[1][1:], *parts[2]])) and all(parts[2][1:]):
        exact = [[Fraction(value) if math.isfinite(value) else Fraction(0) for value in part] for part in parts]
        return tuple(map(float, metrics(*exact, maximum=max)))
    with np.errstate(all="ignore"):
        return metrics(*(list(map(np.float64, part)) for part in parts), maximum=lambda *items: np.max(items))


def metrics(high: Sequence[Any], low: Sequence[Any], close: Sequence[Any], maximum: Any) -> tuple[Any, Any]:
    rows = list(zip(high[1:], low[1:], close[:-1], close[1:], strict=True))
    ranges = [maximum(h - under, abs(h - before), abs(under - before)) for h, under, before, _ in rows]
    shares = [(h - under) / c for h, under, _, c in rows]
    return 100 * (sum(ranges) / len(rows)) / close[-1], 100 * (sum(shares) / len(rows))


def amihud(close: Array, volume: Array, window: int, min_periods: int = 1) -> Array:
    ratios: list[Fraction | None] = [None]
    rows = zip(close[:-1].tolist(), close[1:].tolist(), volume[1:].tolist(), strict=True)
    for before, after, traded in rows:
        if not all(map(math.isfinite, (before, after, traded))):
            with np.errstate(all="ignore"):
                ratio = np.abs(np.float64(after) / before - 1.0) / (np.float64(after) * traded)
            ratios.append(Fraction(float(ratio)) if math.isfinite(ratio) and after * traded > 0 else None)
        elif before == 0 or after * traded <= 0:
            ratios.append(None)
        else:
            ratios.append(abs(Fraction(after) / Fraction(before) - 1) / (Fraction(after) * Fraction(traded)))
    result = np.full(len(close), NAN)
    for t in range(window, len(close)):
        kept = [item for item in ratios[t - window + 1 : t + 1] if item is not None]
        if len(kept) >= min_periods:
            result[t] = float(sum(kept) / len(kept))
    return result


def changes(close: Array) -> list[Fraction | None]:
    """The change of each close; None where there is none, or it is not finite."""
    pairs = zip(close[:-1].tolist(), close[1:].tolist(), strict=True)
    return [None][: len(close)] + [
        Fraction(after) - Fraction(before) if math.isfinite(before) and math.isfinite(after) else None
        for before, after in pairs
    ]


def products(a: Sequence[Any], b: Sequence[Any]) -> Fraction:
    """The sum of products of what two samples deviate from their means."""
    middle = sum(a, Fraction(0)) / len(a), sum(b, Fraction(0)) / len(b)
    return sum(((x - middle[0]) * (y - middle[1]) for x, y in zip(a, b, strict=True)), Fraction(0))


def roll_spread(close: Array, window: int) -> Array:
    moves, result = changes(close), np.full(len(close), NAN)
    for t in range(window + 1, len(close)):
        seen: Any = moves[t - window : t + 1]
        if None in seen:
            continue
        covariance = products(seen[1:], seen[:-1]) / (window - 1)
        if covariance < -max(item**2 for item in seen) / 10**10:
            with mpmath.workdps(DIGITS):
                result[t] = float(2 * mpmath.sqrt(-mpmath.mpf(covariance.numerator) / covariance.denominator))
    return result


def kyle_lambda(close: Array, signed_volume: Array, window: int) -> Array:
    moves, result = changes(close), np.full(len(close), NAN)
    volumes = [Fraction(item) if math.isfinite(item) else None for item in signed_volume.tolist()]
    for t in range(window, len(close)):
        own = slice(t - window + 1, t + 1)
        if None in moves[own] or None in volumes[own]:
            continue
        spread = products(volumes[own], volumes[own])
        if spread:
            result[t] = float(products(volumes[own], moves[own]) / spread)
    return result


def corwin_schultz(high: Array, low: Array, close: Array) -> Array:
    result = np.full(len(close), NAN)
    for t in range(1, len(close)):
        result[t] = spread_of(float(high[t - 1]), float(low[t - 1]), float(close[t - 1]), float(high[t]), float(low[t]))
    return result


def spread_of(h1: float, l1: float, before: float, h2: float, l2: float) -> float:
    """The spread of two bars."""
    if not all(map(math.isfinite, (h1, l1, before, h2, l2))):
        is_lost = any(map(math.isnan, (h1, l1, before, h2, l2)))
        return NAN if is_lost else float(of_infinities(h1, l1, before, h2, l2))
    upper, lower = Fraction(h2), Fraction(l2)
    gap = max(lower - Fraction(before), 0) or min(upper - Fraction(before), 0)
    upper, lower = upper - gap, lower - gap
    pairs = [(Fraction(h1), Fraction(l1)), (upper, lower), (max(Fraction(h1), upper), min(Fraction(l1), lower))]
    with mpmath.workdps(DIGITS):
        logs = [logarithm(*pair) for pair in pairs]
        if None in logs or not all(map(mpmath.isfinite, logs)):
            return NAN
        k = 3 - 2 * mpmath.sqrt(2)
        beta, gamma = logs[0] ** 2 + logs[1] ** 2, logs[2] ** 2
        alpha = (mpmath.sqrt(2 * beta) - mpmath.sqrt(beta)) / k - mpmath.sqrt(gamma / k)
        return max(0.0, float(2 * (mpmath.exp(alpha) - 1) / (1 + mpmath.exp(alpha))))


def logarithm(one: Fraction, other: Fraction) -> Any:
    """Of a ratio; None where that is negative, or 0 over 0."""
    if not other:
        return mpmath.inf if one > 0 else None
    ratio = one / other
    if ratio <= 0:
        return None if ratio else -mpmath.inf
    return mpmath.log(mpmath.mpf(ratio.numerator) / ratio.denominator)


@np.errstate(all="ignore")
def of_infinities(*bars: float) -> Any:
    """The formula as it reads."""
    h1, l1, before, h2, l2 = map(np.float64, bars)
    gap = l2 - before if l2 > before else h2 - before if h2 < before else 0.0
    h2, l2, k = h2 - gap, l2 - gap, 3 - 2 * np.sqrt(2)
    beta = np.log(h1 / l1) ** 2 + np.log(h2 / l2) ** 2
    gamma = np.log(np.maximum(h1, h2) / np.minimum(l1, l2)) ** 2
    alpha = (np.sqrt(2 * beta) - np.sqrt(beta)) / k - np.sqrt(gamma / k)
    return np.maximum(0.0, 2 * (np.exp(alpha) - 1) / (1 + np.exp(alpha)))


HIGH, LOW = (10.0, 11, 12, 12.5, 12, 13), (9.0, 10, 10.5, 11, 11, 12.2)
CLOSE, VOLUME = (9.5, 10.8, 11, 12, 11.2, 12.9), (100.0, 200, 0, 50, 80, 90)
SIGNED = (10.0, 20, -5, 30, -40, 25)
VECTORS = [
    vector("liquidity_metrics", (11.1111111111111, 9.2100406053894), HIGH, LOW, CLOSE, 3),
    vector("amihud", "- - 6.335282651e-5 1.515151515e-4 1.129599567e-4 1.025709056e-4", CLOSE, VOLUME, 2),
    vector("roll_spread", "- - - - 1.1604596790 2.1039645117", CLOSE, 3),
    vector("kyle_lambda", "- - - .0269230769 .0257142857 .0311475410", CLOSE, SIGNED, 3),
    vector("corwin_schultz", "- 0 0 .0253559088 .0646851541 .0580060696", HIGH, LOW, CLOSE),
]
