"""Books made of messages, one after the other: a dict of levels, or of orders, that is sorted where it is looked at."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Array, Series
from atc_python import backend
from atc_python.results import deliver, deliver_each
from atc_python.ties import is_tied

Integers: TypeAlias = NDArray[np.int64]
Book: TypeAlias = dict[int, dict[int, float]]
"""By side, 1 of bids and -1 of asks, the size at each price."""
Level: TypeAlias = tuple[int, float, int]
"""Price, size, and how many orders."""
BID, ASK = 1, -1
CONTINUES, STALE, AFTER_GAP = range(3)
CLEAR, ADD, REDUCE, DELETE, REPLACE = range(5)


@backend.implements("sequence_status")
def sequence_status(first: Integers, last: Integers, *, out: NDArray[np.int8] | None = None) -> NDArray[np.int8]:
    """Each message beside the largest number so far."""
    found, largest = [], None
    for begin, end in zip(first.tolist(), last.tolist(), strict=True):
        if largest is not None and end <= largest:
            found.append(STALE)
            continue
        found.append(CONTINUES if largest is None or begin <= largest + 1 else AFTER_GAP)
        largest = end
    return deliver(np.array(found, np.int8), out)


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
    book: Book = {BID: {}, ASK: {}}
    messages = list(zip(side.tolist(), price.tolist(), size.tolist(), strict=True))
    snapshots = []
    for batch in batches(messages, at):
        for message in batch:
            set_level(book, *message, removes_crossed=crossed == "newest")
        snapshots.append([best_first(own, ((*level, 1) for level in book[own].items()), levels) for own in (BID, ASK)])
    return deliver_each(fields(snapshots, levels)[:4], out)


def batches(messages: list[Any], at: Integers) -> Iterator[list[Any]]:
    """The messages before each snapshot that come after the one before it."""
    begin = 0
    for end in at.tolist():
        yield messages[begin:end]
        begin = end


def set_level(book: Book, side: int, price: int, size: float, *, removes_crossed: bool) -> None:
    """One message: a size above 0 sets a level, 0 removes it, side 0 clears both sides."""
    if side == 0:
        book[BID].clear()
        book[ASK].clear()
    elif size == 0.0:
        book[side].pop(price, None)
    else:
        book[side][price] = size
        others = book[-side] if removes_crossed else {}
        for other in [item for item in others if side * (price - item) >= 0]:
            del others[other]


def best_first(side: int, levels: Iterable[Level], count: int) -> list[Level]:
    """The best of some levels."""
    return sorted(levels, key=lambda level: -side * level[0])[:count]


def fields(snapshots: list[list[list[Level]]], levels: int) -> tuple[Array, ...]:
    """Prices and sizes of bids and asks, then their counts."""
    prices = np.full((2, len(snapshots), levels), np.nan)
    sizes, counts = np.zeros(prices.shape), np.zeros(prices.shape, np.int64)
    for row, snapshot in enumerate(snapshots):
        for side, found in enumerate(snapshot):
            for place, level in enumerate(found):
                prices[side, row, place], sizes[side, row, place], counts[side, row, place] = level
    return prices[0], sizes[0], prices[1], sizes[1], counts[0], counts[1]


class Order(NamedTuple):
    """One order as it stands."""

    side: int
    price: int
    size: float


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
) -> Sequence[Any]:
    """Orders come, change and go; a level is what they add up to."""
    columns = (item.tolist() for item in (action, order_id, side, price, size))
    orders: dict[int, Order] = {}
    ignored, snapshots = 0, []
    for batch in batches(list(zip(*columns, strict=True)), at):
        ignored += sum(not change(orders, *message) for message in batch)
        snapshots.append([best_first(own, levels_of(orders, own), levels) for own in (BID, ASK)])
    return deliver_each((*fields(snapshots, levels), ignored), out)


def change(orders: dict[int, Order], action: int, number: int, side: int, price: int, size: float) -> bool:
    """One message; False where it changes nothing because its order is there already, or is not."""
    if action == CLEAR:
        orders.clear()
        return True
    known = orders.get(number)
    if (known is None) is not (action == ADD):
        return False
    if known is None:
        orders[number] = Order(side, price, size)
    elif action == REPLACE:
        orders[number] = Order(known.side, price, size)
    elif action == DELETE or known.size <= size or is_tied(known.size, size):
        del orders[number]
    else:
        orders[number] = known._replace(size=known.size - size)
    return True


def levels_of(orders: dict[int, Order], side: int) -> Iterator[Level]:
    """The levels of one side, each size rounded once."""
    by_price: dict[int, list[float]] = {}
    for order in orders.values():
        if order.side == side:
            by_price.setdefault(order.price, []).append(order.size)
    return ((price, math.fsum(sizes), len(sizes)) for price, sizes in by_price.items())
