"""Filling what is missing in a series."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements


@implements(f"void({SERIES}, unicode_type, optional(int64), float64[::1])")
def fill_missing(x: Series, method: str, limit: int | None, out: Series) -> None:
    """Values that are not valid replaced, the first `limit` of each run."""
    most = x.shape[0] if limit is None else limit
    if method == "backward":
        repeat(x[::-1], most, out[::-1])
    elif method == "forward":
        repeat(x, most, out)
    elif method == "linear":
        draw_lines(x, most, out)
    else:
        write_median(x, most, out)


@block
def repeat(x: Series, most: int, out: Series) -> None:
    """The valid value before each gap, at most so often."""
    value, run = np.nan, 0
    for i in range(x.shape[0]):
        is_valid = abs(x[i]) < np.inf
        value = x[i] if is_valid else value
        run = 0 if is_valid else run + 1
        out[i] = value if run <= most else np.nan


@block
def draw_lines(x: Series, most: int, out: Series) -> None:
    """From the valid value before each gap to the one after it."""
    before = -1
    out[:] = np.nan
    for i in range(x.shape[0]):
        if not abs(x[i]) < np.inf:
            continue
        if before >= 0:
            rise, bars = x[i] - x[before], i - before
            for place in range(1, min(bars - 1, most) + 1):
                out[before + place] = x[before] + rise * (place / bars)
        out[i] = x[i]
        before = i


@block
def write_median(x: Series, most: int, out: Series) -> None:
    """The median of all valid values."""
    values, count, run = np.empty(x.shape[0]), 0, 0
    for i in range(x.shape[0]):
        values[count] = x[i]
        count += abs(x[i]) < np.inf
    middle = np.median(values[:count]) if count > 0 else np.nan
    for i in range(x.shape[0]):
        is_valid = abs(x[i]) < np.inf
        run = 0 if is_valid else run + 1
        out[i] = x[i] if is_valid else middle if run <= most else np.nan
