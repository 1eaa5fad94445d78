"""A call's way: a generated handle takes arrays that are right already straight to the chosen function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from numbers import Real
from typing import Any

from atc_core.calls import Calls
from atc_core.columns import LAYOUTS
from atc_core.gaps import EXPLANATION
from atc_core.hot_path import generate
from atc_core.kernel import USUAL_SIZE, Gaps, Kernel
from atc_core.option_values import check_option, find_option
from atc_core.process import PROCESS
from atc_core.readable import Word, readable
from atc_core.registry import Precision, find_kernel
from atc_core.variant import variant_of

HANDLES: dict[tuple[str, str | None], Any] = {}


def get(name: str, *, backend: str | None = None, precision: Precision = "float64") -> Any:
    """The handle of a kernel: call it, or ask it to `.resolve(n=…)`, `.explain(n=…)` or for a `.cffi()` pointer.

    Args:
        name: a kernel's name, see :func:`atc_core.kernels`.
        backend: run this backend and no other; an error says why it cannot.
        precision: ``"float32"`` takes and gives float32, half the memory, at the accuracy that the kernel declares.

    Raises:
        KeyError: there is no such kernel; the message names the closest.
        UnknownBackendError: there is no such backend; the message names the closest.
        BackendError: the backend cannot run the kernel; the message says why and what to install.
        ValueError: the kernel has no such precision.
    """
    return handle_of(find_kernel(name, precision), backend)


def handle_of(kernel: Kernel[..., Any], backend: str | None = None) -> Any:
    """The handle of a declaration, made once; one of a backend only where that backend can run the kernel."""
    key = (kernel.name, backend)
    found = HANDLES.get(key)
    if found is None or found.kernel is not kernel:
        if backend is not None:
            PROCESS.choice.decide(kernel, 0, backend)
        found = HANDLES[key] = build_handle(kernel, backend)
    return found


def build_handle(kernel: Kernel[..., Any], pinned: str | None = None) -> Any:
    """A real function with the kernel's name, documentation and signature that dispatches its calls."""
    calls = calls_of(kernel, pinned)
    handle, calls.install = generate(kernel, calls)
    calls.handle = handle
    calls.forget()
    PROCESS.on_invalidate(calls.forget)
    answer_questions(handle, kernel, pinned)
    return with_metadata(handle, kernel, pinned)


def calls_of(kernel: Kernel[..., Any], pinned: str | None) -> Calls:
    """What the handle falls back on."""
    if kernel.takes_arrays:
        return Calls(kernel, pinned)
    from atc_core.decimals.decimal_calls import DecimalCalls

    return DecimalCalls(kernel, pinned)


def answer_questions(handle: Any, kernel: Kernel[..., Any], pinned: str | None) -> None:
    """Give a handle what it is asked beside being called."""

    def resolve(n: int, **options: Any) -> Callable[..., Any]:
        """The backend's own function for data of size `n`: no checks, no dispatch left.

        Options that matter to speed may be given, as in ``resolve(n=10_000, length=200)``.
        """
        check_bars(kernel, n)
        return PROCESS.resolve(kernel, n, pinned, variant_of(kernel, complete(kernel, options)))

    def explain(n: int, *, layout: str = "1d", **options: Any) -> Any:
        """Which backend would run at size `n`, which would not, and why.

        Options that matter to speed may be given, as in ``explain(n=10_000, length=200)``; `layout` is ``"1d"``,
        ``"strided"``, or ``"C"`` or ``"F"`` for a table.
        """
        check_bars(kernel, n)
        if layout not in LAYOUTS:
            raise ValueError(f"{kernel.name}: layout must be one of {', '.join(LAYOUTS)}, was {layout!r}")
        return PROCESS.choice.explain(kernel, n, pinned, variant_of(kernel, complete(kernel, options), layout))

    def cffi(n: int = USUAL_SIZE) -> Any:
        """A cffi pointer to the C function that is best at size `n`, for use in a loop compiled by Numba or in C.

        ``atc_kernels.h`` has its signature. BackendError says what to install where no backend offers one.
        """
        from atc_core.c_abi import c_function

        return c_function(PROCESS.choice, kernel, n, pinned)

    handle.resolve, handle.explain, handle.cffi, handle.kernel = resolve, explain, cffi, kernel
    for answer in (resolve, explain, cffi):
        answer.__qualname__ = f"{kernel.name}.{answer.__name__}"


def check_bars(kernel: Kernel[..., Any], n: Any) -> None:
    """What is asked of a size must be one."""
    if not isinstance(n, Real):
        raise TypeError(f"{kernel.name}: n must be a number of bars, was {type(n).__name__}")
    if not float(n) >= 0:
        raise ValueError(f"{kernel.name}: n must be at least 0, was {n}")


def complete(kernel: Kernel[..., Any], given: dict[str, Any]) -> list[Any]:
    """The values of all options: those that are given, checked, and typical ones."""
    checked = {name: check_option(kernel.name, find_option(kernel, name), value) for name, value in given.items()}
    return [checked.get(item.name, item.typical) for item in kernel.options]


def with_metadata(handle: Any, kernel: Kernel[..., Any], pinned: str | None) -> Any:
    """The handle with the kernel's name, signature and documentation, picklable by name."""
    shown = [item.replace(annotation=readable(item.annotation)) for item in kernel.signature.parameters.values()]
    keyword, word = inspect.Parameter.KEYWORD_ONLY, Word("str | None")
    backend = inspect.Parameter("backend", keyword, default=None, annotation=word)
    if kernel.gaps is not None:
        shown.append(inspect.Parameter("gaps", keyword, default=kernel.gaps, annotation=readable(Gaps)))
    gives = readable(kernel.signature.return_annotation)
    handle.__signature__ = inspect.Signature([*shown, backend], return_annotation=gives)
    handle.__doc__ = kernel.documentation + (EXPLANATION if kernel.gaps else "")
    handle.__module__ = "atc_core"
    handle.__qualname__ = kernel.name if pinned is None else f"{kernel.name}@{pinned}"
    return handle
