"""Rolling statistics and features of series with gaps.

Time runs down axis 0. A value is valid when it is finite; others are skipped, not propagated. The window of a bar
ends at it, and is shorter at the head of a series.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import EXACT, FLOAT32_ACCURACY, Array, Axes, ExactSeries, Matrix, Series, SeriesTable
from atc_core.domains import Count, Periods, Window
from atc_core.kernel import Options, Sizes, kernel
from atc_core.samples import price_table, price_walk

LagTable: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "features"), EXACT]
MOST_ELEMENTS = 2**40
"""A result of more than 8 TiB is a mistake, not a request."""


def periods_in_window(options: Options) -> str | None:
    """What is wrong with a window and the valid values that it needs."""
    window, least = options["window"], options["min_periods"]
    if least is None or least <= window:
        return None
    return f"min_periods must be at most window, {window}, was {least}"


def feature_count(sizes: Sizes, options: Options) -> int:
    """A column for each series and lag."""
    return int(sizes["series"] * (options["max_lag"] + 1))


def lag_labels(labels: Mapping[str, Sequence[Any]], options: Options) -> list[Any] | None:
    """``close_lag1``; a label of several levels gets one more."""
    lags = [f"lag{lag}" for lag in range(options["max_lag"] + 1)]
    series = labels.get("series")
    if series is None:
        return None
    return [(*label, lag) if isinstance(label, tuple) else f"{label}_{lag}" for label in series for lag in lags]


def lags_fit(sizes: Sizes, options: Options) -> str | None:
    """What is wrong with so many lags."""
    some = {axis: max(size, 1) for axis, size in sizes.items()}
    if some["time"] * feature_count(some, options) <= MOST_ELEMENTS:
        return None
    return f"max_lag must leave a result that fits into memory, was {options['max_lag']}"


def correlation_scale(x: Array, result: Array) -> Array:
    """``max(1, 1e-4*c)`` with the larger c of a pair: largest magnitude over standard deviation on common rows."""
    scale = np.ones(result.shape)
    for a, b in np.ndindex(*scale.shape):
        common = np.isfinite(x[:, a]) & np.isfinite(x[:, b])
        spreads = [relative_spread(x[common, side]) for side in (a, b)]
        scale[a, b] = max([1.0, *(1e-4 / spread for spread in spreads if spread > 0)])
    np.fill_diagonal(scale, 0.0)
    return scale


def relative_spread(values: Array) -> float:
    """Standard deviation over largest magnitude; 0 for equal values and for none."""
    if len(values) == 0 or values.min() == values.max():
        return 0.0
    return float((values / np.abs(values).max()).std())


@kernel(
    sample=price_walk, float32=FLOAT32_ACCURACY, check=periods_in_window, lookback="window", also=("MAX", "highest")
)
def rolling_max(
    x: Series, window: Window, min_periods: Periods | None = None, *, out: ExactSeries | None = None
) -> ExactSeries:
    """Largest valid value of the last `window` bars.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`, exact; NaN where the window holds fewer than `min_periods` valid
        values.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).max()``; TA-Lib ``MAX`` where nothing is missing.
    """


@kernel(sample=price_walk, float32=FLOAT32_ACCURACY, check=periods_in_window, lookback="window", also=("MIN", "lowest"))
def rolling_min(
    x: Series, window: Window, min_periods: Periods | None = None, *, out: ExactSeries | None = None
) -> ExactSeries:
    """Smallest valid value of the last `window` bars.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`, exact; NaN where the window holds fewer than `min_periods` valid
        values.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).min()``; TA-Lib ``MIN`` where nothing is missing.
    """


@kernel(
    sample=price_table,
    sizes={"features": feature_count},
    labels={"features": lag_labels},
    check_sizes=lags_fit,
    also=("lags",),
)
def lag_features(x: SeriesTable, max_lag: Count, *, out: LagTable | None = None) -> LagTable:
    """Each series beside itself 1 to `max_lag` bars back: the columns of a regression on the past.

    Args:
        x: shape ``(time,)`` or ``(time, series)``.
        max_lag: the longest lag in bars, at least 0; at or beyond the length of the series a lag is all NaN.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape ``(time, series*(max_lag+1))``: column ``c*(max_lag+1) + k`` is series c k bars back, its first
        k rows NaN. Values are copied as they are, NaN and infinities too. One series gives ``(time, max_lag+1)``.

    Raises:
        TypeError: `x` is not numeric or `max_lag` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `max_lag` is below 0.

    Source: pandas ``shift(k)``, columns side by side.
    """


@kernel(sample=price_table, scale=correlation_scale, also=("corr",))
def correlation_matrix(x: SeriesTable, *, out: Matrix | None = None) -> Matrix:
    """Pearson correlation of each pair of series, over the rows at which both are valid.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are left out pair by pair.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape ``(series, series)``, symmetric, within [-1, 1], the diagonal exactly 1. NaN where a pair has
        fewer than 2 common rows or either series is constant on them. One series gives ``(1, 1)``.

    Raises:
        TypeError: `x` is not numeric.
        ValueError: `x` is not 1-D or 2-D.

    Source: pandas ``corr(min_periods=2)``; ``numpy.corrcoef`` where nothing is missing.
    """
