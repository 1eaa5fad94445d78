"""How a result reaches the caller's own arrays."""

from collections.abc import Sequence
from typing import Any, TypeVar

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


def deliver_fields(block: NDArray[Any], out: Sequence[NDArray[Any]] | None) -> NDArray[Any] | Sequence[NDArray[Any]]:
    """`block`, whose rows are the fields, or the arrays of `out` with a field in each where they are given."""
    if out is None:
        return block
    for array, field in zip(out, block, strict=True):
        array[:] = field
    return out


def deliver_each(fields: Sequence[Any], out: Sequence[NDArray[Any]] | None) -> Sequence[Any]:
    """`fields`, which may differ in shape, or the arrays of `out` with a field in each where they are given."""
    if out is None:
        return tuple(fields)
    for array, field in zip(out, fields, strict=True):
        array[...] = field
    return out


def deliver_number(result: float, out: NDArray[np.float64] | None) -> float | NDArray[np.float64]:
    """`result`, or the 0-d array `out` with the result in it where one is given."""
    if out is None:
        return result
    out[()] = result
    return out


def after_warm_up(bars: int, values: Series | list[float]) -> Series:
    """A series of `bars` bars that ends in `values`; NaN before them."""
    result = np.full(bars, np.nan)
    result[bars - len(values) :] = values
    return result
