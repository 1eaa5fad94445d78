"""The float32 kernels: computed in double precision, and rounded once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_python import backend
from atc_python.results import deliver

Array = NDArray[Any]


def rounded(function: Callable[..., Array]) -> Callable[..., Array]:
    """`function` for float32 series, with a float32 result."""

    @wraps(function)
    def narrow(*arguments: Any, out: Array | None = None) -> Array:
        doubles = (item.astype(np.float64) if isinstance(item, np.ndarray) else item for item in arguments)
        with np.errstate(over="ignore"):
            return deliver(function(*doubles).astype(np.float32), out)

    return narrow


for name in atc_core.kernels("float32"):
    backend.implements(name)(rounded(backend.implementations[name.removesuffix("_float32")]))
