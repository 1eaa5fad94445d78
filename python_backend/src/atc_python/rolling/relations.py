"""The line through each window, and how two series go together in it."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver
from atc_python.rolling.moments import centred, sum_of_products
from atc_python.rolling.valid_values import Windows, in_windows


@backend.implements("rolling_slope")
def rolling_slope(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """The least-squares slope of each window."""
    return deliver(in_windows(slope, window, min_periods, x)[0], out)


@backend.implements("rolling_corr")
def rolling_corr(
    x: Series, y: Series, window: int, min_periods: int | None = None, *, out: Series | None = None
) -> Series:
    """Pearson's r of each window."""
    return deliver(in_windows(correlation, window, min_periods, x, y)[0], out)


@backend.implements("rolling_lagged_correlation")
def rolling_lagged_correlation(
    x: Series, y: Series, window: int, lag: int, min_periods: int | None = None, *, out: Series | None = None
) -> Series:
    """Pearson's r of `x` with the `y` of `lag` bars before; the first bars have none."""
    earlier = np.full(len(y), np.nan)
    earlier[lag:] = y[: max(len(y) - lag, 0)]
    return rolling_corr(x, earlier, window, min_periods, out=out)


def slope(windows: Windows) -> Series:
    """Slope of the line through the valid values at their own places; 0 of one value."""
    away, unit = centred(windows)
    places = np.arange(away.shape[1]) * windows.valid
    places -= (places.sum(axis=1) / windows.number)[:, None] * windows.valid
    rise = sum_of_products(places, away)
    run = sum_of_products(places, places)
    return np.where(windows.number > 1, rise / run * unit, 0.0)


def correlation(x: Windows, y: Windows) -> Series:
    """Pearson's r of what is valid in both; equal values, whose spread is 0, make it NaN."""
    (a, _), (b, _) = centred(x), centred(y)
    spread = np.sqrt(sum_of_products(a, a)) * np.sqrt(sum_of_products(b, b))
    r: Series = np.clip(sum_of_products(a, b) / spread, -1.0, 1.0)
    return r
