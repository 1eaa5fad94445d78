"""Averages, returns, signals and equity: fractions for numbers, IEEE rules for NaN and infinity."""

from __future__ import annotations

import functools
import math
import operator
import sys
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LARGEST = Fraction(sys.float_info.max)


class Exact:
    """A fraction, with exact arithmetic, or a float that is NaN or infinite, with IEEE's.

    What is beyond the largest float is infinite.
    """

    __slots__ = ("value",)

    def __init__(self, value: float | Fraction | Exact) -> None:
        if isinstance(value, Exact):
            self.value: Fraction | float = value.value
        elif isinstance(value, Fraction):
            self.value = value if abs(value) <= LARGEST else math.inf if value > 0 else -math.inf
        else:
            self.value = Fraction(value) if isinstance(value, int) or math.isfinite(value) else value

    def __float__(self) -> float:
        """Correctly rounded."""
        return float(self.value)

    def is_nan(self) -> bool:
        return isinstance(self.value, float) and math.isnan(self.value)

    def is_finite(self) -> bool:
        return isinstance(self.value, Fraction)

    def combine(self, operation: Callable[[Any, Any], Any], second: float | Exact) -> Exact:
        other = Exact(second)
        divides_by_zero = operation is operator.truediv and other.value == 0
        if self.is_finite() and other.is_finite() and not divides_by_zero:
            return Exact(operation(self.value, other.value))
        with np.errstate(all="ignore"):
            return Exact(float(operation(np.float64(float(self)), np.float64(float(other)))))

    def __add__(self, other: float | Exact) -> Exact:
        return self.combine(operator.add, other)

    def __sub__(self, other: float | Exact) -> Exact:
        return self.combine(operator.sub, other)

    def __mul__(self, other: float | Exact) -> Exact:
        return self.combine(operator.mul, other)

    def __truediv__(self, other: float | Exact) -> Exact:
        return self.combine(operator.truediv, other)

    def __rsub__(self, other: float) -> Exact:
        return Exact(other) - self

    def __radd__(self, other: float) -> Exact:
        return Exact(other) + self

    def __rmul__(self, other: float) -> Exact:
        return Exact(other) * self

    def __neg__(self) -> Exact:
        return Exact(-self.value)

    def __abs__(self) -> Exact:
        return Exact(abs(self.value))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (int, float, Exact)) and self.value == Exact(other).value

    def __lt__(self, other: float | Exact) -> bool:
        return self.value < Exact(other).value

    def __gt__(self, other: float | Exact) -> bool:
        return self.value > Exact(other).value

    def __le__(self, other: float | Exact) -> bool:
        return self.value <= Exact(other).value

    def __ge__(self, other: float | Exact) -> bool:
        return self.value >= Exact(other).value

    __hash__ = None  # type: ignore[assignment]


NAN = Exact(math.nan)
Numbers = list[Exact]


def exact(values: Sequence[float]) -> Numbers:
    return [Exact(float(value)) for value in values]


def total(values: Numbers) -> Exact:
    return functools.reduce(operator.add, values)


def windowed(x: Numbers, n: int, formula: Callable[[Numbers], Exact]) -> Numbers:
    """The formula of each window of n bars, oldest first; NaN for one that is not whole or holds a NaN."""
    results = []
    for t in range(len(x)):
        window = x[t - n + 1 : t + 1] if t >= n - 1 else [NAN]
        results.append(NAN if any(bar.is_nan() for bar in window) else formula(window))
    return results


def mean(window: Numbers) -> Exact:
    return total(window) / len(window)


def weighted_mean(window: Numbers) -> Exact:
    n = len(window)
    return total([weight * bar for weight, bar in enumerate(window, start=1)]) / Fraction(n * (n + 1), 2)


def line_at_newest(window: Numbers) -> Exact:
    """From the normal equations; two bars or more of which one is infinite have no line."""
    n = len(window)
    if n == 1:
        return window[0]
    if not all(bar.is_finite() for bar in window):
        return NAN
    middle = Fraction(n - 1, 2)
    level = mean(window)
    rise = total([(j - middle) * (bar - level) for j, bar in enumerate(window)])
    slope = rise / total([Exact((j - middle) ** 2) for j in range(n)])
    return level + slope * middle


def sma(x: Numbers, length: int) -> Numbers:
    return windowed(x, length, mean)


def wma(x: Numbers, length: int) -> Numbers:
    return windowed(x, length, weighted_mean)


def lsma(x: Numbers, length: int) -> Numbers:
    return windowed(x, length, line_at_newest)


def hma(x: Numbers, length: int) -> Numbers:
    ahead = [2 * fast - slow for fast, slow in zip(wma(x, max(length // 2, 1)), wma(x, length), strict=True)]
    return wma(ahead, math.isqrt(length))


def first_number(x: Numbers) -> int:
    return next((t for t, bar in enumerate(x) if not bar.is_nan()), len(x))


def smoothed(values: Numbers, average: Exact, length: int) -> Numbers:
    """The recursion over `values`, from `average` on."""
    a = Fraction(2, length + 1)
    results = []
    for value in values:
        average = a * value + (1 - a) * average
        results.append(average)
    return results


def averages(x: Numbers, length: int) -> Numbers:
    """The exponential average from its first valid bar on."""
    z = first_number(x)
    if z + length > len(x):
        return []
    seed = mean(x[z : z + length])
    return [seed, *smoothed(x[z + length :], seed, length)]


def ending_in(values: Numbers, bars: int) -> Numbers:
    return [NAN] * (bars - len(values)) + values


def ema(x: Numbers, length: int) -> Numbers:
    return ending_in(averages(x, length), len(x))


def dema(x: Numbers, length: int) -> Numbers:
    once = averages(x, length)
    twice = once[:1] + (smoothed(once[1:], once[0], length) if once else [])
    return ending_in([2 * e1 - e2 for e1, e2 in zip(once, twice, strict=True)], len(x))


def kama(x: Numbers, length: int, fast: float = 0.666, slow: float = 0.064) -> Numbers:
    z = first_number(x)
    averages = x[z : z + 1]
    for t in range(z + 1, len(x)):
        average = averages[-1]
        if t >= z + length:
            noise = total([abs(x[j] - x[j - 1]) for j in range(t - length + 1, t + 1)])
            change = abs(x[t] - x[t - length])
            ratio = Exact(0) if noise == 0 else change / noise
            speed = ratio * (Exact(fast) - slow) + slow
            average = average + speed * speed * (x[t] - average)
        averages.append(average)
    return ending_in(averages, len(x))


def rate_of_change(prices: Numbers) -> Numbers:
    returns = [new / old - 1 for old, new in pairwise(prices)]
    return ending_in(returns, len(prices))


def crossover_signal(prices: Numbers, average: Numbers) -> list[int]:
    pairs = list(zip(prices, average, strict=True))
    state, states = 0, [0] * len(pairs[:1])
    for (old_p, old_m), (p, m) in pairwise(pairs):
        if p > m and not tied(p, m) and (old_p <= old_m or tied(old_p, old_m)):
            state = 1
        elif p < m and not tied(p, m) and (old_p >= old_m or tied(old_p, old_m)):
            state = -1
        states.append(state)
    return states


def tied(a: Exact, b: Exact) -> bool:
    """Equal within the tie band; an infinity only with itself."""
    if a.is_finite() and b.is_finite():
        return abs(a - b) <= Fraction(1e-10) * max(abs(a), abs(b))
    return a == b


def signal_persistence(up: Sequence[bool], down: Sequence[bool]) -> list[int]:
    state, states = 0, []
    for is_up, is_down in zip(up, down, strict=True):
        state = 1 if is_up else -1 if is_down else state
        states.append(state)
    return states


def equity(
    r_values: Numbers,
    sig_prev: Numbers,
    starting_equity: float = 1.0,
    decay_multiplier: float = 0.9997,
    cutout: int = 0,
) -> Numbers:
    values: Numbers = []
    for t, (r, sig) in enumerate(zip(r_values, sig_prev, strict=True)):
        if t < cutout:
            values.append(NAN)
            continue
        a = Exact(0) if r.is_nan() or sig.is_nan() or sig == 0 else r if sig > 0 else -r
        value = Exact(starting_equity) if t == cutout else values[-1] * decay_multiplier * (1 + a)
        values.append(value if value > 0.25 else Exact(0.25))
    return values


def evaluate(name: str, arguments: Sequence[Any]) -> np.ndarray[Any, Any]:
    """What the kernel called `name` must give for `arguments`, correctly rounded."""
    given = [exact(item) if getattr(item, "dtype", None) == np.float64 else item for item in arguments]
    result = globals()[name](*given)
    dtype = np.int8 if name in {"crossover_signal", "signal_persistence"} else np.float64
    return np.array([dtype(float(item)) for item in result], dtype)
