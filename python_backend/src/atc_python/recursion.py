"""The recursion behind the exponential and the adaptive averages."""

import math
from collections.abc import Iterable

import numpy as np

from atc_core.arrays import Series

DECAYED = 1e-290
"""Below it an average is 0: denormal numbers, which it would reach, are slow and inexact."""


def first_number(x: Series) -> int:
    """The first bar that is not NaN, ``len(x)`` if there is none."""
    found = np.flatnonzero(~np.isnan(x))
    return int(found[0]) if len(found) else len(x)


def follow(average: float, shares: Iterable[float], bars: Iterable[float]) -> list[float]:
    """Go from `average` towards each bar by that bar's share of the way: ``share*bar + (1-share)*average``."""
    lost = 0.0
    averages = []
    for share, bar in zip(shares, bars, strict=False):
        average, lost = step(average, lost, share, bar)
        averages.append(average)
    return averages


def step(average: float, lost: float, share: float, bar: float) -> tuple[float, float]:
    """One bar of `follow`: the next average, and what rounding has lost of it.

    What is lost is carried to the next bar, or a slow average would stop short of its goal: with a share of 2e-5 (a
    length of 100 000) by 5e-12 of it.
    """
    plain = share * bar + (1.0 - share) * average
    if abs(plain) < DECAYED:
        return 0.0, 0.0
    if share == 1.0 or not math.isfinite(plain):
        return plain, 0.0
    move = share * (bar - average - lost) + lost
    reached = average + move
    moved = reached - average
    return reached, (average - (reached - moved)) + (move - moved)
