"""Tables of lags, and correlations of all pairs of series."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import TABLE, block
from atc_numba.implementations import implements
from atc_numba.rolling.pairs import common, correlation, make_unit, within_one
from atc_numba.sums import product
from atc_numba.tables import transpose


@implements(f"void({TABLE}, int64, float64[:, ::1])", shape="(len(x), x.shape[1] * (max_lag + 1))")
def lag_features(x: Series, max_lag: int, out: Series) -> None:
    """Each series beside itself 1 to `max_lag` bars back; NaN before its first bar."""
    rows, series = x.shape
    lags = np.uint64(max_lag + 1)
    for t in range(np.uint64(rows)):
        known = min(lags, t + np.uint64(1))
        for column in range(np.uint64(series)):
            first = column * lags
            for lag in range(known):
                out[t, first + lag] = x[t - lag, column]
            for lag in range(known, lags):
                out[t, first + lag] = np.nan


@implements(f"void({TABLE}, float64[:, ::1])", shape="(x.shape[1], x.shape[1])")
def correlation_matrix(x: Series, out: Series) -> None:
    """Pearson's r of each pair of series over the rows at which both are valid."""
    rows, series = x.shape
    units = np.empty((series, rows))
    transpose(x, units)
    gaps, varies = np.empty(series, np.bool_), np.empty(series, np.bool_)
    for a in range(series):
        gaps[a] = gaps_in(units[a]) > 0
    columns = units.copy() if gaps.any() else units
    for a in range(series):
        kept = common(columns[a], columns[a], units[a]) if gaps[a] else rows
        varies[a] = make_unit(units[a, :kept])
        out[a, a] = 1.0 if varies[a] else np.nan
    scratch = np.empty((2, rows))
    for a in range(series):
        for b in range(a):
            if gaps[a] or gaps[b]:
                r = correlation(columns[a], columns[b], scratch)
            else:
                r = within_one(product(units[a], units[b])) if varies[a] and varies[b] else np.nan
            out[a, b] = out[b, a] = r


@block
def gaps_in(values: Series) -> int:
    """How many values are not finite."""
    count = 0
    for i in range(values.shape[0]):
        count += not abs(values[i]) < np.inf
    return count


@implements(f"void({TABLE}, int64, float64[:, :, ::1])", shape="(max_lag + 1, x.shape[1], x.shape[1])")
def lagged_correlation(x: Series, max_lag: int, out: Series) -> None:
    """Pearson's r of each series with each other one 0 to `max_lag` bars earlier."""
    rows, series = x.shape
    columns, scratch = np.empty((series, rows)), np.empty((2, rows))
    transpose(x, columns)
    for lag in range(max_lag + 1):
        known = max(rows - lag, 0)
        for a in range(series):
            for b in range(series):
                out[lag, a, b] = correlation(columns[a, rows - known :], columns[b, :known], scratch)
    for a in range(series):
        out[0, a, a] = 1.0 if out[0, a, a] == out[0, a, a] else np.nan
