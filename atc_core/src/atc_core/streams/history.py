"""Bars that a stream starts from: what they are given as, in the order of its symbols, and results in the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from atc_core.kernel import TABLE_AXIS
from atc_core.labels.call import read as read_labels
from atc_core.labels.finding import container_of
from atc_core.spelling import did_you_mean
from atc_core.streams.bars import of_one_bar
from atc_core.streams.extending import extend
from atc_core.streams.names import Names
from atc_core.validation import check_arrays

if TYPE_CHECKING:
    from atc_core.arrays import Array
    from atc_core.kernel import Gaps, Kernel
    from atc_core.streams.protocol import BackendStream


class History(NamedTuple):
    """Bars that are checked."""

    tables: list[Array]
    """A table ``(time, symbols)`` for each series of the kernel."""
    labels: list[Any] | None
    """What the columns are called."""
    deliver: Callable[[Sequence[Array]], Any]
    """Makes results of fields like these tables what a call gives for such bars."""

    def in_order(self, kernel: Kernel[..., Any], names: Names | None) -> History:
        """The same with a column for each of a stream's names, in their order; NaN where there is none."""
        if names is None or self.labels is None or list(names.names) == self.labels:
            return self
        places = names.places(kernel.name, "history", self.labels)
        tables = []
        for table in self.tables:
            fill = np.nan if table.dtype.kind == "f" else 0
            whole = np.full((len(table), len(names.names)), fill, table.dtype)
            whole[:, places] = table
            tables.append(whole)
        return History(tables, list(names.names), lambda fields: self.deliver([field[:, places] for field in fields]))


def read_history(kernel: Kernel[..., Any], history: Any, gaps: Gaps | None) -> History:
    """A history as arrays; errors are those of a call with the same bars."""
    values = series_of(kernel, history)
    labelled = read_labels(kernel, values)
    plain = values if labelled is None else labelled.values
    arrays, _, _ = check_arrays(kernel, plain, gaps)
    is_table = arrays[0].ndim > 1
    tables = [np.ascontiguousarray(item if is_table else item[:, np.newaxis]) for item in arrays]
    columns = None if labelled is None else labelled.axes.get(TABLE_AXIS)

    def deliver(fields: Sequence[Array]) -> Any:
        own = fields if is_table else [field[:, 0] for field in fields]
        result = kernel.result.deliver(own)
        return result if labelled is None else labelled.deliver(result)

    return History(tables, None if columns is None else list(columns.labels), deliver)


def series_of(kernel: Kernel[..., Any], history: Any) -> list[Any]:
    """What a history has for each series of the kernel."""
    named = history._asdict() if hasattr(history, "_asdict") else history
    if isinstance(named, Mapping):
        return by_name(kernel, named, list(named))
    if len(kernel.arrays) == 1:
        return [history]
    container = container_of(history)
    if container is not None and getattr(history, "columns", None) is not None:
        return by_name(kernel, history, first_level(container.labels(history)[1]))
    if isinstance(history, (tuple, list)) and len(history) == len(kernel.arrays):
        return list(history)
    names = ", ".join(item.name for item in kernel.arrays)
    raise TypeError(
        f"{kernel.name}: history must be a frame with columns {names}, or a mapping or tuple of these, "
        f"was {type(history).__name__}"
    )


def first_level(labels: Any) -> list[Any]:
    """The labels of columns; of several levels those of the first, whose columns are tables."""
    return list(dict.fromkeys(label[0] if isinstance(label, tuple) else label for label in labels))


def by_name(kernel: Kernel[..., Any], history: Any, labels: Sequence[Any]) -> list[Any]:
    """The series of the kernel among others, whatever the case of their names."""
    known = {str(label).casefold(): label for label in reversed(labels)}
    found = []
    for item in kernel.arrays:
        label = next((known[name] for name in (item.name, of_one_bar(item.name)) if name in known), None)
        if label is None:
            raise ValueError(
                f"{kernel.name}: history must have {', '.join(one.name for one in kernel.arrays)}; "
                f"{item.name} is missing{did_you_mean(item.name, labels)}"
            )
        found.append(history[label])
    return found


def begin(kernel: Kernel[..., Any], stream: BackendStream, history: History, *, is_revisable: bool) -> Any:
    """Take a history into a new stream, and give its results; the newest bar may be revised where bars may."""
    tables, revised = history.tables, int(is_revisable and len(history.tables[0]) > 0)
    count = len(tables[0]) - revised
    parts = [extend(kernel, stream, [table[:count] for table in tables])]
    if revised:
        result = stream.update(*(table[-1] for table in tables))
        newest = [result] if kernel.result.type is None else result
        parts.append([np.asarray(field)[np.newaxis] for field in newest])
    fields = [np.concatenate(field) if revised else field[0] for field in zip(*parts, strict=True)]
    return history.deliver(fields)
