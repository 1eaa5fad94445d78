"""The kernels as C functions: their header, derived from the declarations, and the libraries that export them.

``python -m atc_core.c_abi atc_kernels.h`` writes the header. cffi is imported when a library is opened.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atc_core.errors import BackendError
from atc_core.kernel import KERNELS, SINGLES, Kernel

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from atc_core.choice import Choice

PREFIX = "atc_"
CODES = {
    "NULL": "a pointer is null",
    "OPTION": "an option is outside its range",
    "ALIGNMENT": "a pointer is not aligned to its type",
    "OVERLAP": "out overlaps an input",
    "FAILED": "it failed inside",
}
"""What a function may return besides 0, from 1 on."""
ELEMENTS = {"float64": "double", "float32": "float", "bool": "uint8_t", "int8": "int8_t"}
OPTIONS = {"integer": "int64_t", "real": "double"}

HEADER = """\
/* The kernels of ATC core as C functions.
 *
 * Written by `python -m atc_core.c_abi` from their declarations: do not edit.
 *
 * Series have n bars each, n may be 0 and less than a length; all n bars of `out` are written, what cannot be computed
 * as NaN. `out` lies apart from the series, and pointers are aligned to their types. A flag is true where its byte is
 * not 0; a signal is -1, 0 or 1. A function returns ATC_OK, or another code and then leaves nothing of use in `out`. It
 * may be called by several threads at once, writes nowhere else, and lets no exception out.
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
    return [kernel for kernel in (*KERNELS.values(), *SINGLES.values()) if has_c_form(kernel)]


def has_c_form(kernel: Kernel[..., Any]) -> bool:
    """Whether a kernel takes numbers and gives one array."""
    return not kernel.result.fields and all(item.kind in OPTIONS for item in kernel.options)


def described(kernel: Kernel[..., Any]) -> str:
    """What a kernel gives, and the ranges of its options."""
    ranges = (f"`{item.name}`: {item.domain.allowed(0)}." for item in kernel.options)
    return "\n   ".join([kernel.summary, *ranges])


def prototype(kernel: Kernel[..., Any]) -> str:
    """The declaration of a kernel's C function: series, their length, options, result."""
    series = (f"const {pointer(item.dtype)}{item.name}" for item in kernel.series)
    options = (f"{OPTIONS[item.kind]} {item.name}" for item in kernel.options)
    parameters = (*series, "size_t n", *options, f"{pointer(kernel.dtype)}out")
    return f"int32_t {PREFIX}{kernel.name}({', '.join(parameters)});"


def pointer(dtype: np.dtype[Any]) -> str:
    """The C type of an array's memory, to be followed by a name."""
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
        raise BackendError(f"{kernel.name}: gives several arrays or takes words, which no C function of ours does")
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
    return 'install one: pip install "atc-core[rust]", or name a library in ATC_C_LIBRARIES'


if __name__ == "__main__":
    import atc_core  # noqa: F401

    Path(sys.argv[1]).write_text(header(), encoding="utf-8")
