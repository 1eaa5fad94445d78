"""The nearest of some centres: no fused multiply-add, sums from first column to last."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Labels, Series
from atc_numba.compiling import TABLE
from atc_numba.implementations import implements
from atc_numba.tables import ROWS, transpose

LARGEST = 1e150
"""Beyond it a value counts as missing, since its square might overflow."""


@implements(f"void({TABLE}, {TABLE}, int64[::1])", fastmath=False)
def kmeans_predict(x: Series, centers: Series, out: Labels) -> None:
    """Number of the centre nearest to each row, the lowest at a tie; -1 where a value is missing."""
    columns = x.shape[1]
    tile, distances, least = np.zeros((columns, ROWS)), np.empty(ROWS), np.empty(ROWS)
    labels, missing = np.empty(ROWS, np.int64), np.empty(ROWS, np.int64)
    for start in range(0, x.shape[0], ROWS):
        rows = x[start : start + ROWS]
        labels[:] = 0
        least[:] = np.inf
        missing[:] = 0
        transpose(rows, tile)
        for column in range(columns):
            for i in range(ROWS):
                missing[i] += not abs(tile[column, i]) <= LARGEST
        for center in range(centers.shape[0]):
            distances[:] = 0.0
            for column in range(columns):
                for i in range(ROWS):
                    difference = tile[column, i] - centers[center, column]
                    distances[i] += difference * difference
            for i in range(ROWS):
                labels[i] = center if distances[i] < least[i] else labels[i]
                least[i] = min(least[i], distances[i])
        for row in range(rows.shape[0]):
            out[start + row] = -1 if missing[row] else labels[row]
