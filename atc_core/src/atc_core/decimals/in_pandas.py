"""Decimals in pandas: Series and DataFrames of Arrow's dtypes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from atc_core.decimals.in_arrow import as_array
from atc_core.decimals.integers import Packed
from atc_core.decimals.types import DecimalType


class InPandas:
    """The containers of pandas."""

    def column(self, _: Any) -> None:
        """None: its rows may have to be brought into another order."""

    def table(self, value: Any) -> list[tuple[Any, Any]] | None:
        """The columns of a DataFrame by label; None of anything else."""
        return list(value.items()) if isinstance(value, pd.DataFrame) else None

    def series(self, like: Any, column: Packed, kind: DecimalType) -> Any:
        """A Series of the same name and, at the same length, index."""
        index = like.index if isinstance(like, (pd.Series, pd.DataFrame)) else None
        name = None if isinstance(like, pd.DataFrame) else like.name
        has_rows = index is not None and len(index) == len(column.words)
        return pd.Series(as_extension(column, kind), index=index if has_rows else None, name=name)

    def frame(self, like: Any, columns: Sequence[Packed], kind: DecimalType, names: Sequence[Any]) -> Any:
        """A DataFrame of the same index, at the same length."""
        arrays = {place: as_extension(item, kind) for place, item in enumerate(columns)}
        has_rows = not columns or len(like.index) == len(columns[0].words)
        found = pd.DataFrame(arrays, index=like.index if has_rows else None)
        is_like = isinstance(like, pd.DataFrame) and list(names) == list(like.columns)
        found.columns = like.columns if is_like else pd.Index(names)
        return found

    def numbers(self, like: Any, column: Packed, kind: DecimalType) -> Any:
        """A Series of one value a column of a DataFrame, called as they are; of another library's table counted."""
        return pd.Series(as_extension(column, kind), index=getattr(like, "columns", None))


IN_PANDAS = InPandas()


def as_extension(column: Packed, kind: DecimalType) -> Any:
    """An array of pandas on the memory of a column."""
    return pd.arrays.ArrowExtensionArray(as_array(column, kind))
