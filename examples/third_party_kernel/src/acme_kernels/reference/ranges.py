"""Ranges of prices, window by window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from . import backend

if TYPE_CHECKING:
    from atc_core import Series


@backend.implements("rolling_range")
def rolling_range(high: Series, low: Series, length: int, *, out: Series | None = None) -> Series:
    """Fill `out`, or a new array; NumPy's largest and smallest of a window with a NaN are NaN."""
    result = np.empty(len(high)) if out is None else out
    result[: length - 1] = np.nan
    if length <= len(high):
        # Implementations give infinities and NaN without warning: the conformance suite counts a warning as an error.
        with np.errstate(invalid="ignore", over="ignore"):
            highest = sliding_window_view(high, length).max(axis=1)
            lowest = sliding_window_view(low, length).min(axis=1)
            np.subtract(highest, lowest, out=result[length - 1 :])
    return result
