"""The kernels as C functions: their header, derived from the declarations, and the libraries that export them.

``python -m atc_core.c_abi atc_kernels.h`` writes the header. cffi is imported when a library is opened.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atc_core.errors import BackendError
from atc_core.hints import install_extra
from atc_core.kernel import Kernel
from atc_core.registry import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from atc_core.choice import Choice
    from atc_core.parameters import Parameter

PREFIX = "atc_"
CODES = {
    "NULL": "a pointer is null",
    "OPTION": "an option is outside its range",
    "ALIGNMENT": "a pointer is not aligned to its type",
    "OVERLAP": "out overlaps an input",
    "FAILED": "it failed inside",
}
"""What a function may return besides 0, from 1 on."""
ELEMENTS = {"float64": "double", "float32": "float", "bool": "uint8_t", "int8": "int8_t", "int64": "int64_t"}
OPTIONS = {"integer": "int64_t", "real": "double", "flag": "uint8_t", "duration": "int64_t"}
KEYWORDS = {"short", "long", "double", "float", "int", "signed", "static", "default", "register", "auto", "switch"}
"""C's own words; an option that is called so has an underscore there: ``long_``."""
NONE = -1
"""What stands for an integer option that is left out."""

HEADER = """\
/* The kernels of ATC core as C functions.
 *
 * Written by `python -m atc_core.c_abi` from their declarations: do not edit.
 *
 * Series have n bars each, n may be 0 and less than a length; all n bars of `out` are written, what cannot be computed
 * as NaN. Other arrays lie in C order; their axes, and those of `out`, are named beside the function. `out` lies apart
 * from the inputs, and pointers are aligned to their types. A flag is true where its byte is not 0; a signal is -1, 0
 * or 1. A function returns ATC_OK, or another code and then leaves nothing of use in `out`. It may be called by several
 * threads at once, writes nowhere else, and lets no exception out.
 */
#ifndef ATC_KERNELS_H
#define ATC_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifndef ATC_API
#if defined(_WIN32)
#define ATC_API __declspec(dllexport)
#else
#define ATC_API __attribute__((visibility("default")))
#endif
#endif

#ifdef __cplusplus
extern "C" {{
#endif

enum {{
    ATC_OK = 0,
{codes}
}};

{functions}

#ifdef __cplusplus
}}
#endif

#endif
"""


def header() -> str:
    """The text of ``atc_kernels.h``."""
    codes = "\n".join(f"    ATC_{name} = {code}, /* {CODES[name]} */" for code, name in enumerate(CODES, start=1))
    functions = (f"/* {described(kernel)} */\nATC_API {prototype(kernel)}" for kernel in with_c_form())
    return HEADER.format(codes=codes, functions="\n\n".join(functions))


def with_c_form() -> list[Kernel[..., Any]]:
    """The kernels that C functions can be, those in double precision first."""
    declared = (*REGISTRY.all().values(), *REGISTRY.all("float32").values())
    return [kernel for kernel in declared if has_c_form(kernel)]


def has_c_form(kernel: Kernel[..., Any]) -> bool:
    """Whether a kernel takes numbers, and gives arrays whose size a caller can know."""
    options = (item.kind in OPTIONS and (not item.optional or item.kind == "integer") for item in kernel.options)
    arrays = (
        item.dtype is not None and item.dtype.name in ELEMENTS for item in (*kernel.arrays, *kernel.result.fields)
    )
    return not kernel.is_found and all(options) and all(arrays)


def described(kernel: Kernel[..., Any]) -> str:
    """What a kernel gives, and the ranges of its options."""
    ranges = (f"`{item.name}`: {allowed(item)}." for item in kernel.options)
    shapes = (f"`{name}`: ({', '.join(axes)})." for name, axes in shapes_in_c(kernel))
    return "\n   ".join([kernel.summary, *ranges, *shapes])


def allowed(option: Parameter) -> str:
    """What an option may be, as C passes it."""
    if option.kind == "flag":
        return "0 or 1"
    words = option.domain.allowed(0) or "any number"
    return f"{words}, or {NONE} for none" if option.optional else words


def shapes_in_c(kernel: Kernel[..., Any]) -> list[tuple[str, tuple[str, ...]]]:
    """The axes of every array that is no series, in C order."""
    outs = zip(out_names(kernel), kernel.result.fields, strict=True)
    arrays = [*((item.name, item.axes) for item in kernel.arrays), *((name, field.axes) for name, field in outs)]
    return [(name, axes or ("1",)) for name, axes in arrays if axes != kernel.arrays[0].axes[:1]]


def size_names(kernel: Kernel[..., Any]) -> list[str]:
    """What the sizes are called: `n` where there is one, else one for each axis that arrays bind."""
    return ["n"] if len(kernel.input_axes) == 1 else [f"n_{axis}" for axis in kernel.input_axes]


def out_names(kernel: Kernel[..., Any]) -> list[str]:
    """What the results are called: `out`, or one for each field."""
    return ["out"] if kernel.result.type is None else [f"out_{field.name}" for field in kernel.result.fields]


def prototype(kernel: Kernel[..., Any]) -> str:
    """The declaration of a kernel's C function: arrays, sizes, options, results."""
    arrays = (f"const {pointer(item.dtype)}{item.name}" for item in kernel.arrays)
    sizes = (f"size_t {name}" for name in size_names(kernel))
    options = (f"{OPTIONS[item.kind]} {item.name}{'_' * (item.name in KEYWORDS)}" for item in kernel.options)
    named = zip(out_names(kernel), kernel.result.fields, strict=True)
    outs = (f"{pointer(field.dtype)}{name}" for name, field in named)
    parameters = (*arrays, *sizes, *options, *outs)
    return f"int32_t {PREFIX}{kernel.name}({', '.join(parameters)});"


def pointer(dtype: np.dtype[Any] | None) -> str:
    """The C type of an array's memory, to be followed by a name."""
    if dtype is None:
        raise TypeError("an array of any dtype has no C type")
    return f"{ELEMENTS[dtype.name]} *"


def meaning(code: int) -> str:
    """A returned code in words."""
    names = list(CODES)
    return CODES[names[code - 1]] if 1 <= code <= len(names) else "no code of the header"


class Library:
    """An opened shared library."""

    def __init__(self, path: str) -> None:
        """Open the file at `path`; OSError says why that is impossible."""
        import cffi

        self.path = path
        self.ffi = cffi.FFI()
        self._functions: dict[str, Any] = {}
        if not Path(path).is_file():
            raise FileNotFoundError(f"there is no file {path}")
        try:
            self._symbols = self.ffi.dlopen(path)
        except OSError as error:
            reason = str(error).partition("  Additionally")[0]
            raise OSError(f"it is no shared library for this machine: {reason}") from None

    def function(self, kernel: Kernel[..., Any]) -> Any:
        """The C function for `kernel`, a cffi function pointer; None where the library has none."""
        if kernel.name not in self._functions:
            self.ffi.cdef(prototype(kernel))
            self._functions[kernel.name] = getattr(self._symbols, f"{PREFIX}{kernel.name}", None)
        return self._functions[kernel.name]


open_library = lru_cache(maxsize=None)(Library)
"""The library at a path, opened once and for good: pointers into it are in use."""


def c_function(choice: Choice, kernel: Kernel[..., Any], n: int, backend: str | None) -> Any:
    """The C function of the backend that is chosen at `n` bars, or of the fastest verified one that has any."""
    if not has_c_form(kernel):
        raise BackendError(f"{kernel.name}: has no C form, for it takes words or finds the size of its result")
    for name in candidates(choice, kernel, n, backend):
        path = choice.plugins.backends[name].c_library_path()
        function = open_library(path).function(kernel) if path else None
        if function is not None:
            return function
    if backend is not None:
        raise BackendError(f"{kernel.name}: backend {backend!r} offers no C function")
    raise BackendError(f"{kernel.name}: no verified backend offers a C function; {advice(choice)}")


def candidates(choice: Choice, kernel: Kernel[..., Any], n: int, backend: str | None) -> Iterator[str]:
    """The backends that can run `kernel`: the chosen one first, then the measured ones from the fastest on."""
    chosen = choice.decide(kernel, n, backend).backend
    yield chosen
    if backend is None:
        curves = choice.ranking(kernel).curves
        others = sorted(curves.keys() - {chosen}, key=lambda name: curves[name].at(n))
        with_library = (name for name in others if choice.plugins.backends[name].c_library_path())
        yield from (name for name in with_library if choice.problem(kernel, name) is None)


def advice(choice: Choice) -> str:
    """What would help a user who wants a C function."""
    offering = [item.name for item in choice.plugins.available() if item.c_library_path()]
    if offering:
        return f"run atc-tune, or ask for one by name: {', '.join(offering)}"
    return f"install one: {install_extra('rust')}, or name a library in ATC_C_LIBRARIES"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(header(), encoding="utf-8")
