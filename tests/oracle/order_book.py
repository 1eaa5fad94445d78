"""Order books: every prefix of the messages replayed anew, fractions for sums."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from oracle.series import Exact
from oracle.vector import INF, NAN, vector

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Array = np.ndarray[Any, Any]
TIE = Fraction(1, 10**10)


def sequence_status(first: Array, last: Array) -> Array:
    result = []
    for t, (begin, end) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        seen = last[:t].tolist()
        is_stale = bool(seen) and end <= max(seen)
        result.append(1 if is_stale else 2 if seen and begin > max(seen) + 1 else 0)
    return np.array(result, np.int8)


def book_replay(
    side: Array, price: Array, size: Array, at: Array, levels: int = 10, crossed: str = "keep"
) -> tuple[Array, ...]:
    messages = list(zip(side.tolist(), price.tolist(), size.tolist(), strict=True))
    return tables([level_book(messages[:end], crossed) for end in at.tolist()], levels)[:4]


def level_book(messages: Iterable[tuple[int, int, float]], crossed: str) -> list[dict[int, list[float]]]:
    """The bids and asks that some messages leave."""
    levels: dict[tuple[int, int], float] = {}
    for side, price, size in messages:
        if side == 0:
            levels = {}
            continue
        levels[side, price] = size
        if size > 0 and crossed == "newest":
            levels = {key: kept for key, kept in levels.items() if key[0] == side or side * (key[1] - price) > 0}
        levels = {key: kept for key, kept in levels.items() if kept > 0}
    return [{price: [size] for (own, price), size in levels.items() if own == side} for side in (1, -1)]


def tables(books: Sequence[Sequence[dict[int, list[float]]]], levels: int) -> tuple[Array, ...]:
    """Prices and sizes of both sides, then their counts."""
    result: list[Array] = []
    counts: list[Array] = []
    for place, sign in ((0, -1), (1, 1)):
        price, size = np.full((len(books), levels), NAN), np.zeros((len(books), levels))
        count = np.zeros((len(books), levels), np.int64)
        for row, book in enumerate(books):
            for level, (key, sizes) in enumerate(sorted(book[place].items(), key=lambda item: sign * item[0])[:levels]):
                price[row, level], count[row, level] = key, len(sizes)
                size[row, level] = float(sum(map(Fraction, sizes), Fraction(0)))
        result += [price, size]
        counts.append(count)
    return (*result, *counts)


def order_replay(
    action: Array, order_id: Array, side: Array, price: Array, size: Array, at: Array, levels: int = 10
) -> tuple[Any, ...]:
    messages = list(zip(*(item.tolist() for item in (action, order_id, side, price, size)), strict=True))
    books, ignored = [], 0
    for end in at.tolist():
        book, ignored = order_book(messages[:end])
        books.append(book)
    return (*tables(books, levels), ignored)


def order_book(messages: Iterable[tuple[int, int, int, int, float]]) -> tuple[list[dict[int, list[float]]], int]:
    """The orders that some messages leave, by side and price, and how many of the messages changed nothing."""
    orders: dict[int, list[Any]] = {}
    ignored = 0
    for action, number, side, price, size in messages:
        if action == 0:
            orders = {}
        elif (number in orders) is (action == 1):
            ignored += 1
        elif action == 1:
            orders[number] = [side, price, size]
        elif action == 4:
            orders[number][1:] = [price, size]
        else:
            # What is left of an order is a float, as its size is.
            left = orders[number][2] - size
            if action == 3 or left <= TIE * Fraction(max(orders[number][2], size)):
                del orders[number]
            else:
                orders[number][2] = left
    book: list[dict[int, list[float]]] = [{}, {}]
    for side, price, size in orders.values():
        book[0 if side > 0 else 1].setdefault(price, []).append(size)
    return book, ignored


def book_features(
    bid_price: Array, bid_size: Array, ask_price: Array, ask_size: Array, levels: int = 5
) -> tuple[Array, ...]:
    columns = (item[:, :levels].tolist() for item in (bid_price, bid_size, ask_price, ask_size))
    rows = [features(*row) for row in zip(*columns, strict=True)]
    found = zip(*rows, strict=True) if rows else [()] * 9
    return tuple(np.array(field, np.int8 if place == 8 else np.float64) for place, field in enumerate(found))


def features(*snapshot: list[float]) -> tuple[float, ...]:
    sides = [levels_of(*snapshot[start : start + 2]) for start in (0, 2)]
    (bid_first, bids), (ask_first, asks) = sides
    depths = [sum((size for _, size in found), Fraction(0)) for _, found in sides]
    vwaps = [
        float(sum(price * size for price, size in found) / depth) if depth else NAN
        for (_, found), depth in zip(sides, depths, strict=True)
    ]
    together = depths[0] + depths[1]
    imbalance = float((depths[0] - depths[1]) / together) if together else NAN
    if not (bid_first and ask_first):
        return NAN, NAN, NAN, *map(float, depths), imbalance, *vwaps, -1
    (b, p), (a, q) = bids[0], asks[0]
    state = 0 if b < a else 1 if b == a else 2
    micro = float((a * p + b * q) / (p + q))
    return float((a + b) / 2), float(a - b), micro, *map(float, depths), imbalance, *vwaps, state


def levels_of(prices: list[float], sizes: list[float]) -> tuple[bool, list[tuple[Fraction, Fraction]]]:
    """Whether the first level is there, and those that are."""
    there = [not math.isnan(price) and size > 0 for price, size in zip(prices, sizes, strict=True)]
    found = [
        (Fraction(price), Fraction(size))
        for price, size, is_there in zip(prices, sizes, there, strict=True)
        if is_there
    ]
    return there[:1] == [True], found


def order_flow_imbalance(
    bid_price: Array, bid_size: Array, ask_price: Array, ask_size: Array, levels: int = 1
) -> Array:
    result = np.full((len(bid_price), levels), NAN)
    for t in range(1, len(bid_price)):
        for j in range(levels):
            (b, q), (b_, q_) = (level(bid_price[i, j], bid_size[i, j], -INF) for i in (t, t - 1))
            (a, r), (a_, r_) = (level(ask_price[i, j], ask_size[i, j], INF) for i in (t, t - 1))
            result[t, j] = (b >= b_) * q - (b <= b_) * q_ - (a <= a_) * r + (a >= a_) * r_
    return result


def level(price: float, size: float, missing: float) -> tuple[float, Fraction]:
    return (float(price), Fraction(float(size))) if not math.isnan(price) and size > 0 else (missing, Fraction(0))


def book_sweep(price: Array, size: Array, quantity: Array, side: int = 1, limit: float = NAN) -> tuple[Array, ...]:
    rows = [sweep(*row, side, limit) for row in zip(price.tolist(), size.tolist(), quantity.tolist(), strict=True)]
    found = zip(*rows, strict=True) if rows else [()] * 6
    return tuple(np.array(field, np.int64 if place == 5 else np.float64) for place, field in enumerate(found))


def sweep(prices: list[float], sizes: list[float], quantity: float, side: int, limit: float) -> tuple[float, ...]:
    _, found = levels_of(prices, sizes)
    if not math.isnan(limit):
        beyond = [place for place, (price, _) in enumerate(found) if side * price > side * Fraction(limit)]
        found = found[: beyond[0] if beyond else None]
    wanted = Fraction(quantity) if math.isfinite(quantity) else None
    used, filled, cost = 0, Fraction(0), Fraction(0)
    for price, size in found:
        if wanted is not None and wanted - filled <= TIE * wanted:
            break
        taken = size if wanted is None else min(size, wanted - filled)
        used, filled, cost = used + 1, filled + taken, cost + price * taken
    if not used:
        return 0.0, 0.0, NAN, NAN, NAN, 0
    if wanted is not None and wanted - filled <= TIE * wanted:
        filled = wanted
    average, best = cost / filled, found[0][0]
    impact = float(Exact(side * (average - best)) / Exact(best))
    return float(filled), float(Exact(cost)), float(average), float(found[used - 1][0]), impact, used


def trade_sign(price: Array, mid: Array) -> Array:
    result = []
    for t, (paid, middle) in enumerate(zip(price.tolist(), mid.tolist(), strict=True)):
        trades = [item for item in price[: t + 1].tolist() if not math.isnan(item)]
        moves = [sign(after, before) for before, after in pairwise(trades)]
        last = next((move for move in reversed(moves) if move), 0)
        result.append(0 if math.isnan(paid) else sign(paid, middle) or last)
    return np.array(result, np.int8)


def sign(one: float, other: float) -> int:
    """The sign of a difference outside the tie band; 0 where there is nothing to compare with."""
    if math.isnan(other):
        return 0
    difference = Fraction(one) - Fraction(other)
    is_tied = abs(difference) <= TIE * max(abs(Fraction(one)), abs(Fraction(other)))
    return 0 if is_tied else 1 if difference > 0 else -1


SIDE = (1, -1, -1, -1, 1, 1, -1, -1, 1)
PRICE = (99, 101, 102, 103, 102, 102, 101, 101, 103)
SIZE = (1.0, 2, 3, 3, 5, 0, 2, 0, 1)
AT = (1, 2, 3, 4, 5, 6, 7, 8, 9)
BIDS = "99;99;99;99;102;99;99;99;103"
BID_SIZES = "1;1;1;1;5;1;1;1;1"
ASKS, ASK_SIZES = ((101.0, 102.0, 103.0),), ((1.0, 4.0, 10.0),)
VECTORS = [
    vector("sequence_status", "0 0 1 2 0", (1, 2, 2, 5, 6), (1, 2, 2, 5, 9)),
    vector(
        "book_replay",
        (BIDS, BID_SIZES, "-;101;101;101;101;101;101;102;102", "0;2;2;2;2;2;2;3;3"),
        SIDE,
        PRICE,
        SIZE,
        AT,
        1,
    ),
    vector(
        "book_replay",
        (BIDS, BID_SIZES, "-;101;101;101;103;103;101;103;-", "0;2;2;2;3;3;2;3;0"),
        SIDE,
        PRICE,
        SIZE,
        AT,
        1,
        "newest",
    ),
    vector(
        "order_replay",
        (
            "99 -;99 -;99 98;99 98",
            "8 0;6 0;3 6;3 6",
            "101 -;101 -;101 -;- -",
            "4 0;4 0;4 0;0 0",
            "2 0;2 0;1 1;1 1",
            "1 0;1 0;1 0;0 0",
            2,
        ),
        (1, 1, 1, 2, 4, 3, 3, 1),
        (7, 8, 9, 7, 8, 9, 9, 7),
        (1, 1, -1, 0, 0, 0, 0, 1),
        (99, 99, 101, 0, 98, 0, 0, 99),
        (5.0, 3, 4, 2, 6, 0, 0, 1),
        (3, 4, 5, 8),
        2,
    ),
    vector(
        "book_features",
        ("100", "2", "100.66666666666667", "15", "5", ".5", "98.33333333333333", "101.8", "0"),
        ((99.0, 98.0),),
        ((5.0, 10.0),),
        ((101.0, 102.0),),
        ((1.0, 4.0),),
        2,
    ),
    vector(
        "book_features",
        ("99", "0", "99", "2", "2", "0", "99", "99.5", "1"),
        ((99.0, NAN),),
        ((2.0, 0.0),),
        ((99.0, 100.0),),
        ((1.0, 1.0),),
        2,
    ),
    vector(
        "order_flow_imbalance",
        "-;0;2;2",
        ((99.0,), (99.0,), (100.0,), (NAN,)),
        ((5.0,), (8.0,), (2.0,), (0.0,)),
        ((101.0,), (101.0,), (101.0,), (102.0,)),
        ((1.0,), (4.0,), (4.0,), (6.0,)),
    ),
    vector("book_sweep", ("3", "305", "101.66666666666667", "102", ".00660066006600660", "2"), ASKS, ASK_SIZES, (3.0,)),
    vector("book_sweep", ("15", "1539", "102.6", "103", ".0158415841584158", "3"), ASKS, ASK_SIZES, (20.0,)),
    vector("book_sweep", ("5", "509", "101.8", "102", ".00792079207920792", "2"), ASKS, ASK_SIZES, (INF,), 1, 102.0),
    vector(
        "book_sweep",
        ("2", "197", "98.5", "98", ".00505050505050505", "2"),
        ((99.0, 98.0),),
        ((1.0, 4.0),),
        (2.0,),
        -1,
    ),
    vector(
        "trade_sign", "-1 1 1 -1 -1 1", (100.0, 101, 101, 100.5, 100.5, 100.5), (100.5, 100.5, 101, 100.5, NAN, 100)
    ),
]
