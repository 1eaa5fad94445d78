"""The border to pandas, polars and their like: values out of them, results back into their own type and labels."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from atc_core.arrays import NANOSECONDS, Array

if TYPE_CHECKING:
    from atc_core.kernel import Kernel
    from atc_core.parameters import Parameter

Wrap: TypeAlias = "Callable[[Parameter, Array], Any]"
LIBRARIES = ("pandas", "polars", "pyarrow", "modin", "cudf")
TABLE = 2
"""Dimensions of what becomes a frame."""


class Labels:
    """The labelled inputs of one call: what their axes are called, and how results get the labels of those axes."""

    def __init__(self) -> None:
        """Start with no input."""
        self._first: Any = None
        self._axes: tuple[str, ...] = ()
        self._times: Any = None
        self._has_times = False

    def unwrap(self, parameter: Parameter, value: Any) -> Any:
        """The values of a Series, a DataFrame or an index; others as they are."""
        if type(value) is not np.ndarray:
            frame = narwhal(value)
            if frame is not None:
                value = frame.to_numpy()
                if self._first is None:
                    self._first, self._axes = frame, parameter.axes
            if parameter.column == "datetime":
                self._times = frame
        self._has_times |= parameter.column == "datetime" and holds_times(value)
        return value

    def wrap(self, kernel: Kernel[..., Any]) -> Wrap | None:
        """What puts a field of the kernel's result into the caller's own type; None where it may stay as it is."""
        has_number = any(not field.axes for field in kernel.result.fields)
        if self._first is None and not self._has_times and not has_number:
            return None
        is_table = kernel.is_by_series and self._first is not None and self._first_is_frame
        axes = (*self._axes[:1], "series") if is_table else self._axes

        def wrapped(field: Parameter, array: Array) -> Any:
            if self._has_times and field.column == "datetime":
                array = array.view(NANOSECONDS)
                if self._times is not None:
                    return as_times(self._times, array)
            if array.ndim == 0:
                return array.item()
            if self._first is None:
                return array
            return labelled(self._first, axes, axes_of(field, array), array)

        return wrapped

    @property
    def _first_is_frame(self) -> bool:
        return len(getattr(self._first, "shape", ())) == TABLE


def holds_times(value: Any) -> bool:
    """Whether a column is one of times; what is no array is refused where it is admitted."""
    try:
        # A list of datetimes is an array of objects until it is admitted.
        return np.asarray(value).dtype.kind in "MO"
    except (TypeError, ValueError):
        return False


def narwhal(value: Any) -> Any:
    """The narwhals Series or DataFrame of a library's own; None of anything else."""
    if not any(library in sys.modules for library in LIBRARIES):
        return None
    import narwhals.stable.v1 as nw

    if nw.dependencies.is_pandas_index(value):
        value = value.to_series()
    frame = nw.from_native(value, eager_only=True, allow_series=True, pass_through=True)
    return frame if isinstance(frame, (nw.Series, nw.DataFrame)) else None


def axes_of(field: Parameter, array: Array) -> tuple[str, ...]:
    """The axes of a result; the core's own, of the series of a table, comes after the first."""
    if array.ndim == len(field.axes):
        return field.axes
    return (*field.axes[:1], "series", *field.axes[1:])


def labelled(like: Any, given: Sequence[str], axes: Sequence[str], array: Array) -> Any:
    """The array in the library of `like`, with the labels of those axes that both have."""
    if array.ndim > TABLE:
        return array
    if array.dtype.names:
        return of_rows(like, array)
    index = index_of(like, given, axes[0])
    if array.ndim == TABLE:
        return as_frame(like, array, columns_of(like, given, axes[1]), index)
    is_across = given[1:2] == (axes[0],)
    return across(like, array) if is_across and index is None else as_series(like, array, index)


def index_of(like: Any, given: Sequence[str], axis: str) -> Any:
    """The labels along an axis, where the library has any."""
    import narwhals.stable.v1 as nw

    index = nw.maybe_get_index(like)
    if index is None:
        return None
    if axis == given[0]:
        return index
    return columns_of(like, given, axis)


def columns_of(like: Any, given: Sequence[str], axis: str) -> Any:
    """The names along an axis, where it is the columns of `like`."""
    import narwhals.stable.v1 as nw

    if given[1:2] != (axis,) or not isinstance(like, nw.DataFrame):
        return None
    return nw.to_native(like).columns if nw.maybe_get_index(like) is not None else like.columns


def across(like: Any, array: Array) -> Any:
    """One value a column, in a library without an index: a frame of one row, as its own aggregations give."""
    return as_frame(like, array[np.newaxis], like.columns, None)


def as_series(like: Any, values: Array, index: Any) -> Any:
    """A Series of `values` with the name of `like`."""
    import narwhals.stable.v1 as nw

    name = like.name if isinstance(like, nw.Series) else ""
    result = nw.to_native(nw.new_series(name, values, backend=like.implementation))
    if index is not None:
        result.index = index
    if nw.maybe_get_index(like) is not None and not isinstance(like, nw.Series):
        result.name = None
    return result


def as_times(like: Any, values: Array) -> Any:
    """A Series of times in the zone of `like`, and in its unit where that holds every one of them."""
    import narwhals.stable.v1 as nw

    times = nw.new_series(like.name, values, backend=like.implementation)
    zone = like.dtype.time_zone
    if zone is not None:
        times = times.dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    in_unit = times.cast(like.dtype)
    return nw.to_native(in_unit if (in_unit.cast(times.dtype) == times).all() else times)


def of_rows(like: Any, rows: Array) -> Any:
    """A DataFrame of structured rows: a column a field."""
    import narwhals.stable.v1 as nw

    columns = {name: rows[name] for name in rows.dtype.names or ()}
    return nw.to_native(nw.from_dict(columns, backend=like.implementation))


def as_frame(like: Any, values: Array, columns: Any, index: Any) -> Any:
    """A DataFrame of `values`, with these labels where there are any."""
    import narwhals.stable.v1 as nw

    plain = [f"column_{place}" for place in range(values.shape[1])]
    result = nw.to_native(nw.from_numpy(values, schema=plain, backend=like.implementation))
    if nw.maybe_get_index(like) is None:
        return result if columns is None else result.rename(dict(zip(plain, columns, strict=True)))
    result.columns = range(values.shape[1]) if columns is None else columns
    if index is not None:
        result.index = index
    return result


def same_index(first: Any, second: Any) -> bool:
    """Whether two inputs are labelled alike; one without labels agrees with all."""
    one, other = (getattr(item, "index", None) for item in (first, second))
    if one is None or other is None or not hasattr(one, "equals"):
        return True
    return bool(one.equals(other))


def to_frame(result: Any, library: str = "pandas") -> Any:
    """The fields of a kernel's result as the columns of one DataFrame.

    Args:
        result: a named tuple of a kernel's; its fields are arrays, or Series and DataFrames, of one length.
        library: "pandas" or "polars".

    Returns:
        A DataFrame with a column a field; of fields that are tables, with columns ``(field, series)`` in pandas and
        ``field_series`` in polars.

    Raises:
        TypeError: `result` is no named tuple.
        ValueError: another library.
    """
    if not hasattr(result, "_asdict"):
        raise TypeError(f"to_frame: result must be a named tuple that a kernel gave, was {type(result).__name__}")
    if library == "pandas":
        return pandas_frame(result._asdict())
    if library == "polars":
        return polars_frame(result._asdict())
    raise ValueError(f"to_frame: library must be pandas or polars, was {library!r}")


def pandas_frame(fields: dict[str, Any]) -> Any:
    """One pandas DataFrame; a field that is a table gives a level of columns of its own."""
    import pandas as pd

    if all(np.ndim(values) <= 1 for values in fields.values()):
        return pd.DataFrame(fields)
    return pd.concat({name: pd.DataFrame(values) for name, values in fields.items()}, axis=1)


def polars_frame(fields: dict[str, Any]) -> Any:
    """One polars DataFrame; a field that is a table gives a column for each of its own."""
    import polars as pl

    columns = {}
    for name, values in fields.items():
        if np.ndim(values) <= 1:
            columns[name] = pl.Series(name, values)
        else:
            columns |= {f"{name}_{item.name}": item for item in pl.DataFrame(values)}
    return pl.DataFrame(columns)
