"""The windows of series with gaps: deviations of the valid values from one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from atc_core.arrays import Series

Table: TypeAlias = NDArray[np.float64]
ELEMENTS = 2**15
"""Values of windows at once: a quarter of a megabyte for each array of them, however long series and windows are."""


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
    width = min(window, bars + 1)
    valid: NDArray[np.bool_] = np.all(np.isfinite(series), axis=0)
    there = rows_of(valid.astype(np.float64), width)
    rows = [rows_of(np.where(valid, item, 0.0), width) for item in series]
    newest, number = newest_valid(valid), count_valid(valid, window)
    result, step = np.full((fields, bars), np.nan), max(ELEMENTS // width, 1)
    for start in range(0, bars, step):
        stop = min(start + step, bars)
        # Windows of the head are as long as they can be.
        part = np.s_[start:stop, max(width - stop, 0) :]
        many = number[start:stop]
        if many.max() < needed:  # of 12 000 bars in windows of 10 000 that leaves out seven tenths of the work
            continue
        windows = (
            windows_of(item, newest[start:stop], own[part], there[part], many)
            for item, own in zip(series, rows, strict=True)
        )
        with np.errstate(all="ignore"):
            result[:, start:stop] = np.where(many >= needed, formula(*windows), np.nan)
    return result


def windows_of(series: Series, newest: NDArray[np.int64], rows: Table, there: Table, number: Series) -> Windows:
    """Some windows whose newest valid values are at these bars."""
    values = np.where(number > 0, series[newest], 0.0)
    away = rows - values[:, None]
    away *= there
    return Windows(values, away, there, number)


def newest_valid(valid: NDArray[np.bool_]) -> NDArray[np.int64]:
    """At each bar the latest one that is valid, the first bar where there is none yet."""
    return np.maximum.accumulate(np.where(valid, np.arange(len(valid)), 0))


def count_valid(valid: NDArray[np.bool_], window: int) -> NDArray[np.float64]:
    """How many bars of each window are valid."""
    so_far = np.cumsum(valid, dtype=np.float64)
    counts: Series = so_far.copy()
    counts[window:] -= so_far[:-window]
    return counts


def rows_of(values: Series, width: int) -> Table:
    """The window of each bar as a row, 0 before the first bar."""
    rows: Table = sliding_window_view(np.concatenate([np.zeros(width), values]), width)[1:]
    return rows
