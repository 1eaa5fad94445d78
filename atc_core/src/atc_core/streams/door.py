"""The door of streams: options and bars are checked as those of a whole series are."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from atc_core import frames
from atc_core.door import check_option, convertible, find_option
from atc_core.kernel import Kernel
from atc_core.parameters import LARGEST_INTEGER, Domain, Parameter

SYMBOLS = Parameter("symbols", "integer", np.dtype(np.int64), Domain(at_least=1, at_most=LARGEST_INTEGER), 1)
ARGUMENTS = ("symbols", "backend")
"""What opening a stream takes beside the kernel's options."""


class Bar(NamedTuple):
    """A bar's values as a backend wants them: floats, or vectors of all symbols."""

    values: list[Any]
    rewrap: frames.Rewrap | None


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
    objection = kernel.objection(1, list(checked.values()))
    if objection:
        raise ValueError(f"{kernel.name}: {objection}")
    return checked


def checked_option(kernel: Kernel[..., Any], parameter: Parameter, options: Mapping[str, Any]) -> Any:
    """An option's value, or its default."""
    value = options.get(parameter.name, parameter.default)
    if value is inspect.Parameter.empty:
        raise TypeError(f"{kernel.name}: {parameter.name} is missing")
    return check_option(kernel.name, parameter, value)


def check_symbols(kernel: Kernel[..., Any], symbols: Any) -> int:
    """How many symbols a stream takes."""
    count: int = check_option(kernel.name, SYMBOLS, symbols)
    return count


def of_one_bar(name: str) -> str:
    """What a bar's value is called where its series is called `name`: the singular."""
    return name if name.endswith("ss") else name.removesuffix("s") or name


def check_bar(kernel: Kernel[..., Any], values: Sequence[Any], symbols: int) -> Bar:
    """A bar's values, converted; the error names kernel, argument and rule."""
    checked, rewrap = [], None
    for parameter, value in zip(kernel.series, values, strict=True):
        array, back = (value, None) if type(value) is np.ndarray else frames.unwrap(value)
        checked.append(check_value(kernel.name, parameter, array, symbols))
        rewrap = rewrap or back
    first, *others = checked
    for position, other in enumerate(others, start=1):
        names = [of_one_bar(kernel.series[index].name) for index in (0, position)]
        if isinstance(first, np.ndarray) != isinstance(other, np.ndarray):
            raise ValueError(f"{kernel.name}: {' and '.join(names)} must both be numbers or both be vectors")
        if not frames.same_index(values[0], values[position]):
            raise ValueError(f"{kernel.name}: {' and '.join(names)} must have the same index; align them first")
    return Bar(checked, rewrap)


def check_value(kernel: str, parameter: Parameter, value: Any, symbols: int) -> Any:
    """One number, or a contiguous vector of one for each symbol."""
    parameter = parameter._replace(name=of_one_bar(parameter.name))
    name = f"{kernel}: {parameter.name}"
    array = convertible(kernel, parameter, value)
    if array.ndim > 1:
        raise ValueError(f"{name} must be one number or a vector, was {array.ndim}-D; a stream takes one bar at a time")
    if array.ndim == 0 and symbols > 1:
        raise ValueError(f"{name} must be a vector of {symbols} symbols, was one number")
    if array.ndim == 1 and len(array) != symbols:
        raise ValueError(f"{name} must have {symbols} symbols, had {len(array)}")
    if array.ndim == 0:
        return array.astype(parameter.dtype).item()
    return np.require(array, parameter.dtype, ["C", "A"])
