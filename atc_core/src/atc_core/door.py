"""The door: arguments are checked and converted here, once, and nowhere else."""

from __future__ import annotations

import operator
import sys
from collections.abc import Iterable
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core import frames
from atc_core.kernel import Kernel, did_you_mean
from atc_core.parameters import Parameter

Array = NDArray[Any]
CONVERTIBLE = {"f": "biuf", "b": "biu"}
"""Kinds of dtype that may become the declared one: numbers become float64, booleans and integers flags."""
MOST_DIMENSIONS = 2


class Arguments(NamedTuple):
    """Arguments as the contract wants them."""

    series: list[Array]
    options: list[Any]
    rewrap: frames.Rewrap | None


def admit(kernel: Kernel[..., Any], values: tuple[Any, ...]) -> Arguments:
    """Check and convert the positional arguments of a call; the error names kernel, argument and rule."""
    count = len(kernel.series)
    options = [
        check_option(kernel.name, parameter, value)
        for parameter, value in zip(kernel.options, values[count:], strict=True)
    ]
    series, rewrap = [], None
    for parameter, value in zip(kernel.series, values[:count], strict=True):
        array, back = (value, None) if type(value) is np.ndarray else frames.unwrap(value)
        series.append(check_series(kernel.name, parameter, array))
        rewrap = rewrap or back
    check_shapes(kernel, series, values)
    objection = kernel.objection(len(series[0]), options)
    if objection:
        raise ValueError(f"{kernel.name}: {objection}")
    return Arguments(series, options, rewrap)


def check_series(kernel: str, parameter: Parameter, value: Any) -> Array:
    """`value` as an aligned array of the declared dtype in native byte order, 1-D or 2-D."""
    array = convertible(kernel, parameter, value)
    if not 1 <= array.ndim <= MOST_DIMENSIONS:
        raise ValueError(f"{kernel}: {parameter.name} must be 1-D or 2-D of shape (time, series), was {array.ndim}-D")
    return np.require(array, parameter.dtype, "A")


def convertible(kernel: str, parameter: Parameter, value: Any) -> Array:
    """`value` as an array of a dtype that may become the declared one."""
    array = filled(value) if is_masked(value) else to_array(kernel, parameter, value)
    if array.dtype.kind not in CONVERTIBLE[parameter.dtype.kind]:
        allowed = "numeric" if parameter.dtype.kind == "f" else "boolean or integer"
        raise TypeError(f"{kernel}: {parameter.name} must be {allowed}, was {described(value, array)}")
    return array


def to_array(kernel: str, parameter: Parameter, value: Any) -> Array:
    """`value` as an array, whatever its dtype."""
    try:
        return np.asarray(value)
    except (ValueError, TypeError) as error:
        raise type(error)(f"{kernel}: {parameter.name} is no array: {error}") from None


def is_masked(value: Any) -> bool:
    """Whether `value` is a masked array, without importing ``numpy.ma`` to find out."""
    return "numpy.ma" in sys.modules and isinstance(value, np.ma.MaskedArray)


def filled(value: Any) -> Array:
    """A masked array with NaN where it is masked."""
    if value.dtype.kind in "biuf" and value.mask.any():
        return np.asarray(value.astype(np.float64).filled(np.nan))
    return np.asarray(value.data)


def described(value: Any, array: Array) -> str:
    """What an argument was, in words for an error."""
    return array.dtype.name if isinstance(value, np.ndarray) else f"{type(value).__name__} of {array.dtype.name}"


def check_shapes(kernel: Kernel[..., Any], series: list[Array], values: tuple[Any, ...]) -> None:
    """All series must have one shape, and one index where they have indexes."""
    first, *others = kernel.series
    for position, parameter in enumerate(others, start=1):
        if series[position].shape != series[0].shape:
            raise ValueError(
                f"{kernel.name}: {first.name} and {parameter.name} must have the same shape, "
                f"were {series[0].shape} and {series[position].shape}"
            )
        if not frames.same_index(values[0], values[position]):
            raise ValueError(
                f"{kernel.name}: {first.name} and {parameter.name} must have the same index; align them first"
            )


def find_option(kernel: Kernel[..., Any], name: str, beside: Iterable[str] = ()) -> Parameter:
    """The option called `name`; the error names the closest match, be it one of those taken `beside` the options."""
    known = {item.name: item for item in kernel.options}
    if name not in known:
        raise TypeError(f"{kernel.name} has no option {name!r}{did_you_mean(name, [*known, *beside])}")
    return known[name]


def check_option(kernel: str, parameter: Parameter, value: Any) -> Any:
    """`value` as a plain int, float or word inside the parameter's domain."""
    if parameter.kind == "choice":
        return check_choice(kernel, parameter, value)
    number = as_integer(value) if parameter.kind == "integer" else as_real(value)
    if number is None:
        kind = "an integer" if parameter.kind == "integer" else "a number"
        raise TypeError(f"{kernel}: {parameter.name} must be {kind}, was {value!r}")
    if not parameter.domain.allow(number):
        raise ValueError(f"{kernel}: {parameter.name} must be {parameter.domain.allowed(number)}, was {number}")
    return number


def check_choice(kernel: str, parameter: Parameter, value: Any) -> str:
    """`value`, if it is one of the words that the parameter knows."""
    if not isinstance(value, str):
        raise TypeError(f"{kernel}: {parameter.name} must be a word, was {value!r}")
    if not parameter.domain.allow(value):
        raise ValueError(f"{kernel}: {parameter.name} must be {parameter.domain.allowed(0)}, was {value!r}")
    return str(value)


def as_integer(value: Any) -> int | None:
    """A Python int from anything that is an integer and no boolean."""
    if isinstance(value, (bool, np.bool_)):
        return None
    try:
        return operator.index(value)
    except TypeError:
        return None


def as_real(value: Any) -> float | None:
    """A Python float from any real number that is no boolean."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, (bool, np.bool_)) or not is_real(value):
        return None
    return float(value)


def is_real(value: Any) -> bool:
    """Whether `value` is a real number; decimals are no `Real`, and importing their type is not free."""
    return isinstance(value, Real) or hasattr(value, "as_integer_ratio")


def check_out(kernel: Kernel[..., Any], out: Any, shape: tuple[int, ...]) -> Array:
    """`out`, if it can take a result of `shape`."""
    if not isinstance(out, np.ndarray):
        raise TypeError(f"{kernel.name}: out must be an array of {kernel.dtype}, was {type(out).__name__}")
    if out.dtype != kernel.dtype:
        raise TypeError(f"{kernel.name}: out must be an array of {kernel.dtype}, was {out.dtype}")
    if out.shape != shape:
        raise ValueError(f"{kernel.name}: out must have shape {shape}, was {out.shape}")
    if not out.flags.writeable:
        raise ValueError(f"{kernel.name}: out must be writable, was read-only")
    return out
