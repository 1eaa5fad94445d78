"""A call's way: a generated handle takes arrays that are right already straight to the chosen function."""

from __future__ import annotations

import inspect
import operator
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from atc_core.columns import LAYOUTS, call_layout, run
from atc_core.kernel import USUAL_SIZE, Kernel
from atc_core.option_values import check_option, find_option
from atc_core.parameters import MISSING, Parameter
from atc_core.process import PROCESS
from atc_core.readable import Word, readable
from atc_core.registry import Precision, find_kernel
from atc_core.validation import check_out, validate
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
            result = functions[bisect(edges, len({first})) if edges else 0]({arguments})
            {accepted}
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
SLOW_SOURCE = """
def {name}({parameters}, out=None, backend=None):
    return enter(({arguments},), out, backend)
"""
ACCEPT_SERIES = """if type(result) is array and result.dtype is dtype_out and result.shape == {first}.shape:
                return result"""
ACCEPT_FIELDS = "return accept(result, len({first}))"
OPTION_CHECK = """
def right_{name}({name}):
    global seen_{name}
    if {condition}:
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
    count = len(kernel.arrays)

    def ask(*arguments: Any) -> Any:
        chosen = PROCESS.select(kernel, len(arguments[0]), pinned, arguments[count:])
        PROCESS.install_plan(kernel, pinned, ask, install)
        return chosen.function(*arguments)

    def enter(values: tuple[Any, ...], out: Any, backend: str | None) -> Any:
        arrays, options, sizes, wrap = validate(kernel, values)
        given = None
        if out is not None:
            given = check_out(kernel, out, kernel.shapes(sizes, options), kernel.dtypes(arrays))
        first, wanted = arrays[0], pinned if backend is None else backend
        chosen = PROCESS.select(kernel, len(first), wanted, options, call_layout(kernel, first))
        fields = run(kernel, chosen, arrays, options, sizes, given)
        return out if out is not None else kernel.result.deliver(fields, wrap)

    def resolve(n: int, **options: Any) -> Callable[..., Any]:
        """The backend's own function for data of size `n`: no checks, no dispatch left.

        Options that matter to speed may be given, as in ``resolve(n=10_000, length=200)``.
        """
        return PROCESS.resolve(kernel, n, pinned, variant_of(kernel, complete(kernel, options)))

    def explain(n: int, *, layout: str = "1d", **options: Any) -> Any:
        """Which backend would run at size `n`, which would not, and why.

        Options that matter to speed may be given, as in ``explain(n=10_000, length=200)``; `layout` is ``"1d"``,
        ``"strided"``, or ``"C"`` or ``"F"`` for a table.
        """
        if layout not in LAYOUTS:
            raise ValueError(f"{kernel.name}: layout must be one of {', '.join(LAYOUTS)}, was {layout!r}")
        return PROCESS.choice.explain(kernel, n, pinned, variant_of(kernel, complete(kernel, options), layout))

    def cffi(n: int = USUAL_SIZE) -> Any:
        """A cffi pointer to the C function that is best at size `n`, for use in a loop compiled by Numba or in C.

        ``atc_kernels.h`` has its signature. BackendError says what to install where no backend offers one.
        """
        from atc_core.c_abi import c_function

        return c_function(PROCESS.choice, kernel, n, pinned)

    handle, install = generate(kernel, ask, enter)
    PROCESS.on_invalidate(lambda: install((), (ask,), first_is_strict=False))
    handle.resolve, handle.explain, handle.cffi, handle.kernel = resolve, explain, cffi, kernel
    return with_metadata(handle, kernel, pinned)


def complete(kernel: Kernel[..., Any], given: dict[str, Any]) -> list[Any]:
    """The values of all options: those that are given, checked, and typical ones."""
    checked = {name: check_option(kernel.name, find_option(kernel, name), value) for name, value in given.items()}
    return [checked.get(item.name, item.typical) for item in kernel.options]


def is_fast(kernel: Kernel[..., Any]) -> bool:
    """Whether arrays that are right can be told by a few checks: series of one length, without rules on values."""
    axes = kernel.arrays[0].axes
    simple = all(item.axes == axes and item.dtype is not None and not item.rules for item in kernel.arrays)
    fixed = all(field.dtype is not None for field in kernel.result.fields)
    plain = all(item.column in ("number", "flag", "integer") for item in (*kernel.arrays, *kernel.result.fields))
    return kernel.is_by_series and not kernel.sizes and simple and fixed and plain


def generate(kernel: Kernel[..., Any], ask: Any, enter: Any) -> tuple[Any, Any]:
    """Compile the handle's hot path for the kernel's own parameters, and what installs a plan in it."""
    if not is_fast(kernel):
        code = compiled(SLOW_SOURCE, kernel, {"enter": enter})
        return code[kernel.name], lambda *_, **__: None
    known = {"enter": enter, "contiguous": np.ascontiguousarray, "bisect": bisect_right, "array": np.ndarray}
    known |= {f"dtype_{item.name}": item.dtype for item in kernel.arrays}
    known |= {f"seen_{item.name}": seen(item) for item in kernel.options}
    known |= {"approved": (-1,), "accept": acceptance(kernel), "dtype_out": kernel.result.fields[0].dtype}
    one_by_one = () if kernel.check else kernel.options
    together = [approval(kernel)] if kernel.check else []
    is_series = kernel.is_per_bar and kernel.result.type is None
    first = kernel.arrays[0].name
    code = compiled(
        SOURCE,
        kernel,
        known,
        first=first,
        array_checks=" and ".join([*map(array_check, kernel.arrays), *length_checks(kernel), *together]),
        options_are_right="".join(map(option_is_right, one_by_one)),
        option_checks="".join(map(option_check, one_by_one)),
        accepted=(ACCEPT_SERIES if is_series else ACCEPT_FIELDS).format(first=first),
    )

    def approve(*arguments: Any) -> bool:
        count = len(kernel.arrays)
        n, options = len(arguments[0]), arguments[count:]
        checked = [check_option(kernel.name, item, value) for item, value in zip(kernel.options, options, strict=True)]
        sizes = {kernel.arrays[0].axes[0]: n}
        if kernel.conflict(sizes, checked) or not all(map(operator.is_, checked, options)):
            return False
        code["approved"] = (n, *options)
        return True

    def install(edges: tuple[int, ...], functions: tuple[Any, ...], *, first_is_strict: bool) -> None:
        routed, by_size, into_small = code["route"](edges, functions)
        needs_checks = kernel.check is not None or not is_series or not first_is_strict
        # No lock: one assignment for each way to call, so a running call sees the old plan or the new one.
        code["hot"] = routed if needs_checks else by_size if edges else functions[0]
        code["into"] = None if needs_checks else into_small if edges else functions[0]

    code["approve"] = approve
    install((), (ask,), first_is_strict=False)
    return code[kernel.name], install


def acceptance(kernel: Kernel[..., Any]) -> Callable[[Any, int], Any]:
    """What checks the fields of a result and delivers them; ValueError sends the call to where errors are worded."""
    fields, axis = kernel.result.fields, kernel.arrays[0].axes[0]
    is_block = all(field.axes == (axis,) and field.dtype == fields[0].dtype for field in fields)
    named_tuple, dtype = kernel.result.type, fields[0].dtype
    dtypes, options = [field.dtype for field in fields], [item.typical for item in kernel.options]

    def accept(result: Any, n: int) -> Any:
        # One look at a block of thirteen fields costs 0.2 us, thirteen looks 3 us.
        if is_block and type(result) is np.ndarray and result.dtype == dtype and result.shape == (len(fields), n):
            return named_tuple(*result)
        arrays = result if named_tuple else (result,)
        shapes = kernel.shapes({axis: n}, options)
        if any(not fits(array, *wanted) for array, *wanted in zip(arrays, shapes, dtypes, strict=True)):
            raise ValueError
        return kernel.result.deliver([array if np.ndim(array) else float(array) for array in arrays])

    return accept


def fits(array: Any, shape: Sequence[int], dtype: Any) -> bool:
    """Whether an implementation's field is what was declared."""
    return (isinstance(array, float) and not shape) or (
        isinstance(array, np.ndarray) and array.shape == shape and array.dtype == dtype
    )


def compiled(source: str, kernel: Kernel[..., Any], known: dict[str, Any], **parts: str) -> dict[str, Any]:
    """The globals of a template that is filled in for a kernel: found sooner than the cells of a closure."""
    parameters = ", ".join(map(declared, kernel.parameters))
    text = source.format(name=kernel.name, parameters=parameters, arguments=argument_list(kernel), **parts)
    namespace = {**known, **{f"default_{item.name}": item.default for item in kernel.parameters}}
    exec(compile(text, f"<handle of {kernel.name}>", "exec"), namespace)  # noqa: S102
    return namespace


def argument_list(kernel: Kernel[..., Any]) -> str:
    """The kernel's arguments as a call writes them."""
    return ", ".join(parameter.name for parameter in kernel.parameters)


def declared(parameter: Parameter) -> str:
    """The parameter as written in the generated signature."""
    if parameter.default is MISSING:
        return parameter.name
    return f"{parameter.name}=default_{parameter.name}"


def seen(parameter: Parameter) -> Any:
    """An option object that is known to be right: the default, else a sentinel that nobody passes."""
    return object() if parameter.default is MISSING else parameter.default


def array_check(parameter: Parameter) -> str:
    """True for one-dimensional contiguous arrays of the declared dtype; `contiguous` copies all others."""
    name = parameter.name
    return f"{name}.dtype is dtype_{name} and {name}.ndim == 1 and contiguous({name}) is {name}"


def length_checks(kernel: Kernel[..., Any]) -> list[str]:
    """True where all series are of one length."""
    first, *others = kernel.arrays
    return [f"len({first.name}) == len({other.name})" for other in others]


def approval(kernel: Kernel[..., Any]) -> str:
    """True for the very options that were checked together last, with as many bars, and for those that pass now."""
    same = "".join(f" and {item.name} is known[{place}]" for place, item in enumerate(kernel.options, start=1))
    return f"((known := approved)[0] == len({kernel.arrays[0].name}){same} or approve({argument_list(kernel)}))"


def option_is_right(parameter: Parameter) -> str:
    """True for the very object that was checked last, and for one that passes now."""
    name = parameter.name
    return f" and ({name} is seen_{name} or right_{name}({name}))"


def option_check(parameter: Parameter) -> str:
    """The function that checks an option and remembers one that is right; others are checked where errors are worded."""
    return OPTION_CHECK.format(name=parameter.name, condition=option_condition(parameter))


def option_condition(parameter: Parameter) -> str:
    """True for plain values of an option's own type that are allowed."""
    name, kind = parameter.name, parameter.kind
    types = {"integer": "int", "real": "float", "flag": "bool", "choice": "str"}
    if kind not in types:
        return "False"
    parts = [f"type({name}) is {types[kind]}"]
    parts += [f"{name} {operator} {bound!r}" for operator, bound in parameter.domain.conditions()]
    if kind == "choice":
        parts.append(f"{name} in {parameter.domain.choices!r}")
    if kind == "real" and len(parts) == 1:
        parts.append(f"{name} == {name}")
    condition = " and ".join(parts)
    return f"{name} is None or ({condition})" if parameter.optional else condition


def with_metadata(handle: Any, kernel: Kernel[..., Any], pinned: str | None) -> Any:
    """The handle with the kernel's name, signature and documentation, picklable by name."""
    shown = [item.replace(annotation=readable(item.annotation)) for item in kernel.signature.parameters.values()]
    keyword, word = inspect.Parameter.KEYWORD_ONLY, Word("str | None")
    backend = inspect.Parameter("backend", keyword, default=None, annotation=word)
    gives = readable(kernel.signature.return_annotation)
    handle.__signature__ = inspect.Signature([*shown, backend], return_annotation=gives)
    handle.__doc__ = kernel.documentation
    handle.__module__ = "atc_core"
    handle.__qualname__ = kernel.name if pinned is None else f"{kernel.name}@{pinned}"
    return handle
