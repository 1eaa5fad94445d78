"""How good a clustering is, from differences of rows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from atc_core.arrays import Array, Labels, Scores, Series
from atc_core.declarations.clustering.quality import labelled
from atc_numba import backend
from atc_numba.compiling import TABLE, block, loop

LABELS = "Array(int64, 1, 'C', readonly=True)"


@backend.implements("silhouette_samples")
def silhouette_samples(x: Array, labels: Labels, *, out: Scores | None = None) -> Scores:
    """How much nearer each row is to its own cluster than to the next."""
    kept = labelled(x, labels)
    scores = np.full(len(x), np.nan) if out is None else out
    scores[:] = np.nan
    scores[kept] = silhouettes(x[kept], numbered(labels[kept]))
    return scores


@backend.implements("silhouette_score")
def silhouette_score(x: Array, labels: Labels, *, out: Any = None) -> Any:
    """The mean of these."""
    kept = labelled(x, labels)
    score = float(silhouettes(x[kept], numbered(labels[kept])).mean())
    if out is None:
        return score
    out[()] = score
    return out


@backend.implements("davies_bouldin_score")
def davies_bouldin_score(x: Array, labels: Labels, *, out: Any = None) -> Any:
    """How wide clusters are for their distance, of each the worst, on average."""
    kept = labelled(x, labels)
    score = worst_ratios(x[kept], numbered(labels[kept]))
    if out is None:
        return score
    out[()] = score
    return out


def numbered(labels: Labels) -> Labels:
    """The labels as numbers from 0 on, none left out."""
    numbers: Labels = np.unique(labels, return_inverse=True)[1]
    return numbers


@loop(f"float64[::1]({TABLE}, {LABELS})")
def silhouettes(x: Array, labels: Labels) -> Series:
    """Of each row; each pair is taken twice, so that memory is one of rows, however many clusters there are."""
    rows, clusters = x.shape[0], labels.max() + 1
    units, distances, scores = in_units(x), np.empty(rows), np.zeros(rows)
    sums, counts = np.empty(clusters), np.zeros(clusters, np.int64)
    for label in labels:
        counts[label] += 1
    for i in range(rows):
        if counts[labels[i]] > 1:
            distances_from(units, i, distances)
            sums[:] = 0.0
            for j in range(rows):
                sums[labels[j]] += distances[j]
            scores[i] = silhouette(sums, counts, labels[i])
    return scores


@block
def silhouette(sums: Series, counts: Labels, own: int) -> float:
    """Of one row, by its distances to the rows of each cluster."""
    within, beyond = sums[own] / (counts[own] - 1), np.inf
    for cluster in range(counts.shape[0]):
        if cluster != own:
            beyond = min(beyond, sums[cluster] / counts[cluster])
    widest = max(within, beyond)
    return (beyond - within) / widest if widest > 0.0 else 0.0


@block
def distances_from(columns: Array, row: int, out: Series) -> None:
    """Of all rows from one."""
    out[:] = 0.0
    for column in range(columns.shape[0]):
        values, own = columns[column], columns[column, row]
        for i in range(out.shape[0]):
            out[i] += (values[i] - own) * (values[i] - own)
    for i in range(out.shape[0]):
        out[i] = math.sqrt(out[i])


@block
def in_units(x: Array) -> Array:
    """The rows as columns, over a power of two, none beyond 1: no square overflows or vanishes."""
    largest = 0.0
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            largest = max(largest, abs(x[i, j]))
    exponent = -math.frexp(largest)[1]
    columns = np.empty((x.shape[1], x.shape[0]))
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            columns[j, i] = math.ldexp(x[i, j], exponent)
    return columns


@loop(f"float64({TABLE}, {LABELS})")
def worst_ratios(x: Array, labels: Labels) -> float:
    """The Davies-Bouldin index; centres are ways from a row of the cluster."""
    columns, clusters = in_units(x), labels.max() + 1
    firsts, counts = np.full(clusters, -1), np.zeros(clusters, np.int64)
    offsets, widths = np.zeros((clusters, x.shape[1])), np.zeros(clusters)
    for i in range(x.shape[0]):
        own = labels[i]
        firsts[own] = i if firsts[own] < 0 else firsts[own]
        counts[own] += 1
        for j in range(x.shape[1]):
            offsets[own, j] += columns[j, i] - columns[j, firsts[own]]
    for cluster in range(clusters):
        offsets[cluster] /= counts[cluster]
    for i in range(x.shape[0]):
        own, squares = labels[i], 0.0
        for j in range(x.shape[1]):
            away = columns[j, i] - columns[j, firsts[own]] - offsets[own, j]
            squares += away * away
        widths[own] += math.sqrt(squares) / counts[own]
    total = 0.0
    for cluster in range(clusters):
        total += worst_ratio(columns, firsts, offsets, widths, cluster)
    return float(total / clusters)


@block
def worst_ratio(columns: Array, firsts: Labels, offsets: Array, widths: Series, cluster: int) -> float:
    """Of one cluster: the largest sum of widths over the distance of centres."""
    worst = 0.0
    for other in range(widths.shape[0]):
        if other == cluster:
            continue
        squares = 0.0
        for j in range(columns.shape[0]):
            way = columns[j, firsts[other]] - columns[j, firsts[cluster]]
            way += offsets[other, j] - offsets[cluster, j]
            squares += way * way
        wide = widths[other] + widths[cluster]
        worst = max(worst, wide / math.sqrt(squares) if wide > 0.0 else 0.0)
    return worst
