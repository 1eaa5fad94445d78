"""pandas: Series, DataFrame and Index, of NumPy's dtypes, of nullable ones and of Arrow's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from atc_core.admission import EXACT_IN_FLOAT
from atc_core.arrays import NANOSECONDS, Array
from atc_core.labels.containers import (
    NUMBERS,
    TABLE,
    Column,
    Container,
    Labels,
    refusal,
    stacked,
    with_missing,
)
from atc_core.parameters import Parameter

WITH_NA = "Boolean Float32 Float64 Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64"
NULLABLE = tuple(getattr(pd, f"{name}Dtype") for name in WITH_NA.split())
OBJECT = np.dtype(object)


class Pandas:
    """The containers of pandas."""

    has_index = True
    types = (pd.Series, pd.DataFrame, pd.Index)

    def take(self, kernel: str, parameter: Parameter, value: Any) -> Array:
        """The values of a column, or of a frame that is all of one dtype, as they lie in memory."""
        if isinstance(value, pd.DataFrame):
            return take_frame(kernel, parameter, value)
        dtype = value.dtype
        if isinstance(dtype, np.dtype) and dtype.kind in NUMBERS:
            # Not `np.asarray`, which first asks a Series for attributes that it lacks: 9 us.
            values: Array = value.__array__()
            return values
        return take_column(kernel, parameter, value)

    def labels(self, value: Any) -> tuple[Any, ...]:
        """Index and columns; an Index is values, and has no labels of its own."""
        if isinstance(value, pd.Series):
            return (value.index,)
        return (value.index, value.columns) if isinstance(value, pd.DataFrame) else (None,)

    def name(self, value: Any) -> Any:
        """The name of a Series or of an Index."""
        return None if isinstance(value, pd.DataFrame) else value.name

    def again(self, like: Any, values: Array) -> Any:
        """A Series or a DataFrame with the same index, columns and name."""
        # Subclasses of pandas' own say by `_constructor` what their likes are made by.
        if isinstance(like, pd.Series):
            if isinstance(like.dtype, np.dtype):
                return like._constructor(values, index=like.index, name=like.name, copy=False)  # noqa: SLF001
        elif isinstance(like, pd.DataFrame) and isinstance(only_dtype(like), np.dtype):
            return like._constructor(values, index=like.index, columns=like.columns, copy=False)  # noqa: SLF001
        return self.wrap(like, values, Labels(*self.labels(like))._replace(name=self.name(like)))

    def wrap(self, like: Any, values: Array, labels: Labels) -> Any:
        """A Series or a DataFrame on the memory of the result: pandas would copy a table, 80 us for 50 columns."""
        if values.ndim == TABLE:
            return as_frame(like, values, labels)
        # Subclasses of pandas' own say by these attributes what their likes are made by.
        make = getattr(like, "_constructor" if isinstance(like, pd.Series) else "_constructor_sliced", pd.Series)
        own = in_family(family_of(like), values)
        return make(own, index=labels.rows, name=labels.name, copy=False)

    def rows(self, _: Any, values: Array, labels: Labels) -> Any:
        """A DataFrame of structured rows."""
        return pd.DataFrame({name: values[name] for name in values.dtype.names or ()}, index=labels.rows)

    def times(self, like: Any, values: Array, labels: Labels) -> Any:
        """A Series of times."""
        times = pd.DatetimeIndex(values)
        dtype = like.dtype
        if isinstance(dtype, pd.ArrowDtype):
            column = pd.Series(times, index=labels.rows, name=like.name)
            return column.dt.tz_localize("UTC" if zone_of(dtype) else None).astype(dtype)
        unit, zone = unit_of(dtype), zone_of(dtype)
        if (times.as_unit(unit).as_unit("ns") == times).all():
            times = times.as_unit(unit)
        if zone is not None:
            times = times.tz_localize("UTC").tz_convert(zone)
        return pd.Series(times, index=labels.rows, name=like.name)


PANDAS = Pandas()


def take_column(kernel: str, parameter: Parameter, column: Any) -> Array:
    """The values of a column of a dtype that NumPy does not share."""
    dtype = column.dtype
    if isinstance(dtype, NULLABLE):
        plain, missing = dtype.numpy_dtype, column.isna().to_numpy()
        values = column.to_numpy(plain, na_value=plain.type(0))
        return with_missing(kernel, parameter, values, np.asarray(missing, np.bool_))
    if isinstance(dtype, pd.ArrowDtype):
        from atc_core.labels.of_arrow import ARROW

        return ARROW.take(kernel, parameter, column.array.__arrow_array__())
    if isinstance(dtype, pd.SparseDtype) and dtype.subtype.kind in NUMBERS:
        return np.asarray(column)
    if parameter.column == "datetime" and is_of_times(dtype):
        return np.asarray(column.to_numpy(f"M8[{unit_of(dtype)}]") if dtype != OBJECT else column)
    if dtype == OBJECT and len(column) == 0:
        # What pandas makes of no values at all.
        return np.empty(0)
    raise refusal(kernel, parameter, f"{type(column).__name__} of {dtype}")


def is_of_times(dtype: Any) -> bool:
    """Whether a column may be one of times; of objects, what they are is seen where they are admitted."""
    return isinstance(dtype, pd.DatetimeTZDtype) or dtype == OBJECT or dtype.kind == "M"


def unit_of(dtype: Any) -> str:
    """The unit of a dtype of times."""
    if isinstance(dtype, np.dtype):
        return str(np.datetime_data(dtype)[0]) if dtype.kind == "M" else "ns"
    return str(getattr(dtype, "unit", "ns"))


def zone_of(dtype: Any) -> Any:
    """The time zone of a dtype of times."""
    if isinstance(dtype, pd.ArrowDtype):
        return dtype.pyarrow_dtype.tz
    return getattr(dtype, "tz", None)


def take_frame(kernel: str, parameter: Parameter, frame: Any) -> Array:
    """The values of a frame."""
    dtype = only_dtype(frame)
    if isinstance(dtype, np.dtype) and dtype.kind in NUMBERS:
        return np.asarray(frame.to_numpy())
    if parameter.column == "number":
        numbers = at_once(frame)
        if numbers is not None:
            return numbers
    columns = (Column(label, column) for label, column in frame.items())
    container: Container = PANDAS
    return stacked(kernel, parameter, len(frame), columns, container)


def at_once(frame: Any) -> Array | None:
    """The values of a frame of several dtypes of NumPy's; None where one column or number may be none."""
    dtypes = set(frame.dtypes)
    if not dtypes or not all(isinstance(dtype, np.dtype) and dtype.kind in NUMBERS for dtype in dtypes):
        return None
    common = np.result_type(*dtypes)
    # 60 us for 50 columns, which take 2 500 one by one.
    table = np.asarray(frame.to_numpy(common))
    has_integers = common.kind == "f" and any(dtype.kind in "iu" for dtype in dtypes)
    return None if has_integers and bool((np.abs(table) >= EXACT_IN_FLOAT).any()) else table


def only_dtype(frame: Any) -> Any:
    """The dtype of all columns of a frame; None where they differ."""
    # The one block of memory that frames usually are knows its dtype in 0.2 us; asking for all dtypes takes 14.
    blocks: Any = getattr(getattr(frame, "_mgr", None), "blocks", ())
    if len(blocks) == 1:
        return blocks[0].dtype
    dtypes = set(frame.dtypes)
    return dtypes.pop() if len(dtypes) == 1 else None


def as_frame(like: Any, values: Array, labels: Labels) -> Any:
    """A DataFrame, each column in the family of the column that it comes from."""
    name = "_constructor" if isinstance(like, pd.DataFrame) else "_constructor_expanddim"
    make = getattr(like, name, pd.DataFrame)
    families = families_of(like, labels, values.shape[1])
    if isinstance(labels.columns, list):
        # Labels that are tuples become levels.
        labels = labels._replace(columns=pd.Index(labels.columns))
    if not any(families):
        return make(values, index=labels.rows, columns=labels.columns, copy=False)
    parts = {place: in_family(family, values[:, place]) for place, family in enumerate(families)}
    frame = make(parts, index=labels.rows, copy=False)
    if labels.columns is not None:
        frame.columns = labels.columns
    return frame


def families_of(like: Any, labels: Labels, count: int) -> list[str]:
    """The dtype family of each column of a result."""
    if not isinstance(like, pd.DataFrame):
        return [family_of(like)] * count
    dtype = only_dtype(like)
    if dtype is not None:
        return [family(dtype)] * count
    families = [family(dtype) for dtype in like.dtypes]
    if labels.columns is like.columns:
        return families
    return [families[0]] * count if len({*families}) == 1 else [""] * count


def family_of(like: Any) -> str:
    """The dtype family of a Series; of a frame, that which all its columns have."""
    return families_of(like, Labels(), 1)[0] if isinstance(like, pd.DataFrame) else family(like.dtype)


def family(dtype: Any) -> str:
    """Which library's dtypes a dtype belongs to; empty for NumPy's."""
    if isinstance(dtype, np.dtype):
        return ""
    return "arrow" if isinstance(dtype, pd.ArrowDtype) else "nullable" if isinstance(dtype, NULLABLE) else ""


def in_family(name: str, values: Array) -> Any:
    """An array of NumPy's as one of a dtype family: NaN is what is missing."""
    if name == "arrow" and values.dtype != NANOSECONDS:
        from atc_core.labels.of_arrow import as_array

        return pd.arrays.ArrowExtensionArray(as_array(values))
    if name != "nullable" or values.dtype.kind not in NUMBERS:
        return values
    values = np.ascontiguousarray(values)
    if values.dtype.kind == "f":
        return pd.arrays.FloatingArray(values, np.isnan(values))
    make = pd.arrays.BooleanArray if values.dtype.kind == "b" else pd.arrays.IntegerArray
    return make(values, np.zeros(values.shape, np.bool_))
