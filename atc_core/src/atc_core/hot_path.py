"""The hot path of a handle, written out for each kernel: arguments that are right go straight to a function."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from math import inf
from typing import Any, Protocol

import numpy as np

from atc_core.acceptance import acceptance, accepted_source, out_checks
from atc_core.approval import (
    PLAIN,
    approval_source,
    approver,
    axis_sizes,
    option_check,
    option_is_right,
    seen,
    sizes_source,
    unapproved,
)
from atc_core.arrays import Rule
from atc_core.kernel import Kernel
from atc_core.parameters import MISSING, Parameter

SOURCE = """
def {name}({parameters}, out=None, backend=None, gaps=None):
    try:
        if out is None and backend is None and gaps is None{options_are_right}:
            return hot({admitted})
        if out is not None and backend is None and gaps is None{options_are_right}:
            return into({admitted}, out=out)
    except (TypeError, ValueError):
        pass
    except BaseException as error:
        if len({first}) < direct:
            fail(error, ({arguments},))
        raise
    return enter(({arguments},), out, backend, gaps)

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
        raise ValueError
    small, edge = functions[0], edges[0] if edges else 0
    def by_size({arguments}):
        if len({first}) < edge:
            return small({arguments})
        return routed({arguments})
    def into_routed({arguments}, out):
        try:
            plain = {array_checks}{out_checks}
        except Exception:
            plain = False
        if plain:
            function = functions[bisect(edges, len({first})) if edges else 0]
            try:
                result = function({arguments}, out=out)
            except BaseException as error:
                fail(error, ({arguments},), function)
            else:
                return out if result is out else refuse(result, out, ({arguments},))
        raise ValueError
    def into_small({arguments}, out):
        if len({first}) < edge:
            return small({arguments}, out=out)
        return into_routed({arguments}, out)
    return routed, by_size, into_routed, into_small
{option_checks}"""
SLOW_SOURCE = """
def {name}({parameters}, out=None, backend=None, gaps=None):
    return enter(({arguments},), out, backend, gaps)
"""
WHOLE = "(least_{name} := {name}[{name}.argmin()]) == least_{name}"
"""False where the array has a NaN: `argmin` gives the place of the first, three times as fast as `isnan` and `any`."""
NUMBERS = frozenset(map(np.dtype, "?bhilqBHILQfd"))
"""The dtypes that a kernel of any number takes as they are."""


def is_fast(kernel: Kernel[..., Any]) -> bool:
    """Whether a few checks tell arguments that are right: no columns that are converted, no look at all of them.

    With a model, there must be arrays, and sizes of the result that follow from these.
    """
    parts = (*kernel.arrays, *kernel.result.fields)
    is_plain = all(item.column != "decimal" and not item.optional and not item.as_given for item in parts)
    if kernel.check_data is not None or not is_plain:
        return False
    known = {axis for item in kernel.arrays for axis in item.axes}
    return not kernel.models or bool(known and all(known.issuperset(item.axes) for item in kernel.result.fields))


class Fallbacks(Protocol):
    """What the hot path leaves to others."""

    def enter(self, values: tuple[Any, ...], out: Any, backend: str | None, gaps: str | None) -> Any:
        """Run any arguments."""

    def planned(self, arguments: tuple[Any, ...]) -> str:
        """The backend that the plan takes for these arguments."""

    def fail(self, error: BaseException, arguments: tuple[Any, ...], function: Any = None) -> None:
        """Raise what an implementation raised as an error that names its backend."""

    def refuse(self, returned: Any, out: Any, arguments: tuple[Any, ...]) -> Any:
        """Raise that an implementation did not return the `out` that it was given."""

    def follow(self, edges: tuple[int, ...], functions: tuple[Any, ...], *, first_is_strict: bool) -> None:
        """Take a plan that the hot path does not."""


def generate(kernel: Kernel[..., Any], fallbacks: Fallbacks) -> tuple[Any, Any]:
    """Compile the handle's hot path for the kernel's own parameters, and what installs a plan in it."""
    if not is_fast(kernel):
        code = compiled(SLOW_SOURCE, kernel, {"enter": fallbacks.enter})
        return code[kernel.name], fallbacks.follow
    known: dict[str, Any] = {name: getattr(fallbacks, name) for name in ("enter", "fail", "refuse")}
    known |= {"contiguous": np.ascontiguousarray, "bisect": bisect_right, "array": np.ndarray}
    known |= {f"dtype_{item.name}": item.dtype for item in kernel.arrays}
    known |= {name: rule.holds for item in kernel.arrays for name, rule in rules_of(item)}
    known |= {"numbers": NUMBERS, "shares": np.may_share_memory}
    known |= acceptance(kernel, fallbacks.planned)
    together = needs_approval(kernel)
    code = compiled(
        SOURCE,
        kernel,
        {**known, **({} if together else {f"seen_{item.name}": seen(item) for item in kernel.options})},
        first=kernel.arrays[0].name,
        array_checks=" and ".join(array_checks(kernel)),
        options_are_right=approval_source(kernel) if together else "".join(map(option_is_right, kernel.options)),
        option_checks=sizes_source(kernel) if together else "".join(map(option_check, kernel.options)),
        admitted=admitted_arguments(kernel) if together else argument_list(kernel),
        accepted=accepted_source(kernel),
        out_checks=out_checks(kernel),
    )
    code["approved"], code["approve"] = unapproved(kernel), approver(kernel, code)
    return code[kernel.name], installer(kernel, code)


def needs_approval(kernel: Kernel[..., Any]) -> bool:
    """Whether options are checked together, or are kept in another form than they are given in."""
    return bool(kernel.check or kernel.check_sizes) or any(item.kind not in PLAIN for item in kernel.options)


def installer(kernel: Kernel[..., Any], code: dict[str, Any]) -> Callable[..., None]:
    """What makes the compiled functions follow a plan."""
    is_series = kernel.is_per_bar and kernel.result.type is None
    looks_at_values = looks_for_gaps(kernel) or any(item.rules for item in kernel.arrays)

    def install(edges: tuple[int, ...], functions: tuple[Any, ...], *, first_is_strict: bool) -> None:
        routed, by_size, into_routed, into_small = code["route"](edges, functions)
        needs_checks = looks_at_values or not is_series or not first_is_strict
        # No lock: one assignment for each way to call, so a running call sees the old plan or the new one.
        code["hot"] = routed if needs_checks else by_size if edges else functions[0]
        code["direct"] = 0 if needs_checks else edges[0] if edges else inf
        code["into"] = into_routed if needs_checks else into_small if edges else functions[0]

    return install


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


def admitted_arguments(kernel: Kernel[..., Any]) -> str:
    """The same with the options as the last approval has them, at the end of what it remembers."""
    count = len(kernel.options)
    return ", ".join([*(item.name for item in kernel.arrays), *(f"known[{place - count}]" for place in range(count))])


def declared(parameter: Parameter) -> str:
    """The parameter as written in the generated signature."""
    if parameter.default is MISSING:
        return parameter.name
    return f"{parameter.name}=default_{parameter.name}"


def array_checks(kernel: Kernel[..., Any]) -> list[str]:
    """True for contiguous arrays of the declared dtypes and axes whose sizes agree; `contiguous` copies all others."""
    checks = []
    for item in kernel.arrays:
        name = item.name
        dtype = f"{name}.dtype in numbers" if item.dtype is None else f"{name}.dtype is dtype_{name}"
        # The type comes first: a pandas Series would be asked for its memory, 6 us, to find that it is no array.
        checks.append(f"type({name}) is array and {dtype} and {name}.ndim == {len(item.axes)}")
        checks.append(f"contiguous({name}) is {name}")
    checks += [f"{first} == {other}" for first, *others in axis_sizes(kernel).values() for other in others]
    checks += [f"{name}({item.name})" for item in kernel.arrays for name, _ in rules_of(item)]
    if looks_for_gaps(kernel):
        checks += [WHOLE.format(name=item.name) for item in kernel.arrays if item.can_be_missing]
    return checks


def looks_for_gaps(kernel: Kernel[..., Any]) -> bool:
    """Whether a call that says nothing of gaps treats missing bars in another way than an implementation does."""
    return kernel.gaps not in (None, "keep")


def rules_of(parameter: Parameter) -> list[tuple[str, Rule]]:
    """The declared rules on the values of an array, and what the source calls them."""
    return [(f"keeps_{parameter.name}_{place}", rule) for place, rule in enumerate(parameter.rules)]
