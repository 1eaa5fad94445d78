"""Lists of Decimals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from atc_core.decimals.integers import Packed
from atc_core.decimals.numbers import as_numbers
from atc_core.decimals.types import DecimalType
from atc_core.decimals.words import Chunk, Decimals


class Lists:
    """Lists and tuples, which are one column, or tuples of columns as an implementation has them."""

    def column(self, _: Any) -> None:
        """None: each of its values must be looked at."""

    def table(self, value: Any) -> list[tuple[Any, Any]] | None:
        """The columns of such a tuple; None of anything else."""
        return list(enumerate(value)) if isinstance(value, tuple) and value and isinstance(value[0], Decimals) else None

    def series(self, _: Any, column: Packed, kind: DecimalType) -> Any:
        """A list."""
        return list(as_numbers(Decimals([Chunk(*column)], kind).integers(), kind.scale))

    def frame(self, like: Any, columns: Sequence[Packed], kind: DecimalType, _: Sequence[Any]) -> Any:
        """Lists, one a column of a table of another library."""
        return [self.series(like, item, kind) for item in columns]

    def numbers(self, like: Any, column: Packed, kind: DecimalType) -> Any:
        """A list of one number a column of such a table."""
        return self.series(like, column, kind)


LISTS = Lists()
