"""Columns are admitted by their type: what may become the declared dtype does so once; the rest is an error."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import numpy as np

from atc_core.arrays import NANOSECONDS, Array
from atc_core.errors import described as described_error
from atc_core.errors import error_at, shown
from atc_core.parameters import Parameter

KINDS = {"number": "biuf", "flag": "biu", "integer": "biu", "datetime": "Miu", "decimal": "", "whole": "biuf"}
"""Kinds of dtype that may become a column type: numbers become float64, booleans and integers flags."""
WORDS = {
    "number": "numeric",
    "flag": "boolean or integer",
    "integer": "integers",
    "whole": "whole numbers",
    "datetime": "datetime64, or integers of nanoseconds",
}
LATER: dict[str, tuple[tuple[str, ...], str]] = {
    "pandas": (("GroupBy",), "groups have it as a method, groups.atc.{}(…)"),
    "polars": (("Expr", "LazyFrame", "GroupBy"), "in a query it is a method of columns, pl.col(…).atc.{}(…)"),
}
"""By library, kinds of objects that hold no data yet, and how a kernel of theirs is called."""
EXACT_IN_FLOAT = 2**53
"""Integers above this are not all floats."""
LARGEST_WHOLE = 2.0**63
"""Floats from this on are no int64."""


def admit_array(kernel: str, parameter: Parameter, value: Any) -> Array:
    """`value` as an aligned array of the declared dtype in native byte order."""
    is_exact = type(value) is np.ndarray and value.dtype is parameter.dtype and value.flags.aligned
    if is_exact and parameter.column != "decimal":
        # It is one already: 1 us less a column, of which orders on bars have 14.
        exact: Array = value
        return exact
    array = admit_values(kernel, parameter, value)
    dtype = array.dtype.newbyteorder("=") if parameter.dtype is None else parameter.dtype
    return np.require(array, dtype, "A")


def admit_values(kernel: str, parameter: Parameter, value: Any) -> Array:
    """`value` as an array of a dtype that may become the declared one, without loss."""
    if parameter.column == "decimal":
        raise TypeError(f"{kernel}: {parameter.name} is a column of decimals; declare the kernel with @decimal_kernel")
    array = filled(value) if is_masked(value) else to_array(kernel, parameter, value)
    if array.dtype.kind not in KINDS[parameter.column]:
        was = described(value, array) + hint(kernel, value)
        raise TypeError(f"{kernel}: {parameter.name} must be {WORDS[parameter.column]}, was {was}")
    if array.dtype.kind == "M":
        return nanoseconds(kernel, parameter, array)
    if array.dtype.kind == "f" and parameter.column == "whole":
        return whole_numbers(kernel, parameter, array)
    if array.dtype.kind in "iu" and parameter.dtype is not None:
        check_magnitude(kernel, parameter, array)
    return array


def to_array(kernel: str, parameter: Parameter, value: Any) -> Array:
    """`value` as an array, whatever its dtype; of objects, times where times are asked for."""
    try:
        array = np.asarray(value)
        is_of_dates = array.dtype.kind == "O" and array.size > 0 and isinstance(array.flat[0], date)
        return array.astype(NANOSECONDS) if parameter.column == "datetime" and is_of_dates else array
    except Warning:
        raise
    except Exception as error:
        # A stranger's subclass may take other arguments than a message.
        kind = ValueError if isinstance(error, ValueError) else TypeError
        detail = error if isinstance(error, (ValueError, TypeError)) else described_error(error)
        raise kind(f"{kernel}: {parameter.name} is no array: {hint(kernel, value)[2:] or detail}") from None


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
    if isinstance(value, str):
        return shown(value)
    return array.dtype.name if isinstance(value, np.ndarray) else f"{type(value).__name__} of {array.dtype.name}"


def hint(kernel: str, value: Any) -> str:
    """How to call a kernel of what is no data yet; empty for anything else."""
    library, kind = type(value).__module__.partition(".")[0], type(value).__name__
    if library not in LATER or not kind.endswith(LATER[library][0]):
        return ""
    return f"; {LATER[library][1].format(kernel)}, after `import atc_core.{library}`"


def whole_numbers(kernel: str, parameter: Parameter, array: Array) -> Array:
    """Floats that are all integral, as int64."""
    is_whole = (np.floor(array) == array) & (array >= -LARGEST_WHOLE) & (array < LARGEST_WHOLE)
    if not is_whole.all():
        place = np.unravel_index(int(np.argmin(is_whole)), array.shape)
        message = f"{kernel}: {parameter.name} must be whole numbers; row {place[0]} is {array[place]}"
        raise error_at(message, parameter.axes, place)
    return array.astype(np.int64)


def nanoseconds(kernel: str, parameter: Parameter, array: Array) -> Array:
    """Times as int64 nanoseconds since the epoch."""
    missing = np.isnat(array)
    if missing.any():
        raise ValueError(f"{kernel}: {parameter.name} must be times; row {int(np.argmax(missing))} is NaT")
    converted = array.astype(NANOSECONDS, copy=False)
    if array.dtype != NANOSECONDS and not np.array_equal(converted.astype(array.dtype), array):
        row = int(np.argmin(converted.astype(array.dtype) == array))
        raise ValueError(
            f"{kernel}: {parameter.name} must be whole nanoseconds between the years 1677 and 2262; "
            f"row {row} is {array[row]}"
        )
    return converted.view(np.int64)


def check_magnitude(kernel: str, parameter: Parameter, array: Array) -> None:
    """Integers must be representable in the declared dtype."""
    dtype = parameter.dtype
    if dtype is None or dtype.kind == "b" or array.size == 0 or array.dtype == dtype:
        return
    if dtype.kind == "f":
        if array.dtype.itemsize < np.dtype(np.int64).itemsize:
            return
        low, high, limit = -EXACT_IN_FLOAT, EXACT_IN_FLOAT, "at most 2**53 in magnitude to be exact as floats"
    else:
        info = np.iinfo(dtype)
        low, high, limit = int(info.min), int(info.max), f"from {info.min} to {info.max}"
    if int(array.min()) < low or int(array.max()) > high:
        row = next(place for place, value in enumerate(array.ravel().tolist()) if not low <= value <= high)
        raise ValueError(f"{kernel}: {parameter.name} must be {limit}; value {row} is {array.ravel()[row]}")
