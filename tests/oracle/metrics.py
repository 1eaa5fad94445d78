"""Performance metrics: fractions, and fifty digits for a root."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from oracle.rolling import covariance, root
from oracle.series import Exact
from oracle.vector import NAN, vector

Array = np.ndarray[Any, Any]


def sharpe_ratio(returns: Array, rf_per_period: float = 0.0, periods_per_year: float = 252.0, ddof: int = 1) -> float:
    kept = [Fraction(value) for value in returns.tolist() if not math.isnan(value)]
    if len(kept) < 2 or len(kept) <= ddof:
        return math.nan
    if len(set(kept)) == 1:
        return 0.0
    excess = sum(kept) / Fraction(len(kept)) - Fraction(rf_per_period)
    std = root(covariance(kept, kept) / (len(kept) - ddof))
    return float(Exact(excess / std * root(Fraction(periods_per_year))))


RETURNS = (0.01, -0.02, 0.03, NAN, 0, -0.01, 0.02)
VECTORS = [
    vector("sharpe_ratio", 4.2426406871, RETURNS),
    vector("sharpe_ratio", 4.4746907315, RETURNS, 0.001, 365.0, 0),
    vector("sharpe_ratio", 0.0, (0.1, 0.1, 0.1)),
]
