"""Options are checked here: plain Python values of the declared type, inside the declared domain."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from datetime import timedelta
from numbers import Real
from typing import Any

import numpy as np

from atc_core.domains import LARGEST_REAL
from atc_core.errors import shown
from atc_core.kernel import Kernel
from atc_core.parameters import Parameter
from atc_core.spelling import did_you_mean

NAMES = {
    "integer": "an integer",
    "real": "a number",
    "number": "a number",
    "flag": "True or False",
    "choice": "a word",
    "duration": "a timedelta, or an integer of nanoseconds",
    "tuple": "a tuple",
}
MICROSECOND = timedelta(microseconds=1)


def find_option(kernel: Kernel[..., Any], name: str, beside: Iterable[str] = ()) -> Parameter:
    """The option called `name`; the error names the closest match, be it one of those taken `beside` the options."""
    known = {item.name: item for item in kernel.options}
    if name not in known:
        raise TypeError(f"{kernel.name} has no option {name!r}{did_you_mean(name, [*known, *beside])}")
    return known[name]


def check_option(kernel: str, parameter: Parameter, value: Any) -> Any:
    """`value` as a plain Python value inside the parameter's domain."""
    if value is None and parameter.optional:
        return None
    if parameter.kind == "decimal":
        return check_decimal(kernel, parameter, value)
    if parameter.kind == "model":
        return value
    plain = converted(kernel, parameter, value)
    if plain is None:
        also = " or None" if parameter.optional else ""
        raise TypeError(f"{kernel}: {parameter.name} must be {NAMES[parameter.kind]}{also}, was {shown(value)}")
    if parameter.kind == "tuple":
        return check_items(kernel, parameter, plain)
    if parameter.kind != "flag" and not parameter.domain.allow(plain):
        limit = plain if parameter.kind != "choice" else 0
        raise ValueError(f"{kernel}: {parameter.name} must be {parameter.domain.allowed(limit)}, was {shown(plain)}")
    return plain


def check_decimal(kernel: str, parameter: Parameter, value: Any) -> Any:
    """A Decimal or an integer as an integer with a scale, inside the parameter's domain."""
    # Importing what knows Decimals takes 2 ms, which only kernels of decimals pay.
    from atc_core.decimals.numbers import as_decimal, as_value

    found, number = as_value(f"{kernel}: {parameter.name}", value), as_decimal(value)
    if not parameter.domain.allow(number):
        raise ValueError(f"{kernel}: {parameter.name} must be {parameter.domain.allowed(0)}, was {shown(value)}")
    return found


def converted(kernel: str, parameter: Parameter, value: Any) -> Any:
    """`value` as a plain Python value; None where it is none, or a stranger's that raises when it is asked."""
    try:
        return CONVERSIONS[parameter.kind](value)
    except OverflowError:
        limit = f"at most {LARGEST_REAL:.2g} in magnitude"
        raise ValueError(f"{kernel}: {parameter.name} must be {limit}, was {shown(value)}") from None
    except Exception:
        return None


def check_items(kernel: str, parameter: Parameter, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The items of a tuple, each checked by its own declaration."""
    count = len(parameter.items)
    if not parameter.repeats and len(values) != count:
        raise ValueError(f"{kernel}: {parameter.name} must have {count} items, had {len(values)}")
    kinds = parameter.items * len(values) if parameter.repeats else parameter.items
    named = (item._replace(name=f"{parameter.name}[{place}]") for place, item in enumerate(kinds))
    return tuple(check_option(kernel, item, value) for item, value in zip(named, values, strict=True))


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
    if type(value) is float:
        return value
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, (bool, np.bool_)) or not is_real(value):
        return None
    plain = float(value)
    if abs(plain) > LARGEST_REAL and plain != value:
        raise OverflowError
    return plain


def is_real(value: Any) -> bool:
    """Whether `value` is a real number; decimals are no `Real`, and importing their type is not free."""
    return isinstance(value, Real) or hasattr(value, "as_integer_ratio")


def as_flag(value: Any) -> bool | None:
    """A Python bool from a boolean, and from nothing else."""
    return bool(value) if isinstance(value, (bool, np.bool_)) else None


def as_word(value: Any) -> str | None:
    """A Python string from a string."""
    return str(value) if isinstance(value, str) else None


def as_nanoseconds(value: Any) -> int | None:
    """Nanoseconds from a timedelta of any library, or an integer of them."""
    if isinstance(value, np.timedelta64):
        exact = value.astype("timedelta64[ns]")
        return None if np.isnat(value) else int(exact.astype(np.int64))
    if isinstance(value, timedelta):
        # pandas' own has nanoseconds beyond the standard library's microseconds.
        return value // MICROSECOND * 1000 + int(getattr(value, "nanoseconds", 0))
    return as_integer(value)


def as_tuple(value: Any) -> tuple[Any, ...] | None:
    """A tuple from a sequence or an array of several items."""
    if isinstance(value, np.ndarray) and value.ndim > 0:
        return tuple(value)
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, (str, bytes)) else None


def as_number(value: Any) -> int | float | None:
    """A Python int from an integer, a float from any other real number."""
    integer = as_integer(value)
    return as_real(value) if integer is None else integer


CONVERSIONS = {
    "integer": as_integer,
    "real": as_real,
    "number": as_number,
    "flag": as_flag,
    "choice": as_word,
    "duration": as_nanoseconds,
    "tuple": as_tuple,
}
