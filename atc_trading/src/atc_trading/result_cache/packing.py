"""Results as bytes and back: numbers, texts and arrays, and nothing that could run when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

Value: TypeAlias = bool | int | float | str | None
HEADER = 10
"""Bytes before the description of an array: a name, a version, and how long the description is."""
LONGEST_HEADER = 10_000
"""Bytes of a description of an array; that of a backtest's trades has 500."""


class Packed(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A result as MessagePack has it; arrays are in NumPy's format `npy`."""

    values: dict[str, Value] = {}
    arrays: dict[str, bytes] = {}


DECODER = msgspec.msgpack.Decoder(Packed)


def pack(fields: Mapping[str, Any]) -> bytes:
    """The bytes of a result.

    Args:
        fields: by name, None, flags, numbers, texts, and arrays of any dtype but objects.

    Raises:
        TypeError: a field is something else.
    """
    packed = Packed()
    for name, value in fields.items():
        if isinstance(value, np.ndarray) and not value.dtype.hasobject:
            packed.arrays[name] = bytes_of(value)
        else:
            packed.values[name] = plain(name, value)
    return msgspec.msgpack.encode(packed)


def bytes_of(array: NDArray[Any]) -> bytes:
    """An array in NumPy's format `npy`."""
    file = BytesIO()
    npy.write_array(file, array, version=(1, 0), allow_pickle=False)
    return file.getvalue()


def plain(name: str, value: Any) -> Value:
    """A field that is no array, as Python has it."""
    found = value.item() if isinstance(value, np.generic) else value
    if found is None or isinstance(found, bool | int | float | str):
        return found
    raise TypeError(f"pack: {name} must be None, a flag, a number, a text or an array of such, was {value!r}")


def unpack(content: bytes | None) -> dict[str, Any] | None:
    """The fields of a result, arrays as new ones; None where :func:`pack` does not give such bytes."""
    if content is None:
        return None
    try:
        packed = DECODER.decode(content)
        return {**packed.values, **{name: array_of(array) for name, array in packed.arrays.items()}}
    except Exception:
        # Foreign bytes fail in many ways (msgspec's, NumPy's, those of its parser), which all come to the same.
        return None


def array_of(content: bytes) -> NDArray[Any]:
    """An array from its bytes; no memory is taken for more elements than there are bytes."""
    start = HEADER + int.from_bytes(content[HEADER - 2 : HEADER], "little")
    shape, is_fortran, dtype = described(content[:start])
    flat = np.frombuffer(content, dtype, offset=start)
    array: NDArray[Any] = flat.reshape(shape, order="F" if is_fortran else "C").copy(order="A")
    return array


@lru_cache(maxsize=64)
def described(header: bytes) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, order and dtype; NumPy's parser takes 100 us for the rows of a grid, four fifths of reading them."""
    file = BytesIO(header)
    if npy.read_magic(file) != (1, 0):
        raise ValueError("this version of the format is never written here")
    found: tuple[tuple[int, ...], bool, np.dtype[Any]] = npy.read_array_header_1_0(file, LONGEST_HEADER)
    return found
