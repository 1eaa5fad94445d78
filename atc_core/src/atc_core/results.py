"""What an implementation gives is checked here: a result of another shape or dtype never reaches a caller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from atc_core.arrays import Array
from atc_core.errors import BackendError
from atc_core.kernel import FOUND, Kernel, Shape


def checked_fields(
    kernel: Kernel[..., Any], backend: str, result: Any, shapes: Sequence[Shape], dtypes: Sequence[Any]
) -> list[Array]:
    """The fields of an implementation's result, each of the declared shape and dtype."""
    count = len(kernel.result.fields)
    is_one = kernel.result.type is None
    if not is_one and (not isinstance(result, (tuple, list, np.ndarray)) or len(result) != count):
        was = f"{len(result)} of them" if isinstance(result, (tuple, list)) else type(result).__name__
        raise BackendError(f"{kernel.name}: backend {backend!r} must give a tuple of {count} arrays, gave {was}")
    arrays = [result] if is_one else list(result)
    parts = zip(kernel.result.fields, arrays, shapes, dtypes, strict=True)
    checked = [checked_field(kernel.name, backend, field.name, *rest) for field, *rest in parts]
    check_found(kernel, backend, checked)
    return checked


def checked_field(kernel: str, backend: str, field: str, array: Any, shape: Shape, dtype: Any) -> Array:
    """One field; a number may come as a Python or NumPy scalar."""
    if not shape and isinstance(array, (int, float, np.integer, np.floating)):
        array = np.asarray(array, dtype)
    name = f"{field} as " if field else ""
    if not isinstance(array, np.ndarray):
        wanted = f"{name}an array of {dtype}"
        raise BackendError(f"{kernel}: backend {backend!r} must give {wanted}, gave {type(array).__name__}")
    if array.dtype != dtype or not is_like(array.shape, shape):
        raise BackendError(
            f"{kernel}: backend {backend!r} must give {name}{dtype} of shape {shown(shape)}, "
            f"gave {array.dtype} of shape {array.shape}"
        )
    return array if type(array) is np.ndarray else array.view(np.ndarray)


def is_like(shape: Sequence[int], declared: Sequence[int]) -> bool:
    """Whether a shape is the declared one, in which a size that is found may be any."""
    return len(shape) == len(declared) and all(size in (FOUND, own) for own, size in zip(shape, declared, strict=True))


def is_given_back(returned: Any, given: Any) -> bool:
    """Whether an implementation returned the `out` that it was given; of several fields, each of its arrays."""
    if isinstance(given, tuple) and isinstance(returned, tuple):
        return len(returned) == len(given) and all(one is own for one, own in zip(returned, given, strict=True))
    return returned is given


def shown(shape: Shape) -> str:
    """A shape in words; an axis that is found may have any size."""
    sizes = ", ".join("any" if size == FOUND else str(size) for size in shape)
    return f"({sizes},)" if len(shape) == 1 else f"({sizes})"


def check_found(kernel: Kernel[..., Any], backend: str, arrays: Sequence[Array]) -> None:
    """Fields along one found axis must agree in its length."""
    lengths: dict[str, int] = {}
    for field, array in zip(kernel.result.fields, arrays, strict=True):
        for axis, size in zip(field.axes, array.shape, strict=False):
            if axis in kernel.found_axes and lengths.setdefault(axis, size) != size:
                raise BackendError(
                    f"{kernel.name}: backend {backend!r} must give as many {axis} in every field, "
                    f"gave {lengths[axis]} and {size}"
                )
