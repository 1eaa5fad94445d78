"""Bars of longer intervals, as their definitions read."""

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_python import backend

Integers = NDArray[np.int64]


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
    intervals = timestamps // every * every
    firsts = np.flatnonzero(np.append(True, np.diff(intervals) != 0)[: len(intervals)])
    return (
        intervals[firsts],
        first_values(open, firsts),
        np.fmax.reduceat(high, firsts),
        np.fmin.reduceat(low, firsts),
        last_values(close, firsts),
        sums(volume, firsts),
    )


def first_values(values: Series, firsts: Integers) -> Series:
    """Of each group the first value that is not NaN; a group begins at each of `firsts`."""
    beyond = len(values)
    places = np.where(np.isnan(values), beyond, np.arange(beyond))
    return np.append(values, np.nan)[np.minimum.reduceat(places, firsts)]


def last_values(values: Series, firsts: Integers) -> Series:
    """Of each group the last value that is not NaN."""
    places = np.where(np.isnan(values), -1, np.arange(len(values)))
    return np.append(values, np.nan)[np.maximum.reduceat(places, firsts)]


def sums(values: Series, firsts: Integers) -> Series:
    """Of each group the sum of the values that are not NaN, 0 where there is none."""
    numbers = np.where(np.isnan(values), 0.0, values).tolist()
    edges = [*firsts.tolist(), len(numbers)]
    return np.array([total(numbers[start:stop]) for start, stop in pairwise(edges)])


def total(values: list[float]) -> float:
    """The sum rounded once; IEEE arithmetic where it is not finite."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):  # beyond the largest float, or infinities of both signs
        return sum(values)
