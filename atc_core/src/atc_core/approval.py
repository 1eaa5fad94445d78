"""Options on the hot path: those that were right a call ago pass by identity, the others are checked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from atc_core.kernel import Kernel
from atc_core.parameters import MISSING, Parameter
from atc_core.validation import ADMITTED, admit_option, bind

PLAIN = {"integer": "int", "real": "float", "flag": "bool", "choice": "str"}
"""Kinds of option that reach an implementation as they are given, by the type that is given."""
UNCHANGING = (int, float, bool, str, timedelta, type(None))
"""Types of options that are the same at the next call if they are the same object."""
RECENT = 8
"""Options that are remembered: of a few models in turns, each would be looked at again at 40 us."""
OPTION_CHECK = """
def right_{name}({name}):
    global seen_{name}
    if {condition}:
        seen_{name} = {name}
        return True
    return False
"""


SIZES = """
def sizes_of({arrays}):
    try:
        return ({sizes},)
    except Exception:
        return None
"""


def seen(parameter: Parameter) -> Any:
    """An option object that is known to be right: the default, else a sentinel that is never passed."""
    return object() if parameter.default is MISSING else parameter.default


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
    parts = [f"type({name}) is {PLAIN[kind]}"]
    parts += [f"{name} {operator} {bound!r}" for operator, bound in parameter.domain.conditions()]
    if kind == "choice":
        parts.append(f"{name} in {parameter.domain.choices!r}")
    if kind == "real" and len(parts) == 1:
        parts.append(f"{name} == {name}")
    condition = " and ".join(parts)
    return f"{name} is None or ({condition})" if parameter.optional else condition


def approval_sizes(kernel: Kernel[..., Any]) -> list[str]:
    """How the sizes are read that a check of options asks for: of all axes, or of those that models have too."""
    of_models = {axis for place in kernel.models for field in kernel.options[place].items for axis in field.axes}
    return [first for axis, (first, *_) in axis_sizes(kernel).items() if kernel.check_sizes or axis in of_models]


def unapproved(kernel: Kernel[..., Any]) -> tuple[Any, ...]:
    """What no call agrees with."""
    return (object(),) * (len(approval_sizes(kernel)) + 2 * len(kernel.options))


def approval_source(kernel: Kernel[..., Any]) -> str:
    """Source of a test: the same sizes and option objects as in the last joint check, else check again.

    What is remembered are the sizes, the options as given, and the options as implementations take them.
    """
    sizes = approval_sizes(kernel)
    arrays = ", ".join(item.name for item in kernel.arrays)
    parts = [f"sizes_of({arrays}) == known[:{len(sizes)}]"] if sizes else []
    parts += [f"{item.name} is known[{place}]" for place, item in enumerate(kernel.options, start=len(sizes))]
    arguments = ", ".join(item.name for item in kernel.parameters)
    return f" and ((known := approved) and {' and '.join(parts)} or (known := approve({arguments})))"


def sizes_source(kernel: Kernel[..., Any]) -> str:
    """The function that reads the sizes that a check of options asks for; None of what has none."""
    sizes, arrays = approval_sizes(kernel), ", ".join(item.name for item in kernel.arrays)
    return SIZES.format(arrays=arrays, sizes=", ".join(sizes)) if sizes else ""


def approver(kernel: Kernel[..., Any], code: dict[str, Any]) -> Callable[..., tuple[Any, ...] | None]:
    """What checks sizes and options together; only objects that cannot change are remembered."""
    count, reads_sizes = len(kernel.arrays), bool(approval_sizes(kernel))
    recent: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def approve(*arguments: Any) -> tuple[Any, ...] | None:
        arrays, given = arguments[:count], arguments[count:]
        if not all(isinstance(item, np.ndarray) for item in arrays):
            return None
        sizes = code["sizes_of"](*arrays) if reads_sizes else ()
        if sizes is None or (kernel.models and not has_own_axes(kernel, arrays)):
            return None
        # What is remembered holds the objects, so that no other one gets their identities.
        key = (*sizes, *map(id, given))
        known = recent.get(key)
        if known is None:
            known = checked(sizes, arrays, given)
            if known is None or not all(is_kept(kernel, *pair) for pair in zip(kernel.options, given, strict=True)):
                return known
            if len(recent) >= RECENT:
                recent.clear()
            recent[key] = known
        code["approved"] = known
        return known

    def checked(sizes: tuple[int, ...], arrays: Sequence[Any], given: Sequence[Any]) -> tuple[Any, ...] | None:
        bound = bind(kernel, arrays)
        pairs = zip(kernel.options, given, strict=True)
        admitted = [admit_option(kernel, item, value, bound) for item, value in pairs]
        return None if kernel.conflict(admitted, bound) else (*sizes, *given, *admitted)

    return approve


def has_own_axes(kernel: Kernel[..., Any], arrays: Sequence[Any]) -> bool:
    """Whether arrays have the axes that are declared: in a table, each series has a model of its own."""
    return all(array.ndim == len(item.axes) for item, array in zip(kernel.arrays, arrays, strict=True))


def is_kept(kernel: Kernel[..., Any], parameter: Parameter, value: Any) -> bool:
    """Whether an option that is right stays so: of a model, whether its arrays are used as they are given."""
    if parameter.kind != "model":
        return is_unchanging(value)
    known = ADMITTED.get(kernel.name)
    return value is None or (known is not None and known.value is value)


def is_unchanging(value: Any) -> bool:
    """Whether the same object has the same value for good."""
    if type(value) is tuple:
        return all(map(is_unchanging, value))
    return type(value) in UNCHANGING


def axis_sizes(kernel: Kernel[..., Any]) -> dict[str, list[str]]:
    """For each axis, source that reads its size from every array that has it."""
    found: dict[str, list[str]] = {}
    for item in kernel.arrays:
        for place, axis in enumerate(item.axes):
            size = f"{item.name}.shape[{place}]" if place else f"len({item.name})"
            found.setdefault(axis, []).append(size)
    return found
