"""``import atc_core.pandas`` gives Series, DataFrames and their groups every kernel, as ``.atc``.

>>> import atc_core.pandas
>>> close.atc.rsi(14)
>>> bars.atc.atr(14)                        # high, low and close by the names of columns, in any case
>>> prices.atc.ema(28)                      # a frame of closes: every numeric column
>>> frame.groupby("symbol").atc.macd()      # the index of the frame, as pandas' own `transform`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.typing import DataFrameGroupBy, SeriesGroupBy

from atc_core.accessors.decimal_columns import of_column, type_of_numbers
from atc_core.accessors.fields import finds_columns, takes_bars
from atc_core.accessors.frame_columns import columns_by_name, numeric, searched
from atc_core.accessors.groups import Rows, bars_by_group
from atc_core.accessors.methods import Kernels, check_keywords, method, signature_of
from atc_core.accessors.row_results import gives_numbers, gives_rows
from atc_core.admission import admit_array
from atc_core.arrays import Array
from atc_core.decimals.declaring import DecimalKernel
from atc_core.dispatch import handle_of
from atc_core.frames import to_frame
from atc_core.kernel import Kernel
from atc_core.labels.alignment import Axis, aligned
from atc_core.labels.containers import Labels
from atc_core.labels.of_pandas import PANDAS
from atc_core.parameters import Parameter
from atc_core.registry import find_kernel

__all__ = ["FrameGroupKernels", "FrameKernels", "SeriesGroupKernels", "SeriesKernels"]

NAME = "atc"
BY_NAME = "As a method: columns are found by their names, in any case; a keyword names another, or gives values."
NUMERIC = "As a method: of each numeric column."
GROUPS = " Of each group on its own; the index is the frame's."


class SeriesKernels(Kernels):
    """Every kernel as a method of a Series, which is its first array."""

    def _refusal(self, kernel: Kernel[..., Any]) -> str:
        return needs_bars(kernel)

    def _method(self, kernel: Kernel[..., Any]) -> Callable[..., Any]:
        note = f"As a method: {kernel.arrays[0].name} is the Series."
        return method(kernel, signature_of(kernel, 1, gives(kernel)), self._run, note)

    def _run(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> Any:
        if isinstance(kernel, DecimalKernel) and gives_rows(kernel):
            return framed(kernel, of_column(kernel, {kernel.arrays[0].name: self._data, **arrays}, keywords))
        return framed(kernel, handle_of(kernel)(self._data, **arrays, **keywords))


class FrameKernels(Kernels):
    """Every kernel as a method of a DataFrame: of each numeric column, or of several that are found by name."""

    def columns(self, kernel: str) -> dict[str, Any]:
        """Which columns a kernel of several takes here, by the name of the array that each is."""
        labels, _ = searched(find_kernel(kernel), self._data, {})
        return labels

    def _refusal(self, _: Kernel[..., Any]) -> str:
        return ""

    def _method(self, kernel: Kernel[..., Any]) -> Callable[..., Any]:
        return frame_method(kernel, self._by_name, self._numeric, "")

    def _by_name(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> Any:
        values = columns_by_name(kernel, self._data, arrays)
        result = framed(kernel, handle_of(kernel)(**values, **keywords))
        return result.rename(kernel.name) if isinstance(result, pd.Series) else result

    def _numeric(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> Any:
        return framed(kernel, handle_of(kernel)(numeric(kernel, self._data), **arrays, **keywords))


class SeriesGroupKernels(Kernels):
    """Every kernel as a method of a Series in groups."""

    def _refusal(self, kernel: Kernel[..., Any]) -> str:
        return needs_bars(kernel)

    def _method(self, kernel: Kernel[..., Any]) -> Callable[..., Any]:
        note = f"As a method: {kernel.arrays[0].name} is the Series.{GROUPS}"
        return method(kernel, signature_of(kernel, 1, gives(kernel)), self._run, note)

    def _run(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> Any:
        if not gives_rows(kernel):
            found = self._data.apply(lambda series: getattr(SeriesKernels(series), kernel.name)(**arrays, **keywords))
            return typed(kernel, found, self._data.obj, arrays, keywords)
        series = self._data.obj
        values = {kernel.arrays[0].name: series, **arrays}
        return framed(kernel, transformed(kernel, self._data, values, keywords, series.name))


class FrameGroupKernels(Kernels):
    """Every kernel as a method of a DataFrame in groups: of each numeric column, or of several found by name."""

    def columns(self, kernel: str) -> dict[str, Any]:
        """Which columns a kernel of several takes here, by the name of the array that each is."""
        return FrameKernels(ungrouped(self._data)).columns(kernel)

    def _refusal(self, _: Kernel[..., Any]) -> str:
        return ""

    def _method(self, kernel: Kernel[..., Any]) -> Callable[..., Any]:
        return frame_method(kernel, self._by_name, self._numeric, GROUPS)

    def _by_name(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> Any:
        if not gives_rows(kernel):
            return self._apply(kernel, arrays, keywords)
        values = columns_by_name(kernel, ungrouped(self._data), arrays)
        return framed(kernel, transformed(kernel, self._data, values, keywords, kernel.name))

    def _numeric(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> Any:
        if not gives_rows(kernel):
            return self._apply(kernel, arrays, keywords)
        frame = numeric(kernel, ungrouped(self._data))
        if isinstance(kernel, DecimalKernel):
            from atc_core.accessors.decimal_groups import in_pandas, rows_of_groups

            given = {kernel.arrays[0].name: frame, **arrays}
            (found,) = rows_of_groups(kernel, self._data, rows_of(self._data), given, keywords)
            return in_pandas(found, frame)
        name = kernel.arrays[0].name
        rows = rows_of(self._data)
        tables: list[Array] = []
        for place in range(frame.shape[1]):
            fields = computed(kernel, self._data, {name: frame.iloc[:, place]}, rows, keywords)
            tables = tables or [np.empty(frame.shape, field.dtype, order="F") for field in fields]
            for table, field in zip(tables, fields, strict=True):
                table[:, place] = field
        labels = Labels(frame.index, frame.columns)
        return framed(kernel, kernel.result.deliver([PANDAS.wrap(frame, table, labels) for table in tables]))

    def _apply(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> Any:
        """As pandas' own `apply`: what has no value at each row has one a group, or a frame."""
        columns = list(ungrouped(self._data).columns)
        # A groupby of chosen columns refuses to be asked for them again.
        own = self._data if self._data._selection is not None else self._data[columns]  # noqa: SLF001 nothing public
        found = own.apply(lambda frame: getattr(FrameKernels(frame), kernel.name)(**arrays, **keywords))
        return typed(kernel, found, ungrouped(self._data), arrays, keywords)


def needs_bars(kernel: Kernel[..., Any]) -> str:
    """Why a Series has no such method; empty where it has."""
    names = ", ".join(item.name for item in kernel.arrays)
    return f"takes {names}: call it on a frame of bars, bars.atc.{kernel.name}()" if takes_bars(kernel) else ""


def frame_method(kernel: Kernel[..., Any], by_name: Any, numeric_columns: Any, note: str) -> Callable[..., Any]:
    """A method of a frame or of its groups."""
    if finds_columns(kernel):
        signature = signature_of(kernel, len(kernel.arrays), gives(kernel), "column | Series")
        return method(kernel, signature, by_name, BY_NAME + note)
    return method(kernel, signature_of(kernel, 1, "DataFrame"), numeric_columns, NUMERIC + note)


def gives(kernel: Kernel[..., Any]) -> str:
    """What a method of one column, or of several by name, gives."""
    if not gives_rows(kernel):
        return "Any"
    return "Series" if kernel.result.type is None else "DataFrame"


def framed(kernel: Kernel[..., Any], result: Any) -> Any:
    """Several fields as one DataFrame where they have the same rows; numbers as a Series."""
    if kernel.result.type is None or not isinstance(result, tuple):
        return result
    if len({field.axes[:1] for field in kernel.result.fields}) > 1:
        return result
    is_numbers = not any(np.ndim(field) for field in result)
    return pd.Series(kernel.result.type(*result)._asdict()) if is_numbers else to_frame(result)


def typed(kernel: Kernel[..., Any], found: Any, data: Any, arrays: dict[str, Any], keywords: dict[str, Any]) -> Any:
    """Numbers by group, which are of decimals where the kernel gives such: `apply` of pandas makes them objects."""
    if not isinstance(kernel, DecimalKernel) or not gives_numbers(kernel):
        return found
    if data.ndim == 1:
        given = {kernel.arrays[0].name: data, **arrays}
    elif finds_columns(kernel):
        given = columns_by_name(kernel, data, arrays)
    else:
        given = {kernel.arrays[0].name: numeric(kernel, data), **arrays}
    dtype = type_of_numbers(kernel, given, keywords)
    if found.ndim == 1:
        return found.astype(dtype)
    # Of groups that are columns too, as `as_index=False` has them, the numbers are the last ones.
    numbers = 1 if finds_columns(kernel) else given[kernel.arrays[0].name].shape[1]
    return found.astype(dict.fromkeys(found.columns[-numbers:], dtype))


def ungrouped(grouped: Any) -> Any:
    """The columns that a groupby works on, without those that it groups by."""
    # Nothing public says it; pandas' own `transform` asks the same.
    return grouped._obj_with_exclusions  # noqa: SLF001


def rows_of(grouped: Any) -> Rows:
    """The rows group after group; pandas numbers the groups, NaN where a row is in none."""
    return Rows.of(grouped.ngroup().fillna(-1).to_numpy(np.int64))


def transformed(
    kernel: Kernel[..., Any], grouped: Any, values: Mapping[str, Any], keywords: dict[str, Any], name: Any
) -> Any:
    """A kernel of each group, in the order and with the index of the frame."""
    rows, index = rows_of(grouped), grouped.obj.index
    if isinstance(kernel, DecimalKernel):
        from atc_core.accessors.decimal_groups import in_pandas, rows_of_groups

        columns = rows_of_groups(kernel, grouped, rows, values, keywords)
        return kernel.result.deliver([in_pandas(column, grouped.obj, name) for column in columns])
    like = next((item for item in values.values() if isinstance(item, pd.Series)), grouped.obj)
    fields = computed(kernel, grouped, values, rows, keywords)
    return kernel.result.deliver([PANDAS.wrap(like, field, Labels(index, None, name)) for field in fields])


def computed(
    kernel: Kernel[..., Any], grouped: Any, values: Mapping[str, Any], rows: Rows, keywords: dict[str, Any]
) -> Sequence[Array]:
    """The fields of a kernel over groups, in the order of the frame."""
    index = grouped.obj.index

    def name_of(place: int) -> str:
        return repr([key for key, part in grouped if len(part)][place])

    check_keywords(kernel, keywords)
    arrays = [in_order(kernel, item, values[item.name], index) for item in kernel.arrays]
    fields = bars_by_group(kernel, [rows.parts(array) for array in arrays], keywords, name_of)
    return [rows.scattered(field, len(index)) for field in fields]


def in_order(kernel: Kernel[..., Any], parameter: Parameter, value: Any, index: Any) -> Array:
    """The values of an array, in the order of the frame's rows."""
    taken = PANDAS.take(kernel.name, parameter, value) if isinstance(value, PANDAS.types) else value
    array = admit_array(kernel.name, parameter, taken)
    if isinstance(value, pd.Series) and value.index is not index:
        array = aligned(kernel.name, Axis(index, "the frame", 0), Axis(value.index, parameter.name, 0), array)
    if array.shape != (len(index),):
        raise ValueError(f"{kernel.name}: {parameter.name} must have {len(index)} rows, was of shape {array.shape}")
    return array


class Namespace:
    """`.atc` of a class that pandas registers no accessors on."""

    def __init__(self, kernels: type[Kernels]) -> None:
        """Of this kind."""
        self.kernels = kernels

    def __get__(self, grouped: Any, _: Any = None) -> Any:
        """Its kernels; of the class, theirs."""
        return self.kernels if grouped is None else self.kernels(grouped)


def register() -> None:
    """Give pandas' classes `.atc`."""
    pd.api.extensions.register_series_accessor(NAME)(SeriesKernels)
    pd.api.extensions.register_dataframe_accessor(NAME)(FrameKernels)
    SeriesGroupBy.atc, DataFrameGroupBy.atc = Namespace(SeriesGroupKernels), Namespace(FrameGroupKernels)


register()
