"""Sums in the order that clustering fixes: from left to right in blocks of 1024 rows, then over the blocks.

NumPy's own sums are pairwise; `accumulate` goes from left to right.
"""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series

BLOCK = 1024
"""Rows that are summed alone: what threads may share, and no thread count can change."""


def sum_in_order(values: Series) -> Series:
    """Along the first axis, from the first value on; 0 of none."""
    if not len(values):
        return np.zeros(values.shape[1:])
    total: Series = np.add.accumulate(values)[-1]
    return total


def block_sums(values: Series) -> Series:
    """Of each block of rows."""
    parts = [sum_in_order(values[start : start + BLOCK]) for start in range(0, len(values), BLOCK)]
    return np.array(parts).reshape(len(parts), *values.shape[1:])


def blocked_sum(values: Series) -> Series:
    """Of all rows."""
    return sum_in_order(block_sums(values))
