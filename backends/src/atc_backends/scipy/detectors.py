"""Control limits from quantiles of SciPy, and the drift of a distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
    betaincinv,
    chdtri,
    kolmogorov,
    ndtri,
)

from atc_backends.scipy import backend
from atc_core.arrays import Series, complete_rows
from atc_core.declarations.detectors import components as declared
from atc_core.declarations.detectors import drift

NOTHING = 1e-10
"""Of the largest eigenvalue: what is not above it counts as 0."""
LEAST_EXPONENT = 1e-6
"""Of Jackson and Mudholkar; up to it their limit means nothing."""


@backend.implements(declared.pca_limits)
def pca_limits(model: declared.PcaModel, alpha: float = 0.01, *, out: Any = None) -> Any:
    """What a share of normal rows exceeds."""
    count, eigenvalues = len(model.components), model.eigenvalues
    rest = eigenvalues[count:]
    limits = (
        squared_error_limit(rest[rest > NOTHING * eigenvalues.max(initial=0.0)], alpha),
        hotelling_limit(count, int(model.n_samples), alpha),
    )
    return numbers(limits, out)


@backend.implements(drift.ks_2samp)
def ks_2samp(x: Series, y: Series, *, out: Any = None) -> Any:
    """The largest distance of two distributions, and its chance in the limit."""
    first, second = np.sort(x[complete_rows(x)]), np.sort(y[complete_rows(y)])
    n, m = len(first), len(second)
    if not n or not m:
        return numbers((math.nan, math.nan), out)
    # The largest distance is behind a value of either sample.
    values = np.concatenate([first, second])
    counts, others = first.searchsorted(values, "right"), second.searchsorted(values, "right")
    distance = int(np.abs(counts * m - others * n).max()) / (n * m)
    return numbers((distance, float(kolmogorov(distance * math.sqrt(n / (n + m) * m)))), out)


def numbers(results: tuple[float, float], out: Any) -> Any:
    """Results, or `out` with them in it."""
    if out is None:
        return results
    for number, result in zip(out, results, strict=True):
        number[()] = result
    return out


def squared_error_limit(variances: Series, alpha: float) -> float:
    """Jackson and Mudholkar's limit of a sum of squares of these variances, else Box's; 0 of none."""
    if not len(variances):
        return 0.0
    # In units of the largest: the cubes of 1e150 overflow.
    largest = float(variances.max())
    first, second, third = (float(np.sum((variances / largest) ** power)) for power in (1, 2, 3))
    exponent = 1.0 - 2.0 * first * third / (3.0 * second * second)
    if exponent > LEAST_EXPONENT:
        spread = -float(ndtri(alpha)) * math.sqrt(2.0 * second * exponent**2) / first
        base = spread + 1.0 + second * exponent * (exponent - 1.0) / first**2
        if base > 0.0:
            return float(largest * first * base ** (1.0 / exponent))
    return float(largest * second / first * chdtri(first**2 / second, alpha))


def hotelling_limit(count: int, rows: int, alpha: float) -> float:
    """That of T² for rows that were not fitted; 0 without a component, NaN where there are too few rows."""
    if count == 0:
        return 0.0
    if rows <= count:
        return math.nan
    return count * (rows**2 - 1.0) / (rows * (rows - count)) * f_quantile(count, rows - count, alpha)


def f_quantile(first: int, second: int, alpha: float) -> float:
    """What F exceeds with a chance of `alpha`: by the beta distribution of its smaller part, which keeps its digits."""
    share = float(betaincinv(second / 2.0, first / 2.0, alpha))
    if share < 0.5:  # noqa: PLR2004 the smaller part
        return second / first * (1.0 - share) / share
    other = float(betaincinv(first / 2.0, second / 2.0, 1.0 - alpha))
    return second / first * other / (1.0 - other)
