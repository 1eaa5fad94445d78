"""Results on the hot path: one look at what was computed, in place of working out what it should be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from atc_core.approval import axis_sizes
from atc_core.arrays import Array
from atc_core.kernel import Kernel, Shape
from atc_core.parameters import Parameter
from atc_core.results import checked_fields
from atc_core.validation import bind

Planned: TypeAlias = Callable[[tuple[Any, ...]], str]
"""Names the backend that the plan takes for these arguments."""

ACCEPT_ONE = """if {checks}:
                    return result
                return accept(result, ({arrays}), ({options}))"""
ACCEPT_FIELDS = """if type(result) is tuple and len(result) == {count}:
                    {names} = result
                    if {checks}:
                        return new(result_type, result)
                return accept(result, ({arrays}), ({options}))"""
NUMBERS = {"f": "float", "i": "int", "b": "bool"}
"""Python's type of a number, by the kind of its dtype; any other is looked at again."""
OUT_CHECKS = (
    " and type(out) is array and out.dtype == {dtype} and out.shape == {shape} and out.flags.carray and not ({shares})"
)


def acceptance(kernel: Kernel[..., Any], planned: Planned) -> dict[str, Any]:
    """What the sources below call, by name."""
    shapes_of = shape_memory(kernel)
    fields = zip(field_names(kernel), kernel.result.fields, strict=True)
    dtypes = {f"dtype_{name}": field.dtype for name, field in fields}
    # A named tuple's own constructor takes 0.2 us more for three fields.
    constructor = {"new": tuple.__new__, "result_type": kernel.result.type}
    return {**dtypes, **constructor, "shapes_of": shapes_of, "accept": deliverer(kernel, planned)}


def accepted_source(kernel: Kernel[..., Any]) -> str:
    """Source that returns a result which is what was declared; any other goes to where it is delivered or refused."""
    names = field_names(kernel)
    checks = " and ".join(field_checks(kernel, names))
    source = ACCEPT_ONE if kernel.result.type is None else ACCEPT_FIELDS
    return source.format(**parts(kernel), checks=checks, count=len(names), names=", ".join(names) + ",")


def field_names(kernel: Kernel[..., Any]) -> list[str]:
    """What the sources call the fields of a result."""
    is_one = kernel.result.type is None
    return ["result"] if is_one else [f"field_{place}" for place in range(len(kernel.result.fields))]


def field_checks(kernel: Kernel[..., Any], names: Sequence[str]) -> list[str]:
    """True for fields of the declared dtypes and shapes; those along one found axis agree in its length."""
    checks: list[str] = []
    found: dict[str, str] = {}
    for place, (name, field) in enumerate(zip(names, kernel.result.fields, strict=True)):
        if not field.axes:
            checks.append(f"type({name}) is {number_type(field)}")
            continue
        # Arrays of NumPy's own dtypes share one object each; that of rows may be an equal one.
        is_own = "==" if field.dtype is None or field.dtype.names else "is"
        checks.append(f"type({name}) is array and {name}.dtype {is_own} {expected_dtype(kernel, name, field)}")
        unknown = [axis for axis in field.axes if axis in kernel.found_axes]
        if not unknown:
            checks.append(f"{name}.shape == {expected_shape(kernel, place)}")
            continue
        checks.append(f"{name}.ndim == {len(field.axes)}")
        known = {**found, **{axis: sizes[0] for axis, sizes in axis_sizes(kernel).items()}}
        sizes = {axis: f"{name}.shape[{position}]" for position, axis in enumerate(field.axes)}
        checks += [f"{size} == {known[axis]}" for axis, size in sizes.items() if axis in known]
        found = {**sizes, **found}
    return checks


def number_type(field: Parameter) -> str:
    """Python's type of a number."""
    return NUMBERS[field.dtype.kind] if field.dtype is not None else "float"


def expected_dtype(kernel: Kernel[..., Any], name: str, field: Parameter) -> str:
    """Source of the dtype of a field; one of any dtype has that of the first such array."""
    if field.dtype is not None:
        return f"dtype_{name}"
    return next(f"{item.name}.dtype" for item in kernel.arrays if item.dtype is None)


def out_checks(kernel: Kernel[..., Any]) -> str:
    """Source of a test: an `out` that an implementation may write to while it reads the arrays."""
    if kernel.result.type is not None or kernel.is_found:
        return " and False"
    field = kernel.result.fields[0]
    shares = " or ".join(f"shares({item.name}, out)" for item in kernel.arrays)
    dtype = expected_dtype(kernel, field_names(kernel)[0], field)
    return OUT_CHECKS.format(dtype=dtype, shape=expected_shape(kernel, 0), shares=shares)


def parts(kernel: Kernel[..., Any]) -> dict[str, str]:
    """What fills the templates in."""
    return {
        "arrays": "".join(f"{item.name}, " for item in kernel.arrays),
        "options": "".join(f"{item.name}, " for item in kernel.options),
    }


def expected_shape(kernel: Kernel[..., Any], place: int) -> str:
    """Source of the shape of a field without found axes."""
    first, axes, known = kernel.arrays[0], kernel.result.fields[place].axes, axis_sizes(kernel)
    if axes == first.axes:
        return f"{first.name}.shape"
    if set(axes) <= known.keys():
        return f"({''.join(f'{known[axis][0]}, ' for axis in axes)})"
    key = ", ".join([*(sizes[0] for sizes in known.values()), *(item.name for item in kernel.options)])
    return f"shapes_of(({key},), ({{arrays}}), ({{options}}))[{place}]".format(**parts(kernel))


def shape_memory(kernel: Kernel[..., Any]) -> Callable[..., tuple[Shape, ...]]:
    """The shapes of all fields; those of the last sizes and options are remembered, as working them out costs 3 us."""
    last: tuple[Any, tuple[Shape, ...]] = (None, ())

    def shapes_of(key: Any, arrays: Sequence[Array], options: Sequence[Any]) -> tuple[Shape, ...]:
        nonlocal last
        known, shapes = last
        if known != key:
            shapes = kernel.shapes(bind(kernel, arrays), options)
            last = key, shapes
        return shapes

    return shapes_of


def deliverer(kernel: Kernel[..., Any], planned: Planned) -> Callable[[Any, Sequence[Array], Sequence[Any]], Any]:
    """What delivers a result that is given in another form, or raises what is wrong with it."""
    fields, named_tuple = kernel.result.fields, kernel.result.type
    dtypes = {field.dtype for field in fields}
    is_block = named_tuple is not None and kernel.is_per_bar and len(dtypes) == 1 and None not in dtypes

    def is_rows(result: Any, bars: int) -> bool:
        return type(result) is np.ndarray and result.dtype in dtypes and result.shape == (len(fields), bars)

    def accept(result: Any, arrays: Sequence[Array], options: Sequence[Any]) -> Any:
        # One look at a block of thirteen fields costs 0.2 us, thirteen looks 3 us.
        if is_block and is_rows(result, len(arrays[0])):
            return named_tuple(*result)
        shapes = kernel.shapes(bind(kernel, arrays), options)
        given = checked_fields(kernel, planned((*arrays, *options)), result, shapes, kernel.dtypes(arrays))
        return kernel.result.deliver([array if np.ndim(array) else np.asarray(array).item() for array in given])

    return accept
