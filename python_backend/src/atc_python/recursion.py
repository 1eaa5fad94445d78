"""The recursion behind the exponential and the adaptive averages."""

import math
from collections.abc import Iterable

import numpy as np

from atc_core.parameters import Series


def first_number(x: Series) -> int:
    """The first bar that is not NaN, ``len(x)`` if there is none."""
    found = np.flatnonzero(~np.isnan(x))
    return int(found[0]) if len(found) else len(x)


def follow(average: float, shares: Iterable[float], bars: Iterable[float]) -> list[float]:
    """Go from `average` towards each bar by that bar's share of the way: ``share*bar + (1-share)*average``.

    What rounding loses is carried to the next bar, or a slow average would stop short of its goal: with a
    share of 2e-5 (a length of 100 000) by 5e-12 of it.
    """
    lost = 0.0
    averages = []
    for share, bar in zip(shares, bars, strict=False):
        plain = share * bar + (1.0 - share) * average
        if share == 1.0 or not math.isfinite(plain):
            average, lost = plain, 0.0
        else:
            move = share * (bar - average - lost) + lost
            before, average = average, average + move
            moved = average - before
            lost = (before - (average - moved)) + (move - moved)
        averages.append(average)
    return averages
