"""A kernel of decimals on Series and DataFrames of pandas: which columns it takes, and results in pandas' own types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from atc_core.decimals.declaring import DecimalKernel
from atc_core.dispatch import handle_of
from atc_core.spelling import some


def is_of_decimals(dtype: Any) -> bool:
    """Whether a dtype is one of Arrow's decimals."""
    return isinstance(dtype, pd.ArrowDtype) and str(dtype).startswith("decimal")


def columns_of_money(kernel: DecimalKernel[..., Any], frame: Any) -> Any:
    """The columns of decimals; of a frame without one, those of integers."""
    decimals = [is_of_decimals(dtype) for dtype in frame.dtypes]
    found = decimals if any(decimals) else [pd.api.types.is_integer_dtype(dtype) for dtype in frame.dtypes]
    if not any(found):
        there = some([f"{label!r} of {dtype}" for label, dtype in frame.dtypes.items()])
        raise TypeError(
            f"{kernel.name}: the frame has no column of decimals or integers{there and f'; there are {there}'}"
        )
    return frame if all(found) else frame.loc[:, found]


def of_column(kernel: DecimalKernel[..., Any], given: Mapping[str, Any], keywords: Mapping[str, Any]) -> Any:
    """What a kernel gives of Series and numbers by array, in Series.

    Where no column says that it is of pandas and decimals, for all are integers, a table says it.
    """
    names = [item.name for item in kernel.arrays if item.column == "decimal"]
    if any(is_of_decimals(getattr(given.get(name), "dtype", None)) for name in names):
        return handle_of(kernel)(**given, **keywords)
    result = handle_of(kernel)(**{**given, names[0]: given[names[0]].to_frame()}, **keywords)
    fields = result if kernel.result.type is not None else [result]
    return kernel.result.deliver([field.iloc[:, 0] for field in fields])


def type_of_numbers(kernel: DecimalKernel[..., Any], given: Mapping[str, Any], keywords: Mapping[str, Any]) -> Any:
    """The dtype of a kernel that gives one number a group: that of the numbers of a table without rows."""
    first, *rest = given
    none = {name: given[name].iloc[:0] if hasattr(given[name], "iloc") else given[name] for name in rest}
    table = given[first].iloc[:0]
    return handle_of(kernel)(**{first: table.to_frame() if table.ndim == 1 else table}, **none, **keywords).dtype
