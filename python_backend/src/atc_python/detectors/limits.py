"""Control limits of principal components: quantiles of the normal, chi-squared and F distributions.

A quantile is where a falling chance is reached, found by halves: the chances are continued fractions, whose terms are
read in Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 26.5.8 and 6.5.31.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import count as counted
from statistics import NormalDist
from typing import Any

import numpy as np

from atc_core.arrays import Series
from atc_core.declarations.detectors.components import PcaModel
from atc_python import backend
from atc_python.detectors.components import BAND
from atc_python.results import deliver_each

LEAST_EXPONENT = 1e-6
"""Of Jackson and Mudholkar; up to it their limit means nothing."""
LARGE = 100.0
"""From here on a difference of logarithms of the gamma function is read from Stirling's series: those themselves are
large, and lose 1e-10 at a million."""
TINY = 1e-300
"""In place of a denominator of 0."""


@backend.implements("pca_limits")
def pca_limits(model: PcaModel, alpha: float = 0.01, *, out: Sequence[Any] | None = None) -> Sequence[Any]:
    """What a share of normal rows exceeds."""
    kept, eigenvalues = len(model.components), model.eigenvalues
    rest = eigenvalues[kept:]
    left_out = rest[rest > BAND * eigenvalues.max(initial=0.0)]
    limits = squared_error_limit(left_out, alpha), hotelling_limit(kept, int(model.n_samples), alpha)
    return limits if out is None else deliver_each(tuple(map(np.array, limits)), out)


def squared_error_limit(variances: Series, alpha: float) -> float:
    """Jackson and Mudholkar's limit of a sum of squares of these variances, else Box's; 0 of none."""
    if not len(variances):
        return 0.0
    # In units of the largest: the cubes of 1e150 overflow.
    largest = float(variances.max())
    first, second, third = (math.fsum((variances / largest) ** power) for power in (1, 2, 3))
    exponent = 1.0 - 2.0 * first * third / (3.0 * second * second)
    if exponent > LEAST_EXPONENT:
        spread = -NormalDist().inv_cdf(alpha) * math.sqrt(2.0 * second * exponent**2) / first
        base = spread + 1.0 + second * exponent * (exponent - 1.0) / first**2
        if base > 0.0:
            return float(largest * first * base ** (1.0 / exponent))
    return largest * second / first * quantile(lambda value: chi_squared_above(value, first**2 / second), alpha)


def hotelling_limit(kept: int, rows: int, alpha: float) -> float:
    """That of T² for rows that were not fitted; 0 without a component, NaN where there are too few rows."""
    if kept == 0:
        return 0.0
    if rows <= kept:
        return math.nan
    exceeded = quantile(lambda value: f_above(value, kept, rows - kept), alpha)
    return kept * (rows**2 - 1.0) / (rows * (rows - kept)) * exceeded


def quantile(above: Callable[[float], float], chance: float) -> float:
    """Where a falling function of positive numbers reaches a chance, to the last bit that it tells."""
    low = high = 1.0
    while above(high) > chance:
        high *= 2.0
    while above(low) <= chance:
        low /= 2.0
    while low < (middle := (low + high) / 2.0) < high:
        low, high = (middle, high) if above(middle) > chance else (low, middle)
    return high


def f_above(value: float, first: float, second: float) -> float:
    """The chance of F, with these degrees of freedom, to be above a value: an incomplete beta function."""
    a, b, ratio = second / 2.0, first / 2.0, first * value / second
    log_share, log_other = -math.log1p(ratio), math.log(ratio) - math.log1p(ratio)
    factor = math.exp(a * log_share + b * log_other - log_beta(a, b))
    share, other = 1.0 / (1.0 + ratio), ratio / (1.0 + ratio)
    if share < (a + 1.0) / (a + b + 2.0):
        return factor / a / fraction(beta_terms(share, a, b))
    return 1.0 - factor / b / fraction(beta_terms(other, b, a))


def beta_terms(share: float, a: float, b: float) -> Iterator[tuple[float, float]]:
    """Numerators and denominators of the incomplete beta function's continued fraction, the leading 1 first."""
    yield 0.0, 1.0
    for m in counted():
        yield -(a + m) * (a + b + m) * share / ((a + 2 * m) * (a + 2 * m + 1)), 1.0
        n = m + 1
        yield n * (b - n) * share / ((a + 2 * n - 1) * (a + 2 * n)), 1.0


def chi_squared_above(value: float, freedom: float) -> float:
    """The chance of chi-squared to be above a value: an incomplete gamma function."""
    a, x = freedom / 2.0, value / 2.0
    factor = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x > a + 1.0:
        return factor / fraction(gamma_terms(a, x))
    term = total = 1.0 / a
    for n in counted(1):
        term *= x / (a + n)
        total += term
        if term <= 1e-17 * total:
            return 1.0 - factor * total
    raise AssertionError  # the terms decay


def gamma_terms(a: float, x: float) -> Iterator[tuple[float, float]]:
    """The same of the incomplete gamma function's."""
    yield 0.0, x + 1.0 - a
    for n in counted(1):
        yield -n * (n - a), x + 2 * n + 1.0 - a


def fraction(terms: Iterator[tuple[float, float]]) -> float:
    """A continued fraction ``d0 + n1/(d1 + n2/(d2 + …))``, from its front (Lentz), until it no longer changes."""
    _, value = next(terms)
    ahead, behind = value, 0.0
    for numerator, denominator in terms:
        behind = 1.0 / (denominator + numerator * behind or TINY)
        ahead = denominator + numerator / ahead or TINY
        value *= ahead * behind
        if abs(ahead * behind - 1.0) < 1e-15:  # noqa: PLR2004 a rounding or two
            return value
    raise AssertionError  # the terms have no end


def log_beta(a: float, b: float) -> float:
    """The logarithm of the beta function."""
    small, large = min(a, b), max(a, b)
    if large < LARGE:
        return math.lgamma(small) + math.lgamma(large) - math.lgamma(small + large)
    both = small + large
    grown = (large - 0.5) * math.log1p(small / large) + small * math.log(both) - small
    return math.lgamma(small) - (grown + stirling_rest(both) - stirling_rest(large))


def stirling_rest(value: float) -> float:
    """What Stirling's formula for the logarithm of the gamma function leaves."""
    return (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * value * value)) / (value * value)) / value
