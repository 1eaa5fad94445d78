"""The loops that one writes for an order book: a dense array by tick, and typed dicts of orders and levels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.typed import Dict
from numpy.typing import NDArray

Array = NDArray[Any]
ORDER: Any = types.UniTuple(types.float64, 3)  # type: ignore[no-untyped-call]
"""Side, price and size."""
CLEAR, ADD, REDUCE, DELETE, REPLACE = range(5)


@njit(cache=True, nogil=True)
def walk(sizes: Array, tick: int, step: int, low: int, prices: Array, amounts: Array) -> None:
    """The levels from the best tick on."""
    found = 0
    while 0 <= tick < len(sizes) and found < len(prices):
        if sizes[tick] > 0.0:
            prices[found], amounts[found] = tick + low, sizes[tick]
            found += 1
        tick += step
    prices[found:], amounts[found:] = np.nan, 0.0


@njit(cache=True, nogil=True)
def dense(side: Array, price: Array, size: Array, at: Array, levels: int) -> tuple[Array, Array, Array, Array]:
    """Sizes by tick, and the best ticks, which move on to the next level where theirs is gone."""
    low, high = price.min(), price.max()
    span = high - low + 1
    bids, asks = np.zeros(span), np.zeros(span)
    best_bid, best_ask = -1, span
    fields = np.empty((4, len(at), levels))
    begin = 0
    for row in range(len(at)):
        for i in range(begin, at[row]):
            tick, amount = price[i] - low, size[i]
            if side[i] > 0:
                bids[tick] = amount
                if amount > 0.0 and tick > best_bid:
                    best_bid = tick
                while best_bid >= 0 and bids[best_bid] == 0.0:
                    best_bid -= 1
            else:
                asks[tick] = amount
                if amount > 0.0 and tick < best_ask:
                    best_ask = tick
                while best_ask < span and asks[best_ask] == 0.0:
                    best_ask += 1
        begin = at[row]
        walk(bids, best_bid, -1, low, fields[0, row], fields[1, row])
        walk(asks, best_ask, 1, low, fields[2, row], fields[3, row])
    return fields[0], fields[1], fields[2], fields[3]


@njit(cache=True, nogil=True)
def change(sizes: Any, counts: Any, key: int, amount: float, orders: int) -> None:
    """Add to a level; one without orders goes."""
    if key in sizes:
        count = counts[key] + orders
        if count == 0:
            del sizes[key]
            del counts[key]
            return
        sizes[key] += amount
        counts[key] = count
    else:
        sizes[key] = amount
        counts[key] = orders


@njit(cache=True, nogil=True)
def show(sizes: Any, counts: Any, sign: int, levels: int, fields: Array, numbers: Array) -> None:
    """The best levels, sorted."""
    keys = np.empty(len(sizes), np.int64)
    for place, key in enumerate(sizes):
        keys[place] = sign * key
    keys.sort()
    fields[0], fields[1], numbers[:] = np.nan, 0.0, 0
    for level in range(min(levels, len(keys))):
        key = sign * keys[level]
        fields[0, level], fields[1, level], numbers[level] = key, sizes[key], counts[key]


@njit(cache=True, nogil=True)
def by_order(
    action: Array, order_id: Array, side: Array, price: Array, size: Array, at: Array, levels: int
) -> tuple[Array, Array, int]:
    """Orders and levels in dicts: sizes are added and taken away, and drift."""
    orders = Dict.empty(types.int64, ORDER)
    bid_sizes = Dict.empty(types.int64, types.float64)
    ask_sizes = Dict.empty(types.int64, types.float64)
    bid_counts = Dict.empty(types.int64, types.int64)
    ask_counts = Dict.empty(types.int64, types.int64)
    fields, numbers, ignored = np.empty((2, len(at), 2, levels)), np.empty((2, len(at), levels), np.int64), 0
    begin = 0
    for row in range(len(at)):
        for i in range(begin, at[row]):
            number, kind = order_id[i], action[i]
            if kind == CLEAR:
                orders.clear()
                bid_sizes.clear()
                ask_sizes.clear()
                bid_counts.clear()
                ask_counts.clear()
                continue
            if (number in orders) == (kind == ADD):
                ignored += 1
                continue
            if kind == ADD:
                orders[number] = (float(side[i]), float(price[i]), size[i])
                if side[i] > 0:
                    change(bid_sizes, bid_counts, price[i], size[i], 1)
                else:
                    change(ask_sizes, ask_counts, price[i], size[i], 1)
                continue
            own, tick, amount = orders[number]
            left = amount - size[i] if kind == REDUCE else size[i]
            is_gone = kind == DELETE or (kind == REDUCE and left <= 0.0)
            if own > 0:
                change(bid_sizes, bid_counts, int(tick), -amount, -1)
            else:
                change(ask_sizes, ask_counts, int(tick), -amount, -1)
            if is_gone:
                del orders[number]
                continue
            tick = float(price[i]) if kind == REPLACE else tick
            orders[number] = (own, tick, left)
            if own > 0:
                change(bid_sizes, bid_counts, int(tick), left, 1)
            else:
                change(ask_sizes, ask_counts, int(tick), left, 1)
        begin = at[row]
        show(bid_sizes, bid_counts, -1, levels, fields[0, row], numbers[0, row])
        show(ask_sizes, ask_counts, 1, levels, fields[1, row], numbers[1, row])
    return fields, numbers, ignored
