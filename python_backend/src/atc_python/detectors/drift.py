"""Whether two samples are of one distribution."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series, complete_rows
from atc_python import backend
from atc_python.results import deliver_each, deliver_number

SMALL = 1.0
"""Below it the one series of Kolmogorov's distribution converges sooner, above it the other: in six terms each."""
TERMS = range(1, 7)


@backend.implements("population_stability_index")
def population_stability_index(
    expected: Series, actual: Series, bins: int = 10, floor: float = 1e-4, *, out: NDArray[np.float64] | None = None
) -> float | NDArray[np.float64]:
    """How far the shares of bins have moved."""
    before, after = np.sort(expected[complete_rows(expected)]), actual[complete_rows(actual)]
    return deliver_number(moved(before, after, bins, floor) if len(before) and len(after) else math.nan, out)


@backend.implements("ks_2samp")
def ks_2samp(x: Series, y: Series, *, out: Sequence[Any] | None = None) -> Sequence[Any]:
    """The largest distance, and how likely it is."""
    first, second = np.sort(x[complete_rows(x)]), np.sort(y[complete_rows(y)])
    n, m = len(first), len(second)
    if not n or not m:
        return deliver_each((math.nan, math.nan), out)
    values = np.concatenate([first, second])
    counts, others = (np.searchsorted(item, values, "right") for item in (first, second))
    distance = int(np.abs(counts * m - others * n).max()) / (n * m)
    return deliver_each((distance, kolmogorov(distance * math.sqrt(n / (n + m) * m))), out)


def moved(expected: Series, actual: Series, bins: int, floor: float) -> float:
    """The index of values in order and others."""
    n = len(expected)
    # More bins than values: each value is an edge.
    places = range(n) if bins > n else [-(-edge * n // bins) - 1 for edge in range(1, bins)]
    edges = np.unique(expected[list(places)])
    shares = []
    for values in (expected, actual):
        counts = np.bincount(np.searchsorted(edges, values, "left"), minlength=len(edges) + 1)
        shares.append(np.maximum(counts / len(values), floor))
    p, q = shares
    return float(((q - p) * np.log(q / p)).sum())


def kolmogorov(distance: float) -> float:
    """The limit of the chance of a larger distance, times the root of the number of values."""
    if distance == 0.0:
        return 1.0
    if distance < SMALL:
        square = -(math.pi**2) / 8.0 / distance**2
        terms = (math.exp((2 * k - 1) ** 2 * square) for k in TERMS)
        return 1.0 - math.sqrt(2.0 * math.pi) / distance * math.fsum(terms)
    return 2.0 * math.fsum((-1) ** (k - 1) * math.exp(-2.0 * (k * distance) ** 2) for k in TERMS)
