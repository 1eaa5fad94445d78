"""Running an implementation on checked arrays of any layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atc_core.kernel import Kernel

Array = NDArray[Any]
BLOCK = 16
"""Columns that are copied together, so that a row of a C-ordered array is read once per cache line."""


LAYOUTS = ("1d", "strided", "C", "F")


def layout(series: Array) -> str:
    """How an array lies in memory: ``1d``, ``strided``, or for two dimensions ``C`` or ``F``."""
    if series.ndim == 1:
        return "1d" if series.flags.c_contiguous else "strided"
    return "F" if series.flags.f_contiguous and not series.flags.c_contiguous else "C"


def run(
    kernel: Kernel[..., Any],
    function: Callable[..., Any],
    series: list[Array],
    options: list[Any],
    out: Array | None,
) -> Array:
    """The result of `function`, in `out` if given; an `out` that overlaps an input is filled last."""
    if out is not None and any(np.may_share_memory(out, item) for item in series):
        out[...] = run(kernel, function, series, options, None)
        return out
    is_table = series[0].ndim > 1
    inputs = series if is_table else [np.ascontiguousarray(item) for item in series]
    if out is None:
        result: Array = function(*inputs, *options)
        return result
    if (is_table or out.flags.c_contiguous) and out.flags.aligned and out.dtype.isnative:
        function(*inputs, *options, out=out)
    else:
        out[...] = function(*inputs, *options)
    return out


def by_column(kernel: Kernel[..., Any], function: Callable[..., Any]) -> Callable[..., Array]:
    """The one-dimensional `function` for tables: column by column, in the memory order of the first series."""
    count = len(kernel.series)

    def each_column(*arguments: Any, out: Array | None = None) -> Array:
        series, options = arguments[:count], arguments[count:]
        shape = series[0].shape
        order = "C" if kernel.result.fields else layout(series[0])
        result = np.empty(kernel.result.shape(shape), kernel.dtype, order) if out is None else out  # type: ignore[call-overload]
        buffer = np.empty((min(BLOCK, shape[1]), *kernel.result.shape(shape[:1])), kernel.dtype)
        for start in range(0, shape[1], BLOCK):
            inputs = [np.asfortranarray(item[:, start : start + BLOCK]) for item in series]
            width = inputs[0].shape[1]
            for column in range(width):
                function(*(item[:, column] for item in inputs), *options, out=buffer[column])
            result[..., start : start + width] = np.moveaxis(buffer[:width], 0, -1)
        return result

    return each_column
