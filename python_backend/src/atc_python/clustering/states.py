"""States of a data set, how long they hold, and what comes after which."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from atc_core.arrays import Array, Labels, complete_rows
from atc_core.declarations.clustering import states
from atc_python import backend
from atc_python.blocks import blocked_sum
from atc_python.clustering.centers import best_of, of_all_rows
from atc_python.clustering.lloyd import Clusters
from atc_python.clustering.quality import silhouettes
from atc_python.stepwise import per_bar
from atc_python.streams_memory import Remembering
from atc_python.ties import is_above


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
    best, score = None, math.nan
    for clusters in range(min_clusters, min(max_clusters, len(rows) - 1) + 1):
        found = best_of(rows, clusters, seed, n_init)
        if np.count_nonzero(found.counts) < states.LEAST_STATES:
            continue
        reached = float(silhouettes(rows, found.labels).mean())
        if best is None or is_above(reached, score):
            best, score = found, reached
    if best is None or is_above(min_score, score):
        best = Clusters(np.zeros(len(rows), np.int64), (blocked_sum(rows) / len(rows))[None], 0.0, 0)
    return of_all_rows(best.labels, complete), best.centers, len(best.centers), score


@backend.implements("transition_matrix")
def transition_matrix(labels: Labels, n_states: int | None = None) -> tuple[Any, ...]:
    """How often each label came right after each, and the shares of that."""
    size = int(labels.max(initial=-1)) + 1 if n_states is None else n_states
    size = max(size, 0)
    counts = np.zeros((size, size), np.int64)
    earlier, later = labels[:-1], labels[1:]
    both = (earlier >= 0) & (later >= 0)
    np.add.at(counts, (earlier[both], later[both]), 1)
    left = counts.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return counts, counts / np.where(left == 0, np.nan, left)


@per_bar(states.smooth_labels)
class Smoothing(Remembering):
    """The last label that held for a while."""

    remembers = ("state", "label", "count")

    def __init__(self, min_duration: int) -> None:
        """Start without a state."""
        self.min_duration = min_duration
        self.state = self.label = -1
        self.count = 0

    def update(self, label: int) -> int:
        """Take a label, give the state."""
        if label >= 0:
            self.count = self.count + 1 if label == self.label else 1
            self.label = label
            self.state = label if self.count >= self.min_duration else self.state
        return self.state
