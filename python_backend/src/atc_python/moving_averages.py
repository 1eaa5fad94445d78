"""Moving averages, as their definitions read."""

import math
from itertools import repeat

import numpy as np

from atc_core.arrays import Series
from atc_core.declarations import moving_averages as declared
from atc_python import backend
from atc_python.recursion import exponential, first_number, follow
from atc_python.results import after_warm_up, deliver
from atc_python.windows import plain_sums, weighted_sums, window_means


@backend.implements(declared.sma)
def sma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The mean of each window."""
    return deliver(after_warm_up(len(x), window_means(x, length)), out)


@backend.implements(declared.wma)
def wma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The mean of each window, weighed 1 for its oldest bar to `length` for its newest."""
    return deliver(weighted_average(x, length), out)


@backend.implements(declared.lsma)
def lsma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The height of each window's line in its middle, the mean, plus its rise from there to the newest bar.

    Two bars or more that hold an infinity have no line: NaN, as TA-Lib and ``3*wma - 2*sma`` give.
    """
    means = window_means(x, length)
    if length == 1 or length > len(x):
        return deliver(after_warm_up(len(x), means), out)
    middle = (length - 1) / 2
    steps = np.arange(float(length)) - middle
    rises = weighted_sums(x, steps) * (middle / math.fsum(steps * steps))
    rises[~np.isfinite(means)] = np.nan
    return deliver(after_warm_up(len(x), means + rises), out)


@backend.implements(declared.hma)
def hma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """A fast weighted average, pushed ahead by its lead over a slow one, then smoothed."""
    fast = weighted_average(x, max(length // 2, 1))
    slow = weighted_average(x, length)
    with np.errstate(invalid="ignore"):
        ahead = 2.0 * fast - slow
    return deliver(weighted_average(ahead, math.isqrt(length)), out)


@backend.implements(declared.ema)
def ema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The mean of the first `length` bars, then ``2/(length+1)`` of the way to each newest bar."""
    return deliver(after_warm_up(len(x), exponential_averages(x, length)), out)


@backend.implements(declared.dema)
def dema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """Twice the exponential average less its own exponential average, which starts where the first does."""
    once = exponential_averages(x, length)
    twice = once[:1] + follow(once[0], repeat(2.0 / (length + 1.0)), once[1:]) if once else once
    with np.errstate(invalid="ignore"):
        result = 2.0 * np.array(once) - np.array(twice)
    return deliver(after_warm_up(len(x), result), out)


@backend.implements(declared.kama)
def kama(
    x: Series,
    length: int,
    fast: float = 0.666,
    slow: float = 0.064,
    *,
    out: Series | None = None,
) -> Series:
    """The first bar, held for `length` bars, then towards each newest bar: fast in a trend, slow in noise."""
    bars = x[first_number(x) :]
    held = bars[:1].repeat(min(length, len(bars)))
    if length >= len(bars):
        return deliver(after_warm_up(len(x), held), out)
    shares = adaptive_shares(bars, length, fast, slow)
    moved = follow(float(bars[0]), shares.tolist(), bars[length:].tolist())
    return deliver(after_warm_up(len(x), np.append(held, moved)), out)


def weighted_average(x: Series, length: int) -> Series:
    """The weighted average of each window; NaN before the first whole one."""
    if length > len(x):
        return np.full(len(x), np.nan)
    weights = np.arange(1.0, length + 1.0)
    return after_warm_up(len(x), weighted_sums(x, weights) / (length * (length + 1) / 2))


def adaptive_shares(bars: Series, length: int, fast: float, slow: float) -> Series:
    """How far Kaufman's average goes towards each bar from `length` on: by what share of the noise is trend."""
    with np.errstate(invalid="ignore", over="ignore"):
        noise = plain_sums(np.abs(np.diff(bars)), length)
        change = np.abs(bars[length:] - bars[:-length])
        trend = np.divide(change, noise, out=np.zeros_like(noise), where=noise != 0.0)
        shares: Series = (trend * (fast - slow) + slow) ** 2
    return shares


def exponential_averages(x: Series, length: int) -> list[float]:
    """The exponential average from its first valid bar on, the last of those that make its seed."""
    with np.errstate(invalid="ignore", over="ignore"):
        return list(map(float, exponential(x[first_number(x) :], length)))
