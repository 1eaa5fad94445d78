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
from atc_numba.order_book.levels import FEW, Integers, Parts, grown, insert, place_of, remove, show

Levels: TypeAlias = NDArray[np.float64]
INTEGERS = "Array(int64, 1, 'C', readonly=True)"
FIELDS = ", ".join(["float64[:, ::1]"] * 4)
CONTINUES, STALE, AFTER_GAP = 0, 1, 2


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
    bids, bid_parts, bid_count = np.empty(FEW, np.int64), np.empty((FEW, 1)), 0
    asks, ask_parts, ask_count = np.empty(FEW, np.int64), np.empty((FEW, 1)), 0
    begin = 0
    for row in range(len(at)):
        for i in range(begin, at[row]):
            own = side[i]
            if own == 0:
                bid_count = ask_count = 0
                continue
            if own > 0:
                if bid_count == len(bids):
                    bids, bid_parts = grown(bids, bid_parts)
                bid_count = put(bids, bid_parts, bid_count, price[i], size[i])
                if removes_crossed and size[i] > 0.0:
                    ask_count = place_of(asks, ask_count, ~price[i])
            else:
                if ask_count == len(asks):
                    asks, ask_parts = grown(asks, ask_parts)
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
