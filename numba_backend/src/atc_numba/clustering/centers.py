"""K-means of the complete rows of a data set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from atc_core.arrays import LARGEST_SQUARE_ROOT, Array, Labels, Series
from atc_numba import backend
from atc_numba.clustering.lloyd import lloyd
from atc_numba.clustering.rows import complete_columns, spread_labels
from atc_numba.clustering.seeding import seeds
from atc_numba.compiling import TABLE, exact_block, loop
from atc_numba.implementations import implements
from atc_numba.random_numbers import draw
from atc_numba.results import deliver_each
from atc_numba.tables import ROWS, transpose


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
    labels, counts = np.empty(len(x), np.int64), np.empty(n_clusters, np.int64)
    centers = np.empty((n_clusters, x.shape[1]))
    inertia, n_iter = best_of_table(x, seed, n_init, max_iter, tol, labels, centers, counts)
    return deliver_each((labels, centers, inertia, n_iter, counts), out)


@backend.implements("kmeans_lloyd")
def kmeans_lloyd(
    x: Array, centers: Array, max_iter: int = 300, tol: float = 1e-4, *, out: Sequence[Any] | None = None
) -> Sequence[Any]:
    """The rounds alone."""
    labels, counts = np.empty(len(x), np.int64), np.empty(len(centers), np.int64)
    moved = centers.copy()
    inertia, n_iter = lloyd_of_table(x, max_iter, tol, labels, moved, counts)
    return deliver_each((labels, moved, inertia, n_iter, counts), out)


OUT = "int64[::1], float64[:, ::1], int64[::1]"
"""Labels, centres and counts."""


@loop(f"Tuple((float64, int64))({TABLE}, int64, int64, int64, float64, {OUT})", fastmath=False)
def best_of_table(
    x: Array, seed: int, n_init: int, max_iter: int, tol: float, labels: Labels, centers: Array, counts: Labels
) -> tuple[float, int]:
    """The same of all rows."""
    columns = complete_columns(x)
    kept = np.empty(columns.shape[1], np.int64)
    inertia, n_iter = best_of(columns, seed, n_init, max_iter, tol, kept, centers, counts)
    spread_labels(x, kept, labels)
    return inertia, n_iter


@loop(f"Tuple((float64, int64))({TABLE}, int64, float64, {OUT})", fastmath=False)
def lloyd_of_table(
    x: Array, max_iter: int, tol: float, labels: Labels, centers: Array, counts: Labels
) -> tuple[float, int]:
    """The same of all rows."""
    columns = complete_columns(x)
    kept = np.empty(columns.shape[1], np.int64)
    inertia, n_iter = lloyd(columns, centers, max_iter, tol, kept, counts)
    spread_labels(x, kept, labels)
    return inertia, n_iter


@exact_block
def best_of(
    columns: Array, seed: int, n_init: int, max_iter: int, tol: float, labels: Labels, centers: Array, counts: Labels
) -> tuple[float, int]:
    """The start with the least inertia, the earliest at a tie."""
    own, places, rows = np.empty_like(labels), np.empty_like(centers), np.empty_like(counts)
    inertia, n_iter = np.inf, 0
    for restart in range(n_init):
        seeds(columns, draw(np.uint64(seed), restart), places)
        reached, rounds = lloyd(columns, places, max_iter, tol, own, rows)
        if restart == 0 or reached < inertia:
            inertia, n_iter = reached, rounds
            labels[:] = own
            counts[:] = rows
            centers[:] = places
    return inertia, n_iter


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
                missing[i] += not abs(tile[column, i]) <= LARGEST_SQUARE_ROOT
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
