"""From an average signal to what is traded."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def classify(average_signal: Array, long_threshold: float = 0.1, short_threshold: float = -0.1) -> Array:
    classes = [1 if value > long_threshold else -1 if value < short_threshold else 0 for value in average_signal]
    return np.array(classes, np.int8)


def next_bar(signal: Array) -> Array:
    return np.array([0, *signal.tolist()][: len(signal)], signal.dtype)
