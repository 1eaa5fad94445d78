"""Arrays that a caller leaves out: implementations see NaN throughout in their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from atc_core.arrays import Array
from atc_core.kernel import Kernel


def in_place_of_none(kernel: Kernel[..., Any], given: Sequence[Any]) -> Sequence[Any]:
    """What was given, with NaN for each array that may be None and is: one number, seen as often as it is asked for."""
    if not any(value is None for value in given):
        return given
    shapes = {item.axes: value for item, value in zip(kernel.arrays, given, strict=True) if not item.optional}
    return [
        np.broadcast_to(np.nan, np.shape(shapes[item.axes])) if value is None and item.optional else value
        for item, value in zip(kernel.arrays, given, strict=True)
    ]


def is_absent(array: Array) -> bool:
    """Whether an array stands for one that was left out, as a check of data sees it."""
    return array.size > 0 and not any(array.strides) and bool(np.isnan(array.flat[0]))
