"""The magnitudes that errors are measured by."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from atc_core.arrays import Array


def finite_magnitude(*series: Array) -> Array:
    """At each bar the largest magnitude among several series; NaN and infinities count as 0."""
    values = np.abs(np.array(series, np.float64))
    values[~np.isfinite(values)] = 0.0
    largest: Array = values.max(axis=0)
    return largest


def largest_so_far(*series: Array) -> Array:
    """At each bar the largest finite magnitude until then."""
    running: Array = np.maximum.accumulate(finite_magnitude(*series))
    return running


def latest_maximum(values: Array, length: int) -> Array:
    """The largest of the last `length` values, or of as many as there are, at each bar."""
    if length >= len(values):
        running: Array = np.maximum.accumulate(values)
        return running
    blocks = -(-(len(values) + length) // length)
    padded = np.zeros(blocks * length)
    padded[length - 1 : length - 1 + len(values)] = values
    table = padded.reshape(blocks, length)
    so_far = np.maximum.accumulate(table, axis=1).ravel()
    to_come = np.maximum.accumulate(table[:, ::-1], axis=1)[:, ::-1].ravel()
    largest: Array = np.maximum(to_come[: len(values)], so_far[length - 1 : length - 1 + len(values)])
    return largest


def latest_spread(values: Array, length: int) -> Array:
    """The standard deviation (ddof 0) of the finite ones of the last `length` values, 0 of equal ones and of none.

    Good to some digits for values that are 1e15 times it: each part of a window is summed around a value of its own.
    """
    size = max(min(length, len(values)), 1)
    blocks = -(-(len(values) + size) // size)
    table = np.full(blocks * size, np.nan)
    table[size : size + len(values)] = values
    largest = finite_magnitude(values).max(initial=0.0)
    # To 2**500 and less: no square overflows, and those of values 1e290 times smaller do not vanish.
    table = np.ldexp(table, int(500 - np.frexp(largest)[1])).reshape(blocks, size)
    ends = running_moments(table).reshape(3, -1)[:, size : size + len(values)]
    # Of a block without its first value, and so on: what a window has of the block before its own.
    starts = np.roll(running_moments(table[:, ::-1])[:, :, ::-1], -1, axis=2)
    starts[:, :, -1] = 0.0
    spread = together(starts.reshape(3, -1)[:, : len(values)], ends)
    return np.asarray(np.ldexp(spread, int(np.frexp(largest)[1] - 500)))


def running_moments(table: Array) -> Array:
    """Of the values of each row so far: how many are finite, their mean, the sum of squares around it."""
    valid = np.isfinite(table)
    first = np.take_along_axis(table, valid.argmax(axis=1)[:, None], axis=1)
    moved = np.where(valid, table - np.where(np.isfinite(first), first, 0.0), 0.0)
    count = np.cumsum(valid, axis=1).astype(np.float64)
    total, squares = np.cumsum(moved, axis=1), np.cumsum(moved * moved, axis=1)
    mean = total / np.maximum(count, 1.0)
    return np.array([count, np.where(count > 0, first, 0.0) + mean, np.maximum(squares - total * mean, 0.0)])


def together(one: Array, other: Array) -> Array:
    """The standard deviation of two parts of which these are the moments."""
    count = np.maximum(one[0] + other[0], 1.0)
    away = np.where((one[0] > 0) & (other[0] > 0), other[1] - one[1], 0.0)
    return np.asarray(np.sqrt((one[2] + other[2] + away * away * one[0] * other[0] / count) / count))


def latest_count(flags: Array, length: int) -> Array:
    """How many of the last `length` flags are set, at each bar."""
    so_far = np.cumsum(flags)
    counts: Array = so_far.copy()
    counts[length:] -= so_far[: max(len(so_far) - length, 0)]
    return counts


def latest_deviation(values: Array, length: int) -> Array:
    """The median absolute deviation of the finite ones of the last `length` values; NaN of none.

    Of a longer window than 64 values, some 64 stand for all of it.
    """
    size = max(min(length, len(values)), 1)
    padded = np.concatenate([np.full(size - 1, np.nan), np.where(np.isfinite(values), values, np.nan)])
    step = -(-size // 64)
    deviations = np.full(len(values), np.nan)
    for start in range(0, len(values), 4096):
        rows = sliding_window_view(padded[start : start + 4096 + size - 1], size)[:, ::-step]
        deviations[start : start + 4096] = medians(np.abs(rows - medians(rows)[:, None]))
    return deviations


def medians(rows: Array) -> Array:
    """The median of each row's values; NaN where it has none."""
    in_order = np.sort(rows, axis=1)
    count = np.isfinite(rows).sum(axis=1)
    middle = np.stack([np.maximum(count - 1, 0) // 2, count // 2], axis=1)
    low, high = np.take_along_axis(in_order, np.minimum(middle, rows.shape[1] - 1), axis=1).T
    return np.asarray(low + (high - low) / 2.0)
