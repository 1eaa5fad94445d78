"""Bars of longer intervals."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_numba import backend
from atc_numba.compiling import SERIES, block, loop
from atc_numba.sums import add

Integers: TypeAlias = NDArray[np.int64]

INTEGERS = "Array(int64, 1, 'C', readonly=True)"
FIELDS = 5


@backend.implements("ohlcv_resample")
def ohlcv_resample(
    timestamps: Integers,
    open: Series,  # noqa: A002
    high: Series,
    low: Series,
    close: Series,
    volume: Series,
    every: int,
) -> tuple[Integers, Series, Series, Series, Series, Series]:
    """First, highest, lowest, last and sum of each interval that has bars, and where it starts."""
    starts, firsts = np.empty((2, len(timestamps) + 1), np.int64)
    count = find_intervals(timestamps, every, starts, firsts)
    fields = np.empty((FIELDS, count))
    aggregate(firsts, open, high, low, close, volume, fields)
    return (starts[:count].copy(), *fields)


@loop(f"int64({INTEGERS}, int64, int64[::1], int64[::1])")
def find_intervals(timestamps: Integers, every: int, starts: Integers, firsts: Integers) -> int:
    """Write where each interval starts and its first bar, and after these the number of bars; returns how many."""
    count, start = 0, 0
    for t in range(timestamps.shape[0]):
        # Unsigned, since two timestamps may be further apart than the largest integer.
        if count == 0 or np.uint64(timestamps[t] - start) >= np.uint64(every):
            start = timestamps[t] // every * every
            starts[count], firsts[count] = start, t
            count += 1
    firsts[count] = timestamps.shape[0]
    return count


@loop(f"void({INTEGERS}, {SERIES}, {SERIES}, {SERIES}, {SERIES}, {SERIES}, float64[:, ::1])")
def aggregate(
    firsts: Integers,
    open: Series,  # noqa: A002
    high: Series,
    low: Series,
    close: Series,
    volume: Series,
    fields: Series,
) -> None:
    """The fields of each interval's bar; NaN is passed over in each."""
    for bar in range(fields.shape[1]):
        begin, end = firsts[bar], firsts[bar + 1]
        fields[0, bar] = first(open[begin:end])
        fields[1, bar] = largest(1.0, high[begin:end])
        fields[2, bar] = -largest(-1.0, low[begin:end])
        fields[3, bar] = first(close[begin:end][::-1])
        fields[4, bar] = total(volume[begin:end])


@block
def first(values: Series) -> float:
    """The first value that is not NaN."""
    for value in values:
        if value == value:
            return float(value)
    return np.nan


@block
def largest(sign: float, values: Series) -> float:
    """The largest value times `sign`."""
    best = np.nan
    for value in values:
        signed = sign * value
        best = best if signed <= best or signed != signed else signed
    return best


@block
def total(values: Series) -> float:
    """The sum of the values that are not NaN, compensated; IEEE arithmetic where one is infinite."""
    so_far = error = 0.0
    for value in values:
        if value == value:
            so_far, error = add(so_far, error, value)
    return so_far + error if error == error else so_far
