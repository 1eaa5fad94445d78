"""Decimals in Polars: Series and DataFrames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from atc_core.decimals.arrow import exported
from atc_core.decimals.integers import Packed
from atc_core.decimals.types import DecimalType


class InPolars:
    """The containers of Polars."""

    def table(self, value: Any) -> list[tuple[Any, Any]] | None:
        """The columns of a DataFrame by name; None of anything else."""
        return [(item.name, item) for item in value.get_columns()] if isinstance(value, pl.DataFrame) else None

    def series(self, like: Any, column: Packed, kind: DecimalType) -> Any:
        """A Series of the same name."""
        return as_series(like.name if isinstance(like, pl.Series) else "", column, kind)

    def frame(self, _: Any, columns: Sequence[Packed], kind: DecimalType, names: Sequence[Any]) -> Any:
        """A DataFrame."""
        return pl.DataFrame([as_series(*pair, kind) for pair in zip(names, columns, strict=True)])

    def numbers(self, _: Any, column: Packed, kind: DecimalType) -> Any:
        """A Series of one value a column of a DataFrame."""
        return as_series("", column, kind)


IN_POLARS = InPolars()


def as_series(name: str, column: Packed, kind: DecimalType) -> Any:
    """A Series on the memory of a column."""
    found = pl.Series(exported(column, kind))
    return found.alias(name) if name else found
