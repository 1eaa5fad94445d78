"""How a library's result becomes the contract's."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series

Scalar = TypeVar("Scalar", bound=np.generic)
Fields = TypeVar("Fields", bound=tuple[NDArray[Any], ...])


def deliver(result: NDArray[Scalar], out: NDArray[Scalar] | None) -> NDArray[Scalar]:
    """`result`, or `out` with the result in it where one is given."""
    if out is None:
        return result
    out[:] = result
    return out


def deliver_number(result: float, out: NDArray[np.float64] | None) -> float | NDArray[np.float64]:
    """`result`, or the 0-d array `out` with the result in it where one is given."""
    if out is None:
        return result
    out[()] = result
    return out


def deliver_fields(fields: Fields, out: Fields | None) -> Fields:
    """The fields of a named tuple, or `out` with them in it where one is given."""
    if out is None:
        return fields
    for field, target in zip(fields, out, strict=True):
        target[:] = field
    return out


def after_warm_up(bars: int, values: Series) -> Series:
    """A series of `bars` bars that ends in `values`; NaN before them."""
    result = np.full(bars, np.nan)
    result[bars - len(values) :] = values
    return result
