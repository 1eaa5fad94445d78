"""Decimals in Polars: Series and DataFrames."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import nanoarrow
import polars as pl

from atc_core.decimals.arrow import exported, of_arrays
from atc_core.decimals.integers import Packed, packed
from atc_core.decimals.types import DecimalType
from atc_core.decimals.words import Decimals


class InPolars:
    """The containers of Polars."""

    def column(self, value: Any) -> Decimals | None:
        """A Series in one chunk."""
        if not isinstance(value, pl.Series) or value.n_chunks() != 1:
            return None
        # With the only chunk in hand, nothing is asked for the next: 1 us.
        found = nanoarrow.c_array_stream(value).get_next()
        column = of_arrays(found.schema.format, [found])
        return column if isinstance(column, Decimals) else None

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
    return of_arrow(name, exported(column, kind))


def maker_of_series() -> Callable[[str, Any], Any]:
    """What makes a Series of an Arrow array: the public constructor takes 2 us to find out that it is one."""

    def public(name: str, array: Any) -> Any:
        return pl.Series(name, array)

    try:
        # Private, so it is tried here.
        make, wrap = type(pl.Series()._s).from_arrow_c_array, pl.Series._from_pyseries  # noqa: SLF001

        def private(name: str, array: Any) -> Any:
            found = make(array)
            found.rename(name)
            return wrap(found)

        tried = private("name", exported(packed([1, None]), DecimalType(2, 1)))
    except Exception:
        return public
    is_right = tried.name == "name" and tried.to_list() == [Decimal("0.1"), None] and isinstance(tried, pl.Series)
    return private if is_right else public


of_arrow = maker_of_series()
