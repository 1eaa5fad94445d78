"""Clustering: Python's floats, one operation after the other, as the contract writes them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]


def kmeans_predict(x: Array, centers: Array) -> Array:
    rows = x[:, None].tolist() if x.ndim == 1 else x.tolist()
    return np.array([label(row, centers.tolist()) for row in rows], np.int64)


def label(row: Sequence[float], centers: Sequence[Sequence[float]]) -> int:
    if any(math.isnan(value) or abs(value) > 1e150 for value in row):
        return -1
    distances = [squared_distance(row, center) for center in centers]
    return distances.index(min(distances))


def squared_distance(row: Sequence[float], center: Sequence[float]) -> float:
    total = 0.0
    for a, b in zip(row, center, strict=True):
        difference = a - b
        square = difference * difference
        total = total + square
    return total
