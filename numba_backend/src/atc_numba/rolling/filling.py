"""Filling what is missing in a series."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba import backend
from atc_numba.compiling import SERIES, loop


@backend.implements("fill_missing")
def fill_missing(x: Series, method: str = "forward", limit: int | None = None, *, out: Series | None = None) -> Series:
    """Values that are not valid replaced, the first `limit` of each run; a loop for each method."""
    filled = np.empty(len(x)) if out is None else out
    most = len(x) if limit is None else limit
    if method == "linear":
        draw_lines(x, most, filled)
    elif method == "median":
        valid = x[np.isfinite(x)]
        write(x, float(np.median(valid)) if len(valid) else np.nan, most, filled)
    else:
        repeat(x, most, method == "backward", filled)
    return filled


@loop(f"void({SERIES}, int64, boolean, float64[::1])")
def repeat(x: Series, most: int, is_backward: bool, out: Series) -> None:  # noqa: FBT001
    """The valid value before each gap, or from the end on the one after it, at most so often."""
    value, run, count = np.nan, 0, x.shape[0]
    for bar in range(count):
        i = count - 1 - bar if is_backward else bar
        is_valid = abs(x[i]) < np.inf
        value = x[i] if is_valid else value
        run = 0 if is_valid else run + 1
        out[i] = value if run <= most else np.nan


@loop(f"void({SERIES}, int64, float64[::1])")
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


@loop(f"void({SERIES}, float64, int64, float64[::1])")
def write(x: Series, value: float, most: int, out: Series) -> None:
    """The same value into each gap."""
    run = 0
    for i in range(x.shape[0]):
        is_valid = abs(x[i]) < np.inf
        run = 0 if is_valid else run + 1
        out[i] = x[i] if is_valid else value if run <= most else np.nan
