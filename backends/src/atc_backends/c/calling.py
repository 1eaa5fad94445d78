"""Calling a C function with NumPy arrays, without copying them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from atc_core.c_abi import ELEMENTS, NONE, PREFIX, meaning, open_library, with_c_form
from atc_core.errors import BackendError
from atc_core.kernel import Kernel
from atc_core.parameters import MISSING, Parameter
from atc_core.validation import bind

SOURCE = """
def {name}({parameters}, *, out=None):
{alignment}
    if out is None:
        out = {blank}
    code = function({arguments})
    if code:
        raise failed(code)
    return out
"""
ALIGNMENT = """\
    if not {name}.flags.aligned:
        {name} = {name}.copy()
"""


def implementations(backend: str, path: str) -> Iterator[tuple[Kernel[..., Any], Callable[..., Any]]]:
    """Every kernel that a library has a function for, with an implementation that calls it."""
    library = open_library(path)
    for kernel in with_c_form():
        function = library.function(kernel)
        if function is not None:
            yield kernel, implementation(kernel, function, library.ffi, backend)


def implementation(kernel: Kernel[..., Any], function: Any, ffi: Any, backend: str) -> Callable[..., Any]:
    """A Python function with the kernel's own signature, written out so that a call takes few steps."""

    def failed(code: int) -> BackendError:
        return BackendError(f"{kernel.name}: backend {backend!r}: {PREFIX}{kernel.name} gave {code}, {meaning(code)}")

    def blank(*arguments: Any) -> Any:
        count = len(kernel.arrays)
        shapes = kernel.shapes(bind(kernel, arguments[:count]), arguments[count:])
        fields = tuple(np.empty(shape, field.dtype) for shape, field in zip(shapes, kernel.result.fields, strict=True))
        return fields[0] if kernel.result.type is None else fields

    namespace = {
        "function": function,
        "failed": failed,
        "memory": ffi.from_buffer,
        "empty": np.empty,
        "blank": blank,
        "dtype": kernel.result.fields[0].dtype,
        **{f"type_out_{place}": element(ffi, field) for place, field in enumerate(kernel.result.fields)},
        **{f"type_{item.name}": element(ffi, item) for item in kernel.arrays},
        **{f"default_{item.name}": item.default for item in kernel.options},
    }
    exec(compile(written(kernel), f"<{kernel.name} of {backend}>", "exec"), namespace)  # noqa: S102 our own source
    made: Callable[..., Any] = namespace[kernel.name]
    return made


def element(ffi: Any, parameter: Parameter) -> Any:
    """The C type of an array of these elements."""
    return ffi.typeof(f"{ELEMENTS[np.dtype(parameter.dtype).name]}[]")


def written(kernel: Kernel[..., Any]) -> str:
    """The source of that function."""
    options = [item.name if item.default is MISSING else f"{item.name}=default_{item.name}" for item in kernel.options]
    arrays, given = [item.name for item in kernel.arrays], [item.name for item in kernel.options]
    is_series = kernel.is_per_bar and kernel.result.type is None
    return SOURCE.format(
        name=kernel.name,
        parameters=", ".join([*arrays, *options]),
        alignment="".join(ALIGNMENT.format(name=name) for name in arrays),
        blank=f"empty(len({arrays[0]}), dtype)" if is_series else f"blank({', '.join([*arrays, *given])})",
        arguments=", ".join([*pointers(kernel), *sizes(kernel), *map(passed, kernel.options), *outs(kernel)]),
    )


def pointers(kernel: Kernel[..., Any]) -> list[str]:
    """The arrays as C gets them."""
    return [f"memory(type_{item.name}, {item.name})" for item in kernel.arrays]


def sizes(kernel: Kernel[..., Any]) -> list[str]:
    """The size of every axis, from the first array that has it."""
    return [
        next(f"{item.name}.shape[{item.axes.index(axis)}]" for item in kernel.arrays if axis in item.axes)
        for axis in kernel.input_axes
    ]


def passed(option: Parameter) -> str:
    """An option as C gets it."""
    return f"{NONE} if {option.name} is None else {option.name}" if option.optional else option.name


def outs(kernel: Kernel[..., Any]) -> list[str]:
    """The results as C gets them."""
    if kernel.result.type is None:
        return ["memory(type_out_0, out)"]
    return [f"memory(type_out_{place}, out[{place}])" for place in range(len(kernel.result.fields))]
