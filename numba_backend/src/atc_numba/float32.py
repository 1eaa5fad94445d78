"""The float32 kernels: the float64 implementation on widened series, its result rounded once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_core.arrays import Series
from atc_numba import backend
from atc_numba.compiling import SERIES, loop

Array = NDArray[Any]
DOUBLE = np.dtype(np.float64)
SUFFIX = "_float32"


@loop(f"void({SERIES}, float32[::1])")
def narrow(values: Series, out: Array) -> None:
    """Round to float32; unlike NumPy's cast, without a warning where a value overflows to infinity."""
    for i in range(out.shape[0]):
        out[i] = values[i]


def widened(argument: Any) -> Any:
    """A series in float64, or the option as it is."""
    return argument.astype(DOUBLE) if isinstance(argument, np.ndarray) else argument


def rounded(function: Callable[..., Array]) -> Callable[..., Array]:
    """`function` for float32 series, with a float32 result."""

    @wraps(function)
    def float32(*arguments: Any, out: Array | None = None, **options: Any) -> Array:
        result = function(*map(widened, arguments), **{name: widened(item) for name, item in options.items()})
        if out is None:
            out = np.empty(len(result), np.float32)
        narrow(result, out)
        return out

    return float32


for name in atc_core.kernels("float32"):
    double = backend.implementations.get(name.removesuffix(SUFFIX))
    if double is not None:
        backend.implements(name)(rounded(double))
