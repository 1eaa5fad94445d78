"""The way in and out through Arrow's C data interface: buffers are read where they lie, and taken over as they are."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nanoarrow
import numpy as np
from nanoarrow.c_array import CArrayBuilder
from nanoarrow.c_buffer import c_buffer

from atc_core.arrays import Array
from atc_core.decimals.integers import Packed, as_words
from atc_core.decimals.types import DecimalType
from atc_core.decimals.words import BITS, Chunk, Decimals

INTEGERS = {"c": "i1", "C": "u1", "s": "i2", "S": "u2", "i": "i4", "I": "u4", "l": "i8", "L": "u8"}
"""Arrow's letters for integers, and NumPy's."""
PRECISIONS = {"i1": 3, "u1": 3, "i2": 5, "u2": 5, "i4": 10, "u4": 10, "i8": 19, "u8": 20}
"""Digits of integers."""
DECIMAL = re.compile(r"d:(\d+),(-?\d+)(?:,(\d+))?")
WIDTHS = {"32": "i4", "64": "i8", "128": "i8"}
UNKNOWN = -1
"""The number of nulls, for whoever needs it to count."""
NOTHING = "n"
"""The format of a column that has no type, for it has no value."""
ORDER = "<" if sys.byteorder == "little" else ">"


def is_arrow(value: Any) -> bool:
    """Whether a value offers Arrow arrays."""
    return hasattr(value, "__arrow_c_array__") or hasattr(value, "__arrow_c_stream__")


def read(value: Any) -> Decimals | str:
    """The column that a value offers; where it offers another type, Arrow's format of that."""
    if hasattr(value, "__arrow_c_array__"):
        found = nanoarrow.c_array(value)
        return of_arrays(found.schema.format, [found])
    stream = nanoarrow.c_array_stream(value)
    return of_arrays(stream.get_schema().format, list(stream))


def of_arrays(text: str, arrays: Sequence[Any]) -> Decimals | str:
    """The column of some arrays of one format, or the format."""
    if text == NOTHING:
        return of_nulls(sum(map(len, arrays)))
    found = format_of(text)
    if found is None:
        return text
    kind, letters, is_wide = found
    chunks = [chunk_of(item, letters, is_wide=is_wide) for item in arrays if len(item)]
    return Decimals(chunks, kind, is_of_integers=text in INTEGERS)


def of_nulls(count: int) -> Decimals:
    """A column of nothing but nulls, as libraries make of None alone; its type is that of such a list."""
    words, valid = np.zeros((count, 2), np.int64), np.zeros(-(-count // BITS), np.uint8)
    return Decimals([Chunk(words, valid)] if count else [], DecimalType(1, 0))


@lru_cache(maxsize=256)
def format_of(text: str) -> tuple[DecimalType, str, bool] | None:
    """What a format says: the type, the dtype of words, and whether a value has two; None of what is no decimal."""
    if text in INTEGERS:
        return of_integers(INTEGERS[text]), INTEGERS[text], False
    decimal = DECIMAL.fullmatch(text)
    precision, scale, width = decimal.groups("128") if decimal else ("", "", "")
    if width not in WIDTHS:
        return None
    return DecimalType(int(precision), int(scale)), WIDTHS[width], width == "128"


def of_integers(letters: str) -> DecimalType:
    """The type of integers of a dtype."""
    return DecimalType(PRECISIONS[letters], 0)


class Buffer:
    """Memory of an Arrow array, which lives as long as NumPy looks at it."""

    __slots__ = ("__array_interface__", "owner")

    def __init__(self, owner: Any, address: int, typestr: str, shape: tuple[int, ...]) -> None:
        """At this address; nothing may write to it."""
        self.owner = owner
        self.__array_interface__ = {"version": 3, "data": (address, True), "typestr": typestr, "shape": shape}


def chunk_of(array: Any, letters: str, *, is_wide: bool = False) -> Chunk:
    """One array: its buffers as they lie in memory, copied only where they lie askew or have another width."""
    start, count = array.offset, len(array)
    bits, values = array.buffers[:2]
    shape = (start + count, 2) if is_wide else (start + count,)
    words = as_int64(np.asarray(Buffer(array, values, f"{ORDER}{letters}", shape))[start:])
    if not bits or not array.null_count:
        return Chunk(words)
    valid = np.asarray(Buffer(array, bits, "|u1", (-(-(start + count) // BITS),)))
    return Chunk(words, valid[start // BITS :], start % BITS)


def as_int64(values: Array) -> Array:
    """Integers as words; those of 64 bits without a sign need 128."""
    if values.dtype == np.uint64:
        return as_words(values.tolist())
    is_right = values.dtype == np.int64 and values.flags.aligned
    return values if is_right else np.require(values, np.int64, "A")


@lru_cache(maxsize=256)
def schema_of(kind: DecimalType) -> Any:
    """The schema of a type, which takes 3 us to make."""
    return nanoarrow.c_schema(nanoarrow.decimal128(*kind))


def exported(column: Packed, kind: DecimalType) -> Any:
    """The column as an object that any library of Arrow's takes over without copying."""
    words, valid = column
    # Step by step and unchecked: `c_array_from_buffers` takes 2 us more, and 4 where it counts nulls.
    builder = CArrayBuilder.allocate()
    builder.init_from_schema(schema_of(kind))
    if valid is not None:
        builder.set_buffer(0, c_buffer(valid), move=True)
        builder.set_null_count(UNKNOWN)
    builder.set_buffer(1, c_buffer(words), move=True)
    builder.set_length(len(words))
    return builder.finish(validation_level="none")
