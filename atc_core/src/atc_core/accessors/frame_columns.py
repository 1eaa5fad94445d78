"""Which columns of a DataFrame of pandas are a kernel's arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from atc_core.accessors.decimal_columns import columns_of_money, is_of_decimals
from atc_core.accessors.fields import check_label, columns_of, finds_columns, matching
from atc_core.decimals.declaring import DecimalKernel
from atc_core.kernel import Kernel


def numeric(kernel: Kernel[..., Any], frame: Any) -> Any:
    """The numeric columns of a frame: itself where all are; for decimals those of decimals."""
    if isinstance(kernel, DecimalKernel):
        return columns_of_money(kernel, frame)
    are = [is_of_floats(dtype) for dtype in frame.dtypes]
    if all(are) and are:
        return frame
    if not any(are):
        there = ", ".join(f"{label!r} of {dtype}" for label, dtype in zip(frame.columns, frame.dtypes, strict=True))
        raise TypeError(f"{kernel.name}: the frame has no numeric column{there and f'; there are {there}'}")
    return frame.loc[:, are]


def is_of_floats(dtype: Any) -> bool:
    """Whether a column of a dtype is one of numbers that kernels of floats take."""
    return is_numeric_dtype(dtype) and not is_bool_dtype(dtype) and not is_of_decimals(dtype)


def searched(kernel: Kernel[..., Any], frame: Any, named: Mapping[str, Any]) -> tuple[dict[str, Any], int | None]:
    """The columns of a kernel's arrays, and the level of labels that has them; None where there is but one."""
    if not finds_columns(kernel):
        raise ValueError(f"{kernel.name}: takes no columns by name")
    if frame.columns.nlevels == 1:
        return columns_of(kernel, list(frame.columns), named), None
    # What yfinance gives: fields on one level, symbols on the other.
    levels = [list(frame.columns.unique(level)) for level in range(frame.columns.nlevels)]
    found = [sum(bool(matching(item.name, labels)) for item in kernel.arrays) for labels in levels]
    level = found.index(max(found))
    return columns_of(kernel, levels[level], named), level


def columns_by_name(kernel: Kernel[..., Any], frame: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of each array: columns that are found, columns that are named, or what is given itself."""
    given = {name: value for name, value in given.items() if value is not None}
    given = {**times_of(kernel, frame), **given}
    found, level = searched(kernel, frame, given)
    labels = frame.columns if level is None else frame.columns.unique(level)
    values = {name: column(frame, label, level) for name, label in found.items()}
    for item in kernel.arrays:
        if item.name not in given:
            continue
        value = values[item.name] = given[item.name]
        is_number = item.or_number and isinstance(value, int) and value not in labels
        if is_label(value) and not is_number:
            check_label(kernel.name, item.name, value, labels)
            values[item.name] = column(frame, value, level)
    return values


def times_of(kernel: Kernel[..., Any], frame: Any) -> dict[str, Any]:
    """The index as a kernel's times, where it is one of dates and no column is called so."""
    if not isinstance(frame.index, pd.DatetimeIndex):
        return {}
    names = [item.name for item in kernel.arrays if item.column == "datetime"]
    return {name: frame.index for name in names if not matching(name, frame.columns.unique(0))}


def is_label(value: Any) -> bool:
    """Whether a value names a column; text, numbers and tuples do, and data do not."""
    return isinstance(value, (str, int, tuple))


def column(frame: Any, label: Any, level: int | None) -> Any:
    """A column, or of labels of several levels all columns that have the label on one."""
    return frame[label] if level is None else frame.xs(label, axis=1, level=level)
