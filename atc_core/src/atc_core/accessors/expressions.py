"""A kernel as an expression of Polars: one call for all groups of a query, which come as lists."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from functools import cache, partial
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import polars as pl

from atc_core.accessors.decimal_expressions import decimal_expression, is_number
from atc_core.accessors.fields import check_label, columns_of, takes_bars
from atc_core.accessors.groups import bars_by_group, numbers_by_group
from atc_core.accessors.methods import check_keywords
from atc_core.accessors.row_results import gives_numbers
from atc_core.admission import admit_array
from atc_core.arrays import Array
from atc_core.decimals.declaring import DecimalKernel
from atc_core.kernel import Kernel
from atc_core.labels.of_polars import POLARS
from atc_core.labels.of_polars import series as as_series
from atc_core.registry import find_kernel

SEES_GROUPS = "empty_as_null" in inspect.signature(pl.Expr.explode).parameters
"""Whether a list without values explodes into no row. Then a kernel is called once for all groups, as a list of them:
over 200 of 1 000 rows that takes 3.7 ms, and 13 as a call a group."""
FLOATS = pl.List(pl.Float64)


def as_expression(kernel: Kernel[..., Any], name: str, column: Any) -> Any:
    """A column by its name; expressions and Series as they are, and numbers where one may stand for a column."""
    if is_number(kernel, name, column):
        return column
    if isinstance(column, str):
        return pl.col(column)
    if not isinstance(column, (pl.Expr, pl.Series)):
        allowed = "the name of a column, an expression or a Series"
        raise TypeError(f"{kernel.name}: {name} must be {allowed}, was {type(column).__name__}")
    return column


def expression(
    kernel: Kernel[..., Any],
    given: Mapping[str, Any],
    keywords: dict[str, Any],
    named: Mapping[str, str] | None = None,
) -> pl.Expr:
    """A kernel of columns by array, called once for all groups that there are; of a struct, with fields `named` so."""
    by_array = {name: as_expression(kernel, name, value) for name, value in given.items()}
    if isinstance(kernel, DecimalKernel):
        return decimal_expression(kernel, by_array, keywords)
    columns = list(by_array.values())
    check_keywords(kernel, keywords)
    run = partial(of_lists, kernel.name, keywords, named or {})
    own, is_one = dtype_of(kernel), gives_numbers(kernel)
    dtype = pl.self_dtype() if own is None else own if is_one or not SEES_GROUPS else pl.List(own)
    if not SEES_GROUPS:
        return pl.map_batches(columns, run, dtype, returns_scalar=is_one)
    lists = [pl.lit(column).implode() if isinstance(column, pl.Series) else column.implode() for column in columns]
    result = pl.map_batches(lists, run, dtype, is_elementwise=True)
    return result if is_one else result.explode(empty_as_null=False)


@cache
def dtype_of(kernel: Kernel[..., Any]) -> Any:
    """The dtype of a result; None where it is that of the column."""
    dtypes = {field.name: polars_dtype(field.dtype) for field in kernel.result.fields}
    return pl.Struct(dtypes) if kernel.result.type is not None else dtypes[""]


def polars_dtype(dtype: Any) -> Any:
    """A dtype of NumPy's in Polars."""
    return None if dtype is None else pl.Series(np.empty(0, dtype)).dtype


def of_lists(
    name: str, keywords: dict[str, Any], named: Mapping[str, str], columns: Sequence[pl.Series], **_: Any
) -> pl.Series:
    """A kernel of the groups in columns of lists, again as lists; of columns of no lists, their rows are one group."""
    kernel, first = find_kernel(name), columns[0]
    parts, lengths = parts_of(kernel, columns, named)
    if gives_numbers(kernel):
        return joined(kernel, first, numbers_by_group(kernel, parts, keywords))
    present = parts if all(lengths) else [[group for group in groups if len(group)] for groups in parts]
    whole = joined(kernel, first, bars_by_group(kernel, present, keywords))
    return in_lists(first, whole, lengths) if first.dtype == pl.List else whole


def parts_of(
    kernel: Kernel[..., Any], columns: Sequence[pl.Series], named: Mapping[str, str]
) -> tuple[list[Sequence[Array]], list[int]]:
    """For each of a kernel's arrays the values of every group, and how many each group has."""
    first = columns[0]
    if first.dtype != pl.List:
        arrays = arrays_of(kernel, columns, named)
        return [[array] for array in arrays], [len(first)]
    if len(columns) == 1 and first.dtype == FLOATS and len(kernel.arrays) == 1:
        # Nulls are NaN, and nothing is copied: 0.1 ms for 200 groups, where `explode` and the lengths take 0.6.
        groups = list(first.to_numpy())
        return [groups], list(map(len, groups))
    lengths, *others = (column.list.len().to_list() for column in columns)
    if any(own != lengths for own in others):
        raise ValueError(f"{kernel.name}: columns must have equally many rows in each group")
    edges = [0, *accumulate(lengths)]
    arrays = arrays_of(kernel, [column.explode(empty_as_null=False) for column in columns], named)
    return [[array[start:stop] for start, stop in pairwise(edges)] for array in arrays], lengths


def in_lists(lists: pl.Series, whole: pl.Series, lengths: Sequence[int]) -> pl.Series:
    """Values as lists that are as long as those of `lists`."""
    if len({*lengths}) == 1 and whole.dtype != pl.Struct:
        result: pl.Series = whole.reshape((len(lists), -1)).cast(pl.List(whole.dtype))
        return result
    inside = pl.element().map_batches(lambda _: whole, whole.dtype, is_elementwise=True)
    result = lists.list.eval(inside)
    return result


def arrays_of(kernel: Kernel[..., Any], columns: Sequence[pl.Series], named: Mapping[str, str]) -> list[Array]:
    """The values of a kernel's arrays, which the fields of a struct may be."""
    if takes_bars(kernel):
        columns = fields_of(kernel, columns, named)
    pairs = zip(kernel.arrays, columns, strict=True)
    return [admit_array(kernel.name, item, POLARS.take(kernel.name, item, column)) for item, column in pairs]


def fields_of(kernel: Kernel[..., Any], columns: Sequence[pl.Series], named: Mapping[str, str]) -> list[pl.Series]:
    """The columns of bars: as they are given, or fields of the one struct."""
    if len(columns) > 1:
        return list(columns)
    names = [item.name for item in kernel.arrays]
    if columns[0].dtype != pl.Struct:
        quoted = ", ".join(f'"{name}"' for name in names)
        raise TypeError(
            f"{kernel.name}: takes a struct of {', '.join(names)}, was {columns[0].dtype}; "
            f"write pl.struct({quoted}).atc.{kernel.name}() or atc_core.polars.{kernel.name}({quoted})"
        )
    there = columns[0].struct.fields
    for name, label in named.items():
        check_label(kernel.name, name, label, there)
    labels = {**columns_of(kernel, there, named), **named}
    return [columns[0].struct.field(labels[name]) for name in names]


def joined(kernel: Kernel[..., Any], like: pl.Series, fields: Sequence[Array]) -> pl.Series:
    """The fields as one Series, a struct where they are several, of the dtype that was promised."""
    if kernel.result.type is not None:
        pairs = zip(kernel.result.fields, fields, strict=True)
        return pl.DataFrame([as_series(field.name, values) for field, values in pairs]).to_struct(like.name)
    result: pl.Series = as_series(like.name, fields[0])
    inner = like.dtype.inner if isinstance(like.dtype, pl.List) else like.dtype
    promised = dtype_of(kernel) or inner
    return result if result.dtype == promised else result.cast(promised)
