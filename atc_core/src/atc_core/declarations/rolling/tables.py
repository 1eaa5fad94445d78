"""Tables of lags, and correlations of all pairs of series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import EXACT, Array, Axes, Matrix, SeriesTable
from atc_core.domains import MOST_ELEMENTS, Count
from atc_core.kernel import Options, Sizes, kernel
from atc_core.samples import price_table, three_walks

SMALLEST = 1e-300
"""What no sum of squares that is not 0 is below."""

LagTable: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "features"), EXACT]
LagMatrices: TypeAlias = Annotated[NDArray[np.float64], Axes("lags", "series", "series")]


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


def lag_count(_: Sizes, options: Options) -> int:
    """A matrix for each lag."""
    return int(options["max_lag"] + 1)


def table_fits(sizes: Sizes, options: Options) -> str | None:
    """What is wrong with so many columns."""
    some = {axis: max(size, 1) for axis, size in sizes.items()}
    return too_many_lags(some["time"] * feature_count(some, options), options)


def matrices_fit(sizes: Sizes, options: Options) -> str | None:
    """What is wrong with so many matrices."""
    return too_many_lags(lag_count(sizes, options) * max(sizes["series"], 1) ** 2, options)


def too_many_lags(elements: int, options: Options) -> str | None:
    """What is wrong with a result of so many elements."""
    if elements <= MOST_ELEMENTS:
        return None
    return f"max_lag must leave a result that fits into memory, was {options['max_lag']}"


def correlation_scale(x: Array, _: Array) -> Array:
    """``max(1, 1e-4*c)`` with the larger c of a pair: largest magnitude over standard deviation on common rows."""
    scale = pair_scale(x, x)
    np.fill_diagonal(scale, 0.0)
    return scale


def lagged_scale(x: Array, max_lag: int, result: Array) -> Array:
    """The same of each lag; on the diagonal only lag 0 is exact."""
    scale = np.zeros(result.shape)
    for lag in range(min(max_lag + 1, len(x))):
        scale[lag] = pair_scale(x[lag:], x[: len(x) - lag]) if lag else correlation_scale(x, scale[0])
    return scale


def pair_scale(x: Array, y: Array) -> Array:
    """The same of each column of `x` with each of `y`."""
    common = np.isfinite(x)[:, :, None] & np.isfinite(y)[:, None, :]
    sides = (relative_magnitude(item, common) for item in (x[:, :, None], y[:, None, :]))
    return np.maximum(1.0, 1e-4 * np.maximum(*sides))


def relative_magnitude(values: Array, common: Array) -> Array:
    """Largest magnitude over standard deviation on the common rows; any number for equal values, which have no r."""
    rows = np.maximum(common.sum(axis=0), 1)
    known = np.where(common, values, 0.0)
    largest = np.abs(known).max(axis=0, initial=0.0)
    units = known / np.where(largest > 0, largest, 1.0)
    away = np.where(common, units - units.sum(axis=0) / rows, 0.0)
    squares = np.einsum("tab,tab->ab", away, away)
    return np.asarray(np.sqrt(rows / np.maximum(squares, SMALLEST)))


@kernel(
    sample=price_table,
    sizes={"features": feature_count},
    labels={"features": lag_labels},
    check_sizes=table_fits,
    also=("lags",),
)
def lag_features(x: SeriesTable, max_lag: Count, *, out: LagTable | None = None) -> LagTable:
    """Each series beside itself 1 to `max_lag` bars back: the columns of a regression on the past.

    Formula:
        $$ y_{t, c (max_lag + 1) + k} = x_{t-k, c}; 0 <= k <= max_lag $$
        where $c$ is a series.

    Args:
        x: shape ``(time,)`` or ``(time, series)``.
        max_lag: the longest lag in bars, at least 0; at or beyond the length of the series a lag is all NaN.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape ``(time, series*(max_lag+1))``, NaN where a series does not go so far back. Values are copied as
        they are, NaN and infinities too. One series gives ``(time, max_lag+1)``.

    Raises:
        TypeError: `x` is not numeric or `max_lag` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `max_lag` is below 0.

    Source: pandas ``shift(k)``, columns side by side.
    """


@kernel(sample=price_table, scale=correlation_scale, also=("corr",))
def correlation_matrix(x: SeriesTable, *, out: Matrix | None = None) -> Matrix:
    r"""Pearson correlation of each pair of series, over the rows at which both are valid.

    Formula:
        $$ r_{a,b} = \frac{s(a, b)}{\sqrt{s(a, a) s(b, b)}} $$
        $$ s(a, b) = \sum_{t \in V} (x_{t,a} - m(a)) (x_{t,b} - m(b)) $$
        where $V$ are the rows at which both series of the pair are valid, and $m$ is the mean over them.

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


@kernel(
    sample=three_walks,
    sizes={"lags": lag_count},
    check_sizes=matrices_fit,
    scale=lagged_scale,
    also=("cross_correlation", "autocorrelation", "autocorr"),
)
def lagged_correlation(x: SeriesTable, max_lag: Count, *, out: LagMatrices | None = None) -> LagMatrices:
    r"""Pearson correlation of each series with each other one 0 to `max_lag` bars earlier: which one leads.

    Formula:
        $$ r_{k,a,b} = \frac{s(u, v)}{\sqrt{s(u, u) s(v, v)}}; s(u, v) = \sum_{t \in V} (u_t - m(u)) (v_t - m(v)) $$
        $$ u_t = x_{t,a}; v_t = x_{t-k,b} $$
        where $V$ are the rows with valid $u_t$ and $v_t$, and $m$ is the mean over them.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are left out pair by pair.
        max_lag: the longest lag in bars, at least 0; at or beyond the length of the series a lag is all NaN.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape ``(max_lag+1, series, series)``, within [-1, 1]: element ``(k, a, b)`` correlates ``a[t]`` with
        ``b[t-k]``, so that its diagonal is series a's autocorrelation; lag 0 is `correlation_matrix`. NaN where a pair
        has fewer than 2 common rows or either side is constant on them. One series gives ``(max_lag+1, 1, 1)``.

    Raises:
        TypeError: `x` is not numeric or `max_lag` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `max_lag` is below 0.

    Source: pandas ``corr`` of a series with ``shift(k)`` of another.
    """
