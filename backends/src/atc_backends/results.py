"""How a library's result becomes the contract's."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series

Scalar = TypeVar("Scalar", bound=np.generic)


def deliver(result: NDArray[Scalar], out: NDArray[Scalar] | None) -> NDArray[Scalar]:
    """`result`, or `out` with the result in it where one is given."""
    if out is None:
        return result
    out[:] = result
    return out


def after_warm_up(bars: int, values: Series) -> Series:
    """A series of `bars` bars that ends in `values`; NaN before them."""
    result = np.full(bars, np.nan)
    result[bars - len(values) :] = values
    return result
