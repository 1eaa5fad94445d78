"""The columns of messages and snapshots, and the rules on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import (
    DIRECTION,
    EXACT,
    NOT_DECREASING,
    NOT_INFINITE,
    NOT_NEGATIVE,
    OR_NUMBER,
    POSITIVE,
    WHOLE,
    Array,
    Axes,
    Rule,
    is_a_direction,
)
from atc_core.domains import LARGEST_INTEGER, MOST_ELEMENTS, Domain
from atc_core.kernel import Options, Sizes
from atc_core.row_rules import RowRule

CLEAR, ADD, REDUCE, DELETE, REPLACE = range(5)
"""What a message does to an order, or to all of them."""
LAST_ACTION = REPLACE


def are_sizes(values: Array) -> bool:
    """Whether all values of an array that is not empty are finite and at least 0."""
    return bool(values.min() >= 0 and values.max() < np.inf)


def are_no_sizes(values: Array) -> Array:
    """True where a value is negative or not finite."""
    return ~((values >= 0) & (values < np.inf))


SIZE = Rule("finite and at least 0", are_no_sizes, are_sizes)
ACTION = Rule(
    "from 0 to 4",
    lambda values: (values < CLEAR) | (values > LAST_ACTION),
    lambda values: bool(values.min() >= CLEAR and values.max() <= LAST_ACTION),
)

Integers: TypeAlias = Annotated[NDArray[np.int64], Axes("messages"), WHOLE]
"""Whole numbers, one a message."""
Sides: TypeAlias = Annotated[NDArray[np.int64], Axes("messages"), WHOLE, DIRECTION]
"""1 bid, -1 ask, 0 both."""
Actions: TypeAlias = Annotated[NDArray[np.int64], Axes("messages"), WHOLE, ACTION]
MessageSizes: TypeAlias = Annotated[NDArray[np.float64], Axes("messages")]
At: TypeAlias = Annotated[NDArray[np.int64], Axes("time"), WHOLE, NOT_NEGATIVE, NOT_DECREASING]
"""After how many messages a snapshot is wanted."""
Status: TypeAlias = Annotated[NDArray[np.int8], Axes("messages")]
Levels: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, typical=10, tried=(1, 2, 7, 40))]

LevelPrices: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "levels"), EXACT]
ExactSizes: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "levels"), EXACT]
LevelSizes: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "levels")]
LevelCounts: TypeAlias = Annotated[NDArray[np.int64], Axes("time", "levels")]

SnapshotPrices: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "levels"), NOT_INFINITE]
"""Prices of levels, best first, NaN where there is none."""
SnapshotSizes: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "levels"), SIZE]
Quantities: TypeAlias = Annotated[NDArray[np.float64], Axes("time"), OR_NUMBER, POSITIVE]
"""How much is wanted, infinity for all there is."""
TradePrices: TypeAlias = Annotated[NDArray[np.float64], Axes("time"), NOT_INFINITE]

LEVEL_SIZE = RowRule(
    "size",
    "finite and at least 0",
    lambda data: (data["side"] != 0) & are_no_sizes(data["size"]),
    lambda data: are_sizes(data["size"]),
)


def has_size(data: Mapping[str, Array]) -> Array:
    """True where a message of an order has a use for its size."""
    mask: Array = np.isin(data["action"], (ADD, REDUCE, REPLACE))
    return mask


ORDER_SIDE = RowRule(
    "side",
    "1 or -1 of an added order",
    lambda data: (data["action"] == ADD) & (abs(data["side"]) != 1),
    lambda data: is_a_direction(data["side"]) and np.count_nonzero(data["side"]) == data["side"].size,
)
ORDER_SIZE = RowRule(
    "size",
    "finite and at least 0",
    lambda data: has_size(data) & are_no_sizes(data["size"]),
    lambda data: are_sizes(data["size"]),
)
NEW_SIZE = RowRule(
    "size",
    "above 0 where an order is added or replaced",
    lambda data: ((data["action"] == ADD) | (data["action"] == REPLACE)) & (data["size"] == 0),
    lambda data: bool(data["size"].min() > 0),
)


def at_most_all(data: Mapping[str, Any], _: Options) -> str | None:
    """What is wrong with a snapshot after more messages than there are."""
    at, count = data["at"], len(data["side"])
    beyond = at > count
    if not beyond.any():
        return None
    row = np.unravel_index(int(np.argmax(beyond)), at.shape)
    return f"at must be at most {count}, the number of messages; row {row[0]} is {at[row]}"


def level_count(_: Sizes, options: Options) -> int:
    """As many as are asked for, whether the book has them or not."""
    return int(options["levels"])


def snapshots_fit(sizes: Sizes, options: Options) -> str | None:
    """What is wrong with so many levels."""
    if max(sizes["time"], 1) * options["levels"] <= MOST_ELEMENTS:
        return None
    return f"levels must leave a result that fits into memory, was {options['levels']}"


def level_labels(_: Mapping[str, Any], options: Options) -> list[int]:
    """Levels count from 1, the best."""
    return list(range(1, options["levels"] + 1))
