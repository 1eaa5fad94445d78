"""The nearest of some centres."""

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver

Labels = NDArray[np.int64]

LARGEST = 1e150
"""Beyond it a value counts as missing: its square might overflow."""


@backend.implements("kmeans_predict")
def kmeans_predict(x: Series, centers: Series, *, out: Labels | None = None) -> Labels:
    """The number of the centre nearest to each row, the lowest at a tie; -1 for a row with a missing value."""
    complete = (np.abs(x) <= LARGEST).all(axis=1)
    labels = np.full(len(x), -1, np.int64)
    labels[complete] = nearest(x[complete], centers)
    return deliver(labels, out)


def nearest(rows: Series, centers: Series) -> Labels:
    """The number of the centre with the least squared distance to each row."""
    labels = np.zeros(len(rows), np.int64)
    least = squared_distances(rows, centers[0])
    for number, center in enumerate(centers):
        distances = squared_distances(rows, center)
        closer = distances < least
        labels[closer] = number
        least[closer] = distances[closer]
    return labels


def squared_distances(rows: Series, center: Series) -> Series:
    """Of each row to the centre, summed from the first column to the last."""
    distances = np.zeros(len(rows))
    for column, value in zip(rows.T, center, strict=True):
        difference = column - value
        distances = distances + difference * difference
    return distances
