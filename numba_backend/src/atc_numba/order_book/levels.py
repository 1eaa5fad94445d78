"""The levels of one side of a book, in order, the best last: what happens near it moves few others.

Keys are prices of bids and their complements of asks, so that the best is the highest; no complement overflows.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_numba.compiling import exact_block

Integers: TypeAlias = NDArray[np.int64]
Parts: TypeAlias = NDArray[np.float64]
"""What is kept of each level, a row each."""
FEW = 64


@exact_block
def key_of(side: int, price: int) -> int:
    """The key of a price, and the price of a key."""
    return price if side > 0 else ~price


@exact_block
def empty_levels(parts: int) -> tuple[Integers, Parts]:
    """Room for some levels."""
    return np.empty(FEW, np.int64), np.empty((FEW, parts))


@exact_block
def place_of(keys: Integers, count: int, key: int) -> int:
    """The first place whose key is not below this."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@exact_block
def doubled_levels(keys: Integers, parts: Parts) -> tuple[Integers, Parts]:
    """The same levels with room for as many more."""
    count = len(keys)
    more_keys, more_parts = np.empty(2 * count, np.int64), np.empty((2 * count, parts.shape[1]))
    more_keys[:count], more_parts[:count] = keys, parts
    return more_keys, more_parts


@exact_block
def insert(keys: Integers, parts: Parts, count: int, place: int, key: int) -> None:
    """Make room for a level at its place; there must be some."""
    for i in range(count, place, -1):
        keys[i] = keys[i - 1]
        for part in range(parts.shape[1]):
            parts[i, part] = parts[i - 1, part]
    keys[place] = key


@exact_block
def remove(keys: Integers, parts: Parts, count: int, place: int) -> None:
    """Close the room of a level."""
    for i in range(place, count - 1):
        keys[i] = keys[i + 1]
        for part in range(parts.shape[1]):
            parts[i, part] = parts[i + 1, part]


@exact_block
def show(keys: Integers, parts: Parts, count: int, side: int, prices: Parts, sizes: Parts) -> None:
    """Write the best levels, NaN and 0 where there are no more."""
    for level in range(len(prices)):
        place = count - 1 - level
        prices[level], sizes[level] = np.nan, 0.0
        if place >= 0:
            prices[level], sizes[level] = key_of(side, keys[place]), parts[place, 0]
