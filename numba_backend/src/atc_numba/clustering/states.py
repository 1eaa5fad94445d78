"""States of a data set, how long they hold, and what comes after which."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from atc_core.arrays import Array, Labels, complete_rows
from atc_core.declarations.clustering import states
from atc_numba import backend
from atc_numba.clustering import quality
from atc_numba.clustering.centers import kmeans
from atc_numba.clustering.quality import LABELS
from atc_numba.clustering.rows import blocked_sum, complete_columns
from atc_numba.compiling import TABLE, loop
from atc_numba.implementations import implements
from atc_numba.ties import TIE_BAND


@backend.implements("regimes")
def regimes(
    x: Array,
    min_clusters: int = 2,
    max_clusters: int = 6,
    min_score: float = 0.15,
    seed: int = 0,
    n_init: int = 10,
) -> tuple[Any, ...]:
    """The clusters with the best silhouette score; a later number of them wins only beyond the tie band."""
    complete = complete_rows(x)
    rows = x[complete]
    labels, score = np.where(complete, 0, -1), math.nan
    centers = None
    for clusters in range(min_clusters, min(max_clusters, len(rows) - 1) + 1):
        found = kmeans(rows, clusters, seed, n_init)
        numbers = np.unique(found[0], return_inverse=True)[1]
        if numbers.max() + 1 < states.LEAST_STATES:
            continue
        reached = float(quality.silhouettes(rows, numbers).mean())
        if centers is None or is_above(reached, score):
            labels[complete], centers, score = found[0], found[1], reached
    if centers is None or is_above(min_score, score):
        labels[complete], centers = 0, center_of(x)[None]
    return labels, centers, len(centers), score


def is_above(a: float, b: float) -> bool:
    """Whether a number is above another by more than the tie band."""
    return a - b > TIE_BAND * max(abs(a), abs(b))


@loop(f"float64[::1]({TABLE})", fastmath=False)
def center_of(x: Array) -> Array:
    """The mean of the complete rows."""
    columns = complete_columns(x)
    means = np.empty(x.shape[1])
    for column in range(x.shape[1]):
        means[column] = blocked_sum(columns[column]) / columns.shape[1]
    return means


@backend.implements("transition_matrix")
def transition_matrix(labels: Labels, n_states: int | None = None) -> tuple[Any, ...]:
    """How often each label came right after each, and the shares of that."""
    size = max(int(labels.max(initial=-1)) + 1 if n_states is None else n_states, 0)
    counts, shares = np.zeros((size, size), np.int64), np.empty((size, size))
    count_pairs(labels, counts, shares)
    return counts, shares


@loop(f"void({LABELS}, int64[:, ::1], float64[:, ::1])", fastmath=False)
def count_pairs(labels: Labels, counts: Labels, shares: Array) -> None:
    """Count neighbours of which both have a label."""
    for t in range(1, labels.shape[0]):
        if labels[t - 1] >= 0 and labels[t] >= 0:
            counts[labels[t - 1], labels[t]] += 1
    for state in range(counts.shape[0]):
        left = counts[state].sum()
        for later in range(counts.shape[1]):
            shares[state, later] = counts[state, later] / left if left else np.nan


@implements(f"void({LABELS}, int64, int64[::1])")
def smooth_labels(labels: Labels, min_duration: int, out: Labels) -> None:
    """The last label that held for a while, at each bar."""
    state, latest, count = -1, -1, 0
    for t in range(labels.shape[0]):
        label = labels[t]
        if label >= 0:
            count = count + 1 if label == latest else 1
            latest = label
            state = label if count >= min_duration else state
        out[t] = state
