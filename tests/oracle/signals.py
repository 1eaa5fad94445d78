"""From an average signal to what is traded."""

from __future__ import annotations

from typing import Any

import numpy as np

from oracle.vector import INF, NAN, vector

Array = np.ndarray[Any, Any]


def classify(average_signal: Array, long_threshold: float = 0.1, short_threshold: float = -0.1) -> Array:
    classes = [1 if value > long_threshold else -1 if value < short_threshold else 0 for value in average_signal]
    return np.array(classes, np.int8)


def next_bar(signal: Array) -> Array:
    return np.array([0, *signal.tolist()][: len(signal)], signal.dtype)


AVERAGE = (NAN, 0.0, 0.1, 0.100001, 1.0, -0.1, -0.100001, -1.0, INF, -INF)
VECTORS = [
    vector("classify", "0 0 0 1 1 0 -1 -1 1 -1", AVERAGE),
    vector("classify", "0 1 -1", (0.4, 0.6, 0.1), 0.5, 0.2),
    vector("next_bar", "0 1 - -2", (1.0, NAN, -2.0, 3.0)),
    vector("next_bar", "0 1 0", (1, 0, -1)),
]
