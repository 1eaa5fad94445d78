"""Tables of ``(time, series)``."""

from __future__ import annotations

from atc_core.arrays import Series
from atc_numba.compiling import block

ROWS = 64
"""Rows at once, so that a tile stays in the nearest cache: three times as fast as 512 with ten columns."""


@block
def transpose(x: Series, columns: Series) -> None:
    """Copy each column to a row, which may be longer."""
    for start in range(0, x.shape[0], ROWS):
        rows = x[start : start + ROWS]
        for column in range(x.shape[1]):
            values = columns[column, start : start + ROWS]
            for t in range(rows.shape[0]):
                values[t] = rows[t, column]
