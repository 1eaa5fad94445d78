"""A kernel of decimals on columns and groups of pandas: in pandas' own types, group by group, in the frame's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from atc_core.accessors.groups import Rows
from atc_core.accessors.methods import check_keywords
from atc_core.decimals.declaring import DecimalKernel
from atc_core.dispatch import handle_of
from atc_core.errors import UnknownBackendError
from atc_core.labels.alignment import Axis, aligned


def rows_of_groups(
    kernel: DecimalKernel[..., Any], grouped: Any, rows: Rows, given: Mapping[str, Any], keywords: dict[str, Any]
) -> Sequence[Any]:
    """The fields of a kernel over groups, of Series and numbers by array: chunks of Arrow in the order of the frame."""
    check_keywords(kernel, keywords)
    index = grouped.obj.index
    columns = {name: in_order(kernel, name, value, index, rows) for name, value in given.items()}
    results = []
    for place, (start, stop) in enumerate(pairwise(rows.edges if len(rows.edges) > 1 else (0, 0))):
        part = {name: of_rows(value, start, stop) for name, value in columns.items()}
        try:
            results.append(handle_of(kernel)(**part, **keywords))
        except ValueError as error:
            if isinstance(error, UnknownBackendError):
                raise
            keys = [key for key, own in grouped if len(own)]
            raise ValueError(f"{error}, in group {keys[place]!r}") from None
    parts = zip(*results, strict=True) if kernel.result.type is not None else [results]
    return [scattered(joined(field), rows, len(index)) for field in parts]


def in_order(kernel: DecimalKernel[..., Any], name: str, value: Any, index: Any, rows: Rows) -> Any:
    """A column as Arrow has it, group after group; a number as it is."""
    if is_number(value):
        return value
    if len(value) != len(index):
        raise ValueError(f"{kernel.name}: {name} must have {len(index)} rows, had {len(value)}")
    if isinstance(value, (pd.Series, pd.DataFrame)) and value.index is not index:
        places = aligned(kernel.name, Axis(index, "the frame", 0), Axis(value.index, name, 0), np.arange(len(value)))
        value = value.iloc[places]
    column = in_arrow(value)
    return column if rows.places is None else column.take(pa.array(rows.places))


def is_number(value: Any) -> bool:
    """Whether a value stands in every row."""
    return not hasattr(value, "__len__")


def in_arrow(value: Any) -> Any:
    """A column as chunks of Arrow, a frame as a table of them, its columns called by their places."""
    if isinstance(value, pd.DataFrame):
        return pa.table({str(place): in_arrow(value.iloc[:, place]) for place in range(value.shape[1])})
    column = pa.array(value)
    return column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])


def of_rows(value: Any, start: int, stop: int) -> Any:
    """A part of a column, read where it lies; a number as it is."""
    return value if is_number(value) else value.slice(start, stop - start)


def joined(parts: Sequence[Any]) -> Any:
    """Parts of a column, or of a table, one after the other."""
    if isinstance(parts[0], pa.Table):
        return pa.concat_tables(parts)
    return pa.chunked_array([chunk for part in parts for chunk in (part.chunks if hasattr(part, "chunks") else [part])])


def scattered(column: Any, rows: Rows, count: int) -> Any:
    """A column of groups in the order of the frame's rows, null where a row is in no group."""
    if rows.places is None:
        return column
    places = np.full(count, -1)
    places[rows.places] = np.arange(len(rows.places))
    return column.take(pa.array(places, mask=places < 0))


def in_pandas(column: Any, like: Any, name: Any = None) -> Any:
    """A column of Arrow's as a Series with the index of `like`, a table as a DataFrame with its columns too."""
    if not isinstance(column, pa.Table):
        return pd.Series(pd.arrays.ArrowExtensionArray(column), index=like.index, name=name)
    arrays = {place: pd.arrays.ArrowExtensionArray(own) for place, own in enumerate(column.columns)}
    found = pd.DataFrame(arrays, index=like.index)
    found.columns = like.columns
    return found
