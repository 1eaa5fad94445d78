"""Whose columns a caller's are: found by type, without importing a library."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

from atc_core.decimals.integers import Packed
from atc_core.decimals.types import DecimalType
from atc_core.decimals.words import Decimals


class Library(Protocol):
    """How one library keeps decimals."""

    def column(self, value: Any, /) -> Decimals | None:
        """A column of decimals, where a few looks tell that it is one; None of anything else, which `admit` reads."""

    def table(self, value: Any, /) -> list[tuple[Any, Any]] | None:
        """The columns of a table with their labels; None of what is no table."""

    def series(self, like: Any, column: Packed, kind: DecimalType, /) -> Any:
        """A column, with what `like` says of its rows."""

    def frame(self, like: Any, columns: Sequence[Packed], kind: DecimalType, names: Sequence[Any], /) -> Any:
        """A table."""

    def numbers(self, like: Any, column: Packed, kind: DecimalType, /) -> Any:
        """A column of one number a column of a table."""


@lru_cache(maxsize=256)
def library_of(kind: type) -> Library | None:
    """The library of values of a type; None where none of ours knows it."""
    for parent in kind.__mro__:
        root = parent.__module__.partition(".")[0]
        if root == "pandas":
            from atc_core.decimals.in_pandas import IN_PANDAS

            return IN_PANDAS
        if root == "polars":
            from atc_core.decimals.in_polars import IN_POLARS

            return IN_POLARS
        if root == "pyarrow":
            return usual_library()
    if issubclass(kind, (list, tuple)):
        from atc_core.decimals.in_lists import LISTS

        return LISTS
    return None


def usual_library() -> Library:
    """The library of results where no argument says which: pyarrow."""
    try:
        from atc_core.decimals.in_arrow import IN_ARROW
    except ImportError:
        reason = "decimals go back as pyarrow arrays; pip install pyarrow, or give lists or Series of another library"
        raise ImportError(reason) from None
    return IN_ARROW
