"""Which bars of long series a chart of a page is drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

MOST_BARS = 6_000
"""Bars that are drawn one by one: more take the browser over a second, and a screen has 1 300 columns."""
PIECES = 1_000


def drawn_bars(count: int, series: Iterable[NDArray[np.float64]]) -> NDArray[np.intp]:
    """All bars, or of long series those with the least and the greatest value in each of a thousand pieces."""
    if count <= MOST_BARS:
        return np.arange(count)
    edges = np.linspace(0, count, PIECES + 1).astype(np.intp)
    found = {0, count - 1}
    for values in series:
        for begin, end in pairwise(edges.tolist()):
            piece = values[begin:end]
            found |= {int(begin + piece.argmin()), int(begin + piece.argmax())}
    return np.array(sorted(found))


def rounded(values: NDArray[np.float64]) -> list[float | None]:
    """Seven digits are enough to draw with."""
    return [float(f"{value:.7g}") if np.isfinite(value) else None for value in values.tolist()]
