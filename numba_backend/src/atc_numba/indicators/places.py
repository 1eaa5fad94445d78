"""Where results start, and NaN before them."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import block


@block
def first_whole_bar(series: tuple[Series, ...]) -> int:
    """The first bar at which no series is NaN, past the end if there is none."""
    first, n = 0, series[0].shape[0]
    while first < n:
        missing = False
        for x in series:
            missing |= np.isnan(x[first])
        if not missing:
            break
        first += 1
    return first


@block
def whole_windows(x: Series, length: int) -> int:
    """How many whole windows a series has."""
    return int(max(x.shape[0] - (length - 1), 0))


@block
def ending(out: Series, count: int) -> Series:
    """The last `count` places, after NaN is written into those before."""
    before = out.shape[0] - count
    out[:before] = np.nan
    return out[before:]
