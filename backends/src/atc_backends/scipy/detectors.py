"""Control limits from SciPy's quantiles, of which it is the reference: nobody should write those anew."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
    betaincinv,
    chdtri,
    ndtri,
)

from atc_backends.scipy import backend
from atc_core.arrays import Series
from atc_core.declarations.detectors import components as declared

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
    if out is None:
        return limits
    for number, limit in zip(out, limits, strict=True):
        number[()] = limit
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
