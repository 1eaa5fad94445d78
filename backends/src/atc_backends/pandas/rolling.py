"""The rolling statistics that pandas computes as we do; it skips NaN and infinities in windows too.

Left out: mean (a running sum whose last digits depend on earlier windows), std (of equal values just after a move up to
1e-6 in place of 0), skew and kurt (NaN after a spike of 1e30), mad (a function a window); of a run of missing values
`fillna` limits the whole series.
"""

from typing import Any

import pandas as pd

from atc_backends.pandas import backend
from atc_backends.results import deliver
from atc_core.arrays import Series
from atc_core.declarations import rolling as declared


def rolling(x: Series, window: int, min_periods: int | None) -> Any:
    """Windows over a series; one that is longer than the series is a short head throughout."""
    return pd.Series(x).rolling(window, min_periods=window if min_periods is None else min_periods)


@backend.implements(declared.medians.rolling_median)
def rolling_median(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """`rolling().median()`."""
    return deliver(rolling(x, window, min_periods).median().to_numpy(), out)


@backend.implements(declared.extremes.rolling_max)
def rolling_max(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """`rolling().max()`."""
    return deliver(rolling(x, window, min_periods).max().to_numpy(), out)


@backend.implements(declared.extremes.rolling_min)
def rolling_min(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """`rolling().min()`."""
    return deliver(rolling(x, window, min_periods).min().to_numpy(), out)
