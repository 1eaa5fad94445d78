"""How far rows lie from a centre, in the units of its spread."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Array, Scores, complete_rows
from atc_python import backend
from atc_python.results import deliver


@backend.implements("mahalanobis")
def mahalanobis(x: Array, mean: Array, precision: Array, *, out: Scores | None = None) -> Scores:
    """The quadratic form of each row's distance from the mean."""
    complete = complete_rows(x)
    distances = np.full(len(x), np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        away = x[complete] - mean
        distances[complete] = ((away @ precision) * away).sum(axis=1)
    return deliver(distances, out)
