"""A kernel of decimals as an expression of Polars: one call a group, on columns that are read where they lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl

from atc_core.accessors.methods import check_keywords
from atc_core.accessors.row_results import gives_numbers
from atc_core.decimals.declaring import DecimalKernel
from atc_core.decimals.numbers import as_decimal
from atc_core.decimals.types import DecimalType, common_type
from atc_core.dispatch import handle_of
from atc_core.kernel import Kernel
from atc_core.registry import find_kernel

DIGITS = {pl.Int8: 3, pl.UInt8: 3, pl.Int16: 5, pl.UInt16: 5, pl.Int32: 10, pl.UInt32: 10, pl.Int64: 19, pl.UInt64: 20}
"""Of integers, which are decimals of scale 0."""


def is_number(kernel: Kernel[..., Any], name: str, value: Any) -> bool:
    """Whether a value is a number that stands in every row of a kernel's array."""
    takes = any(item.name == name and item.or_number for item in kernel.arrays)
    return takes and as_decimal(value) is not None


def decimal_expression(
    kernel: DecimalKernel[..., Any], given: Mapping[str, Any], keywords: Mapping[str, Any]
) -> pl.Expr:
    """A kernel of columns by array, and of numbers in place of some.

    The type of the result follows from those of the columns, which a query knows before it runs: a second function
    says it, for Polars calls that of the values with zeros to find it out, by which some kernels cannot divide.
    """
    check_keywords(kernel, dict(keywords))
    columns = {name: pl.lit(value) if isinstance(value, pl.Series) else value for name, value in given.items()}
    names = [name for name, value in columns.items() if isinstance(value, pl.Expr)]
    numbers = {name: value for name, value in columns.items() if name not in names}
    further = {**numbers, **keywords}
    run, say_type = (partial(function, kernel.name, names, further) for function in (of_rows, of_no_rows))
    taken = [columns[name] for name in names]
    dtype = pl.dtype_of(pl.map_batches(taken, say_type))
    return pl.map_batches(taken, run, dtype, returns_scalar=gives_numbers(kernel))


def of_rows(name: str, arrays: Sequence[str], further: Mapping[str, Any], columns: Sequence[pl.Series]) -> pl.Series:
    """The kernel of these rows as one Series: a struct where it has several fields, of one row where it is a number."""
    kernel, own = find_kernel(name), columns[0].name
    given = dict(zip(arrays, columns, strict=True))
    result = of_own(kernel, given, further, as_table=gives_numbers(kernel))
    if kernel.result.type is None:
        found: pl.Series = result.alias(own)
        return found
    fields = zip(kernel.result.fields, result, strict=True)
    return pl.DataFrame([values.alias(field.name) for field, values in fields]).to_struct(own)


def of_no_rows(name: str, arrays: Sequence[str], further: Mapping[str, Any], columns: Sequence[pl.Series]) -> pl.Series:
    """The same of no rows, of the type that any rows have; of columns that are refused, of none: running says why."""
    try:
        return of_rows(name, arrays, further, [column.clear() for column in columns])
    except (TypeError, ValueError):
        return pl.Series(columns[0].name, [], pl.Null)


def of_own(
    kernel: Kernel[..., Any], given: Mapping[str, Any], further: Mapping[str, Any], *, as_table: bool = False
) -> Any:
    """What a kernel gives of Series and numbers by array, in Series.

    Where no column says that it is of Polars and decimals, for all are integers, a table says it; where a number is to
    have a type of its own, although it may be null, it is that of a table too.
    """
    names = [item.name for item in kernel.arrays if item.column == "decimal"]
    if not as_table and any(isinstance(getattr(given.get(name), "dtype", None), pl.Decimal) for name in names):
        return handle_of(kernel)(**given, **further)
    tabled = {**given, names[0]: given[names[0]].to_frame()}
    result = handle_of(kernel)(**tabled, **further)
    return kernel.result.deliver([series_of(field) for field in (result if kernel.result.type else [result])])


def series_of(value: Any) -> Any:
    """The column of a table of one."""
    return value.to_series() if isinstance(value, pl.DataFrame) else value


def brought_together(columns: Mapping[str, Any]) -> list[pl.Expr]:
    """Columns by name and dtype at their largest scale, as those of one table are."""
    kind = pl.Decimal(*common_type(map(type_of, columns.values())))
    return [pl.col(name).cast(kind) for name in columns]


def type_of(dtype: Any) -> DecimalType:
    """The type of a dtype of decimals or of integers."""
    if isinstance(dtype, pl.Decimal):
        return DecimalType(dtype.precision, dtype.scale)
    return DecimalType(DIGITS[dtype], 0)


def columns_of_money(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of decimals by name and dtype; of a frame without one, those of integers."""
    decimals = {name: dtype for name, dtype in schema.items() if isinstance(dtype, pl.Decimal)}
    return decimals or {name: dtype for name, dtype in schema.items() if dtype in DIGITS}
