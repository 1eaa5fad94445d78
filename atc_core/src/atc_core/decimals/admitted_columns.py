"""A caller's value becomes columns of decimals; type and nulls are checked, and digits where nothing else does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from atc_core.admission import is_masked
from atc_core.decimals.integers import packed
from atc_core.decimals.libraries import Library, library_of
from atc_core.decimals.types import MOST_DIGITS, NOT_NULL, DecimalType, common_type
from atc_core.decimals.words import Chunk, Decimals
from atc_core.errors import described
from atc_core.parameters import Parameter

WANTED = "decimals or integers"
ROUND = "; round them to decimals first: cast(pl.Decimal(38, 8)) in polars, cast(pa.decimal128(38, 8)) in pyarrow"
PARSE = "; parse it first: str.to_decimal(scale=8) in polars, cast(pa.decimal128(38, 8)) in pyarrow"
UNBOX = "; give them a type of Arrow's: astype(pd.ArrowDtype(pa.decimal128(38, 8)))"
ADVICE = {**dict.fromkeys("efg", ROUND), **dict.fromkeys(("u", "U", "vu"), PARSE), "O": UNBOX}
"""What to do with other columns, by Arrow's format and by NumPy's kind."""


class Given(NamedTuple):
    """An argument: one column, or those of a table."""

    columns: tuple[Decimals, ...]
    kind: DecimalType
    value: Any
    """As the caller gave it."""
    names: tuple[Any, ...] | None = None
    """The labels of a table's columns."""
    library: Library | None = None
    """Where results go; None of integers, which do not say."""
    is_table: bool = False
    """Whether an implementation sees all columns at once."""

    def of_column(self, place: int) -> Any:
        """What an implementation gets at the computation of this column."""
        return self.columns if self.is_table else self.columns[place if len(self.columns) > 1 else 0]


def admit(kernel: str, parameter: Parameter, value: Any) -> Given:
    """The columns of a value; the errors name kernel, argument and row."""
    library = library_of(type(value))  # type: ignore[arg-type]  # mypy 1.x: a class is hashable
    table = None if library is None else library.table(value)
    name = f"{kernel}: {parameter.name}"
    if table is None:
        column = admit_column(name, parameter, value)
        return Given((column,), column.type, value, None, None if column.is_of_integers else library)
    labels = tuple(label for label, _ in table)
    own_names = names_of(kernel, parameter, labels)
    columns = [admit_column(own, parameter, column) for own, (_, column) in zip(own_names, table, strict=True)]
    kind = common_type(item.type for item in columns) if columns else DecimalType(1, 0)
    brought = tuple(in_type(own, column, kind) for own, column in zip(own_names, columns, strict=True))
    return Given(brought, kind, value, labels, library)


def admit_column(name: str, parameter: Parameter, value: Any) -> Decimals:
    """One column."""
    try:
        column = read(name, value)
    except Warning:
        raise
    except Exception as error:
        if str(error).startswith(name):
            raise
        # A stranger's object may raise anything when it is asked for its arrays.
        kind = ValueError if isinstance(error, ValueError) else TypeError
        raise kind(f"{name} is no column: {described(error)}") from None
    if not 0 <= column.type.scale <= column.type.precision:
        raise ValueError(f"{name} must have a scale from 0 to its precision, was {column.type}")
    if NOT_NULL in parameter.rules:
        valid = column.is_valid()
        if valid is not None and not valid.all():
            raise ValueError(f"{name} must not be null; row {int(np.argmin(valid))} is")
    return column


def check_digits(kernel: str, parameter: Parameter, given: Given) -> None:
    """No value has more digits than its type says; Arrow does not check that."""
    for own, column in zip(names_of(kernel, parameter, given.names), given.columns, strict=True):
        check_column(own, column)


def check_column(name: str, column: Decimals) -> None:
    """The same of one column."""
    row = column.beyond()
    if row is not None:
        digits = f"at most {column.type.precision} digits, as {column.type} says"
        raise ValueError(f"{name} must have {digits}; row {row} has more")


def names_of(kernel: str, parameter: Parameter, labels: Sequence[Any] | None) -> list[str]:
    """What errors call an argument, or the columns of a table."""
    if labels is None:
        return [f"{kernel}: {parameter.name}"]
    return [f"{kernel}: column {label!r} of {parameter.name}" for label in labels]


def read(name: str, value: Any) -> Decimals:
    """The column as it lies in memory, whatever it holds."""
    from atc_core.decimals import arrow

    if isinstance(value, Decimals):
        return value
    if isinstance(value, np.ndarray):
        return of_numpy(name, value)
    if isinstance(value, (list, tuple)):
        from atc_core.decimals.numbers import as_column

        return as_column(name, value)
    is_one_array = hasattr(value, "__arrow_c_array__")
    dtype = None if is_one_array else getattr(value, "dtype", None)
    if isinstance(dtype, np.dtype):
        return of_numpy(name, value.to_numpy())
    # An Index of pandas and Series of its dtypes have arrays of pyarrow's.
    is_extension = not is_one_array and hasattr(getattr(value, "array", None), "__arrow_array__")
    offered = value.array.__arrow_array__() if is_extension else value
    if not arrow.is_arrow(offered):
        raise TypeError(f"{name} must be {WANTED}, was {type(value).__name__}")
    found = arrow.read(offered)
    if isinstance(found, str):
        was = dtype if dtype is not None else getattr(value, "type", f"of Arrow's format {found}")
        raise TypeError(f"{name} must be {WANTED}, was {type(value).__name__} of {was}{ADVICE.get(found, '')}")
    return found


def of_numpy(name: str, array: Any) -> Decimals:
    """Integers of NumPy's, null where they are masked."""
    from atc_core.decimals import arrow

    letters = f"{array.dtype.kind}{array.dtype.itemsize}"
    if letters not in arrow.PRECISIONS:
        advice = ADVICE.get(array.dtype.kind, "")
        raise TypeError(f"{name} must be {WANTED}, was an array of {array.dtype}{advice}")
    if array.ndim != 1:
        raise ValueError(f"{name} must be 1-D, was {array.ndim}-D")
    # Compiled loops read words that lie one after the other.
    native = np.ascontiguousarray(array, array.dtype.newbyteorder("="))
    is_there = ~np.ma.getmaskarray(array) if is_masked(array) else None
    valid = None if is_there is None else np.packbits(is_there, bitorder="little")
    return Decimals([Chunk(arrow.as_int64(native), valid)], arrow.of_integers(letters), is_of_integers=True)


def in_type(name: str, column: Decimals, kind: DecimalType) -> Decimals:
    """A column brought to a larger scale."""
    shift = kind.scale - column.scale
    if not shift:
        return Decimals(column.chunks, kind)
    check_column(name, column)
    values = [None if item is None else item * 10**shift for item in column.integers()]
    row = first_beyond(values)
    if row is not None:
        raise ValueError(f"{name} needs more than {MOST_DIGITS} digits in row {row} at the largest scale, {kind.scale}")
    return Decimals([Chunk(*packed(values))], kind)


def first_beyond(values: Sequence[int | None]) -> int | None:
    """The first row of more digits than there can be."""
    most = 10**MOST_DIGITS
    return next((row for row, value in enumerate(values) if value is not None and abs(value) >= most), None)
