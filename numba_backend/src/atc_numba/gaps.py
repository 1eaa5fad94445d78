"""Series without their missing values."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_numba.compiling import block


@block
def without_gaps(values: Series) -> Series:
    """A copy without the values that are NaN."""
    kept, count = np.empty(values.shape[0]), 0
    for value in values:
        kept[count] = value
        count += value == value
    return kept[:count]
