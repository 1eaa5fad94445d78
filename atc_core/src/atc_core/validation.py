"""Arguments are checked and converted here, once, and nowhere else; errors name kernel, argument, rule and value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from atc_core.absent import in_place_of_none
from atc_core.admission import admit_array, is_masked
from atc_core.arrays import NANOSECONDS, Array, Axes
from atc_core.errors import error_at, in_words
from atc_core.gaps import check_gaps, missing_bars
from atc_core.kernel import TABLE_AXIS, Kernel, Shape, Sizes
from atc_core.option_values import as_tuple, check_option
from atc_core.parameters import Parameter

Wrap: TypeAlias = "Callable[[Parameter, Array], Any]"
MODEL_KINDS = ("array", "integer", "real")


class Arguments(NamedTuple):
    """Arguments as the contract wants them."""

    arrays: list[Array]
    options: list[Any]
    sizes: Sizes
    wrap: Wrap | None
    """Puts a field of the result into the caller's own type; None where it is that already."""
    missing: Array | None
    """True at each bar that is to be left out; None where none is."""


class Admitted(NamedTuple):
    """A model that was right: looking at the fields of the same one again would cost 40 us at every call."""

    value: tuple[Any, ...]
    """As it was given; no array of it was converted."""
    model: Any
    sizes: Sizes
    """What it binds."""

    def agrees(self, sizes: Sizes, *, is_of_table: bool) -> bool:
        """Bind the model's sizes too; False where one is bound to another."""
        return is_of_table is (TABLE_AXIS in self.sizes) and all(
            sizes.setdefault(axis, size) == size for axis, size in self.sizes.items()
        )


ADMITTED: dict[str, Admitted] = {}
"""By kernel, the model of the last call."""


def validate(kernel: Kernel[..., Any], values: tuple[Any, ...], gaps: Any = None) -> Arguments:
    """Check and convert the positional arguments of a call."""
    count = len(kernel.arrays)
    arrays, sizes, missing = check_arrays(kernel, values[:count], gaps)
    options = [
        admit_option(kernel, parameter, value, sizes)
        for parameter, value in zip(kernel.options, values[count:], strict=True)
    ]
    reason = kernel.fault(arrays, options, sizes)
    if reason:
        raise ValueError(f"{kernel.name}: {reason}")
    return Arguments(arrays, options, sizes, wrap_of(kernel, values[:count]), missing)


def check_arrays(
    kernel: Kernel[..., Any], given: Sequence[Any], gaps: Any = None
) -> tuple[list[Array], Sizes, Array | None]:
    """The data of a call as arrays, the sizes that they bind, and which bars are to be left out."""
    gaps = check_gaps(kernel, gaps)
    pairs = zip(kernel.arrays, in_place_of_none(kernel, given), strict=True)
    arrays = [admit_array(kernel.name, parameter, value) for parameter, value in pairs]
    sizes = bind(kernel, arrays)
    arrays = [in_shape(parameter, array, sizes) for parameter, array in zip(kernel.arrays, arrays, strict=True)]
    missing = missing_bars(kernel, arrays, gaps)
    for parameter, array in zip(kernel.arrays, arrays, strict=True):
        check_rules(kernel.name, parameter, array, missing)
    return arrays, sizes, missing


def wrap_of(kernel: Kernel[..., Any], given: Sequence[Any]) -> Wrap | None:
    """What makes a number of a field without axes, one series of a table of one, and times where times came in."""
    pairs = zip(kernel.arrays, given, strict=True)
    has_times = any(item.column == "datetime" and holds_times(value) for item, value in pairs)
    series = one_series(kernel, given)
    if not has_times and not series and all(field.axes for field in kernel.result.fields):
        return None

    def wrap(field: Parameter, array: Array) -> Any:
        if has_times and field.column == "datetime":
            return array.view(NANOSECONDS)
        if field.as_given and field.axes in series:
            return array[:, 0]
        return array if array.ndim else array.item()

    return wrap


def one_series(kernel: Kernel[..., Any], given: Sequence[Any]) -> set[Axes]:
    """The axes of tables that were given as one series, where a field of the result is to be one too."""
    if not any(field.as_given for field in kernel.result.fields):
        return set()
    pairs = zip(kernel.arrays, given, strict=True)
    return {item.axes for item, value in pairs if len(item.axes) > np.ndim(value) > 0}


def holds_times(value: Any) -> bool:
    """Whether a column that was admitted is one of times; a list of datetimes is an array of objects until then."""
    return np.asarray(value).dtype.kind in "MO"


def bind(kernel: Kernel[..., Any], arrays: Sequence[Array]) -> Sizes:
    """The size of every axis that the arrays bind; one name, one size."""
    if kernel.is_by_series:
        check_series(kernel, arrays)
    sizes: Sizes = {}
    sources: dict[str, tuple[Parameter, Array]] = {}
    is_table = kernel.is_by_series and arrays[0].ndim > 1
    for parameter, array in zip(kernel.arrays, arrays, strict=True):
        if is_number(parameter, array):
            continue
        axes = (*parameter.axes, TABLE_AXIS) if is_table else parameter.axes
        for axis, size in zip(axes, dimensions(kernel, parameter, array, len(axes)), strict=True):
            first, other = sources.setdefault(axis, (parameter, array))
            if sizes.setdefault(axis, size) != size:
                raise ValueError(f"{kernel.name}: {disagreement(kernel, axis, (first, other), (parameter, array))}")
    return sizes


def check_series(kernel: Kernel[..., Any], arrays: Sequence[Array]) -> None:
    """Series come one by one or as tables, all of them alike."""
    first = kernel.arrays[0], arrays[0]
    for parameter, array in zip(kernel.arrays, arrays, strict=True):
        if array.ndim not in (1, 2):
            raise ValueError(
                f"{kernel.name}: {parameter.name} must be 1-D or 2-D of shape (time, series), was {array.ndim}-D"
            )
        if array.ndim != arrays[0].ndim:
            raise ValueError(f"{kernel.name}: {disagreement(kernel, TABLE_AXIS, first, (parameter, array))}")


def dimensions(kernel: Kernel[..., Any], parameter: Parameter, array: Array, count: int) -> Shape:
    """An array's shape; one dimension where two are declared is one column."""
    if array.ndim == count:
        return array.shape
    if array.ndim == 1 and count == 2:  # noqa: PLR2004 rows and columns
        return (*array.shape, 1)
    shape = f"{count}-D of shape ({', '.join(parameter.axes)})"
    wanted = "1-D" if count < 2 else f"1-D or {shape}" if count == 2 else shape  # noqa: PLR2004
    wanted = f"a number or {wanted}" if parameter.or_number else wanted
    raise ValueError(f"{kernel.name}: {parameter.name} must be {wanted}, was {array.ndim}-D")


def disagreement(
    kernel: Kernel[..., Any], axis: str, one: tuple[Parameter, Array], other: tuple[Parameter, Array]
) -> str:
    """In words, that two arrays differ in the size of an axis."""
    names, shapes = f"{one[0].name} and {other[0].name}", (one[1].shape, other[1].shape)
    if kernel.is_by_series:
        return f"{names} must have the same shape, were {shapes[0]} and {shapes[1]}"
    if one[0] is other[0]:
        return f"{one[0].name} must be as long as it is wide, was {shapes[0]}"
    return f"{names} must agree in {axis}, were of shape {shapes[0]} and {shapes[1]}"


def is_number(parameter: Parameter, array: Array) -> bool:
    """Whether one number was given where that stands for an array."""
    return parameter.or_number and not array.ndim


def in_shape(parameter: Parameter, array: Array, sizes: Sizes) -> Array:
    """The array with one column where two dimensions are declared and one is given; a number at every place."""
    if is_number(parameter, array):
        return np.full([sizes[axis] for axis in parameter.axes], array)
    return array[:, np.newaxis] if array.ndim < len(parameter.axes) else array


def check_rules(kernel: str, parameter: Parameter, array: Array, missing: Array | None = None) -> None:
    """The declared rules on values, for bars that are not left out; the error names the first row that breaks one."""
    for rule in parameter.rules:
        # A million times in order: 0.2 ms, with a mask of where they are not 1.6.
        if missing is None and array.size and rule.holds(array):
            continue
        mask = rule.breaks(array) if missing is None else rule.breaks(array) & ~missing
        if mask.any():
            place = np.unravel_index(int(np.argmax(mask)), mask.shape)
            message = f"{kernel}: {parameter.name} must be {rule.words}; {in_words(place)} is {array[place]}"
            raise error_at(message, (*parameter.axes, TABLE_AXIS), place)


def admit_option(kernel: Kernel[..., Any], parameter: Parameter, value: Any, sizes: Sizes) -> Any:
    """An option, checked; a model binds sizes as arrays do."""
    if parameter.kind == "model" and not (value is None and parameter.optional):
        return admit_model(kernel, parameter, value, sizes)
    return check_option(kernel.name, parameter, value)


def admit_model(kernel: Kernel[..., Any], parameter: Parameter, value: Any, sizes: Sizes) -> Any:
    """A named tuple that another kernel gave; any tuple of the same fields in the same order does.

    Where columns are computed one by one, each has a model of its own: the fields of a table's have one more axis.
    """
    is_of_table, known = kernel.is_by_series and TABLE_AXIS in sizes, ADMITTED.get(kernel.name)
    if known is not None and known.value is value and known.agrees(sizes, is_of_table=is_of_table):
        return known.model
    items = as_tuple(value)
    if items is None or len(items) != len(parameter.items):
        fields = ", ".join(field.name for field in parameter.items)
        was = type(value).__name__ if items is None else f"{len(items)} fields"
        raise TypeError(f"{kernel.name}: {parameter.name} must be a tuple of ({fields}), was {was}")
    found = []
    for field, item in zip(parameter.items, items, strict=True):
        field = field._replace(name=f"{parameter.name}.{field.name}")
        array = np.asarray(admit_array(kernel.name, field, item), order="C")
        axes = (*field.axes[:1], TABLE_AXIS, *field.axes[1:]) if is_of_table else field.axes
        if array.ndim != len(axes):
            raise ValueError(f"{kernel.name}: {field.name} must be {len(axes)}-D, was {array.ndim}-D")
        for axis, size in zip(axes, array.shape, strict=True):
            if sizes.setdefault(axis, size) != size:
                raise ValueError(f"{kernel.name}: {field.name} must have {sizes[axis]} {axis}, had {size}")
        check_rules(kernel.name, field, array)
        found.append(array)
    model = parameter.type(*found)
    if isinstance(value, tuple) and all(map(is_as_given, items, found)):
        names = {axis for field in parameter.items for axis in field.axes} | ({TABLE_AXIS} if is_of_table else set())
        ADMITTED[kernel.name] = Admitted(value, model, {axis: sizes[axis] for axis in names})
    return model


def is_as_given(value: Any, field: Array) -> bool:
    """Whether a field of a model is the array that was given, or a number."""
    return field is value or field.base is value or not field.ndim


def check_out(kernel: Kernel[..., Any], out: Any, shapes: Sequence[Shape], dtypes: Sequence[Any]) -> list[Array]:
    """`out` as a list of arrays, one a field, if they can take results of these shapes."""
    if kernel.is_found:
        raise TypeError(f"{kernel.name}: takes no out, for the size of its result is found by computing it")
    if kernel.result.type is None:
        return [check_field(kernel.name, "out", out, shapes[0], dtypes[0])]
    fields = kernel.result.fields
    items = as_tuple(out)
    if items is None or len(items) != len(fields):
        names = ", ".join(field.name for field in fields)
        was = type(out).__name__ if items is None else f"{len(items)} arrays"
        raise TypeError(f"{kernel.name}: out must be a tuple of {len(fields)} arrays ({names}), was {was}")
    named = zip(fields, items, shapes, dtypes, strict=True)
    arrays = [check_field(kernel.name, f"out.{field.name}", *rest) for field, *rest in named]
    check_apart(kernel, arrays)
    return arrays


def check_apart(kernel: Kernel[..., Any], arrays: Sequence[Array]) -> None:
    """The arrays of `out` must not share memory: which field is written last differs from backend to backend."""
    for (one, first), (other, second) in combinations(zip(kernel.result.fields, arrays, strict=True), 2):
        if np.may_share_memory(first, second) and np.shares_memory(first, second):
            raise ValueError(f"{kernel.name}: out.{one.name} and out.{other.name} must not share memory")


def check_field(kernel: str, name: str, out: Any, shape: Shape, dtype: Any) -> Array:
    """One array of `out`."""
    if not isinstance(out, np.ndarray) or is_masked(out):
        raise TypeError(f"{kernel}: {name} must be an array of {dtype}, was {type(out).__name__}")
    if out.dtype != dtype:
        raise TypeError(f"{kernel}: {name} must be an array of {dtype}, was {out.dtype}")
    if out.shape != shape:
        raise ValueError(f"{kernel}: {name} must have shape {shape}, was {out.shape}")
    if not out.flags.writeable:
        raise ValueError(f"{kernel}: {name} must be writable, was read-only")
    # Compiled functions take nothing but plain arrays: a memory map is seen as one.
    return out if type(out) is np.ndarray else out.view(np.ndarray)
