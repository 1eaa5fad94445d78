"""Rules across the columns of a kernel: what one must be in the rows in which another says that it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from atc_core.arrays import Array
from atc_core.errors import in_words
from atc_core.traits import DataCheck, Options


class RowRule:
    """What a column must be, in words, and where it is not: a check of data."""

    __slots__ = ("breaks", "column", "holds", "words")

    def __init__(
        self,
        column: str,
        words: str,
        breaks: Callable[[Mapping[str, Array]], Array],
        holds: Callable[[Mapping[str, Array]], bool] = lambda _: False,
    ) -> None:
        """Declare a rule.

        Args:
            column: the array that it is about.
            words: what is allowed, for an error: "above 0 where there is a price".
            breaks: true at each row, of the columns by name, that breaks it.
            holds: true only where all rows keep it; a quicker look at columns that are not empty, which may be false of
                such as keep it.
        """
        self.column, self.words, self.breaks, self.holds = column, words, breaks, holds

    def __call__(self, data: Mapping[str, Any], _: Options) -> str | None:
        """The first row that breaks it, as a sentence."""
        column = data[self.column]
        mask = np.zeros(0, np.bool_) if not column.size or self.holds(data) else self.breaks(data)
        if not mask.any():
            return None
        place = np.unravel_index(int(np.argmax(mask)), mask.shape)
        return f"{self.column} must be {self.words}; {in_words(place)} is {column[place]}"


def first_fault(*checks: DataCheck) -> DataCheck:
    """Several checks as one, which says what the first of them finds."""

    def check(data: Mapping[str, Any], options: Options) -> str | None:
        return next(filter(None, (item(data, options) for item in checks)), None)

    return check
