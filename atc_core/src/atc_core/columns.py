"""Running an implementation on validated arrays of any layout, and checking what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from atc_core.arrays import Array
from atc_core.errors import BackendError, raise_failure
from atc_core.kernel import TABLE_AXIS, Kernel, Sizes
from atc_core.models import of_series
from atc_core.results import checked_fields, is_given_back

BLOCK = 16
"""Columns that are copied together, so that a row of a C-ordered array is read once per cache line."""
LAYOUTS = ("1d", "strided", "C", "F")


class Chosen(NamedTuple):
    """The function that a call runs, and the backend that it is of."""

    backend: str
    function: Callable[..., Any]


def call(kernel: Kernel[..., Any], chosen: Chosen, arguments: Sequence[Any], **out: Any) -> Any:
    """What the chosen function gives; whatever it raises becomes an error that names kernel and backend."""
    try:
        return chosen.function(*arguments, **out)
    except BaseException as error:
        raise_failure(kernel.name, chosen.backend, error)


def aligned(array: Array) -> Array:
    """The array, copied where its memory is misaligned."""
    # `np.require` alone takes 0.5 us of an array that is.
    return array if array.flags.aligned else np.require(array, None, "A")


def layout(array: Array) -> str:
    """How an array lies in memory: ``1d``, ``strided``, or for two dimensions ``C`` or ``F``."""
    if array.ndim == 1:
        return "1d" if array.flags.c_contiguous else "strided"
    return "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"


def call_layout(kernel: Kernel[..., Any], array: Array) -> str:
    """The layout that a call is decided by; kernels that see all of a table get it in one order."""
    return layout(array) if kernel.is_by_series else "1d"


def run(
    kernel: Kernel[..., Any],
    chosen: Chosen,
    arrays: Sequence[Array],
    options: Sequence[Any],
    sizes: Sizes,
    out: Sequence[Array] | None,
) -> Sequence[Array]:
    """The fields of the result, in `out` if given; an `out` that overlaps an input is filled last."""
    shapes, dtypes = kernel.shapes(sizes, options), kernel.dtypes(arrays)
    is_table = TABLE_AXIS in sizes and kernel.is_by_series
    inputs = arrays if is_table else [np.ascontiguousarray(item) for item in arrays]
    if out is not None and is_writable_at_once(out, arrays, is_table=is_table):
        given = as_result(kernel, out)
        returned = call(kernel, chosen, (*inputs, *options), out=given)
        check_returned(kernel, chosen.backend, returned, given)
        return out
    result = call(kernel, chosen, (*inputs, *options))
    fields = checked_fields(kernel, chosen.backend, result, shapes, dtypes)
    if out is None:
        return fields
    for own, field in zip(out, fields, strict=True):
        own[...] = field
    return out


def is_writable_at_once(out: Sequence[Array], arrays: Sequence[Array], *, is_table: bool) -> bool:
    """Whether an implementation may write to `out` itself."""
    return all(
        ((is_table and own.ndim > 1) or own.flags.c_contiguous)
        and own.flags.aligned
        and own.dtype.isnative
        and not any(np.may_share_memory(own, item) for item in arrays)
        for own in out
    )


def check_returned(kernel: Kernel[..., Any], backend: str, returned: Any, given: Any) -> None:
    """Where `out` was given, it must come back: what is returned instead may be the result, and `out` is not."""
    if not is_given_back(returned, given):
        raise BackendError(f"{kernel.name}: backend {backend!r} was given out= and did not return it")


def by_column(kernel: Kernel[..., Any], chosen: Chosen) -> Chosen:
    """A function of one series for tables: column by column, in the memory order of the first array."""
    count = len(kernel.arrays)

    def each_column(*arguments: Any, out: Any = None) -> Any:
        arrays, options = arguments[:count], arguments[count:]
        sizes = {item.axes[0]: array.shape[0] for item, array in zip(kernel.arrays, arrays, strict=True)}
        series, dtypes = arrays[0].shape[1], kernel.dtypes(arrays)
        results = fields_of(kernel, out)
        if out is None:
            shapes, order = kernel.shapes({**sizes, TABLE_AXIS: series}, options), layout(arrays[0])
            results = [np.empty(shape, dtype, order) for shape, dtype in zip(shapes, dtypes, strict=True)]  # type: ignore[call-overload]
        own = zip(kernel.shapes(sizes, options), dtypes, strict=True)
        buffers = [np.empty((min(BLOCK, series), *shape), dtype) for shape, dtype in own]
        for start in range(0, series, BLOCK):
            inputs = [np.asfortranarray(item[:, start : start + BLOCK]) for item in arrays]
            width = inputs[0].shape[1]
            for column in range(width):
                given = as_result(kernel, [buffer[column, ...] for buffer in buffers])
                own_options = of_series(kernel, options, start + column)
                returned = chosen.function(*(item[:, column] for item in inputs), *own_options, out=given)
                check_returned(kernel, chosen.backend, returned, given)
            put(results, start, [buffer[:width] for buffer in buffers])
        return as_result(kernel, results) if out is None else out

    return Chosen(chosen.backend, each_column)


def fields_of(kernel: Kernel[..., Any], result: Any) -> Sequence[Array]:
    """The arrays of a result as an implementation gives it."""
    return [result] if kernel.result.type is None else result


def as_result(kernel: Kernel[..., Any], fields: Sequence[Array]) -> Any:
    """The fields as an implementation gives them: one array, or a tuple of several."""
    return fields[0] if kernel.result.type is None else tuple(fields)


def put(results: Sequence[Array], start: int, buffers: Sequence[Array]) -> None:
    """A block of columns in its place: the series come after the first axis of a result."""
    for result, buffer in zip(results, buffers, strict=True):
        places = slice(start, start + len(buffer))
        if buffer.ndim == 1:
            result[places] = buffer
        else:
            result[:, places] = np.moveaxis(buffer, 0, 1)
