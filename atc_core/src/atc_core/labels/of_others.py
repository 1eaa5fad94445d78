"""Libraries that are reached through narwhals: modin, cuDF."""

from __future__ import annotations

from typing import Any

import narwhals.stable.v1 as nw
import numpy as np

from atc_core.arrays import Array
from atc_core.labels.containers import TABLE, Column, Labels, numbered, refusal, spelled, stacked
from atc_core.parameters import Parameter


class Others:
    """The containers that narwhals knows."""

    has_index = True

    def take(self, kernel: str, parameter: Parameter, value: Any) -> Array:
        """The values of a column or of a frame."""
        frame = opened(value)
        if isinstance(frame, nw.DataFrame):
            columns = (Column(column.name, column) for column in frame.iter_columns())
            return stacked(kernel, parameter, len(frame), columns, self)
        is_number = (frame.dtype.is_numeric() and frame.dtype != nw.Decimal) or frame.dtype == nw.Boolean
        is_time = parameter.column == "datetime" and frame.dtype in (nw.Datetime, nw.Date)
        if not is_number and not is_time:
            raise refusal(kernel, parameter, f"Series of {frame.dtype}")
        return np.asarray(frame.to_numpy())

    def labels(self, value: Any) -> tuple[Any, ...]:
        """Index, where the library has one, and columns."""
        frame = opened(value)
        index = nw.maybe_get_index(frame)
        return (index, frame.columns) if isinstance(frame, nw.DataFrame) else (index,)

    def name(self, value: Any) -> Any:
        """The name of a Series."""
        frame = opened(value)
        return frame.name if isinstance(frame, nw.Series) else None

    def again(self, like: Any, values: Array) -> Any:
        """The same with other values."""
        return self.wrap(like, values, Labels(*self.labels(like))._replace(name=self.name(like)))

    def wrap(self, like: Any, values: Array, labels: Labels) -> Any:
        """A Series or a DataFrame."""
        backend = opened(like).implementation
        if values.ndim == TABLE:
            names = numbered(values.shape[1]) if labels.columns is None else spelled(labels.columns)
            return indexed(nw.from_numpy(values, schema=names, backend=backend), labels)
        return indexed(nw.new_series("" if labels.name is None else labels.name, values, backend=backend), labels)

    def rows(self, like: Any, values: Array, labels: Labels) -> Any:
        """A DataFrame of structured rows."""
        columns = {name: values[name] for name in values.dtype.names or ()}
        return indexed(nw.from_dict(columns, backend=opened(like).implementation), labels)

    def times(self, like: Any, values: Array, labels: Labels) -> Any:
        """A Series of times."""
        frame = opened(like)
        times = nw.new_series(frame.name, values, backend=frame.implementation)
        zone = getattr(frame.dtype, "time_zone", None)
        if zone is not None:
            times = times.dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
        in_unit = times.cast(frame.dtype)
        return indexed(in_unit if (in_unit.cast(times.dtype) == times).all() else times, labels)


OTHERS = Others()


def opened(value: Any) -> Any:
    """The narwhals object of a native one."""
    return nw.from_native(value, eager_only=True, allow_series=True, pass_through=True)


def indexed(frame: Any, labels: Labels) -> Any:
    """The native object with the labels of its rows."""
    native = nw.to_native(frame)
    if labels.rows is not None and nw.maybe_get_index(frame) is not None:
        native.index = labels.rows
    return native
