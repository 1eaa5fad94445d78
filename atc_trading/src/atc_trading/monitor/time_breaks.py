"""Where rows are missing in the order of time, so that neighbours in the file are none in time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from atc_trading.monitor.feature_rows import Array

REGULAR = 0.9
"""Share of steps that are the median one from which on a clock is taken to tick evenly."""
LONGEST_EVEN, LONGEST_UNEVEN = 1.5, 10.0
"""Median steps beyond which a step is a break: one lost row of an even clock, a silence of an uneven one."""


def breaks(times: NDArray[Any]) -> NDArray[np.int64]:
    """The rows before which time is missing, given times in order."""
    if len(times) < 3:  # noqa: PLR2004 one step is no clock
        return np.array([], dtype=np.int64)
    steps = np.diff(times)
    usual = np.sort(steps)[len(steps) // 2]
    longest = LONGEST_EVEN if float(np.mean(steps == usual)) >= REGULAR else LONGEST_UNEVEN
    none = usual - usual
    return np.flatnonzero((steps > longest * usual) & (usual > none)) + 1


def parted(x: Array, before: NDArray[np.int64]) -> tuple[Array, NDArray[np.int64]]:
    """The rows with one of missing values in each break, and where they are in that."""
    rows = np.arange(len(x))
    places = rows + np.searchsorted(before, rows, side="right")
    spaced: Array = np.insert(x, before, np.nan, axis=0)
    return spaced, places
