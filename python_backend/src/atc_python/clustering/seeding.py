"""Greedy k-means++: centres to start from, far from each other, by counted random numbers."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Array, Series
from atc_python.blocks import BLOCK, block_sums, blocked_sum, sum_in_order
from atc_python.clustering.lloyd import squared_distances
from atc_python.random_numbers import draw, uniform


def seeds(rows: Array, clusters: int, key: int) -> Array:
    """So many rows; after the first each is the best of some that are drawn by their squared distance from the rest."""
    chosen = [draw(key, 0) % len(rows)]
    distances = squared_distances(rows, rows[chosen[0]])
    trials = 2 + math.floor(math.log(clusters))
    for center in range(1, clusters):
        sums = block_sums(distances)
        total = float(sum_in_order(sums))
        if total == 0.0:
            chosen.append(next(row for row in range(len(rows)) if row not in chosen))
            continue
        places = range(1 + (center - 1) * trials, 1 + center * trials)
        candidates = [place_of(distances, sums, uniform(key, place) * total) for place in places]
        closer = [np.minimum(distances, squared_distances(rows, rows[row])) for row in candidates]
        best = int(np.argmin([blocked_sum(item) for item in closer]))
        chosen.append(candidates[best])
        distances = closer[best]
    return rows[chosen]


def place_of(distances: Series, sums: Series, target: float) -> int:
    """The row at which the running sum passes a target: first over blocks, then row by row."""
    run = 0.0
    for block, total in enumerate(sums.tolist()):
        if run + total > target:
            start = block * BLOCK
            part = distances[start : start + BLOCK].tolist()
            for row, distance in enumerate(part):
                run += distance
                if run > target:
                    return start + row
            return start + last_apart(part)
        run += total
    return last_apart(distances.tolist())


def last_apart(distances: list[float]) -> int:
    """The last row that is apart from all centres: rounding may leave the target just out of reach."""
    return max(row for row, distance in enumerate(distances) if distance > 0.0)
