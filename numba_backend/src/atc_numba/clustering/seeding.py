"""Greedy k-means++: centres to start from, far from each other, by counted random numbers."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Array, Series
from atc_numba.clustering.rows import BLOCK, block_sums, blocked_sum, distances_to, sum_in_order
from atc_numba.compiling import exact_block
from atc_numba.random_numbers import draw_below, uniform


@exact_block
def seeds(columns: Array, key: np.uint64, centers: Array) -> None:
    """Rows as centres; after the first each is the best of some drawn by their squared distance from the rest."""
    rows, clusters = columns.shape[1], centers.shape[0]
    is_chosen = np.zeros(rows, np.bool_)
    distances, closer = np.empty(rows), np.empty(rows)
    row = draw_below(key, 0, rows)
    trials = 2 + math.floor(math.log(clusters))
    for center in range(clusters):
        if center > 0:
            first = 1 + (center - 1) * trials
            row = next_seed(columns, key, first, trials, is_chosen, distances, closer, centers, center)
        is_chosen[row] = True
        for column in range(columns.shape[0]):
            centers[center, column] = columns[column, row]
        distances_to(columns, centers, center, 0, closer)
        for i in range(rows):
            distances[i] = closer[i] if center == 0 else min(distances[i], closer[i])


@exact_block
def next_seed(
    columns: Array,
    key: np.uint64,
    first: int,
    trials: int,
    is_chosen: Array,
    distances: Series,
    closer: Series,
    centers: Array,
    place: int,
) -> int:
    """The row, of some that are drawn, that leaves the least distance, the earliest at a tie; tried at its place."""
    sums = block_sums(distances)
    total = sum_in_order(sums, 0, sums.shape[0])
    if total == 0.0:
        row = 0
        while is_chosen[row]:
            row += 1
        return row
    best, least = -1, np.inf
    for trial in range(trials):
        row = place_of(distances, sums, uniform(key, first + trial) * total)
        for column in range(columns.shape[0]):
            centers[place, column] = columns[column, row]
        distances_to(columns, centers, place, 0, closer)
        for i in range(closer.shape[0]):
            closer[i] = min(distances[i], closer[i])
        left = blocked_sum(closer)
        if best < 0 or left < least:
            best, least = row, left
    return best


@exact_block
def place_of(distances: Series, sums: Series, target: float) -> int:
    """The row at which the running sum passes a target: first over blocks, then row by row."""
    run = 0.0
    for block in range(sums.shape[0]):
        if run + sums[block] > target:
            end = min((block + 1) * BLOCK, distances.shape[0])
            for row in range(block * BLOCK, end):
                run += distances[row]
                if run > target:
                    return row
            return last_apart(distances, end)
        run += sums[block]
    return last_apart(distances, distances.shape[0])


@exact_block
def last_apart(distances: Series, end: int) -> int:
    """The last row before `end` apart from all centres: rounding may leave the target just out of reach."""
    row = end - 1
    while not distances[row] > 0.0:
        row -= 1
    return row
