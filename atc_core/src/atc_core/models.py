"""Models of kernels that compute series one by one: one model for each column of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from atc_core.arrays import Array
from atc_core.kernel import Kernel


def of_series(kernel: Kernel[..., Any], options: Sequence[Any], place: int) -> tuple[Any, ...]:
    """Options for one series of a table: of each model what it says of that series."""
    return each_field(kernel, options, lambda field: field[:, place] if field.ndim > 1 else field[place])


def for_series(kernel: Kernel[..., Any], options: Sequence[Any], series: int) -> tuple[Any, ...]:
    """Options for a table of so many series, each of which has the same model."""

    def repeated(field: Array) -> Array:
        axis = min(field.ndim, 1)
        return np.repeat(np.expand_dims(field, axis), series, axis)

    return each_field(kernel, options, repeated)


def each_field(kernel: Kernel[..., Any], options: Sequence[Any], change: Callable[[Array], Array]) -> tuple[Any, ...]:
    """Options in which every field of a model is changed."""
    if not kernel.models or not kernel.is_by_series:
        return tuple(options)
    changed = list(options)
    for place in kernel.models:
        kind = kernel.options[place].type
        changed[place] = kind(*(np.asarray(change(np.asarray(field))) for field in options[place]))
    return tuple(changed)
