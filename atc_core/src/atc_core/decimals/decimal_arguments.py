"""The arguments of a call, checked in the order of the signature, each to its end, before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from atc_core.admission import admit_array
from atc_core.decimals.admitted_columns import Given, admit, check_column, check_digits
from atc_core.decimals.declaring import DecimalKernel
from atc_core.decimals.libraries import Library, usual_library
from atc_core.decimals.numbers import as_decimal, as_value, in_every_row
from atc_core.decimals.types import DecimalType
from atc_core.decimals.words import Decimals
from atc_core.labels.alignment import Axis, aligned
from atc_core.labels.finding import container_of
from atc_core.parameters import Parameter
from atc_core.validation import check_rules


class Arguments(NamedTuple):
    """What a call is about."""

    kernel: DecimalKernel[..., Any]
    size: int
    columns: list[Any]
    """One an array: a :class:`Given`, a column as an implementation gets it, or an array of integers or flags."""
    options: tuple[Any, ...]
    types: dict[str, DecimalType]
    """Of the fields of the result that are decimals."""
    library: Library
    """Where results go."""
    like: Any
    """The argument that they are given back like."""
    names: tuple[Any, ...] | None = None
    """The labels of its columns, where it is a table."""
    width: int | None = None
    """Columns that are computed one by one; None where a call is one computation."""
    is_direct: bool = False
    """Whether all columns are as an implementation gets them."""

    def of_column(self, place: int) -> tuple[Any, ...]:
        """The arguments of one computation."""
        if self.is_direct:
            return (*self.columns, *self.options)
        return (*(item.of_column(place) if isinstance(item, Given) else item for item in self.columns), *self.options)

    def check_digits(self) -> None:
        """Raise where a value has more digits than its type says, in the order of the signature."""
        for parameter, item in zip(self.kernel.arrays, self.columns, strict=True):
            if isinstance(item, Given):
                check_digits(self.kernel.name, parameter, item)
            elif isinstance(item, Decimals):
                check_column(f"{self.kernel.name}: {parameter.name}", item)


class Reader:
    """Reads one argument after the other, and compares each with those before it."""

    def __init__(self, kernel: DecimalKernel[..., Any]) -> None:
        """Nothing is read yet."""
        self.kernel = kernel
        self.size: tuple[str, int] | None = None
        self.rows: Axis | None = None
        self.columns: Axis | None = None
        self.width: tuple[str, int] | None = None
        self.read: list[tuple[Parameter, Given]] = []

    def check_digits(self) -> None:
        """All values that were read have the digits that their types say, in the order of the signature."""
        for parameter, given in self.read:
            check_digits(self.kernel.name, parameter, given)

    def array(self, parameter: Parameter, value: Any) -> Any:
        """A column of decimals, of integers or of flags; or the columns of a table."""
        if parameter.or_number and as_decimal(value) is not None:
            number = as_value(f"{self.kernel.name}: {parameter.name}", value)
            return Given((in_every_row(number, 0 if self.size is None else self.size[1]),), number.type, value)
        value = self.in_order(parameter, value)
        if parameter.column != "decimal":
            return self.plain(parameter, value)
        found = admit(self.kernel.name, parameter, value)
        self.read.append((parameter, found))
        for column in found.columns:
            self.compare(parameter, len(column))
        is_table = len(parameter.axes) > 1
        if self.kernel.sees_tables and not is_table and found.names is not None:
            raise ValueError(f"{self.kernel.name}: {parameter.name} must be one column, was a table")
        if is_table:
            self.compare_width(parameter, len(found.columns))
        return self.side_by_side(parameter, found._replace(is_table=True) if is_table else found)

    def plain(self, parameter: Parameter, value: Any) -> Any:
        """An array of integers, flags or times."""
        container = container_of(value)
        taken = value if container is None else container.take(self.kernel.name, parameter, value)
        array = np.ascontiguousarray(admit_array(self.kernel.name, parameter, taken))
        if array.ndim != 1:
            raise ValueError(f"{self.kernel.name}: {parameter.name} must be 1-D, was {array.ndim}-D")
        self.compare(parameter, len(array))
        check_rules(self.kernel.name, parameter, array)
        return array

    def compare(self, parameter: Parameter, size: int) -> None:
        """All arguments have one number of rows."""
        name, rows = self.size = self.size or (parameter.name, size)
        if rows != size:
            raise ValueError(
                f"{self.kernel.name}: {name} and {parameter.name} must have the same length, were {rows} and {size}"
            )

    def compare_width(self, parameter: Parameter, width: int) -> None:
        """All tables that an implementation sees have one number of columns."""
        name, columns = self.width = self.width or (parameter.name, width)
        if columns != width:
            counts = f"were {columns} and {width}"
            raise ValueError(f"{self.kernel.name}: {name} and {parameter.name} must have as many columns, {counts}")

    def in_order(self, parameter: Parameter, value: Any) -> Any:
        """A value of pandas' with its rows in the order of the first one's index."""
        container = container_of(value)
        labels = container.labels(value)[0] if container is not None and container.has_index else None
        if labels is None:
            return value
        axis = Axis(labels, parameter.name, 0)
        self.rows = self.rows or axis
        places = aligned(self.kernel.name, self.rows, axis, np.arange(len(value)))
        return value if (places == np.arange(len(value))).all() else value.iloc[places]

    def side_by_side(self, parameter: Parameter, found: Given) -> Given:
        """A table with its columns in the order of the first one's."""
        if found.names is None:
            return found
        axis = Axis(list(found.names), parameter.name, 1)
        self.columns = self.columns or axis
        (places,) = aligned(self.kernel.name, self.columns, axis, np.arange(len(found.names))[np.newaxis])
        return found._replace(columns=tuple(found.columns[place] for place in places))


def read_arguments(kernel: DecimalKernel[..., Any], values: Sequence[Any]) -> Arguments:
    """The arguments of a call; of what is wrong with several, that with the first is told."""
    reader = Reader(kernel)
    try:
        return read_all(kernel, reader, values)
    except (TypeError, ValueError):
        reader.check_digits()
        raise


def read_all(kernel: DecimalKernel[..., Any], reader: Reader, values: Sequence[Any]) -> Arguments:
    """The arguments, but for the digits of their values."""
    count = len(kernel.arrays)
    columns = [reader.array(*pair) for pair in zip(kernel.arrays, values[:count], strict=True)]
    decimals = [columns[place] for place in kernel.decimal_places]
    types, options = kernel.settled([item.kind for item in decimals], tuple(values[count:]))
    tables = [item for item in decimals if item.names is not None]
    width = len(tables[0].columns) if tables and not kernel.sees_tables else None
    size = 0 if reader.size is None else reader.size[1]
    source = source_of(decimals, tables if width is not None else ())
    return Arguments(kernel, size, columns, options, types, *source, width)


def source_of(given: Sequence[Given], tables: Sequence[Given]) -> tuple[Library, Any, tuple[Any, ...] | None]:
    """What results are given back like: the first column of decimals, in its library the first of `tables` if any is.

    The columns are called as those of the first table, whose library may be another one. pyarrow where no argument's
    library is known.
    """
    for item in given:
        if item.library is not None:
            like = next((table for table in tables if table.library is item.library), item)
            return item.library, like.value, tables[0].names if tables else item.names
    return usual_library(), None, None
