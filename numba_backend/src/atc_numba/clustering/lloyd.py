"""Rounds of k-means, in exactly the operations of the contract."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Array, Labels, Series
from atc_numba.clustering.rows import BLOCK, blocked_sum, distances_to, sum_in_order
from atc_numba.compiling import exact_block

TILE = 1024
"""Rows whose distances to all centres are computed one centre after the other, in the nearest cache."""


@exact_block
def nearest(columns: Array, centers: Array, labels: Labels, least: Series) -> None:
    """The number of the centre with the least squared distance to each row, the lowest at a tie, and that distance."""
    room = np.empty(min(TILE, labels.shape[0]))
    for start in range(0, labels.shape[0], TILE):
        own, low = labels[start : start + TILE], least[start : start + TILE]
        distances = room[: own.shape[0]]
        distances_to(columns, centers, 0, start, low)
        for i in range(own.shape[0]):
            own[i] = 0
        for center in range(1, centers.shape[0]):
            distances_to(columns, centers, center, start, distances)
            for i in range(own.shape[0]):
                own[i] = center if distances[i] < low[i] else own[i]
                low[i] = min(low[i], distances[i])


@exact_block
def lloyd(
    columns: Array, centers: Array, max_iter: int, tol: float, labels: Labels, counts: Labels
) -> tuple[float, int]:
    """Move the centres round by round; fills the labels of the last centres and their counts, and gives the inertia."""
    rows = labels.shape[0]
    limit, least = tol * mean_variance(columns), np.empty(rows)
    before, n_iter, is_over = np.full(rows, -1), 0, False
    while n_iter < max_iter and not is_over:
        nearest(columns, centers, labels, least)
        has_refilled = refill(labels, least, counts)
        shift = move(columns, labels, counts, centers)
        n_iter += 1
        is_same = not remember(labels, before) and not has_refilled
        is_over = shift <= limit or is_same
    nearest(columns, centers, labels, least)
    count(labels, counts)
    return blocked_sum(least), n_iter


@exact_block
def count(labels: Labels, counts: Labels) -> None:
    """The rows of each cluster."""
    for cluster in range(counts.shape[0]):
        counts[cluster] = 0
    for i in range(labels.shape[0]):
        counts[labels[i]] += 1


@exact_block
def mean_variance(columns: Array) -> float:
    """The mean over the columns of their variance; 0 without a column."""
    if columns.shape[0] == 0:
        return 0.0
    rows, squares, total = columns.shape[1], np.empty(columns.shape[1]), 0.0
    for column in range(columns.shape[0]):
        mean = blocked_sum(columns[column]) / rows
        for i in range(rows):
            away = columns[column, i] - mean
            squares[i] = away * away
        total += blocked_sum(squares) / rows
    return float(total / columns.shape[0])


@exact_block
def remember(labels: Labels, before: Labels) -> bool:
    """Write labels over those of the round before; whether any differs."""
    differing = 0
    for i in range(labels.shape[0]):
        differing += labels[i] != before[i]
        before[i] = labels[i]
    return differing > 0


@exact_block
def refill(labels: Labels, distances: Series, counts: Labels) -> bool:
    """Give each empty cluster, in order, the row farthest from its centre among clusters that have others."""
    count(labels, counts)
    has_moved = False
    for cluster in range(counts.shape[0]):
        if counts[cluster] > 0:
            continue
        farthest, largest = -1, 0.0
        for row in range(labels.shape[0]):
            if counts[labels[row]] > 1 and distances[row] > largest:
                farthest, largest = row, distances[row]
        if farthest >= 0:
            counts[labels[farthest]] -= 1
            counts[cluster] += 1
            labels[farthest] = cluster
            has_moved = True
    return has_moved


@exact_block
def move(columns: Array, labels: Labels, counts: Labels, centers: Array) -> float:
    """Each centre to the mean of its rows, that of an empty cluster stays; gives the squared distances, summed.

    A block in which a cluster has no row counts as 0: from -0.0 the first row is taken as it is, its sign included.
    """
    clusters = centers.shape[0]
    sums, totals, present = np.empty(clusters), np.empty(clusters), np.empty(clusters, np.int64)
    distances = np.zeros(clusters)
    for column in range(columns.shape[0]):
        values = columns[column]
        for start in range(0, labels.shape[0], BLOCK):
            for cluster in range(clusters):
                sums[cluster], present[cluster] = -0.0, 0
            for row in range(start, min(start + BLOCK, labels.shape[0])):
                sums[labels[row]] += values[row]
                present[labels[row]] = 1
            for cluster in range(clusters):
                part = sums[cluster] if present[cluster] else 0.0
                totals[cluster] = part if start == 0 else totals[cluster] + part
        for cluster in range(clusters):
            if counts[cluster] > 0:
                moved = totals[cluster] / counts[cluster]
                difference = moved - centers[cluster, column]
                distances[cluster] += difference * difference
                centers[cluster, column] = moved
    return sum_in_order(distances, 0, clusters)
