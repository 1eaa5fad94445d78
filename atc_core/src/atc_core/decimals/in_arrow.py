"""Decimals in pyarrow: arrays, chunked arrays, record batches and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from atc_core.decimals.integers import Packed
from atc_core.decimals.types import DecimalType

FRAMES = (pa.Table, pa.RecordBatch)


class InArrow:
    """The containers of pyarrow, which is also what anything else of Arrow's gets."""

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


def as_array(column: Packed, kind: DecimalType) -> Any:
    """An array on the memory of a column."""
    bits = None if column.valid is None else pa.py_buffer(column.valid)
    buffers = [bits, pa.py_buffer(column.words)]
    return pa.Array.from_buffers(pa.decimal128(*kind), len(column.words), buffers)
