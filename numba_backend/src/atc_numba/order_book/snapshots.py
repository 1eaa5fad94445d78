"""What it costs to take a quantity from a book."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, TABLE
from atc_numba.implementations import implements

Levels: TypeAlias = NDArray[np.float64]
FULL = 1e-10
"""The part of a quantity that may be left of a full fill."""
FIELDS = "float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], int64[::1]"


@implements(f"void({TABLE}, {TABLE}, {SERIES}, int64, float64, {FIELDS})", fastmath=False)
def book_sweep(
    price: Levels,
    size: Levels,
    quantity: Series,
    side: int,
    limit: float,
    filled: Series,
    cost: Series,
    average: Series,
    worst: Series,
    impact: Series,
    used: NDArray[np.int64],
) -> None:
    """Level after level, until enough is filled or the price is beyond the limit."""
    for row in range(len(quantity)):
        enough = FULL * quantity[row] if quantity[row] < np.inf else -np.inf
        rest, taken, paid, beyond, first, last, count = quantity[row], 0.0, 0.0, 0.0, np.nan, np.nan, 0
        for level in range(price.shape[1]):
            here, there = price[row, level], size[row, level]
            if here != here or there == 0.0:
                continue
            if side * here > side * limit or rest <= enough:
                break
            first = here if count == 0 else first
            part = min(there, rest)
            taken += part
            paid += here * part
            beyond += (here - first) * part
            rest -= part
            last, count = here, count + 1
        taken = quantity[row] if rest <= enough else taken
        filled[row], cost[row], used[row], worst[row] = taken, paid, count, last
        average[row] = first + beyond / taken
        impact[row] = side * (beyond / taken) / first
