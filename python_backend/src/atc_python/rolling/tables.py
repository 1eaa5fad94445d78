"""Tables of lags, and correlations of all pairs of series."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver

ELEMENTS = 2**16
"""Values at once: half a megabyte for each array of them."""


@backend.implements("lag_features")
def lag_features(x: Series, max_lag: int, *, out: Series | None = None) -> Series:
    """Each series beside itself 1 to `max_lag` bars back; NaN before its first bar."""
    bars, series = x.shape
    result = np.full((bars, series, max_lag + 1), np.nan)
    for lag in range(min(max_lag + 1, bars)):
        result[lag:, :, lag] = x[: bars - lag]
    return deliver(result.reshape(bars, series * (max_lag + 1)), out)


@backend.implements("correlation_matrix")
def correlation_matrix(x: Series, *, out: Series | None = None) -> Series:
    """The correlation of each pair of series over the rows at which both are valid."""
    result = correlations(x, x)
    np.fill_diagonal(result, np.where(np.isnan(np.diag(result)), np.nan, 1.0))
    return deliver(result, out)


@backend.implements("lagged_correlation")
def lagged_correlation(x: Series, max_lag: int, *, out: Series | None = None) -> Series:
    """The same of each series with each other one 0 to `max_lag` bars earlier."""
    bars, series = x.shape
    result = np.full((max_lag + 1, series, series), np.nan)
    result[0] = correlation_matrix(x)
    for lag in range(1, min(max_lag + 1, bars)):
        result[lag] = correlations(x[lag:], x[: bars - lag])
    return deliver(result, out)


def correlations(x: Series, y: Series) -> NDArray[np.float64]:
    """Pearson's r of each column of `x` with each of `y`, over the rows at which both are valid."""
    result = np.full((x.shape[1], y.shape[1]), np.nan)
    rows, others = np.ascontiguousarray(x.T), np.ascontiguousarray(y.T)
    pairs, step = np.indices(result.shape).reshape(2, -1), max(ELEMENTS // max(len(x), 1), 1)
    for start in range(0, result.size if len(x) else 0, step):
        first, second = pairs[:, start : start + step]
        result[first, second] = of_pairs(rows[first], others[second])
    return result


def of_pairs(x: NDArray[np.float64], y: NDArray[np.float64]) -> Series:
    """Pearson's r of each row with that of its place."""
    common = np.isfinite(x) & np.isfinite(y)
    rows = np.maximum(common.sum(axis=1), 1)
    a, b = (centred(item, common, rows) for item in (x, y))
    spread = np.sqrt(sum_of_products(a, a, rows)) * np.sqrt(sum_of_products(b, b, rows))
    with np.errstate(invalid="ignore"):
        r: Series = np.clip(sum_of_products(a, b, rows) / spread, -1.0, 1.0)
    return r


def centred(values: NDArray[np.float64], common: NDArray[np.bool_], rows: Series) -> NDArray[np.float64]:
    """Deviations from each row's mean over its common bars, 0 at others, none above 2.

    First from the first common value, so that equal values deviate by exactly 0.
    """
    known = np.where(common, values, 0.0)
    first = np.take_along_axis(known, common.argmax(axis=1)[:, None], axis=1)
    away = np.where(common, known - first, 0.0)
    exponent = np.frexp(np.abs(away).max(axis=1))[1]
    away *= np.ldexp(1.0, np.minimum(-exponent, 1000))[:, None]
    return np.where(common, away - (away.sum(axis=1) / rows)[:, None], 0.0)


def sum_of_products(a: NDArray[np.float64], b: NDArray[np.float64], rows: Series) -> Series:
    """The sums of products of deviations; what rounding left of their means is taken out."""
    return np.asarray((a * b).sum(axis=1) - a.sum(axis=1) * b.sum(axis=1) / rows)
