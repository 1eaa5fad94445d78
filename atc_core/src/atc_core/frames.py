"""The fields of a kernel's result as the columns of one frame."""

from __future__ import annotations

from typing import Any

import numpy as np


def to_frame(result: Any, library: str = "pandas") -> Any:
    """The fields of a kernel's result as the columns of one DataFrame.

    Args:
        result: a named tuple of a kernel's; its fields are arrays, or Series and DataFrames, of one length.
        library: "pandas" or "polars".

    Returns:
        A DataFrame with a column a field; of fields that are tables, with columns ``(field, series)`` in pandas and
        ``field_series`` in polars.

    Raises:
        TypeError: `result` is no named tuple.
        ValueError: another library.
    """
    if not hasattr(result, "_asdict"):
        raise TypeError(f"to_frame: result must be a named tuple that a kernel gave, was {type(result).__name__}")
    if library == "pandas":
        return pandas_frame(result._asdict())
    if library == "polars":
        return polars_frame(result._asdict())
    raise ValueError(f"to_frame: library must be pandas or polars, was {library!r}")


def pandas_frame(fields: dict[str, Any]) -> Any:
    """One pandas DataFrame; a field that is a table gives a level of columns of its own."""
    import pandas as pd

    if all(np.ndim(values) <= 1 for values in fields.values()):
        return pd.DataFrame(fields)
    return pd.concat({name: pd.DataFrame(values) for name, values in fields.items()}, axis=1)


def polars_frame(fields: dict[str, Any]) -> Any:
    """One polars DataFrame; a field that is a table gives a column for each of its own."""
    import polars as pl

    columns = {}
    for name, values in fields.items():
        if np.ndim(values) <= 1:
            columns[name] = pl.Series(name, values)
        else:
            columns |= {f"{name}_{item.name}": item for item in pl.DataFrame(values)}
    return pl.DataFrame(columns)
