"""The rolling statistics that Bottleneck computes as we do, once infinities are NaN, which it skips.

Left out: mean and std are running sums, which a large value spoils for ever.
"""

from typing import Any

import bottleneck as bn
import numpy as np

from atc_backends.bottleneck import backend
from atc_backends.results import deliver
from atc_core.arrays import Series
from atc_core.declarations import rolling as declared

library: Any = bn


def moved(function: Any, x: Series, window: int, min_periods: int | None) -> Series:
    """A function of each window; Bottleneck refuses windows that are longer than the series."""
    least = window if min_periods is None else min_periods
    if not len(x) or least > len(x):
        return np.full(len(x), np.nan)
    result: Series = function(np.where(np.isfinite(x), x, np.nan), min(window, len(x)), least)
    return result


@backend.implements(declared.medians.rolling_median)
def rolling_median(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """`move_median`, of two heaps."""
    return deliver(moved(library.move_median, x, window, min_periods), out)


@backend.implements(declared.extremes.rolling_max)
def rolling_max(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """`move_max`."""
    return deliver(moved(library.move_max, x, window, min_periods), out)


@backend.implements(declared.extremes.rolling_min)
def rolling_min(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """`move_min`."""
    return deliver(moved(library.move_min, x, window, min_periods), out)
