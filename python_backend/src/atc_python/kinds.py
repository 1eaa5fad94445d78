"""The two kinds of kernels on bars: of windows, which recover from a missing value, and recursive ones, which do not.

Their functions give, of each field, the end that can be computed; what comes before it is filled in here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_core.kernel import Kernel
from atc_python import backend
from atc_python.results import deliver

Array: TypeAlias = NDArray[Any]
Implemented = TypeVar("Implemented", bound=Callable[..., Any])


class Decorator(Protocol):
    """Gives back the function that it is given."""

    def __call__(self, function: Implemented, /) -> Implemented:
        """Take it in."""


def windowed(kernel: Kernel[..., Any]) -> Decorator:
    """Implement a kernel whose result is NaN where a window holds a NaN."""
    return implemented(kernel, lambda _: 0)


def recursive(kernel: Kernel[..., Any]) -> Decorator:
    """Implement a kernel that starts at the first bar at which no input is NaN."""
    return implemented(kernel, first_whole_bar)


def implemented(kernel: Kernel[..., Any], start: Callable[[list[Array]], int]) -> Decorator:
    """Make an implementation of a function of arrays, from a bar on, and options: with `out`, in IEEE arithmetic."""
    count = len(kernel.arrays)

    def implement(function: Implemented) -> Implemented:
        @backend.implements(kernel)
        @with_signature(kernel)
        @wraps(function)
        def implementation(*given: Any, out: Any = None, **options: Any) -> Any:
            arguments = kernel.signature.bind(*given, **options)
            arguments.apply_defaults()
            arrays, values = list(arguments.args[:count]), arguments.args[count:]
            first = start(arrays)
            with np.errstate(all="ignore"):
                result = function(*(item[first:] for item in arrays), *values)
            fields = (result,) if kernel.result.type is None else result
            pairs = zip(fields, kernel.dtypes(arrays), strict=True)
            whole = [ending_in(len(arrays[0]), field, dtype) for field, dtype in pairs]
            if kernel.result.type is None:
                return deliver(whole[0], out)
            return tuple(whole) if out is None else filled(out, whole)

        return function

    return implement


def with_signature(kernel: Kernel[..., Any]) -> Decorator:
    """Show the declaration's signature."""

    def sign(function: Implemented) -> Implemented:
        function.__signature__ = kernel.signature  # type: ignore[attr-defined]
        return function

    return sign


def first_whole_bar(arrays: list[Array]) -> int:
    """The first bar at which no array is NaN, their length if there is none."""
    whole = np.flatnonzero(~np.any([np.isnan(item) for item in arrays if item.dtype.kind == "f"], axis=0))
    return int(whole[0]) if len(whole) else len(arrays[0])


def ending_in(bars: int, values: Any, dtype: np.dtype[Any]) -> Array:
    """A field of so many bars that ends in `values`; NaN before them, 0 in integers."""
    field = np.full(bars, np.nan if dtype.kind == "f" else 0, dtype)
    field[bars - len(values) :] = values
    return field


def filled(out: Any, fields: list[Array]) -> Any:
    """`out` with a field in each of its arrays."""
    for array, field in zip(out, fields, strict=True):
        array[:] = field
    return out


def together(*fields: Series) -> tuple[Series, ...]:
    """The common end of some fields; all are NaN where one is."""
    count = min(map(len, fields))
    ends = [field[len(field) - count :] for field in fields]
    nothing = np.any(np.isnan(ends), axis=0)
    return tuple(np.where(nothing, np.nan, field) for field in ends)
