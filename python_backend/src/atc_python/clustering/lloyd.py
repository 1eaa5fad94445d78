"""Rounds of k-means, in exactly the operations of the contract."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Array, Series
from atc_python.blocks import BLOCK, blocked_sum, sum_in_order

Numbers = NDArray[np.int64]


class Clusters(NamedTuple):
    """Clusters of complete rows."""

    labels: Numbers
    centers: Array
    inertia: float
    n_iter: int

    @property
    def counts(self) -> Numbers:
        """The rows of each."""
        return np.bincount(self.labels, minlength=len(self.centers))


def squared_distances(rows: Array, center: Series) -> Series:
    """Of each row to the centre, summed from the first column to the last."""
    distances = np.zeros(len(rows))
    for column, value in zip(rows.T, center, strict=True):
        difference = column - value
        distances = distances + difference * difference
    return distances


def nearest(rows: Array, centers: Array) -> tuple[Numbers, Series]:
    """The number of the centre with the least squared distance to each row, the lowest at a tie, and that distance."""
    labels = np.zeros(len(rows), np.int64)
    least = squared_distances(rows, centers[0])
    for number, center in enumerate(centers):
        distances = squared_distances(rows, center)
        closer = distances < least
        labels[closer] = number
        least[closer] = distances[closer]
    return labels, least


def lloyd(rows: Array, centers: Array, max_iter: int, tol: float) -> Clusters:
    """The clusters that rounds from these centres lead to; labels are those of the last centres."""
    limit, before = tol * mean_variance(rows), np.empty(0, np.int64)
    n_iter = 0
    while n_iter < max_iter:
        labels, distances = nearest(rows, centers)
        has_refilled = refill(labels, distances, len(centers))
        moved = means(rows, labels, centers)
        n_iter += 1
        steps = [squared_distances(new[None], old)[0] for new, old in zip(moved, centers, strict=True)]
        shift = float(sum_in_order(np.array(steps)))
        centers = moved
        if shift <= limit or (not has_refilled and np.array_equal(labels, before)):
            break
        before = labels
    labels, distances = nearest(rows, centers)
    return Clusters(labels, centers, float(blocked_sum(distances)), n_iter)


def mean_variance(rows: Array) -> float:
    """The mean over the columns of their variance; 0 without a column."""
    count, columns = rows.shape
    if not columns:
        return 0.0
    away = rows - blocked_sum(rows) / count
    return float(sum_in_order(blocked_sum(away * away) / count) / columns)


def refill(labels: Numbers, distances: Series, clusters: int) -> bool:
    """Give each empty cluster, in order, the row farthest from its centre among clusters that have others; in place.

    A cluster stays empty where no such row is apart from its centre.
    """
    counts, has_moved = np.bincount(labels, minlength=clusters), False
    for empty in np.flatnonzero(counts == 0):
        candidates = np.where(counts[labels] > 1, distances, -1.0)
        row = int(candidates.argmax())
        if candidates[row] > 0.0:
            counts[labels[row]] -= 1
            counts[empty] += 1
            labels[row] = empty
            has_moved = True
    return has_moved


def means(rows: Array, labels: Numbers, centers: Array) -> Array:
    """The mean of each cluster's rows; an empty one keeps its centre.

    A block in which a cluster has no row counts as 0: from -0.0 the first row is taken as it is, its sign included.
    """
    blocks = []
    for start in range(0, len(rows), BLOCK):
        part = labels[start : start + BLOCK]
        sums = np.full(centers.shape, -0.0)
        np.add.at(sums, part, rows[start : start + BLOCK])
        sums[np.bincount(part, minlength=len(centers)) == 0] = 0.0
        blocks.append(sums)
    counts = np.bincount(labels, minlength=len(centers))
    moved: Array = centers.copy()
    present = counts > 0
    moved[present] = sum_in_order(np.array(blocks))[present] / counts[present, None]
    return moved
