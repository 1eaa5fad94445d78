"""How what a call of decimals came to differs from what it came to on the reference: in no digit, type or label."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

MOST = 200
"""Letters of a result that are shown."""


def exact_difference(wanted: Any, other: Any) -> str:
    """How results differ; empty where they are the same to the last digit."""
    one, two = written(wanted), written(other)
    return "" if one == two else f"gives {shortened(two)} in place of {shortened(one)}"


def written(value: Any) -> Any:
    """A result as text and lists, in which everything is that a caller can see."""
    if isinstance(value, tuple):
        return type(value).__name__, [written(item) for item in value]
    if isinstance(value, (pa.Array, pa.ChunkedArray)):
        chunks = value.num_chunks if isinstance(value, pa.ChunkedArray) else 0
        value.validate(full=True)
        return type(value).__name__, chunks, str(value.type), written(value.to_pylist())
    if isinstance(value, (pa.Table, pa.RecordBatch)):
        return type(value).__name__, value.schema.names, [written(item) for item in value.columns]
    if isinstance(value, pl.Series):
        return "Series", value.name, str(value.dtype), written(value.to_list())
    if isinstance(value, pl.DataFrame):
        return "DataFrame", [written(item) for item in value.get_columns()]
    if isinstance(value, pd.Series):
        return "Series", repr(value.name), repr(value.index.tolist()), str(value.dtype), written(value.tolist())
    if isinstance(value, pd.DataFrame):
        return (
            "DataFrame",
            repr(list(value.columns)),
            [written(value.iloc[:, place]) for place in range(value.shape[1])],
        )
    if isinstance(value, np.ndarray):
        return str(value.dtype), written(value.tolist())
    if isinstance(value, list):
        return [written(item) for item in value]
    return f"{value:f}" if isinstance(value, Decimal) else repr(value)


def shortened(value: Any) -> str:
    """The beginning of a text."""
    text = str(value)
    return text if len(text) <= MOST else f"{text[:MOST]}…"
