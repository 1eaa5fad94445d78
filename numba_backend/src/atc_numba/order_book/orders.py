"""Orders by their numbers, in a table with open addresses, and what the orders of a level add up to.

A place holds a number, a side (0 where it is free), a key and a size. Half of all places are free at least.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_numba.compiling import exact_block
from atc_numba.order_book.levels import Integers, Parts

Sizes: TypeAlias = NDArray[np.float64]
MIX = np.uint64(0x9E37_79B9_7F4A_7C15)
WORD = np.uint64(64)
HIGH, LOW, LOST, COUNT = range(4)
"""Of a level: the sum of its sizes, what that lacks, a bound of what this lacks, and how many orders."""
NEGLIGIBLE = 1e-15
"""A part of a sum that may be missing; of decimal sizes of a market nothing is, for two numbers have 106 bits."""


class Orders(NamedTuple):
    """The columns of the table; as many places as a power of two."""

    numbers: Integers
    sides: Integers
    keys: Integers
    sizes: Sizes


@exact_block
def empty_table(bits: int) -> Orders:
    """A table without orders."""
    places = 1 << bits
    numbers, sides, keys = np.zeros(places, np.int64), np.zeros(places, np.int64), np.zeros(places, np.int64)
    return Orders(numbers, sides, keys, np.zeros(places))


@exact_block
def home_of(number: int, bits: int) -> int:
    """Where the search for a number begins: the high bits of a product hang on all bits."""
    # Signed: a place of both kinds would be a float.
    home: int = np.int64((np.uint64(number) * MIX) >> (WORD - np.uint64(bits)))
    return home


@exact_block
def find(orders: Orders, number: int, bits: int) -> int:
    """The place of an order, or the one where it would be."""
    mask = len(orders.numbers) - 1
    place = home_of(number, bits)
    while orders.sides[place] != 0 and orders.numbers[place] != number:
        place = (place + 1) & mask
    return place


@exact_block
def write(orders: Orders, place: int, number: int, side: int, key: int, size: float) -> None:
    """Put an order into a place."""
    orders.numbers[place], orders.sides[place] = number, side
    orders.keys[place], orders.sizes[place] = key, size


@exact_block
def delete(orders: Orders, place: int, bits: int) -> None:
    """Free a place, and close the gap that searches would stop at."""
    mask = len(orders.numbers) - 1
    later = place
    while True:
        later = (later + 1) & mask
        if orders.sides[later] == 0:
            break
        home = home_of(orders.numbers[later], bits)
        if ((later - home) & mask) >= ((later - place) & mask):
            write(orders, place, orders.numbers[later], orders.sides[later], orders.keys[later], orders.sizes[later])
            place = later
    orders.sides[place] = 0


@exact_block
def doubled(orders: Orders, bits: int) -> Orders:
    """The same orders in a table of twice as many places."""
    larger = empty_table(bits + 1)
    for place in range(len(orders.numbers)):
        if orders.sides[place] != 0:
            number = orders.numbers[place]
            found = find(larger, number, bits + 1)
            write(larger, found, number, orders.sides[place], orders.keys[place], orders.sizes[place])
    return larger


@exact_block
def two_sum(a: float, b: float) -> tuple[float, float]:
    """A sum, and what it lacks."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


@exact_block
def add(parts: Parts, place: int, size: float) -> None:
    """Change the sum of a level."""
    total, rest = two_sum(parts[place, HIGH], size)
    rest, lacks = two_sum(parts[place, LOW], rest)
    parts[place, HIGH], parts[place, LOW] = two_sum(total, rest)
    parts[place, LOST] += abs(lacks)


@exact_block
def level_size(parts: Parts, place: int, orders: Orders, side: int, key: int) -> float:
    """What its orders add up to: one by one where the sum has lost what can be seen."""
    total = parts[place, HIGH] + parts[place, LOW]
    if parts[place, LOST] <= NEGLIGIBLE * total:
        return float(total)
    again = np.zeros((1, COUNT + 1))
    for order in range(len(orders.sides)):
        if orders.sides[order] == side and orders.keys[order] == key:
            add(again, 0, orders.sizes[order])
    total = again[0, HIGH] + again[0, LOW]
    return float(total) if total == total else np.inf
