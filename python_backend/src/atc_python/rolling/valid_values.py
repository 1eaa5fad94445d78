"""The windows of series with gaps: deviations of the valid values from one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from atc_core.arrays import Series

Table: TypeAlias = NDArray[np.float64]
ELEMENTS = 2**16
"""Values of windows at once: half a megabyte for each array of them, however long series and windows are."""


class Windows(NamedTuple):
    """Some windows of one series as rows, the oldest bar first."""

    newest: Series
    """The newest valid value of each. Deviations are from it: it is in the window, so that a value that has left it
    leaves nothing behind, and equal values deviate by exactly 0."""
    away: Table
    """How far each value is from the newest one; 0 where it is not valid."""
    valid: Table
    """1 where a value is valid, 0 elsewhere."""
    number: Series
    """How many are."""


def in_windows(
    formula: Callable[..., Any], window: int, min_periods: int | None, *series: Series, fields: int = 1
) -> Table:
    """What a formula of the windows of some series gives at each bar, a row a field.

    A bar is valid where all series are. NaN where fewer than `min_periods` bars of a window are.
    """
    bars, needed = len(series[0]), window if min_periods is None else min_periods
    valid: NDArray[np.bool_] = np.all(np.isfinite(series), axis=0)
    known = [np.where(valid, item, 0.0) for item in series]
    newest = [item[newest_valid(valid)] for item in known] if bars else known
    result = np.full((fields, bars), np.nan)
    rows = max(ELEMENTS // max(min(window, bars), 1), 1)
    for start in range(0, bars, rows):
        stop = min(start + rows, bars)
        there = rows_of(np.asarray(valid, np.float64), window, start, stop)
        number = there.sum(axis=1)
        windows = (
            Windows(
                last[start:stop], (rows_of(item, window, start, stop) - last[start:stop, None]) * there, there, number
            )
            for item, last in zip(known, newest, strict=True)
        )
        with np.errstate(all="ignore"):
            result[:, start:stop] = np.where(number >= needed, formula(*windows), np.nan)
    return result


def newest_valid(valid: NDArray[np.bool_]) -> NDArray[np.int64]:
    """At each bar the latest one that is valid, the first bar where there is none yet."""
    return np.maximum.accumulate(np.where(valid, np.arange(len(valid)), 0))


def rows_of(values: Series, window: int, start: int, stop: int) -> Table:
    """The windows of the bars from `start` to before `stop`, 0 before the first bar."""
    width = min(window, stop)
    first = start - width + 1
    padded = np.concatenate([np.zeros(max(-first, 0)), values[max(first, 0) : stop]])
    return sliding_window_view(padded, width)
