"""How far rows lie from a centre, in the units of its spread."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import LARGEST_SQUARE_ROOT, Array, Scores, Series
from atc_numba.compiling import SERIES, TABLE
from atc_numba.implementations import implements


@implements(f"void({TABLE}, {SERIES}, {TABLE}, float64[::1])")
def mahalanobis(x: Array, mean: Series, precision: Array, out: Scores) -> None:
    """The quadratic form of each row's distance from the mean."""
    away, columns = np.empty(x.shape[1]), x.shape[1]
    for row in range(x.shape[0]):
        missing = 0
        for i in range(columns):
            missing += not abs(x[row, i]) <= LARGEST_SQUARE_ROOT
            away[i] = x[row, i] - mean[i]
        total = 0.0
        for i in range(columns):
            part = 0.0
            for j in range(columns):
                part += precision[i, j] * away[j]
            total += away[i] * part
        out[row] = np.nan if missing else total
