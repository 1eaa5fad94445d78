"""The recursion behind the exponential and the adaptive averages."""

import math
from collections.abc import Iterable
from itertools import repeat

import numpy as np

from atc_core.arrays import Series

DECAYED = 1e-290
"""Below it an average is 0: denormal numbers, which it would reach, are slow and inexact."""


def first_number(x: Series) -> int:
    """The first bar that is not NaN, ``len(x)`` if there is none."""
    found = np.flatnonzero(~np.isnan(x))
    return int(found[0]) if len(found) else len(x)


def follow(average: float, shares: Iterable[float], bars: Iterable[float], least: float = DECAYED) -> list[float]:
    """Go from `average` towards each bar by that bar's share of the way: ``share*bar + (1-share)*average``."""
    lost = 0.0
    averages = []
    for share, bar in zip(shares, bars, strict=False):
        average, lost = step(average, lost, share, bar, least)
        averages.append(average)
    return averages


def exponential(bars: Series, length: int) -> Series:
    """The mean of the first `length` bars, then ``2/(length+1)`` of the way to each bar: as many as there are."""
    if length > len(bars):
        return np.empty(0)
    seed = float(np.mean(bars[:length]))
    return np.array([seed, *follow(seed, repeat(2.0 / (length + 1.0)), bars[length:].tolist())])


def wilder(bars: Series, length: int) -> Series:
    """The mean of the first `length` bars, then ``1/length`` of the way to each bar: as many as there are."""
    if length > len(bars):
        return np.empty(0)
    seed = float(np.mean(bars[:length]))
    return np.append(seed, wilder_steps(seed, bars[length:], length))


def wilder_steps(average: float, bars: Series, length: int) -> Series:
    """``average += (bar - average)/length`` at each bar; from an infinity there is no way back but to NaN."""
    # Not 0 below DECAYED: of two averages that are compared one alone would be, and their ratio another.
    averages = np.array(follow(average, repeat(1.0 / length), bars.tolist(), 0.0))
    infinite = np.flatnonzero(np.isinf(np.append(average, averages)))
    averages[infinite[0] if len(infinite) else len(averages) :] = np.nan
    return averages


def step(average: float, lost: float, share: float, bar: float, least: float = DECAYED) -> tuple[float, float]:
    """One bar of `follow`: the next average, and what rounding has lost of it.

    What is lost is carried to the next bar, or a slow average would stop short of its goal: with a share of 2e-5 (a
    length of 100 000) by 5e-12 of it.
    """
    plain = share * bar + (1.0 - share) * average
    if abs(plain) < least:
        return 0.0, 0.0
    if share == 1.0 or not math.isfinite(plain):
        return plain, 0.0
    move = share * (bar - average - lost) + lost
    reached = average + move
    moved = reached - average
    return reached, (average - (reached - moved)) + (move - moved)
