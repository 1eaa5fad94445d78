"""What editors and type checkers read of the package: signatures made from the declarations."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Iterator

import atc_core
from atc_core.decimals.declaring import DecimalKernel
from atc_core.dispatch import handle_of
from atc_core.parameters import MISSING, Parameter
from atc_core.registry import AnyKernel

HEAD = '''"""Signatures of everything public, written by ``make docs`` from the declarations."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal, Protocol, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from atc_core.decision import Decision
{imports}

__version__: str
__all__: list[str]

class _Labelled(Protocol):
    """A Series or a frame."""

    def to_numpy(self) -> Any: ...

class _Handle:
    """Runs a kernel on the backend that is fastest for it."""

    kernel: Kernel[..., Any]
    def resolve(self: _H, n: int, **options: Any) -> _H:
        """The backend's own function for data of size `n`: no checks, no dispatch left."""

    def explain(self, n: int, *, layout: str = "1d", **options: Any) -> Decision:
        """Which backend would run at size `n`, which would not, and why."""

    def cffi(self, n: int = 1000) -> Any:
        """A cffi pointer to the C function that is best at size `n`."""

_T = TypeVar("_T", bound=_Labelled)
_H = TypeVar("_H", bound=_Handle)
_Data = NDArray[Any] | Sequence[float] | Sequence[Sequence[float]]
_Decimals = NDArray[Any] | Sequence[Decimal | int | None] | _Labelled
_Gaps = Literal["keep", "skip", "raise"]
'''
CLASS = '''
class _{name}(_Handle):
    {quotes}{documentation}
    """

{calls}
{name}: _{name}
'''
OVERLOAD = "    @overload\n"
CALL = """    @overload
    def __call__(
        self,
{parameters}
    ) -> {gives}: ...
"""
LONGEST_TYPE = 90
"""Signs of a type that fits into a line with its parameter."""
KINDS = {
    "integer": "int",
    "real": "float",
    "number": "float",
    "flag": "bool",
    "decimal": "Decimal | int",
    "duration": "int | timedelta | np.timedelta64",
}


def stub(kernels: Iterable[AnyKernel]) -> str:
    """The whole file: public names, then the kernels."""
    kernels = list(kernels)
    head = HEAD.format(imports="\n".join(sorted({*public_names(), *named_tuples(kernels)})))
    return head + "".join(map(kernel_class, kernels))


def public_names() -> Iterator[str]:
    """An import of each name that is no kernel."""
    for name in (*atc_core.__all__, "hookimpl"):
        module = atc_core.ORIGINS.get(name) or getattr(atc_core, name).__module__
        yield f"from {module} import {name} as {name}"


def named_tuples(kernels: Iterable[AnyKernel]) -> Iterator[str]:
    """An import of each type of result."""
    for kernel in kernels:
        if kernel.result.type is not None:
            yield f"from {kernel.result.type.__module__} import {kernel.result.type.__name__}"


def kernel_class(kernel: AnyKernel) -> str:
    """The type of a kernel's handle: one signature for arrays, one for labelled data."""
    calls = call(kernel, "_Data", array_result(kernel))
    # Of a model alone there is nothing labelled, and labelled decimals are taken like others.
    has_two = kernel.arrays and not isinstance(kernel, DecimalKernel)
    calls = calls + call(kernel, "_T", labelled_result(kernel)) if has_two else calls.replace(OVERLOAD, "")
    lines = kernel.documentation.splitlines()
    documentation = "\n".join(f"    {line}".rstrip() for line in lines).strip()
    quotes = 'r"""' if "\\" in documentation else '"""'
    return CLASS.format(name=kernel.name, quotes=quotes, documentation=documentation, calls=calls)


def call(kernel: AnyKernel, data: str, gives: str) -> str:
    """One signature."""
    known = inspect.signature(handle_of(kernel)).parameters
    lines = [parameter_source(item, data) for item in kernel.parameters] + ["*"]
    lines += [f"out: {array_result(kernel)} | None = None"] * ("out" in known)
    lines += ["gaps: _Gaps = ..."] * ("gaps" in known)
    lines += ["backend: str | None = None"]
    return CALL.format(parameters="\n".join(f"        {line}," for line in lines), gives=gives)


def parameter_source(parameter: Parameter, data: str) -> str:
    """A parameter as a signature has it."""
    is_decimal = parameter.column == "decimal"
    own = "_Decimals" if is_decimal else data
    kind = own + " | None" * parameter.optional if parameter.is_array else option_type(parameter)
    kind += (" | Decimal | int" if is_decimal else " | float") if parameter.or_number else ""
    if len(kind) > LONGEST_TYPE and parameter.kind == "choice":
        kind = kind.replace("[", "[\n            ").replace(", ", ",\n            ").replace("]", ",\n        ]")
    return f"{parameter.name}: {kind}" + ("" if parameter.default is MISSING else " = ...")


def option_type(parameter: Parameter) -> str:
    """The type of an option."""
    kind = KINDS.get(parameter.kind, "Any")
    if parameter.kind == "choice":
        words = ", ".join(map(json.dumps, parameter.domain.choices))
        kind = f"Literal[{words}]"
    elif parameter.kind == "tuple":
        items = [option_type(item) for item in parameter.items] + ["..."] * parameter.repeats
        kind = f"tuple[{', '.join(items)}]"
    elif parameter.kind == "model":
        kind = "tuple[Any, ...]"
    return f"{kind} | None" if parameter.optional else kind


def array_result(kernel: AnyKernel) -> str:
    """What arrays give, and what `out` is."""
    if kernel.result.type is not None:
        return str(kernel.result.type.__name__)
    (field,) = kernel.result.fields
    if not field.axes or field.column == "decimal":
        return "Any"
    return "NDArray[Any]" if field.dtype is None else f"NDArray[np.{field.dtype.type.__name__}]"


def labelled_result(kernel: AnyKernel) -> str:
    """What labelled data give: their own type where each bar has a value."""
    if kernel.result.type is not None:
        return str(kernel.result.type.__name__)
    return "_T" if kernel.is_per_bar else "Any"
