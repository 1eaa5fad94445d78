"""Books made of messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Array, Series
from atc_numba import backend
from atc_numba.compiling import SERIES, exact_block, loop
from atc_numba.implementations import implements
from atc_numba.order_book.levels import (
    Integers,
    Parts,
    doubled_levels,
    empty_levels,
    insert,
    key_of,
    place_of,
    remove,
    show,
)
from atc_numba.order_book.orders import (
    COUNT,
    Orders,
    add,
    delete,
    doubled,
    empty_table,
    find,
    level_size,
    write,
)
from atc_numba.ties import TIE_BAND

Levels: TypeAlias = NDArray[np.float64]
Message: TypeAlias = tuple[int, int, int, int, float]
"""Action, number, side, price and size of an order."""
INTEGERS = "Array(int64, 1, 'C', readonly=True)"
FIELDS = ", ".join(["float64[:, ::1]"] * 4)
MESSAGES = ", ".join([INTEGERS] * 4)
COUNTS = ", ".join(["int64[:, ::1]"] * 2)
CONTINUES, STALE, AFTER_GAP = 0, 1, 2
CLEAR, ADD, REDUCE, DELETE, REPLACE = range(5)
FEW_BITS = 7
"""Of the places of the first table of orders."""


@implements(f"void({INTEGERS}, {INTEGERS}, int8[::1])")
def sequence_status(first: Integers, last: Integers, out: NDArray[np.int8]) -> None:
    """Each message beside the largest number so far."""
    largest = last[0] if len(last) else 0
    for t in range(len(last)):
        if t and last[t] <= largest:
            out[t] = STALE
            continue
        # A number above the largest is at least one more, and that does not overflow.
        out[t] = AFTER_GAP if t and first[t] > largest + 1 else CONTINUES
        largest = last[t]


@backend.implements("book_replay")
def book_replay(
    side: Integers,
    price: Integers,
    size: Series,
    at: Integers,
    levels: int = 10,
    crossed: str = "keep",
    *,
    out: Sequence[Array] | None = None,
) -> Sequence[Array]:
    """Levels are set and removed."""
    fields = tuple(np.empty((len(at), levels)) for _ in range(4)) if out is None else out
    replay(side, price, size, at, crossed == "newest", *fields)
    return fields


@loop(f"void({INTEGERS}, {INTEGERS}, {SERIES}, {INTEGERS}, boolean, {FIELDS})", fastmath=False)
def replay(
    side: Integers,
    price: Integers,
    size: Series,
    at: Integers,
    removes_crossed: bool,  # noqa: FBT001 what the loop is compiled for
    bid_price: Levels,
    bid_size: Levels,
    ask_price: Levels,
    ask_size: Levels,
) -> None:
    """Message after message, snapshot after snapshot."""
    bids, bid_parts = empty_levels(1)
    asks, ask_parts = empty_levels(1)
    bid_count = ask_count = begin = 0
    for row in range(len(at)):
        for i in range(begin, at[row]):
            own = side[i]
            if own == 0:
                bid_count = ask_count = 0
                continue
            if own > 0:
                if bid_count == len(bids):
                    bids, bid_parts = doubled_levels(bids, bid_parts)
                bid_count = put(bids, bid_parts, bid_count, price[i], size[i])
                if removes_crossed and size[i] > 0.0:
                    ask_count = place_of(asks, ask_count, ~price[i])
            else:
                if ask_count == len(asks):
                    asks, ask_parts = doubled_levels(asks, ask_parts)
                ask_count = put(asks, ask_parts, ask_count, ~price[i], size[i])
                if removes_crossed and size[i] > 0.0:
                    bid_count = place_of(bids, bid_count, price[i])
        begin = at[row]
        show(bids, bid_parts, bid_count, 1, bid_price[row], bid_size[row])
        show(asks, ask_parts, ask_count, -1, ask_price[row], ask_size[row])


@exact_block
def put(keys: Integers, parts: Parts, count: int, key: int, size: float) -> int:
    """Set a level, or remove it where the size is 0; returns how many there are."""
    place = place_of(keys, count, key)
    is_there = place < count and keys[place] == key
    if size > 0.0:
        if not is_there:
            insert(keys, parts, count, place, key)
        parts[place, 0] = size
        return count if is_there else count + 1
    if is_there:
        remove(keys, parts, count, place)
        return count - 1
    return count


@backend.implements("order_replay")
def order_replay(
    action: Integers,
    order_id: Integers,
    side: Integers,
    price: Integers,
    size: Series,
    at: Integers,
    levels: int = 10,
    *,
    out: Sequence[Array] | None = None,
) -> Sequence[Array]:
    """Orders come, change and go."""
    shape = (len(at), levels)
    fields = (
        (*(np.empty(shape) for _ in range(4)), *(np.empty(shape, np.int64) for _ in range(2)), np.empty((), np.int64))
        if out is None
        else out
    )
    fields[6][...] = replay_orders(action, order_id, side, price, size, at, *fields[:6])
    return fields


@loop(f"int64({MESSAGES}, {SERIES}, {INTEGERS}, {FIELDS}, {COUNTS})", fastmath=False)
def replay_orders(
    action: Integers,
    order_id: Integers,
    side: Integers,
    price: Integers,
    size: Series,
    at: Integers,
    bid_price: Levels,
    bid_size: Levels,
    ask_price: Levels,
    ask_size: Levels,
    bid_count: Integers,
    ask_count: Integers,
) -> int:
    """Message after message, snapshot after snapshot; returns how many messages changed nothing."""
    bids, bid_parts = empty_levels(COUNT + 1)
    asks, ask_parts = empty_levels(COUNT + 1)
    orders, bits, bid_levels, ask_levels, count, ignored = empty_table(FEW_BITS), FEW_BITS, 0, 0, 0, 0
    for row in range(len(at)):
        for i in range(at[row - 1] if row else 0, at[row]):
            kind = action[i]
            if kind == CLEAR:
                orders.sides[:] = 0
                bid_levels = ask_levels = count = 0
                continue
            if kind == ADD and 2 * count >= len(orders.sides):
                orders, bits = doubled(orders, bits), bits + 1
            place = find(orders, order_id[i], bits)
            own = orders.sides[place]
            if (own != 0) == (kind == ADD):
                ignored += 1
                continue
            message = (kind, order_id[i], side[i] if kind == ADD else own, price[i], size[i])
            if message[2] > 0:
                if bid_levels == len(bids):
                    bids, bid_parts = doubled_levels(bids, bid_parts)
                more, bid_levels = changed(orders, place, bits, bids, bid_parts, bid_levels, message)
            else:
                if ask_levels == len(asks):
                    asks, ask_parts = doubled_levels(asks, ask_parts)
                more, ask_levels = changed(orders, place, bits, asks, ask_parts, ask_levels, message)
            count += more
        show_orders(bids, bid_parts, bid_levels, orders, 1, bid_price[row], bid_size[row], bid_count[row])
        show_orders(asks, ask_parts, ask_levels, orders, -1, ask_price[row], ask_size[row], ask_count[row])
    return ignored


@exact_block
def changed(
    orders: Orders,
    place: int,
    bits: int,
    keys: Integers,
    parts: Parts,
    levels: int,
    message: Message,
) -> tuple[int, int]:
    """Take a message about an order of one side: how many orders more there are, and how many levels."""
    kind, number, side, price, size = message
    key = key_of(side, price)
    if kind == ADD:
        write(orders, place, number, side, key, size)
        return 1, enter(keys, parts, levels, key, size)
    before, amount = orders.keys[place], orders.sizes[place]
    if kind == REPLACE:
        write(orders, place, number, side, key, size)
        levels = leave(keys, parts, levels, before, amount)
        return 0, enter(keys, parts, levels, key, size)
    left = amount - size
    if kind == DELETE or left <= TIE_BAND * max(amount, size):
        delete(orders, place, bits)
        return -1, leave(keys, parts, levels, before, amount)
    orders.sizes[place] = left
    level = place_of(keys, levels, before)
    # Both are added, as what is left is rounded.
    add(parts, level, -amount)
    add(parts, level, left)
    return 0, levels


@exact_block
def enter(keys: Integers, parts: Parts, count: int, key: int, size: float) -> int:
    """One order more at a level; returns how many levels there are."""
    place = place_of(keys, count, key)
    if place == count or keys[place] != key:
        insert(keys, parts, count, place, key)
        parts[place] = 0.0
        count += 1
    add(parts, place, size)
    parts[place, COUNT] += 1.0
    return count


@exact_block
def leave(keys: Integers, parts: Parts, count: int, key: int, size: float) -> int:
    """One order less."""
    place = place_of(keys, count, key)
    add(parts, place, -size)
    parts[place, COUNT] -= 1.0
    if parts[place, COUNT] > 0.0:
        return count
    remove(keys, parts, count, place)
    return count - 1


@exact_block
def show_orders(
    keys: Integers, parts: Parts, count: int, orders: Orders, side: int, prices: Parts, sizes: Parts, counts: Integers
) -> None:
    """Write the best levels with their exact sizes."""
    show(keys, parts, count, side, prices, sizes)
    counts[:] = 0
    for level in range(min(len(counts), count)):
        place = count - 1 - level
        counts[level] = np.int64(parts[place, COUNT])
        sizes[level] = level_size(parts, place, orders, side, keys[place])
