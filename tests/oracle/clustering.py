"""Clustering: Python's floats, one operation after the other, as the contract writes them."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from oracle.rolling import DIGITS, root
from oracle.vector import NAN, vector

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]


def kmeans_predict(x: Array, centers: Array) -> Array:
    rows = x[:, None].tolist() if x.ndim == 1 else x.tolist()
    return np.array([label(row, centers.tolist()) for row in rows], np.int64)


def label(row: Sequence[float], centers: Sequence[Sequence[float]]) -> int:
    if any(math.isnan(value) or abs(value) > 1e150 for value in row):
        return -1
    distances = [squared_distance(row, center) for center in centers]
    return distances.index(min(distances))


def squared_distance(row: Sequence[float], center: Sequence[float]) -> float:
    total = 0.0
    for a, b in zip(row, center, strict=True):
        difference = a - b
        square = difference * difference
        total = total + square
    return total


def draw(key: int, place: int) -> int:
    z = (key + (place + 1) * 0x9E3779B97F4A7C15) % 2**64
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
    return z ^ (z >> 31)


def uniform(key: int, place: int) -> float:
    return (draw(key, place) >> 11) / 2**53


def left_to_right(values: Sequence[float]) -> float:
    total = values[0] if values else 0.0
    for value in values[1:]:
        total = total + value
    return total


def blocked(values: Sequence[float]) -> float:
    return left_to_right([left_to_right(values[start : start + 1024]) for start in range(0, len(values), 1024)])


def rows_of(x: Array) -> tuple[list[list[float]], list[bool]]:
    """The complete rows, and which rows these are."""
    rows = x[:, None].tolist() if x.ndim == 1 else x.tolist()
    complete = [all(abs(value) <= 1e150 for value in row) for row in rows]
    return [row for row, there in zip(rows, complete, strict=True) if there], complete


def kmeans(
    x: Array, n_clusters: int, seed: int = 0, n_init: int = 1, max_iter: int = 300, tol: float = 1e-4
) -> tuple[Any, ...]:
    rows, complete = rows_of(x)
    best: Any = None
    for restart in range(n_init):
        found = lloyd(rows, seeds(rows, n_clusters, draw(seed, restart)), max_iter, tol)
        if best is None or found[2] < best[2]:
            best = found
    return of_all(best, complete)


def kmeans_lloyd(x: Array, centers: Array, max_iter: int = 300, tol: float = 1e-4) -> tuple[Any, ...]:
    rows, complete = rows_of(x)
    return of_all(lloyd(rows, centers.tolist(), max_iter, tol), complete)


def of_all(found: tuple[Any, ...], complete: Sequence[bool]) -> tuple[Any, ...]:
    labels, centers, inertia, n_iter = found
    left = iter(labels)
    every = np.array([next(left) if there else -1 for there in complete], np.int64)
    counts = np.array([labels.count(number) for number in range(len(centers))], np.int64)
    return every, np.array(centers).reshape(len(centers), -1), inertia, n_iter, counts


def seeds(rows: Any, clusters: int, key: int) -> Any:
    chosen = [draw(key, 0) % len(rows)]
    near = [squared_distance(row, rows[chosen[0]]) for row in rows]
    trials = 2 + int(math.log(clusters))
    for c in range(1, clusters):
        total = blocked(near)
        if total == 0:
            chosen.append(min(set(range(len(rows))) - set(chosen)))
            continue
        best: Any = None
        for trial in range(trials):
            row = place_of(near, uniform(key, 1 + (c - 1) * trials + trial) * total)
            nearer = [min(d, squared_distance(other, rows[row])) for d, other in zip(near, rows, strict=True)]
            if best is None or blocked(nearer) < best[0]:
                best = blocked(nearer), row, nearer
        chosen.append(best[1])
        near = best[2]
    return [rows[row] for row in chosen]


def place_of(near: Sequence[float], target: float) -> int:
    run = 0.0
    for start in range(0, len(near), 1024):
        block = near[start : start + 1024]
        if run + left_to_right(block) > target:
            for place, distance in enumerate(block):
                run = run + distance
                if run > target:
                    return start + place
            return max(start + place for place, distance in enumerate(block) if distance > 0)
        run = run + left_to_right(block)
    return max(place for place, distance in enumerate(near) if distance > 0)


def lloyd(rows: Any, centers: Any, max_iter: int, tol: float) -> tuple[Any, ...]:
    columns = range(len(centers[0]))
    means = [blocked([row[j] for row in rows]) / len(rows) for j in columns]
    squares = [[(row[j] - means[j]) * (row[j] - means[j]) for row in rows] for j in columns]
    variance = left_to_right([blocked(column) / len(rows) for column in squares]) / max(len(columns), 1)
    previous, n_iter = None, 0
    for _ in range(max_iter):
        distances = [[squared_distance(row, center) for center in centers] for row in rows]
        labels = [item.index(min(item)) for item in distances]
        has_moved = False
        for number in range(len(centers)):
            if number in labels:
                continue
            own = [d[at] if labels.count(at) > 1 else -1.0 for d, at in zip(distances, labels, strict=True)]
            if max(own) > 0:
                labels[own.index(max(own))] = number
                has_moved = True
        moved = [mean_of(rows, labels, number) or centers[number] for number in range(len(centers))]
        n_iter += 1
        shift = left_to_right([squared_distance(new, old) for new, old in zip(moved, centers, strict=True)])
        centers = moved
        if (labels == previous and not has_moved) or shift <= tol * variance:
            break
        previous = labels
    distances = [[squared_distance(row, center) for center in centers] for row in rows]
    labels = [item.index(min(item)) for item in distances]
    return labels, centers, blocked([min(item) for item in distances]), n_iter


def mean_of(rows: Any, labels: Sequence[int], number: int) -> list[float]:
    """Empty for an empty cluster, and where there is no column."""
    sums = []
    for j in range(len(rows[0])):
        blocks = []
        for start in range(0, len(rows), 1024):
            block = range(start, min(start + 1024, len(rows)))
            blocks.append(left_to_right([rows[i][j] for i in block if labels[i] == number]))
        sums.append(left_to_right(blocks))
    count = labels.count(number)
    return [total / count for total in sums] if count else []


def kept_rows(x: Array, labels: Array) -> tuple[list[list[float]], list[int], list[bool]]:
    """The rows that count, their labels, and which rows these are."""
    rows, complete = x[:, None].tolist() if x.ndim == 1 else x.tolist(), rows_of(x)[1]
    kept = [label >= 0 and there for label, there in zip(labels.tolist(), complete, strict=True)]
    return [row for row, there in zip(rows, kept, strict=True) if there], labels[kept].tolist(), kept


def silhouette_samples(x: Array, labels: Array) -> Array:
    rows, numbers, kept = kept_rows(x, labels)
    left = iter(silhouettes(rows, numbers))
    return np.array([next(left) if there else NAN for there in kept])


def silhouettes(rows: Any, labels: Sequence[int]) -> list[float]:
    scores = []
    for row, own in zip(rows, labels, strict=True):
        means = {}
        for label in set(labels):
            others = [math.dist(row, other) for other, at in zip(rows, labels, strict=True) if at == label]
            means[label] = math.fsum(others) / max(len(others) - (label == own), 1)
        alone = list(labels).count(own) == 1
        within, beyond = means.pop(own), min(means.values())
        widest = max(within, beyond)
        scores.append(0.0 if alone or widest == 0 else (beyond - within) / widest)
    return scores


def silhouette_score(x: Array, labels: Array) -> float:
    scores = silhouette_samples(x, labels)
    there = scores[~np.isnan(scores)].tolist()
    return math.fsum(there) / len(there)


def davies_bouldin_score(x: Array, labels: Array) -> float:
    rows, numbers, _ = kept_rows(x, labels)
    clusters = [
        [[Fraction(value) for value in row] for row, at in zip(rows, numbers, strict=True) if at == number]
        for number in sorted(set(numbers))
    ]
    centers = [[sum(column) / len(column) for column in zip(*cluster, strict=True)] for cluster in clusters]
    with mpmath.workdps(DIGITS):
        widths = [
            mpmath.fsum(distance(row, center) for row in cluster) / len(cluster)
            for cluster, center in zip(clusters, centers, strict=True)
        ]
        worst = []
        for i, center in enumerate(centers):
            ratios = []
            for j, other in enumerate(centers):
                apart, wide = distance(center, other), widths[i] + widths[j]
                if i != j:
                    ratios.append(wide / apart if apart else mpmath.inf if wide else mpmath.mpf(0))
            worst.append(max(ratios))
        return float(mpmath.fsum(worst) / len(worst))


def distance(a: Sequence[Fraction], b: Sequence[Fraction]) -> Any:
    return root(sum((p - q) ** 2 for p, q in zip(a, b, strict=True)) + Fraction(0))


def transition_matrix(labels: Array, n_states: int | None = None) -> tuple[Array, Array]:
    size = max([-1, *labels.tolist()]) + 1 if n_states is None else n_states
    counts = np.zeros((size, size), np.int64)
    for a, b in pairwise(labels.tolist()):
        if a >= 0 and b >= 0:
            counts[a, b] += 1
    shares = [[n / sum(row) if sum(row) else NAN for n in row] for row in counts.tolist()]
    return counts, np.array(shares, np.float64).reshape(size, size)


def smooth_labels(labels: Array, min_duration: int) -> Array:
    states, state = [], -1
    for t in range(len(labels)):
        there = [label for label in labels[: t + 1].tolist() if label >= 0]
        latest = there[-min_duration:]
        if len(latest) == min_duration and len(set(latest)) == 1:
            state = latest[0]
        states.append(state)
    return np.array(states, np.int64)


POINTS = ((0.0, 0), (0, 1), (1, 0), (10, 10), (10, 11), (11, 10), (NAN, 1), (5, 5))
CENTERS = ((1 / 3, 1 / 3), (31 / 3, 31 / 3), (5.0, 5.0))
LABELS = (0, 0, 0, 1, 1, 1, 0, 2)
OF_THREE = "0 0 0 1 1 1 -1 2"
VECTORS = [
    vector("kmeans_predict", OF_THREE, POINTS, CENTERS),
    vector("kmeans_predict", "0 0 -1 1", ((1.0,), (2.0,), (NAN,), (2.5,)), ((1.0,), (3.0,))),
    vector(
        "kmeans",
        (OF_THREE, ".3333333333 .3333333333; 10.3333333333 10.3333333333; 5 5", 2.6666666667, 2, "3 3 1"),
        *(POINTS, 3, 0),
    ),
    vector("kmeans", ("0 0 0 0", "1; 1", 0.0, 1, "4 0"), (1.0, 1, 1, 1), 2),
    vector("kmeans_lloyd", ("2 1 0", "3; 2; 1", 0.0, 2, "1 1 1"), ((1.0,), (2,), (3,)), ((4.0,), (0,), (1,))),
    vector(
        "silhouette_samples",
        ".8585786438 .8114815930 .8114815930 .8585786438 .8454458140 .8454458140 - 0",
        *(POINTS, LABELS),
    ),
    vector("silhouette_score", 0.7187160145, POINTS, LABELS),
    vector("davies_bouldin_score", 0.0968995857, POINTS, LABELS),
    vector("smooth_labels", "-1 -1 1 1 1 0 0 0 1 1 1", (0, 1, 1, 0, -1, 0, 0, 1, 1, 1, 2), 2),
    vector(
        "transition_matrix",
        ("1 1 1; 1 1 0; 0 0 0", ".3333333333 .3333333333 .3333333333; .5 .5 0; - - -"),
        (0, 0, 1, -1, 1, 1, 0, 2),
    ),
]
