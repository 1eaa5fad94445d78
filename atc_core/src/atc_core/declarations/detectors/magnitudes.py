"""The sizes that errors of detectors are measured by."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import LARGEST_SQUARE_ROOT, Array


def magnitudes(values: Array) -> Array:
    """Magnitudes; 0 of what is missing."""
    sizes = np.abs(values)
    return np.where(sizes <= LARGEST_SQUARE_ROOT, sizes, 0.0)


def largest(values: Array) -> float:
    """The largest of them, 0 of nothing."""
    return float(magnitudes(values).max(initial=0.0))
