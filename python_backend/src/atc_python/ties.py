"""Equal but for rounding: comparisons that decide something leave a band out."""

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series

TIE_BAND = 1e-10


def tied(a: Series, b: Series) -> NDArray[np.bool_]:
    """Whether two values are equal within the band; an infinity equals only itself."""
    size = np.maximum(np.abs(a), np.abs(b))
    near: NDArray[np.bool_] = (a == b) | ((np.abs(a - b) <= TIE_BAND * size) & (size < np.inf))
    return near


def is_tied(a: float, b: float) -> bool:
    """The same of two numbers."""
    size = max(abs(a), abs(b))
    return a == b or (abs(a - b) <= TIE_BAND * size < np.inf)


def is_above(a: float, b: float) -> bool:
    """Whether a number is above another by more than the band."""
    return a > b and not is_tied(a, b)
