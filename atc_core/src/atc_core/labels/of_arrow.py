"""Arrow: arrays, chunked arrays, record batches and tables of pyarrow; what is missing is null there."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
import pyarrow as pa

from atc_core.arrays import Array
from atc_core.labels.containers import (
    NUMBERS,
    TABLE,
    Column,
    Labels,
    numbered,
    refusal,
    spelled,
    stacked,
    with_missing,
)
from atc_core.parameters import Parameter

FRAMES = (pa.Table, pa.RecordBatch)


class Arrow:
    """The containers of pyarrow."""

    has_index = False
    types = (pa.Array, pa.ChunkedArray, *FRAMES)

    def take(self, kernel: str, parameter: Parameter, value: Any) -> Array:
        """The values of a column or of a frame."""
        if isinstance(value, FRAMES):
            columns = zip(value.schema.names, value.columns, strict=True)
            return stacked(kernel, parameter, value.num_rows, (Column(*pair) for pair in columns), self)
        return take_column(kernel, parameter, value)

    def labels(self, value: Any) -> tuple[Any, ...]:
        """Names of columns; rows have no labels."""
        return (None, value.schema.names) if isinstance(value, FRAMES) else (None,)

    def name(self, _: Any) -> Any:
        """None: an array has no name."""
        return None

    def again(self, like: Any, values: Array) -> Any:
        """The same with other values."""
        return self.wrap(like, values, Labels(*self.labels(like))._replace(name=self.name(like)))

    def wrap(self, like: Any, values: Array, labels: Labels) -> Any:
        """An array of the class of `like`, or a frame; one value a column is a frame of one row."""
        if values.ndim == TABLE or labels.rows is not None:
            table = values if values.ndim == TABLE else values[np.newaxis]
            columns = labels.columns if values.ndim == TABLE else labels.rows
            names = numbered(table.shape[1]) if columns is None else spelled(columns)
            return as_frame(like, [as_array(table[:, place]) for place in range(len(names))], names)
        array = as_array(values)
        return array if isinstance(like, (pa.Array, pa.RecordBatch)) else pa.chunked_array([array])

    def rows(self, like: Any, values: Array, _: Labels) -> Any:
        """A frame of structured rows."""
        names = list(values.dtype.names or ())
        return as_frame(like, [as_array(values[name]) for name in names], names)

    def times(self, like: Any, values: Array, _: Labels) -> Any:
        """An array of times."""
        zone = getattr(like.type, "tz", None)
        times = pa.array(values).cast(pa.timestamp("ns", zone))
        with suppress(pa.ArrowInvalid):
            times = times.cast(like.type)
        return times if isinstance(like, pa.Array) else pa.chunked_array([times])


ARROW = Arrow()


def take_column(kernel: str, parameter: Parameter, column: Any) -> Array:
    """The values of a column."""
    kind, types = column.type, pa.types
    if types.is_null(kind):
        return with_missing(kernel, parameter, np.zeros(len(column)), np.ones(len(column), np.bool_))
    if types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind):
        if not column.null_count:
            return as_numpy(column)
        zero = pa.scalar(0).cast(kind)
        missing, values = as_numpy(column.is_null()), as_numpy(column.fill_null(zero))
        return with_missing(kernel, parameter, values, missing)
    if parameter.column == "datetime" and (types.is_timestamp(kind) or types.is_date(kind)):
        return as_numpy(column)
    raise refusal(kernel, parameter, f"{type(column).__name__} of {kind}")


def as_numpy(column: Any) -> Array:
    """An array of NumPy's; a copy where Arrow packs bits or has several chunks."""
    chunked = isinstance(column, pa.ChunkedArray)
    return np.asarray(column.to_numpy() if chunked else column.to_numpy(zero_copy_only=False))


def as_array(values: Array) -> Any:
    """An array of Arrow's, null where a float is NaN."""
    return pa.array(np.ascontiguousarray(values), from_pandas=values.dtype.kind in NUMBERS)


def as_frame(like: Any, arrays: list[Any], names: list[Any]) -> Any:
    """A record batch of a record batch, else a table."""
    kind = pa.RecordBatch if isinstance(like, pa.RecordBatch) else pa.Table
    return kind.from_arrays(arrays, names=names)
