"""The forms in which an array of NumPy's, or nearly one, comes."""

from __future__ import annotations

import array as standard
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from fuzz.draws import Array, Draw
from fuzz.options import HOSTILE

Form = Callable[[Draw, Array], Any]


class Own(np.ndarray[Any, Any]):
    """A user's class of arrays."""


class Convertible:
    """An object that NumPy can convert."""

    def __init__(self, array: Array) -> None:
        """Hold the array."""
        self.array = array

    def __array__(self, dtype: Any = None, copy: Any = None) -> Array:
        """The array."""
        return self.array.astype(dtype) if copy or dtype is not None else self.array

    def __repr__(self) -> str:
        return f"Convertible({self.array.shape})"


class Refusing:
    """An object that says that it is an array and is none."""

    def __init__(self, error: Exception) -> None:
        """Hold what is raised."""
        self.error = error

    def __array__(self, dtype: Any = None, copy: Any = None) -> Array:
        """Raise."""
        raise self.error

    def __repr__(self) -> str:
        return f"Refusing({self.error!r})"


class Sized(Refusing):
    """The same with a length, as sequences have one, that raises."""

    def __len__(self) -> int:
        """Raise."""
        raise self.error


ERRORS = (ValueError("not today"), RuntimeError("no"), OverflowError(), UnicodeDecodeError("utf-8", b"", 0, 1, "bad"))


def read_only(_: Draw, array: Array) -> Array:
    array.flags.writeable = False
    return array


def strided(draw: Draw, array: Array) -> Array:
    step = draw.pick([2, 3])
    wide = np.full((len(array) * step, *array.shape[1:]), 77).astype(array.dtype)
    wide[::step] = array
    return wide[::step]


def reversed_memory(_: Draw, array: Array) -> Array:
    return array[::-1].copy()[::-1]


def fortran(_: Draw, array: Array) -> Array:
    return np.asfortranarray(array)


def among_others(draw: Draw, array: Array) -> Array:
    if array.ndim != 2:
        return strided(draw, array)
    wide = np.full((array.shape[0], array.shape[1] + 3), 77).astype(array.dtype, order=draw.pick("CF"))
    wide[:, 1:-2] = array
    return wide[:, 1:-2]


def misaligned(_: Draw, array: Array) -> Array:
    memory = np.zeros(array.nbytes + 1, np.uint8)[1:]
    own = memory.view(array.dtype).reshape(array.shape)
    own[...] = array
    return own


def foreign_bytes(_: Draw, array: Array) -> Array:
    return array.astype(array.dtype.newbyteorder(">"))


def nested_list(_: Draw, array: Array) -> Any:
    return array.tolist()


def nested_tuple(_: Draw, array: Array) -> Any:
    return tuple(map(tuple, array.tolist())) if array.ndim == 2 else tuple(array.tolist())


def list_of_rows(_: Draw, array: Array) -> Any:
    return list(array)


def in_memory(_: Draw, array: Array) -> Any:
    return memoryview(np.ascontiguousarray(array))


def masked(draw: Draw, array: Array) -> Any:
    mask = draw.random.random(array.shape) < draw.pick([0.0, 0.1])
    return np.ma.MaskedArray(array, mask if draw.chance(0.8) else np.ma.nomask)


def subclass(_: Draw, array: Array) -> Any:
    return array.view(Own)


def convertible(_: Draw, array: Array) -> Any:
    return Convertible(array)


def standard_array(draw: Draw, array: Array) -> Any:
    if array.ndim != 1 or array.dtype.kind not in "fi":
        return strided(draw, array)
    return standard.array("d" if array.dtype.kind == "f" else "q", array.tolist())


def other_floats(draw: Draw, array: Array) -> Array:
    if array.dtype.kind != "f":
        return strided(draw, array)
    with np.errstate(over="ignore"):
        return array.astype(draw.pick([np.float32, np.float64, np.float16, np.longdouble]))


def integers(draw: Draw, array: Array) -> Array:
    if array.dtype.kind == "i":
        return array.astype(draw.pick([np.int64, ">i8"]))
    whole = np.clip(np.nan_to_num(array.astype(np.float64)), -100, 100)
    kinds = [np.int8, np.int16, np.int32, np.int64, ">i4", *([np.uint8, np.uint64] if (whole >= 0).all() else [])]
    return whole.astype(draw.pick(kinds))


def booleans(draw: Draw, array: Array) -> Array:
    return strided(draw, array) if array.dtype.kind == "i" else array > 0


PLAIN: tuple[Form, ...] = (lambda _, array: array,)
TAME: tuple[Form, ...] = (
    *PLAIN * 8,
    read_only,
    strided,
    reversed_memory,
    fortran,
    fortran,
    among_others,
    misaligned,
    foreign_bytes,
    nested_list,
    nested_tuple,
    list_of_rows,
    in_memory,
    masked,
    subclass,
    convertible,
    standard_array,
    other_floats,
    integers,
    booleans,
)


def as_dtype(*dtypes: Any) -> Form:
    """A form of other dtypes."""

    def form(draw: Draw, array: Array) -> Any:
        return (
            np.nan_to_num(array.astype(np.float64), posinf=9.0, neginf=-9.0).clip(-1e9, 1e9).astype(draw.pick(dtypes))
        )

    return form


def is_given(*values: Any) -> Form:
    """A form that has nothing to do with the array."""
    return lambda draw, _: draw.pick(values)


def another_shape(draw: Draw, array: Array) -> Any:
    shapes: list[Callable[[Array], Any]] = [
        lambda given: given[:-1],
        lambda given: np.concatenate([given, given]),
        lambda given: given[..., np.newaxis],
        lambda given: given[np.newaxis],
        lambda given: given.T,
        lambda given: given.ravel()[:1].reshape(()) if given.size else given.reshape(given.shape[0], 0, 0),
        lambda given: np.broadcast_to(given, (2, *given.shape)),
    ]
    try:
        return draw.pick(shapes)(array)
    except (ValueError, IndexError):
        return array[np.newaxis]


def too_large(_: Draw, array: Array) -> Any:
    return np.full(array.shape, 2**63 + 5, np.uint64)


def with_item(*items: Any) -> Form:
    """A list with something else in it."""

    def form(draw: Draw, array: Array) -> Any:
        given: list[Any] = list(array.tolist())
        given[draw.integer(0, len(given)) :][:1] = [draw.pick(items)]
        given.insert(draw.integer(0, len(given)), draw.pick(items))
        return given

    return form


def times(draw: Draw, array: Array) -> Any:
    given = np.arange(len(array)).astype(f"M8[{draw.pick(['D', 's', 'ms', 'ns', 'Y'])}]")
    given[draw.integer(0, len(array)) :][:1] = draw.pick(["NaT", "1970-01-01"])
    return given if draw.chance(0.7) else given.tolist()


ODD: tuple[Form, ...] = (
    as_dtype(np.complex128, "U", "S", object, "O", "m8[s]", np.float32, np.int64, np.bool_),
    as_dtype([("a", float)], "V8"),
    is_given(None, "abc", b"abc", "", {}, {"a": [1.0]}, {1.0, 2.0}, 1.0, 3, True, np.float64(2.0), np.ma.masked),
    is_given([], [[]], [[], []], (), [[1.0], [1.0, 2.0]], [[[1.0]]], range(9), np.array(5.0), object),
    is_given(*map(Refusing, ERRORS), HOSTILE, *(Sized(error) for error in ERRORS)),
    is_given(np.empty((0, 0)), np.empty((3, 0)), np.empty((0, 3)), np.empty((0, 3, 0)), np.empty((1,) * 5)),
    with_item(None, "a", "1.5", 1j, Decimal(1), Fraction(1, 3), True, 10**400, [1.0], date(2024, 1, 1), np.nan),
    another_shape,
    another_shape,
    another_shape,
    too_large,
    times,
)
