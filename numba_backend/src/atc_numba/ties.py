"""Equal but for rounding: comparisons that decide something leave a band out."""

from __future__ import annotations

import numpy as np

from atc_numba.compiling import block

TIE_BAND = 1e-10


@block
def is_tied(a: float, b: float) -> bool:
    """Whether two values are equal within the band; an infinity equals only itself."""
    size = max(abs(a), abs(b))
    return bool((a == b) | ((abs(a - b) <= TIE_BAND * size) & (size < np.inf)))


@block
def passes(price: float, level: float) -> bool:
    """Whether a price is above a level by more than the tie band."""
    return bool((price > level) & (not is_tied(price, level)))
