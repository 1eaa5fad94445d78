"""Indicators of volume: each is the end that can be computed, in fractions."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np

from oracle.indicators import Series, aligned, of_windows, recursive, sums, whole
from oracle.indicators_oscillators import ratio, typical
from oracle.series import NAN, Exact, exact, smoothed


@recursive
def obv(close: Series, volume: Series) -> Series:
    results = volume[:1]
    for before, now, size in zip(close, close[1:], volume[1:]):
        is_known = whole(before, now, size, results[-1])
        step = size if now > before else -size if now < before else Exact(0)
        results.append(results[-1] + step if is_known else NAN)
    return results


def flows(high: Series, low: Series, close: Series, volume: Series) -> Series:
    """Where the close is in its bar, from -1 to 1, times the volume."""
    found = []
    for h, b, c, size in zip(high, low, close, volume):
        place = Exact(0) if h == b and whole(c) else ((c - b) - (h - c)) / (h - b)
        found.append(place * size)
    return found


@recursive
def accumulation_distribution(high: Series, low: Series, close: Series, volume: Series) -> Series:
    return list(accumulate(flows(high, low, close, volume)))


@recursive
def chaikin_oscillator(
    high: Series, low: Series, close: Series, volume: Series, fast: int = 3, slow: int = 10
) -> Series:
    line = list(accumulate(flows(high, low, close, volume)))
    quick, late = ([*line[:1], *smoothed(line[1:], line[0], n)] if line else [] for n in (fast, slow))
    return [a - b for a, b in zip(quick, late)][slow - 1 :]


@of_windows
def chaikin_money_flow(high: Series, low: Series, close: Series, volume: Series, length: int = 20) -> Series:
    pairs = aligned(sums(flows(high, low, close, volume), length), sums(volume, length))
    return [ratio(flow, traded, 0) for flow, traded in pairs]


def vwap(*arguments: Any) -> np.ndarray[Any, Any]:
    *arrays, starts = arguments
    series = [exact(item) for item in arrays]
    results, paid, traded, is_open = [], Exact(0), Exact(0), False
    for t, (price, *bar) in enumerate(zip(typical(*series[:3]), *series)):
        size = bar[-1]
        if starts[t]:
            paid, traded, is_open = Exact(0), Exact(0), False
        is_open = is_open or whole(*bar)
        if is_open:
            paid, traded = paid + price * size, traded + size
        results.append(paid / traded if is_open and traded != 0 and whole(traded) else NAN)
    return np.array([float(value) for value in results], np.float64)
