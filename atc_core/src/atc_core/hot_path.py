"""The hot path of a handle, written out for each kernel: arguments that are right go straight to a function."""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Callable, Sequence
from math import inf
from typing import Any, TypeAlias

import numpy as np

from atc_core.errors import raise_failure
from atc_core.kernel import FOUND, Kernel
from atc_core.option_values import check_option
from atc_core.parameters import MISSING, Parameter
from atc_core.results import checked_fields, is_like
from atc_core.validation import bind

Planned: TypeAlias = Callable[[tuple[Any, ...]], str]
"""Names the backend that the plan takes for these arguments."""

SOURCE = """
def {name}({parameters}, out=None, backend=None):
    if out is None and backend is None{options_are_right}:
        try:
            return hot({arguments})
        except (TypeError, ValueError):
            pass
        except BaseException as error:
            if len({first}) < direct:
                fail(error, ({arguments},))
            raise
    elif into and out is not None and backend is None{options_are_right}:
        try:
            return into({arguments}, out=out)
        except (TypeError, ValueError):
            pass
        except BaseException as error:
            fail(error, ({arguments},))
    return enter(({arguments},), out, backend)

def route(edges, functions):
    def routed({arguments}):
        try:
            plain = {array_checks}
        except Exception:
            plain = False
        if plain:
            function = functions[bisect(edges, len({first})) if edges else 0]
            try:
                result = function({arguments})
            except BaseException as error:
                fail(error, ({arguments},), function)
            else:
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
                    return result
                return accept(result, ({arrays},), ({options}))"""
ACCEPT_NUMBER = """if type(result) is float:
                    return result
                return accept(result, ({arrays},), ({options}))"""
ACCEPT_ARRAY = """if type(result) is array and result.dtype is dtype_out and result.shape == ({shape},):
                    return result
                return accept(result, ({arrays},), ({options}))"""
ACCEPT_FIELDS = "return accept(result, ({arrays},), ({options}))"
OPTION_CHECK = """
def right_{name}({name}):
    global seen_{name}
    if {condition}:
        seen_{name} = {name}
        return True
    return False
"""


def is_fast(kernel: Kernel[..., Any]) -> bool:
    """Whether a few checks tell arguments that are right: arrays of known dtypes, no columns that are converted."""
    parts = (*kernel.arrays, *kernel.result.fields)
    known = all(item.dtype is not None and item.column != "decimal" for item in parts)
    return known and all(item.kind != "model" for item in kernel.options)


def generate(kernel: Kernel[..., Any], ask: Any, enter: Any, planned: Planned) -> tuple[Any, Any]:
    """Compile the handle's hot path for the kernel's own parameters, and what installs a plan in it."""
    if not is_fast(kernel):
        code = compiled(SLOW_SOURCE, kernel, {"enter": enter})
        return code[kernel.name], lambda *_, **__: None
    known = {"enter": enter, "contiguous": np.ascontiguousarray, "bisect": bisect_right, "array": np.ndarray}
    known |= {f"dtype_{item.name}": item.dtype for item in kernel.arrays}
    known |= {f"keeps_{item.name}": rule_check(item) for item in kernel.arrays}
    known |= {f"seen_{item.name}": seen(item) for item in kernel.options}
    known |= {"approved": (), "accept": acceptance(kernel, planned), "dtype_out": kernel.result.fields[0].dtype}
    is_series = kernel.is_per_bar and kernel.result.type is None
    one_by_one = () if kernel.check else kernel.options
    names, options = [item.name for item in kernel.arrays], "".join(f"{item.name}, " for item in kernel.options)
    first, accepted = names[0], ACCEPT_SERIES if is_series else acceptance_source(kernel)
    code = compiled(
        SOURCE,
        kernel,
        known,
        first=first,
        array_checks=" and ".join(array_checks(kernel)),
        options_are_right="".join(map(option_is_right, one_by_one)),
        option_checks="".join(map(option_check, one_by_one)),
        accepted=accepted.format(first=first, arrays=", ".join(names), options=options),
    )

    def install(edges: tuple[int, ...], functions: tuple[Any, ...], *, first_is_strict: bool) -> None:
        routed, by_size, into_small = code["route"](edges, functions)
        needs_checks = kernel.check is not None or not is_series or not first_is_strict
        needs_checks |= any(item.rules for item in kernel.arrays)
        # No lock: one assignment for each way to call, so a running call sees the old plan or the new one.
        code["hot"] = routed if needs_checks else by_size if edges else functions[0]
        code["direct"] = 0 if needs_checks else edges[0] if edges else inf
        code["into"] = None if needs_checks else into_small if edges else functions[0]

    code["approve"], code["fail"] = approver(kernel, code), failing(kernel, ask, planned)
    install((), (ask,), first_is_strict=False)
    return code[kernel.name], install


def acceptance_source(kernel: Kernel[..., Any]) -> str:
    """Source that delivers a result: one look, 5 us less than working the shape out, where the arguments have it."""
    (field, *others), known = kernel.result.fields, sizes(kernel)
    if others or kernel.result.type is not None or not set(field.axes) <= known.keys():
        return ACCEPT_FIELDS
    shape = ", ".join(known[axis][0] for axis in field.axes)
    return ACCEPT_ARRAY.replace("{shape}", shape) if field.axes else ACCEPT_NUMBER


def approver(kernel: Kernel[..., Any], code: dict[str, Any]) -> Callable[..., bool]:
    """What checks sizes and options together, and remembers those that pass."""
    count = len(kernel.arrays)

    def approve(*arguments: Any) -> bool:
        arrays, options = arguments[:count], arguments[count:]
        checked = [check_option(kernel.name, item, value) for item, value in zip(kernel.options, options, strict=True)]
        sizes = bind(kernel, arrays)
        if kernel.conflict(sizes, checked) or not all(map(operator.is_, checked, options)):
            return False
        code["approved"] = (*sizes.values(), *options)
        return True

    return approve


def failing(kernel: Kernel[..., Any], ask: Any, planned: Planned) -> Callable[..., None]:
    """What raises an implementation's exception as an error that names its backend; it is not called a second time.

    Except where an array is misaligned, which some refuse: validation copies it.
    """
    count = len(kernel.arrays)

    def fail(error: BaseException, arguments: tuple[Any, ...], function: Any = None) -> None:
        if function is ask:
            raise error
        if isinstance(error, (TypeError, ValueError)) and not all(item.flags.aligned for item in arguments[:count]):
            return
        raise_failure(kernel.name, planned(arguments), error)

    return fail


def acceptance(kernel: Kernel[..., Any], planned: Planned) -> Callable[[Any, Any, Any], Any]:
    """What checks the fields of a result and delivers them, or raises what is wrong with them."""
    fields, named_tuple = kernel.result.fields, kernel.result.type
    dtypes = [field.dtype for field in fields]
    is_block = kernel.is_per_bar and len(set(dtypes)) == 1

    def accept(result: Any, arrays: Sequence[Any], options: Sequence[Any]) -> Any:
        # One look at a block of thirteen fields costs 0.2 us, thirteen looks 3 us.
        block = (len(fields), len(arrays[0]))
        if is_block and type(result) is np.ndarray and result.dtype == dtypes[0] and result.shape == block:
            return named_tuple(*result)
        given = result if named_tuple else (result,)
        shapes = kernel.shapes(bind(kernel, arrays), options)
        is_whole = isinstance(given, (tuple, list)) and len(given) == len(fields)
        is_right = is_whole and all(map(fits, given, shapes, dtypes))
        if not is_right or (kernel.is_found and len({len(item) for item in given}) > 1):
            given = checked_fields(kernel, planned((*arrays, *options)), result, shapes, kernel.dtypes(arrays))
        return kernel.result.deliver([array if np.ndim(array) else float(array) for array in given])

    return accept


def fits(array: Any, shape: Sequence[int], dtype: Any) -> bool:
    """Whether an implementation's field is what was declared."""
    if type(array) is np.ndarray:
        return array.dtype == dtype and (array.shape == shape or (FOUND in shape and is_like(array.shape, shape)))
    return isinstance(array, float) and not shape


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
    """An option object that is known to be right: the default, else a sentinel that is never passed."""
    return object() if parameter.default is MISSING else parameter.default


def array_checks(kernel: Kernel[..., Any]) -> list[str]:
    """True for contiguous arrays of the declared dtypes and axes whose sizes agree; `contiguous` copies all others."""
    checks = []
    for item in kernel.arrays:
        name = item.name
        checks.append(
            f"{name}.dtype is dtype_{name} and {name}.ndim == {len(item.axes)} and contiguous({name}) is {name}"
        )
    checks += [f"{first} == {other}" for first, *others in sizes(kernel).values() for other in others]
    checks += [f"keeps_{item.name}({item.name})" for item in kernel.arrays if item.rules]
    return [*checks, approval(kernel)] if kernel.check else checks


def sizes(kernel: Kernel[..., Any]) -> dict[str, list[str]]:
    """For each axis, how its size is read from every array that has it."""
    found: dict[str, list[str]] = {}
    for item in kernel.arrays:
        for place, axis in enumerate(item.axes):
            size = f"{item.name}.shape[{place}]" if place else f"len({item.name})"
            found.setdefault(axis, []).append(size)
    return found


def rule_check(parameter: Parameter) -> Callable[[Any], bool]:
    """Whether an array keeps the declared rules on its values."""

    def keeps(array: Any) -> bool:
        return all(not rule.breaks(array).any() for rule in parameter.rules)

    return keeps


def approval(kernel: Kernel[..., Any]) -> str:
    """Source of a test: the same sizes and option objects as in the last joint check, else check again."""
    parts = [f"len(known := approved) == {len(sizes(kernel)) + len(kernel.options)}"]
    parts += [f"known[{place}] == {first}" for place, (first, *_) in enumerate(sizes(kernel).values())]
    start = len(sizes(kernel))
    parts += [f"{item.name} is known[{place}]" for place, item in enumerate(kernel.options, start=start)]
    return f"({' and '.join(parts)} or approve({argument_list(kernel)}))"


def option_is_right(parameter: Parameter) -> str:
    """True for the very object that was checked last, and for one that passes now."""
    name = parameter.name
    return f" and ({name} is seen_{name} or right_{name}({name}))"


def option_check(parameter: Parameter) -> str:
    """The function that checks an option and remembers one that is right; the rest is for where errors are worded."""
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
