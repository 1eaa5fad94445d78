"""Calling a C function with NumPy arrays, without copying them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from atc_core.c_abi import ELEMENTS, PREFIX, meaning, open_library, with_c_form
from atc_core.errors import BackendError
from atc_core.kernel import Kernel

SOURCE = """
def {name}({parameters}, *, out=None):
{alignment}
    if out is None:
        out = empty(len({first}), dtype)
    code = function({pointers}, len({first}), {options}memory(type_out, out))
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

    namespace = {
        "function": function,
        "failed": failed,
        "memory": ffi.from_buffer,
        "empty": np.empty,
        "dtype": kernel.dtype,
        "type_out": ffi.typeof(f"{ELEMENTS[kernel.dtype.name]}[]"),
        **{f"type_{item.name}": ffi.typeof(f"{ELEMENTS[item.dtype.name]}[]") for item in kernel.series},
        **{f"default_{item.name}": item.default for item in kernel.options},
    }
    exec(compile(written(kernel), f"<{kernel.name} of {backend}>", "exec"), namespace)  # noqa: S102 our own source
    made: Callable[..., Any] = namespace[kernel.name]
    return made


def written(kernel: Kernel[..., Any]) -> str:
    """The source of that function."""
    options = [
        item.name if item.default is inspect.Parameter.empty else f"{item.name}=default_{item.name}"
        for item in kernel.options
    ]
    series = [item.name for item in kernel.series]
    return SOURCE.format(
        name=kernel.name,
        parameters=", ".join([*series, *options]),
        alignment="".join(ALIGNMENT.format(name=name) for name in series),
        first=series[0],
        pointers=", ".join(f"memory(type_{name}, {name})" for name in series),
        options="".join(f"{item.name}, " for item in kernel.options),
    )
