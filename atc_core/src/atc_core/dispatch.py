"""A call's way: a generated handle takes arrays that are right already straight to the chosen function."""

from __future__ import annotations

import inspect
import operator
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin

import numpy as np

from atc_core import parameters
from atc_core.columns import LAYOUTS, layout, run
from atc_core.door import admit, check_option, check_out, find_option
from atc_core.kernel import USUAL_SIZE, Kernel, Precision, find_kernel
from atc_core.parameters import Parameter
from atc_core.process import PROCESS
from atc_core.variant import variant_of

HANDLES: dict[tuple[str, str | None], Any] = {}

SOURCE = """
def {name}({parameters}, out=None, backend=None):
    if out is None and backend is None{options_are_right}:
        try:
            return hot({arguments})
        except Exception:
            pass
    elif into and out is not None and backend is None{options_are_right}:
        try:
            return into({arguments}, out=out)
        except Exception:
            pass
    return enter(({arguments},), out, backend)

def route(edges, functions):
    def routed({arguments}):
        try:
            plain = {array_checks}
        except Exception:
            plain = False
        if plain:
            return {deliver}(functions[bisect(edges, len({first})) if edges else 0]({arguments}))
        return enter(({arguments},), None, None)
    small, edge = functions[0], edges[0] if edges else 0
    def by_size({arguments}):
        if len({first}) < edge:
            return small({arguments})
        return routed({arguments})
    def into_small({arguments}, out):
        if len({first}) < edge:
            return small({arguments}, out=out)
        raise ValueError
    return routed, by_size, into_small
{option_checks}"""
OPTION_CHECK = """
def right_{name}({name}):
    global seen_{name}
    if type({name}) is {type}{conditions}:
        seen_{name} = {name}
        return True
    return False
"""


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
    kernel = find_kernel(name, precision)
    if backend is None:
        return kernel.handle
    key = (kernel.name, backend)
    if key not in HANDLES:
        PROCESS.choice.decide(kernel, 0, backend)
        HANDLES[key] = build_handle(kernel, backend)
    return HANDLES[key]


def build_handle(kernel: Kernel[..., Any], pinned: str | None = None) -> Any:
    """A real function with the kernel's name, documentation and signature that dispatches its calls."""
    count = len(kernel.series)

    def ask(*arguments: Any) -> Any:
        function = PROCESS.select(kernel, len(arguments[0]), pinned, arguments[count:])
        PROCESS.settle(kernel, pinned, ask, install)
        return function(*arguments)

    def enter(values: tuple[Any, ...], out: Any, backend: str | None) -> Any:
        arguments = admit(kernel, values)
        if out is not None:
            check_out(kernel, out, kernel.result.shape(arguments.series[0].shape))
        first, wanted = arguments.series[0], pinned if backend is None else backend
        function = PROCESS.select(kernel, len(first), wanted, arguments.options, layout(first))
        result = run(kernel, function, arguments.series, arguments.options, out)
        return result if out is not None else kernel.result.deliver(result, arguments.rewrap)

    def resolve(n: int, **options: Any) -> Callable[..., Any]:
        return PROCESS.resolve(kernel, n, pinned, variant_of(kernel, complete(kernel, options)))

    def explain(n: int, *, layout: str = "1d", **options: Any) -> Any:
        if layout not in LAYOUTS:
            raise ValueError(f"{kernel.name}: layout must be one of {', '.join(LAYOUTS)}, was {layout!r}")
        return PROCESS.choice.explain(kernel, n, pinned, variant_of(kernel, complete(kernel, options), layout))

    def cffi(n: int = USUAL_SIZE) -> Any:
        from atc_core.c_abi import c_function

        return c_function(PROCESS.choice, kernel, n, pinned)

    handle, install = generate(kernel, ask, enter)
    PROCESS.watch(lambda: install((), (ask,), first_is_strict=False))
    resolve.__doc__, explain.__doc__ = Kernel.resolve.__doc__, Kernel.explain.__doc__
    cffi.__doc__ = Kernel.cffi.__doc__
    handle.resolve, handle.explain, handle.cffi, handle.kernel = resolve, explain, cffi, kernel
    return dressed(handle, kernel, pinned)


def complete(kernel: Kernel[..., Any], given: dict[str, Any]) -> list[Any]:
    """The values of all options: those that are given, checked, and typical ones."""
    checked = {name: check_option(kernel.name, find_option(kernel, name), value) for name, value in given.items()}
    return [checked.get(item.name, item.typical) for item in kernel.options]


def generate(kernel: Kernel[..., Any], ask: Any, enter: Any) -> tuple[Any, Any]:
    """Compile the handle's hot path for the kernel's own parameters, and what installs a plan in it."""
    known = {"enter": enter, "contiguous": np.ascontiguousarray, "bisect": bisect_right}
    known |= {f"dtype_{item.name}": item.dtype for item in kernel.series}
    known |= {f"seen_{item.name}": seen(item) for item in kernel.options}
    known |= {"approved": (-1,), "deliver": kernel.result.deliver}
    one_by_one = () if kernel.check else kernel.options
    together = [approval(kernel)] if kernel.check else []
    code = compiled(
        SOURCE,
        kernel,
        known,
        first=kernel.series[0].name,
        array_checks=" and ".join([*map(array_check, kernel.series), *length_checks(kernel), *together]),
        options_are_right="".join(map(option_is_right, one_by_one)),
        option_checks="".join(map(option_check, one_by_one)),
        deliver="deliver" if kernel.result.fields else "",
    )

    def approve(*arguments: Any) -> bool:
        count = len(kernel.series)
        n, options = len(arguments[0]), arguments[count:]
        checked = [check_option(kernel.name, item, value) for item, value in zip(kernel.options, options, strict=True)]
        if kernel.objection(n, checked) or not all(map(operator.is_, checked, options)):
            return False
        code["approved"] = (n, *options)
        return True

    def install(edges: tuple[int, ...], functions: tuple[Any, ...], *, first_is_strict: bool) -> None:
        routed, by_size, into_small = code["route"](edges, functions)
        needs_door = kernel.check is not None or kernel.result.fields or not first_is_strict
        # No lock: one assignment for each way to call, so a running call sees the old plan or the new one.
        code["hot"] = routed if needs_door else by_size if edges else functions[0]
        code["into"] = None if needs_door else into_small if edges else functions[0]

    code["approve"] = approve
    install((), (ask,), first_is_strict=False)
    return code[kernel.name], install


def compiled(source: str, kernel: Kernel[..., Any], known: dict[str, Any], **parts: str) -> dict[str, Any]:
    """The globals of a template that is filled in for a kernel: found sooner than the cells of a closure."""
    parameters = ", ".join(map(declared, kernel.parameters))
    text = source.format(name=kernel.name, parameters=parameters, arguments=argument_list(kernel), **parts)
    namespace = {**known, **{f"default_{item.name}": item.default for item in kernel.options}}
    exec(compile(text, f"<handle of {kernel.name}>", "exec"), namespace)  # noqa: S102
    return namespace


def argument_list(kernel: Kernel[..., Any]) -> str:
    """The kernel's arguments as a call writes them."""
    return ", ".join(parameter.name for parameter in kernel.parameters)


def declared(parameter: Parameter) -> str:
    """The parameter as written in the generated signature."""
    if parameter.default is inspect.Parameter.empty:
        return parameter.name
    return f"{parameter.name}=default_{parameter.name}"


def seen(parameter: Parameter) -> Any:
    """An option object that is known to be right: the default, else a sentinel that nobody passes."""
    return object() if parameter.default is inspect.Parameter.empty else parameter.default


def array_check(parameter: Parameter) -> str:
    """True for one-dimensional contiguous arrays of the declared dtype; `contiguous` copies all others."""
    name = parameter.name
    return f"{name}.dtype is dtype_{name} and {name}.ndim == 1 and contiguous({name}) is {name}"


def length_checks(kernel: Kernel[..., Any]) -> list[str]:
    """True where all series are of one length."""
    first, *others = kernel.series
    return [f"len({first.name}) == len({other.name})" for other in others]


def approval(kernel: Kernel[..., Any]) -> str:
    """True for the very options that were checked together last, with as many bars, and for those that pass now."""
    same = "".join(f" and {item.name} is known[{place}]" for place, item in enumerate(kernel.options, start=1))
    return f"((known := approved)[0] == len({kernel.series[0].name}){same} or approve({argument_list(kernel)}))"


def option_is_right(parameter: Parameter) -> str:
    """True for the very object that was checked last, and for one that passes now."""
    name = parameter.name
    return f" and ({name} is seen_{name} or right_{name}({name}))"


def option_check(parameter: Parameter) -> str:
    """The function that checks an option and remembers one that is right."""
    conditions = "".join(
        f" and {parameter.name} {operator} {bound!r}" for operator, bound in parameter.domain.conditions()
    )
    type_name = "int" if parameter.kind == "integer" else "float"
    return OPTION_CHECK.format(name=parameter.name, type=type_name, conditions=conditions)


class Word(str):
    """An annotation that `help()` prints as it is."""

    __slots__ = ()
    __repr__ = str.__str__


def readable(annotation: Any) -> Word:
    """``Series`` or ``int`` in place of the full type."""
    for name in ("Series", "Flags", "Signal"):
        array = getattr(parameters, name)
        if annotation == array:
            return Word(name)
        if annotation == array | None:
            return Word(f"{name} | None")
    if get_origin(annotation) is Literal:
        return Word(" | ".join(map(repr, get_args(annotation))))
    return Word(getattr(annotation, "__origin__", annotation).__name__)


def dressed(handle: Any, kernel: Kernel[..., Any], pinned: str | None) -> Any:
    """The handle with the kernel's name, signature and documentation, picklable by name."""
    shown = [item.replace(annotation=readable(item.annotation)) for item in kernel.signature.parameters.values()]
    backend = inspect.Parameter("backend", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Word("str | None"))
    handle.__signature__ = inspect.Signature(
        [*shown, backend], return_annotation=readable(kernel.signature.return_annotation)
    )
    handle.__doc__ = kernel.documentation
    handle.__module__ = "atc_core"
    handle.__qualname__ = kernel.name if pinned is None else f"{kernel.name}@{pinned}"
    return handle
