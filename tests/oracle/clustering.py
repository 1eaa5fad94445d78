"""Clustering: Python's floats, one operation after the other, as the contract writes them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from oracle.vector import NAN, vector

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


def smooth_labels(labels: Array, min_duration: int) -> Array:
    states, state = [], -1
    for t in range(len(labels)):
        there = [label for label in labels[: t + 1].tolist() if label >= 0]
        latest = there[-min_duration:]
        if len(latest) == min_duration and len(set(latest)) == 1:
            state = latest[0]
        states.append(state)
    return np.array(states, np.int64)


POINTS = ((0.0, 0), (0, 1), (1, 0), (10, 10), (10, 11), (11, 10), (NAN, 1), (5, 5))
CENTERS = ((1 / 3, 1 / 3), (31 / 3, 31 / 3), (5.0, 5.0))
VECTORS = [
    vector("kmeans_predict", "0 0 0 1 1 1 -1 2", POINTS, CENTERS),
    vector("smooth_labels", "-1 -1 1 1 1 0 0 0 1 1 1", (0, 1, 1, 0, -1, 0, 0, 1, 1, 1, 2), 2),
    vector("kmeans_predict", "0 0 -1 1", ((1.0,), (2.0,), (NAN,), (2.5,)), ((1.0,), (3.0,))),
]
