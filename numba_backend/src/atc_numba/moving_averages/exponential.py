"""Loops of the exponential averages: recurrences as scans, in which sixteen bars depend on the sixteen before them."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import AVERAGE, block
from atc_numba.implementations import implements
from atc_numba.moving_averages.windows import copy

STRIDE = 16
TILE = 512

DECAYED = 1e-290
"""Below it an average is 0: denormal numbers, which it would reach, are slow and inexact."""


@block
def flushed(average: float) -> float:
    """The average, or 0 where it has decayed."""
    return 0.0 if abs(average) < DECAYED else average


@block
def flush(averages: Series) -> None:
    """Set to 0 what has decayed of a tile that ends so and does not begin with 0.

    To look at every bar of every tile takes 1.15 times as long.
    """
    if abs(averages[-1]) < DECAYED and averages[0] != 0.0:
        for i in range(averages.shape[0]):
            averages[i] = flushed(averages[i])


@block
def mean(x: Series) -> float:
    """The mean, in parts small enough that rounding does not add up."""
    total = 0.0
    for start in range(0, x.shape[0], TILE):
        part = 0.0
        for bar in x[start : start + TILE]:
            part += bar
        total += part
    return float(total / x.shape[0])


@block
def first_number(x: Series) -> int:
    """The first bar that is not NaN, past the end if there is none."""
    first = 0
    while first < x.shape[0] and np.isnan(x[first]):
        first += 1
    return first


@block
def seed(x: Series, length: int, out: Series) -> int:
    """Write NaN and then the mean of the first `length` bars that are numbers; returns its bar, or past the end."""
    n, start = len(x), first_number(x)
    first = n if length > n - start else start + length - 1
    out[:first] = np.nan
    if first < n:
        out[first] = mean(x[first + 1 - length : first + 1])
    return first


@block
def follow(a: float, x: Series, out: Series) -> None:
    """The exponential average of `x` from `out[0]` on, by its formula."""
    average = out[0]
    for t in range(1, x.shape[0]):
        average = a * x[t] + (1.0 - a) * average
        out[t] = flushed(average)


@block
def scan(a: float, x: Series, fours: Series, out: Series) -> None:
    """The exponential average of `x`, the first sixteen of which are in `out`.

    ``y[t] = b^16 y[t-16] + sum of a b^k x[t-k]``, the sum over four times four bars. One weight is chosen so that they
    add up to exactly 1 with the rounded ``b^16``: off by an ulp, they would shift a slow average by length/32 of them.
    """
    b = 1.0 - a
    b4 = b * b * b * b
    b8 = b4 * b4
    b12, b16 = b8 * b4, b8 * b8
    w0, w1, w2 = a, a * b, a * b * b
    w3 = (1.0 - b16) / (1.0 + b4 + b8 + b12) - (w0 + w1 + w2)
    count = x.shape[0] - STRIDE
    for i in range(count + 12):
        fours[i] = (w0 * x[i + 4] + w1 * x[i + 3]) + (w2 * x[i + 2] + w3 * x[i + 1])
    for i in range(count):
        near, far = fours[i + 12] + b4 * fours[i + 8], b8 * fours[i + 4] + b12 * fours[i]
        out[i + 16] = b16 * out[i] + (near + far)


@block
def smooth(a: float, x: Series, out: Series) -> None:
    """The exponential average of `x` from `out[0]` on, tile by tile."""
    follow(a, x[:STRIDE], out[:STRIDE])
    if x.shape[0] <= STRIDE:
        return
    fours = np.empty(STRIDE + TILE)
    for start in range(0, x.shape[0] - STRIDE, TILE):
        end = start + STRIDE + TILE
        scan(a, x[start:end], fours, out[start:end])
        flush(out[start + STRIDE : end])


@implements(AVERAGE)
def ema(x: Series, length: int, out: Series) -> None:
    """Exponential average."""
    first = seed(x, length, out)
    if first < len(x):
        smooth(2.0 / (length + 1.0), x[first:], out[first:])


@implements(AVERAGE)
def dema(x: Series, length: int, out: Series) -> None:
    """Twice the exponential average less the exponential average of it."""
    first = seed(x, length, out)
    if first == x.shape[0]:
        return
    smooth_twice(2.0 / (length + 1.0), out[first], x[first:], out[first:])


@block
def subtract(once: Series, twice: Series, out: Series) -> None:
    """Twice the first less the second."""
    for i in range(out.shape[0]):
        out[i] = 2.0 * once[i] - twice[i]


@block
def smooth_twice(a: float, first: float, bars: Series, results: Series) -> None:
    """Twice the exponential average from `first` on less the exponential average of it, tile by tile."""
    scratch = np.empty((4, STRIDE + TILE))
    once, twice, fours, row = scratch[0], scratch[1], scratch[2], scratch[3]
    once[0] = twice[0] = first
    head = min(STRIDE, bars.shape[0])
    copy(bars, row[:head])
    follow(a, row[:head], once)
    follow(a, once[:head], twice)
    subtract(once, twice, results[:head])
    for tile in range(0, bars.shape[0] - STRIDE, TILE):
        n = min(STRIDE + TILE, bars.shape[0] - tile)
        now = row[:n]
        copy(bars[tile:], now)
        scan(a, now, fours, once[:n])
        flush(once[STRIDE:n])
        scan(a, once[:n], fours, twice[:n])
        flush(twice[STRIDE:n])
        subtract(once[STRIDE:], twice[STRIDE:], results[tile + STRIDE : tile + n])
        copy(once[n - STRIDE :], once[:STRIDE])
        copy(twice[n - STRIDE :], twice[:STRIDE])
