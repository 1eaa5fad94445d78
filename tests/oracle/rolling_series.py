"""Filling, and energy in bands of frequency: as the contract says it, powers to fifty digits."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from oracle.rolling_windows import fractions, median
from oracle.vector import INF, NAN, vector

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]
DIGITS = 50
TIE_BAND = Fraction(1, 10**10)
BANDS = ((0.0, 0.1), (0.1, 0.3), (0.3, 1.0))


def fill_missing(x: Array, method: str = "forward", limit: int | None = None) -> Array:
    if method == "backward":
        return fill_missing(x[::-1], "forward", limit)[::-1].copy()
    values = [float(value) for value in x]
    places = [t for t, value in enumerate(values) if math.isfinite(value)]
    result = []
    for t in range(len(values)):
        before = max((place for place in places if place <= t), default=None)
        after = min((place for place in places if place >= t), default=None)
        run = t - before if before is not None else t + 1
        if run and limit is not None and run > limit:
            result.append(NAN)
        elif method == "forward" or run == 0:
            result.append(NAN if before is None else values[before])
        elif method == "median":
            result.append(float(median(fractions([values[place] for place in places]))) if places else NAN)
        elif before is None or after is None:
            result.append(NAN)
        else:
            left, right = Fraction(values[before]), Fraction(values[after])
            result.append(float(left + (right - left) * Fraction(t - before, after - before)))
    return np.array(result, np.float64)


def spectral_energy(x: Array, window: int, hop: int = 1, bands: Sequence[tuple[float, float]] = BANDS) -> Array:
    if x.ndim == 2:
        return np.stack([spectral_energy(column, window, hop, bands) for column in x.T], axis=1)
    starts = range(0, len(x) - window + 1, hop)
    energies = [energies_of(x[start : start + window].tolist(), bands) for start in starts]
    return np.array(energies, np.float64).reshape(len(starts), len(bands))


def energies_of(values: list[float], bands: Sequence[tuple[float, float]]) -> list[float]:
    """The energy of one window in each band."""
    if not all(map(math.isfinite, values)):
        return [NAN] * len(bands)
    with mpmath.workdps(DIGITS):
        exact = [mpmath.mpf(value) for value in values]
        average = mpmath.fsum(exact) / len(exact)
        powers = powers_of([value - average for value in exact])
        inside = ([power for k, power in powers if holds(band, Fraction(2 * k, len(values)))] for band in bands)
        return [float(mpmath.fsum(found)) for found in inside]


def powers_of(values: list[Any]) -> list[tuple[int, Any]]:
    """The power at each frequency but 0, at which the mean is."""
    n = len(values)
    found = []
    for k in range(1, n // 2 + 1):
        turns = [circle(n)[k * t % n] for t in range(n)]
        parts = [mpmath.fsum(value * turn[side] for value, turn in zip(values, turns)) for side in (0, 1)]
        found.append((k, parts[0] ** 2 + parts[1] ** 2))
    return found


@cache
def circle(n: int) -> list[tuple[Any, Any]]:
    """Cosines and sines of n-th parts of a turn."""
    with mpmath.workdps(DIGITS):
        angles = [2 * mpmath.pi * t / n for t in range(n)]
        return [(mpmath.cos(angle), mpmath.sin(angle)) for angle in angles]


def holds(band: tuple[float, float], frequency: Fraction) -> bool:
    """Whether a band holds a frequency; its high end only where that is Nyquist's."""
    low, high = map(Fraction, band)
    if is_tied(frequency, high):
        return high == 1
    return frequency < high and (frequency > low or is_tied(frequency, low))


def is_tied(a: Fraction, b: Fraction) -> bool:
    return abs(a - b) <= TIE_BAND * max(a, b)


GAPS = (NAN, 2.0, NAN, NAN, NAN, 5.0, INF, NAN, 8.0, NAN)
WAVE = (1.0, 3, 2, 5, 4, 4, 0, 1, 2)
HALVES, THREE = [(0.0, 0.5), (0.5, 1.0)], [(0.0, 0.1), (0.1, 0.5), (0.5, 1.0)]
VECTORS = [
    vector("fill_missing", "- 2 2 2 2 5 5 5 8 8", GAPS, "forward"),
    vector("fill_missing", "- 2 2 2 - 5 5 5 8 8", GAPS, "forward", 2),
    vector("fill_missing", "2 2 5 5 5 5 8 8 8 -", GAPS, "backward"),
    vector("fill_missing", "2 2 - 5 5 5 8 8 8 -", GAPS, "backward", 2),
    vector("fill_missing", "- 2 2.75 3.5 4.25 5 6 7 8 -", GAPS, "linear"),
    vector("fill_missing", "- 2 2.75 3.5 - 5 6 7 8 -", GAPS, "linear", 2),
    vector("fill_missing", "5 2 5 5 5 5 5 5 8 5", GAPS, "median"),
    vector("fill_missing", "5 2 5 5 - 5 5 5 8 5", GAPS, "median", 2),
    vector("spectral_energy", "0 30; 0 14; 0 26", WAVE, 4, 2, HALVES),
    vector(
        "spectral_energy",
        "0 13.6180339887 11.3819660113; 0 31.1803398875 8.8196601125; 0 27.1803398875 4.8196601125",
        WAVE,
        5,
        2,
        THREE,
    ),
]
