"""The fields of a kernel's result as the columns of one frame."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_core.labels.containers import numbered, spelled


def to_frame(result: Any, library: str | None = None) -> Any:
    """The fields of a kernel's result as the columns of one DataFrame.

    Args:
        result: a named tuple of a kernel's; its fields are arrays, or Series and DataFrames, of one length.
        library: "pandas" or "polars"; None is that of the fields, and pandas for arrays and other libraries.

    Returns:
        A DataFrame with a column a field; of fields that are tables, with columns ``(field, series)`` in pandas and
        ``field_series`` in polars.

    Raises:
        TypeError: `result` is no named tuple.
        ValueError: another library.
    """
    if not hasattr(result, "_asdict"):
        raise TypeError(f"to_frame: result must be a named tuple that a kernel gave, was {type(result).__name__}")
    fields = result._asdict()
    if library is None:
        library = "polars" if type(result[0]).__module__.startswith("polars.") else "pandas"
    if library == "pandas":
        return pandas_frame(fields)
    if library == "polars":
        return polars_frame(fields)
    raise ValueError(f"to_frame: library must be pandas or polars, was {library!r}")


def pandas_frame(fields: dict[str, Any]) -> Any:
    """One pandas DataFrame; a field that is a table gives a level of columns of its own."""
    import pandas as pd

    own = {name: as_pandas(values) for name, values in fields.items()}
    if not any(map(is_table, fields.values())):
        return pd.DataFrame(own)
    return pd.concat({name: pd.DataFrame(values) for name, values in own.items()}, axis=1)


def as_pandas(values: Any) -> Any:
    """A column or a frame of another library as one of pandas, with its names; others as they are."""
    if not hasattr(values, "to_pandas"):
        return values
    try:
        return values.to_pandas()
    except ImportError:
        # Polars needs pyarrow for that.
        return {label: np.asarray(column) for label, column in columns_of(values)} if is_table(values) else values


def polars_frame(fields: dict[str, Any]) -> Any:
    """One polars DataFrame; a field that is a table gives a column for each of its own."""
    import polars as pl

    columns: dict[str, Any] = {}
    for name, values in fields.items():
        if is_table(values):
            pairs = columns_of(values)
            labels = spelled(label for label, _ in pairs)
            columns |= {f"{name}_{label}": pl.Series(part) for label, (_, part) in zip(labels, pairs, strict=True)}
        else:
            columns[name] = pl.Series(name, values)
    return pl.DataFrame(columns)


def is_table(values: Any) -> bool:
    """Whether a field has columns."""
    return len(getattr(values, "shape", ())) > 1


def columns_of(values: Any) -> list[tuple[Any, Any]]:
    """Labels and columns of a table, an array or a frame of any library."""
    if isinstance(values, np.ndarray):
        return list(zip(numbered(values.shape[1]), values.T, strict=True))
    if hasattr(values, "items"):
        return list(values.items())
    if hasattr(values, "get_columns"):
        return [(column.name, column) for column in values.get_columns()]
    return list(zip(values.schema.names, values.columns, strict=True))
