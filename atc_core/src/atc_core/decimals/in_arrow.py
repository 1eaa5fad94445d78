"""Decimals in pyarrow: arrays, chunked arrays, record batches and tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from atc_core.decimals.integers import Packed
from atc_core.decimals.types import DecimalType, known_type
from atc_core.decimals.words import BITS, NARROW, WIDE, Chunk, Decimals

FRAMES = (pa.Table, pa.RecordBatch)


DIMENSIONS = {pa.Decimal128Array: WIDE, **({pa.Decimal64Array: NARROW} if hasattr(pa, "Decimal64Array") else {})}
"""Arrays of words that are read where they lie, and the dimensions of these."""
INTEGER = np.dtype(np.int64)


@lru_cache(maxsize=256)
def arrow_type(kind: DecimalType) -> Any:
    """Arrow's word for a type."""
    return pa.decimal128(*kind)


class InArrow:
    """The containers of pyarrow, which is also what anything else of Arrow's gets."""

    def column(self, value: Any) -> Decimals | None:
        """An array of 8 or 16 bytes a value, or a chunked one."""
        chunks = []
        for array in value.chunks if isinstance(value, pa.ChunkedArray) else (value,):
            chunk = chunk_of(array)
            if chunk is None:
                return None
            chunks.append(chunk)
        kind = known_type(value.type.precision, value.type.scale) if chunks else None
        return None if kind is None else Decimals(chunks, kind)

    def table(self, value: Any) -> list[tuple[Any, Any]] | None:
        """The columns of a table by name; None of anything else."""
        return list(zip(value.schema.names, value.columns, strict=True)) if isinstance(value, FRAMES) else None

    def series(self, like: Any, column: Packed, kind: DecimalType) -> Any:
        """An array, in one chunk of a chunked array or of a table's column."""
        array = as_array(column, kind)
        return pa.chunked_array([array]) if isinstance(like, (pa.ChunkedArray, pa.Table)) else array

    def frame(self, like: Any, columns: Sequence[Packed], kind: DecimalType, names: Sequence[Any]) -> Any:
        """A table, or a record batch of one."""
        make = pa.RecordBatch if isinstance(like, pa.RecordBatch) else pa.Table
        return make.from_arrays([as_array(item, kind) for item in columns], names=list(names))

    def numbers(self, _: Any, column: Packed, kind: DecimalType) -> Any:
        """An array of one value a column of a table."""
        return as_array(column, kind)


IN_ARROW = InArrow()


def chunk_of(array: Any) -> Chunk | None:
    """One array: its buffers as they lie in memory; None where they lie askew or hold something else."""
    dimensions = DIMENSIONS.get(type(array))
    if dimensions is None:
        return None
    start, count, (bits, words) = array.offset, len(array), array.buffers()
    if words is None or words.address % INTEGER.itemsize:
        return None
    shape = (count,) if dimensions == NARROW else (count, WIDE)
    # Arrow's own buffer is what NumPy keeps alive: that takes a third of the time of an array at an address.
    own = np.ndarray(shape, INTEGER, words, INTEGER.itemsize * dimensions * start)
    if bits is None or not array.null_count:
        return Chunk(own)
    return Chunk(own, np.frombuffer(bits, np.uint8)[start // BITS :], start % BITS)


def as_array(column: Packed, kind: DecimalType) -> Any:
    """An array on the memory of a column."""
    words, nulls = pa.py_buffer(column.words), -1
    bits = None if column.valid is None else pa.py_buffer(column.valid)
    return pa.Array.from_buffers(arrow_type(kind), len(column.words), [bits, words], nulls if bits else 0)
