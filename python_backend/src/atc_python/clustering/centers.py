"""K-means of the complete rows of a data set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from atc_core.arrays import Array, Labels, complete_rows
from atc_python import backend
from atc_python.clustering.lloyd import Clusters, lloyd, nearest
from atc_python.clustering.seeding import seeds
from atc_python.random_numbers import draw
from atc_python.results import deliver, deliver_each


@backend.implements("kmeans")
def kmeans(
    x: Array,
    n_clusters: int,
    seed: int = 0,
    n_init: int = 1,
    max_iter: int = 300,
    tol: float = 1e-4,
    *,
    out: Sequence[Any] | None = None,
) -> Sequence[Any]:
    """The best of some starts."""
    complete = complete_rows(x)
    return deliver_each(fields_of(best_of(x[complete], n_clusters, seed, n_init, max_iter, tol), complete), out)


@backend.implements("kmeans_lloyd")
def kmeans_lloyd(
    x: Array, centers: Array, max_iter: int = 300, tol: float = 1e-4, *, out: Sequence[Any] | None = None
) -> Sequence[Any]:
    """The rounds alone."""
    complete = complete_rows(x)
    return deliver_each(fields_of(lloyd(x[complete], centers, max_iter, tol), complete), out)


@backend.implements("kmeans_predict")
def kmeans_predict(x: Array, centers: Array, *, out: Labels | None = None) -> Labels:
    """The number of the centre nearest to each row, the lowest at a tie; -1 for a row with a missing value."""
    complete = complete_rows(x)
    return deliver(of_all_rows(nearest(x[complete], centers)[0], complete), out)


def best_of(rows: Array, clusters: int, seed: int, n_init: int, max_iter: int = 300, tol: float = 1e-4) -> Clusters:
    """The start with the least inertia, the earliest at a tie."""
    starts = (seeds(rows, clusters, draw(seed, restart)) for restart in range(n_init))
    return min((lloyd(rows, start, max_iter, tol) for start in starts), key=lambda found: found.inertia)


def fields_of(found: Clusters, complete: Array) -> tuple[Any, ...]:
    """The fields of the result."""
    labels = of_all_rows(found.labels, complete)
    return labels, found.centers, found.inertia, found.n_iter, found.counts


def of_all_rows(labels: Labels, complete: Array) -> Labels:
    """The labels of complete rows, and -1 for the others."""
    result = np.full(len(complete), -1, np.int64)
    result[complete] = labels
    return result
