"""Options and bars of streams are checked as those of a whole series are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from atc_core.admission import admit_values
from atc_core.domains import LARGEST_INTEGER, Domain
from atc_core.kernel import Kernel
from atc_core.labels.alignment import Axis
from atc_core.labels.call import read as read_labels
from atc_core.option_values import check_option, find_option
from atc_core.parameters import MISSING, Parameter
from atc_core.validation import Wrap

SYMBOLS = Parameter("symbols", "integer", domain=Domain(at_least=1, at_most=LARGEST_INTEGER))
BARS = Parameter("bars", "integer", domain=Domain(at_least=0, at_most=LARGEST_INTEGER))
ARGUMENTS = ("symbols", "history", "revisable", "gaps", "backend")
"""What opening a stream takes beside the kernel's options."""


class Bar(NamedTuple):
    """A bar's values as a backend wants them: floats, or vectors of all symbols."""

    values: list[Any]
    wrap: Wrap | None
    axes: Mapping[str, Axis]
    """The labels of its symbols, which those of later bars must be."""


def check_options(kernel: Kernel[..., Any], values: Sequence[Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """All options of a kernel by name, from `values` in their order and `given` names; defaults are filled in."""
    names = [item.name for item in kernel.options]
    if len(values) > len(names):
        raise TypeError(f"{kernel.name}: takes {len(names)} options ({', '.join(names)}), was given {len(values)}")
    for name in given:
        find_option(kernel, name, ARGUMENTS)
    options = dict(zip(names, values, strict=False))
    twice = options.keys() & given.keys()
    if twice:
        raise TypeError(f"{kernel.name}: {min(twice)} was given twice")
    options |= given
    checked = {item.name: checked_option(kernel, item, options) for item in kernel.options}
    reason = kernel.conflict(list(checked.values())) or (kernel.check_stream and kernel.check_stream(checked))
    if reason:
        raise ValueError(f"{kernel.name}: {reason}")
    return checked


def checked_option(kernel: Kernel[..., Any], parameter: Parameter, options: Mapping[str, Any]) -> Any:
    """An option's value, or its default."""
    value = options.get(parameter.name, parameter.default)
    if value is MISSING:
        raise TypeError(f"{kernel.name}: {parameter.name} is missing")
    return check_option(kernel.name, parameter, value)


def check_symbols(kernel: Kernel[..., Any], symbols: Any) -> int:
    """How many symbols a stream takes."""
    count: int = check_option(kernel.name, SYMBOLS, symbols)
    return count


def check_bars(kernel: Kernel[..., Any], bars: Any) -> int:
    """How many bars a stream has seen."""
    count: int = check_option(kernel.name, BARS, bars)
    return count


def of_one_bar(name: str) -> str:
    """What a bar's value is called where its series is called `name`: the singular."""
    return name if name.endswith("ss") else name.removesuffix("s") or name


@cache
def parameters_of_bar(kernel: Kernel[..., Any]) -> tuple[Parameter, ...]:
    """The series of a kernel, called by the singular."""
    return tuple(item._replace(name=of_one_bar(item.name)) for item in kernel.arrays)


def check_bar(kernel: Kernel[..., Any], values: Sequence[Any], symbols: int, axes: Mapping[str, Axis]) -> Bar:
    """A bar's values, converted, their symbols in the order of `axes`; the error names kernel, argument and rule."""
    parameters = parameters_of_bar(kernel)
    labelled = read_labels(kernel, values, parameters, axes)
    plain = values if labelled is None else labelled.values
    pairs = zip(parameters, plain, strict=True)
    checked = [check_value(kernel.name, parameter, value, symbols) for parameter, value in pairs]
    first, *others = checked
    for position, other in enumerate(others, start=1):
        names = [parameters[index].name for index in (0, position)]
        if isinstance(first, np.ndarray) != isinstance(other, np.ndarray):
            raise ValueError(f"{kernel.name}: {' and '.join(names)} must both be numbers or both be vectors")
    if labelled is None:
        return Bar(checked, None, axes)
    return Bar(checked, labelled.wrap, {name: axis.of_first_bar() for name, axis in labelled.axes.items()})


def check_value(kernel: str, parameter: Parameter, value: Any, symbols: int) -> Any:
    """One number, or a contiguous vector of one for each symbol."""
    name = f"{kernel}: {parameter.name}"
    array = admit_values(kernel, parameter, value)
    if array.ndim > 1:
        raise ValueError(f"{name} must be one number or a vector, was {array.ndim}-D; a stream takes one bar at a time")
    if array.ndim == 0 and symbols > 1:
        raise ValueError(f"{name} must be a vector of {symbols} symbols, was one number")
    if array.ndim == 1 and len(array) != symbols:
        raise ValueError(f"{name} must have {symbols} symbols, had {len(array)}")
    if array.ndim == 0:
        return array.astype(parameter.dtype).item()
    return np.require(array, parameter.dtype, ["C", "A"])
