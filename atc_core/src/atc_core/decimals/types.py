"""Types of decimals, as declarations, implementations and callers speak of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import DECIMAL, OR_NUMBER, Axes, Rule
from atc_core.domains import Domain

MOST_DIGITS = 38
"""Digits that 16 bytes hold whatever they are."""
NARROW_DIGITS = 18
"""Digits that 8 bytes hold whatever they are."""


class DecimalType(NamedTuple):
    """How many digits values have at most, and how many of them behind the point."""

    precision: int
    scale: int

    @property
    def whole(self) -> int:
        """Digits before the point."""
        return self.precision - self.scale

    def __str__(self) -> str:
        return f"decimal128({self.precision}, {self.scale})"


class DecimalValue(NamedTuple):
    """An option: ``value / 10**type.scale``."""

    value: int
    type: DecimalType


@lru_cache(maxsize=256)
def known_type(precision: int, scale: int) -> DecimalType | None:
    """The type of so many digits, made once; None where a column cannot have it."""
    return DecimalType(precision, scale) if 0 <= scale <= precision else None


def common_type(types: Iterable[DecimalType]) -> DecimalType:
    """The type that holds the values of all of them."""
    found = list(types)
    scale = max(item.scale for item in found)
    return DecimalType(min(MOST_DIGITS, max(item.whole for item in found) + scale), scale)


NOT_NULL = Rule("not null", lambda values: ~np.asarray(values, np.bool_))
"""Of a column in which nothing may be missing; it looks at validity."""
Rounding: TypeAlias = Literal[
    "ROUND_HALF_EVEN",
    "ROUND_HALF_UP",
    "ROUND_HALF_DOWN",
    "ROUND_UP",
    "ROUND_DOWN",
    "ROUND_CEILING",
    "ROUND_FLOOR",
    "ROUND_05UP",
]
"""The words of Python's `decimal`."""
Scale: TypeAlias = Annotated[int, Domain(at_least=0, at_most=MOST_DIGITS, typical=4, tried=(0, 3, 12))]
"""Digits behind the point."""

DecimalSeries: TypeAlias = Annotated[NDArray[np.int64], Axes("time"), DECIMAL]
"""A column of decimals, null where there is none."""
DecimalSeriesOrNumber: TypeAlias = Annotated[NDArray[np.int64], Axes("time"), DECIMAL, OR_NUMBER]
"""The same, or a number that stands in every row."""
CompleteDecimals: TypeAlias = Annotated[NDArray[np.int64], Axes("time"), DECIMAL, NOT_NULL]
"""A column of decimals without a null."""
CompleteDecimalsOrNumber: TypeAlias = Annotated[NDArray[np.int64], Axes("time"), DECIMAL, OR_NUMBER, NOT_NULL]
"""The same, or a number."""
DecimalNumber: TypeAlias = Annotated[NDArray[np.int64], Axes(), DECIMAL]
"""One decimal a series, or none."""
