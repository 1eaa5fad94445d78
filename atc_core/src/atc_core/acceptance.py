"""Results on the hot path: one look at what was computed, in place of working out what it should be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from atc_core.approval import axis_sizes
from atc_core.arrays import Array
from atc_core.kernel import FOUND, Kernel, Shape
from atc_core.results import checked_fields
from atc_core.validation import bind

Planned: TypeAlias = Callable[[tuple[Any, ...]], str]
"""Names the backend that the plan takes for these arguments."""

ACCEPT_NUMBER = """if type(result) is float:
                    return result
                return accept(result, ({arrays}), ({options}))"""
ACCEPT_ARRAY = """if type(result) is array and result.dtype {dtype} and result.shape == {shape}:
                    return result
                return accept(result, ({arrays}), ({options}))"""
ACCEPT_FIELDS = "return accept(result, ({arrays}), ({options}))"
OUT_CHECKS = (
    " and type(out) is array and out.dtype {dtype} and out.shape == {shape} and out.flags.carray and not ({shares})"
)


def acceptance(kernel: Kernel[..., Any], planned: Planned) -> dict[str, Any]:
    """What the sources below call, by name."""
    shapes_of = shape_memory(kernel)
    return {"shapes_of": shapes_of, "accept": deliverer(kernel, shapes_of, planned)}


def accepted_source(kernel: Kernel[..., Any]) -> str:
    """Source that returns a result which is what was declared; any other goes to where it is delivered or refused."""
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
    arrays, options = ("".join(f"{item.name}, " for item in items) for items in (kernel.arrays, kernel.options))
    return f"shapes_of(({key},), ({arrays}), ({options}))[0]"


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
    kernel: Kernel[..., Any], shapes_of: Callable[..., tuple[Shape, ...]], planned: Planned
) -> Callable[[Any, Sequence[Array], Sequence[Any]], Any]:
    """What checks the fields of a result and delivers them, or raises what is wrong with them."""
    fields, named_tuple = kernel.result.fields, kernel.result.type
    dtypes = [field.dtype for field in fields]
    follows_input = any(dtype is None for dtype in dtypes)
    is_each_bar = named_tuple is not None and kernel.is_per_bar and not follows_input
    is_block = is_each_bar and len(set(dtypes)) == 1
    # Rows whose number is found, as of trades: working that out as for any axes costs 12 us for six fields.
    is_rows = kernel.is_found and {field.axes for field in fields} == {kernel.found_axes}

    def is_declared(given: Any, arrays: Sequence[Array], options: Sequence[Any]) -> bool:
        if not isinstance(given, tuple) or len(given) != len(fields):
            return False
        if is_rows:
            shapes: tuple[Shape, ...] = (np.shape(given[0])[:1] or (FOUND,),) * len(fields)
        elif kernel.is_found:
            return False
        else:
            shapes = shapes_of((*(item.shape for item in arrays), *options), arrays, options)
        return all(map(fits, given, shapes, kernel.dtypes(arrays) if follows_input else dtypes))

    def accept(result: Any, arrays: Sequence[Array], options: Sequence[Any]) -> Any:
        # One look at a block of thirteen fields costs 0.2 us, thirteen looks 3 us.
        block = (len(fields), len(arrays[0]))
        if is_block and type(result) is np.ndarray and result.dtype == dtypes[0] and result.shape == block:
            return named_tuple(*result)
        if is_each_bar and type(result) is tuple and are_columns(result, arrays[0].shape, dtypes):
            return named_tuple(*result)
        given = result if named_tuple else (result,)
        if not is_declared(given, arrays, options):
            shapes = kernel.shapes(bind(kernel, arrays), options)
            given = checked_fields(kernel, planned((*arrays, *options)), result, shapes, kernel.dtypes(arrays))
        return kernel.result.deliver([array if np.ndim(array) else np.asarray(array).item() for array in given])

    return accept


def are_columns(fields: tuple[Any, ...], shape: Shape, dtypes: Sequence[Any]) -> bool:
    """Whether all fields are arrays of one shape; a loop, as a generator costs 0.5 us more for three."""
    if len(fields) != len(dtypes):
        return False
    for array, dtype in zip(fields, dtypes, strict=True):
        if type(array) is not np.ndarray or array.dtype != dtype or array.shape != shape:
            return False
    return True


def fits(array: Any, shape: Shape, dtype: Any) -> bool:
    """Whether an implementation's field is what was declared."""
    if type(array) is np.ndarray:
        return bool(array.dtype == dtype and array.shape == shape)
    return isinstance(array, float) and not shape
