"""Results on the hot path: one look at what was computed, in place of working out what it should be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from atc_core.approval import axis_sizes
from atc_core.arrays import Array
from atc_core.kernel import FOUND, Kernel, Shape
from atc_core.results import check_found, is_like
from atc_core.validation import bind

ACCEPT_NUMBER = """if type(result) is float:
                return result
            return accept(result, ({arrays}), ({options}))"""
ACCEPT_ARRAY = """if type(result) is array and result.dtype {dtype} and result.shape == {shape}:
                return result"""
ACCEPT_FIELDS = "return accept(result, ({arrays}), ({options}))"
OUT_CHECKS = (
    " and type(out) is array and out.dtype {dtype} and out.shape == {shape} and out.flags.carray and not ({shares})"
)


def acceptance(kernel: Kernel[..., Any]) -> dict[str, Any]:
    """What the sources below call, by name."""
    shapes_of = shape_memory(kernel)
    return {"shapes_of": shapes_of, "accept": deliverer(kernel, shapes_of)}


def accepted_source(kernel: Kernel[..., Any]) -> str:
    """Source that returns a result which is what was declared, and falls through for any other."""
    field, *others = kernel.result.fields
    if others or kernel.result.type is not None or kernel.is_found:
        source = ACCEPT_FIELDS
    else:
        source = ACCEPT_ARRAY if field.axes else ACCEPT_NUMBER
    return source.format(**parts(kernel))


def out_checks(kernel: Kernel[..., Any]) -> str:
    """Source of a test: an `out` that an implementation may write to while it reads the arrays."""
    if kernel.result.type is not None or kernel.is_found:
        return " and False"
    return OUT_CHECKS.format(**parts(kernel))


def parts(kernel: Kernel[..., Any]) -> dict[str, str]:
    """What fills the templates in."""
    any_dtype = next((item.name for item in kernel.arrays if item.dtype is None), None)
    is_own = kernel.result.fields[0].dtype is None
    return {
        "arrays": "".join(f"{item.name}, " for item in kernel.arrays),
        "options": "".join(f"{item.name}, " for item in kernel.options),
        "dtype": f"== {any_dtype}.dtype" if is_own else "is dtype_out",
        "shape": expected_shape(kernel),
        "shares": " or ".join(f"shares({item.name}, out)" for item in kernel.arrays),
    }


def expected_shape(kernel: Kernel[..., Any]) -> str:
    """Source of the shape of the first field."""
    first, axes, known = kernel.arrays[0], kernel.result.fields[0].axes, axis_sizes(kernel)
    if axes == first.axes:
        return f"{first.name}.shape"
    if set(axes) <= known.keys():
        return f"({''.join(f'{known[axis][0]}, ' for axis in axes)})"
    key = ", ".join([*(sizes[0] for sizes in known.values()), *(item.name for item in kernel.options)])
    arrays, options = (", ".join(item.name for item in items) for items in (kernel.arrays, kernel.options))
    return f"shapes_of(({key},), ({arrays},), ({options},))[0]"


def shape_memory(kernel: Kernel[..., Any]) -> Callable[..., tuple[Shape, ...]]:
    """The shapes of all fields; those of the last sizes and options are remembered, as working them out costs 3 us."""
    last: tuple[Any, tuple[Shape, ...]] = (None, ())

    def shapes_of(key: Any, arrays: Sequence[Array], options: Sequence[Any]) -> tuple[Shape, ...]:
        nonlocal last
        known, shapes = last
        if known != key:
            shapes = kernel.shapes(bind(kernel, arrays), options)
            last = key, shapes
        return shapes

    return shapes_of


def deliverer(
    kernel: Kernel[..., Any], shapes_of: Callable[..., tuple[Shape, ...]]
) -> Callable[[Any, Sequence[Array], Sequence[Any]], Any]:
    """What checks the fields of a result and delivers them; ValueError sends the call to where errors are worded."""
    fields, named_tuple = kernel.result.fields, kernel.result.type
    dtypes = [field.dtype for field in fields]
    is_block = named_tuple is not None and kernel.is_per_bar and len(set(dtypes)) == 1
    follows_input = None in dtypes
    # Rows whose number is found, as of trades: working that out as for any axes costs 12 us for six fields.
    is_rows = kernel.is_found and {field.axes for field in fields} == {kernel.found_axes}

    def accept(result: Any, arrays: Sequence[Array], options: Sequence[Any]) -> Any:
        # One look at a block of thirteen fields costs 0.2 us, thirteen looks 3 us.
        block = (len(fields), len(arrays[0]))
        if is_block and type(result) is np.ndarray and result.dtype == dtypes[0] and result.shape == block:
            return named_tuple(*result)
        given = result if named_tuple else (result,)
        key = (*(item.shape for item in arrays), *options)
        shapes = ((len(given[0]),),) * len(fields) if is_rows else shapes_of(key, arrays, options)
        if not all(map(fits, given, shapes, kernel.dtypes(arrays) if follows_input else dtypes)):
            raise ValueError
        if kernel.is_found and not is_rows:
            check_found(kernel, "", given)
        return kernel.result.deliver([array if np.ndim(array) else float(array) for array in given])

    return accept


def fits(array: Any, shape: Shape, dtype: Any) -> bool:
    """Whether an implementation's field is what was declared."""
    if isinstance(array, np.ndarray):
        return array.dtype == dtype and (array.shape == shape or (FOUND in shape and is_like(array.shape, shape)))
    return isinstance(array, float) and not shape
