"""Columns of decimals in every container, made of text, and what came back as type and values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd
import polars as pl
import pyarrow as pa


class Column(NamedTuple):
    """Values and the type that they come in: ``Column(18, 2, "1.25 - 3")``, where ``-`` is null."""

    precision: int
    scale: int
    text: str

    @property
    def numbers(self) -> list[Decimal | None]:
        """Decimals of the column's scale, and None."""
        return [None if word == "-" else Decimal(word) for word in self.text.split()]

    @property
    def arrow(self) -> pa.Array:
        """As pyarrow has it."""
        return pa.array(self.numbers, pa.decimal128(self.precision, self.scale))


def chunked(array: pa.Array) -> pa.ChunkedArray:
    """In three chunks, the last two at offsets within their buffers."""
    third = len(array) // 3
    parts = [array.slice(0, third), array.slice(third, third), array.slice(2 * third)]
    return pa.chunked_array(parts, array.type)


def shifted(array: pa.Array) -> pa.Array:
    """Five rows into its buffers, so that the first bit of its bitmap is the sixth of a byte."""
    head = pa.array([None, Decimal(0), None, Decimal(0), None], array.type)
    return pa.concat_arrays([head, array, head]).slice(5, len(array))


def pandas_series(array: pa.Array) -> pd.Series:
    """With an index of its own."""
    return pd.Series(pd.arrays.ArrowExtensionArray(array), index=range(10, 10 + len(array)), name="named")


CONTAINERS: dict[str, Any] = {
    "pyarrow": lambda column: column.arrow,
    "pyarrow at an offset": lambda column: shifted(column.arrow),
    "pyarrow in chunks": lambda column: chunked(shifted(column.arrow)),
    "polars": lambda column: pl.Series("named", column.arrow),
    "polars in chunks": lambda column: pl.Series("named", column.arrow[:1]).append(pl.Series("", column.arrow[1:])),
    "pandas": lambda column: pandas_series(column.arrow),
    "list": lambda column: column.numbers,
}


def in_arrow(result: Any) -> pa.Array:
    """A column of any container as an array of pyarrow."""
    if isinstance(result, pl.Series):
        result = result.to_arrow()
    if isinstance(result, pd.Series):
        result = result.array.__arrow_array__()
    if isinstance(result, pa.ChunkedArray):
        result = result.combine_chunks()
    return result if isinstance(result, pa.Array) else pa.array(result)


def values_of(result: Any) -> Any:
    """The values of a result: a number, or a list."""
    is_number = result is None or isinstance(result, Decimal)
    return result if is_number else result if isinstance(result, list) else in_arrow(result).to_pylist()
