"""The float32 kernels: the float64 implementation on widened series, its result rounded once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_core.arrays import Series
from atc_core.registry import find_kernel
from atc_numba import backend
from atc_numba.compiling import SERIES, loop
from atc_numba.implementations import generate

SUFFIX = "_float32"

ROUNDS = """
values = function({arguments})
if out is None:
    out = empty(len(values), float32)
narrow(values, out)
return out
"""


@loop(f"void({SERIES}, float32[::1])")
def narrow(values: Series, out: NDArray[np.float32]) -> None:
    """Round to float32; unlike NumPy's cast, without a warning where a value overflows to infinity."""
    for i in range(out.shape[0]):
        out[i] = values[i]


def rounded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The float32 kernel `name`, implemented by the float64 twin's function."""
    arguments = [
        f"{item.name}.astype(float64)" if item.dtype == np.float32 else item.name
        for item in find_kernel(name).parameters
    ]
    # dtype objects: astype finds their meaning 50 ns faster than a type's.
    bound = {"function": function, "empty": np.empty, "float32": np.dtype(np.float32), "float64": np.dtype(np.float64)}
    built = generate(name, ROUNDS.format(arguments=", ".join(arguments)), globals(), bound)
    built.__doc__ = function.__doc__
    return built


for name in atc_core.kernels("float32"):
    double = backend.implementations.get(name.removesuffix(SUFFIX))
    if double is not None:
        backend.implements(name)(rounded(name, double))
