"""Complete rows as columns, so that vector lanes hold rows: each sum over columns keeps its order."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import LARGEST_SQUARE_ROOT, Array, Labels, Series
from atc_numba.compiling import exact_block

BLOCK = 1024
"""Rows that are summed alone: what threads may share, and no thread count can change."""


@exact_block
def is_complete(x: Array, row: int) -> bool:
    """Whether no value of a row is missing."""
    missing = 0
    for column in range(x.shape[1]):
        missing += not abs(x[row, column]) <= LARGEST_SQUARE_ROOT
    return missing == 0


@exact_block
def complete_columns(x: Array) -> Array:
    """The complete rows, a column a row."""
    count = 0
    for row in range(x.shape[0]):
        count += is_complete(x, row)
    columns, place = np.empty((x.shape[1], count)), 0
    for row in range(x.shape[0]):
        if is_complete(x, row):
            for column in range(x.shape[1]):
                columns[column, place] = x[row, column]
            place += 1
    return columns


@exact_block
def spread_labels(x: Array, labels: Labels, out: Labels) -> None:
    """The labels of complete rows, and -1 for the others."""
    place = 0
    for row in range(x.shape[0]):
        if is_complete(x, row):
            out[row] = labels[place]
            place += 1
        else:
            out[row] = -1


@exact_block
def distances_to(columns: Array, centers: Array, center: int, start: int, out: Series) -> None:
    """The squared distance to a centre of each row from `start` on."""
    for i in range(out.shape[0]):
        out[i] = 0.0
    for column in range(columns.shape[0]):
        values, own = columns[column], centers[center, column]
        for i in range(out.shape[0]):
            difference = values[start + i] - own
            out[i] += difference * difference


@exact_block
def sum_in_order(values: Series, start: int, end: int) -> float:
    """Of a part of the values, from its first one on; 0 of none."""
    if start >= end:
        return 0.0
    total = values[start]
    for i in range(start + 1, end):
        total += values[i]
    return float(total)


@exact_block
def block_sums(values: Series) -> Series:
    """Of each block of rows."""
    count = -(-values.shape[0] // BLOCK)
    sums = np.empty(count)
    for block in range(count):
        sums[block] = sum_in_order(values, block * BLOCK, min((block + 1) * BLOCK, values.shape[0]))
    return sums


@exact_block
def blocked_sum(values: Series) -> float:
    """Of all rows."""
    sums = block_sums(values)
    return sum_in_order(sums, 0, sums.shape[0])
