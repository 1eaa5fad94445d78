"""Messages: whether they follow each other, and the book that they leave."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from atc_core.arrays import Integer
from atc_core.book_samples import level_messages, order_messages, sequence_numbers
from atc_core.declarations.order_book.columns import (
    LEVEL_SIZE,
    NEW_SIZE,
    ORDER_SIDE,
    ORDER_SIZE,
    Actions,
    At,
    ExactSizes,
    Integers,
    LevelCounts,
    LevelPrices,
    Levels,
    LevelSizes,
    MessageSizes,
    Sides,
    Status,
    at_most_all,
    level_count,
    level_labels,
    snapshots_fit,
)
from atc_core.kernel import kernel
from atc_core.row_rules import first_fault


class LevelBook(NamedTuple):
    """The best levels of both sides at some moments, best first."""

    bid_price: LevelPrices
    """In ticks; NaN where the book has no level."""
    bid_size: ExactSizes
    """0 where it has none."""
    ask_price: LevelPrices
    ask_size: ExactSizes


class OrderBook(NamedTuple):
    """The same of a book of orders: how many are at each level too."""

    bid_price: LevelPrices
    bid_size: LevelSizes
    ask_price: LevelPrices
    ask_size: LevelSizes
    bid_count: LevelCounts
    """Orders at the level, 0 where there is none."""
    ask_count: LevelCounts
    ignored: Integer
    """Messages that changed nothing: an order that was there was added, or one that was not changed."""


def level_size(*arguments: Any) -> tuple[Any, ...]:
    """Of sizes their own: a sum of sizes above 0. The rest is exact."""
    found = OrderBook(*arguments[-1])
    return 0.0, found.bid_size, 0.0, found.ask_size, 0.0, 0.0, 0.0


@kernel(sample=sequence_numbers)
def sequence_status(first: Integers, last: Integers, *, out: Status | None = None) -> Status:
    """Whether each message continues the ones before it: 0 continues, 1 is stale, 2 comes after a gap.

    Drop a stale message; after a gap ask for a snapshot. Counting then goes on from it, so each gap is flagged once.

    Formula:
        With $m$ the largest `last` so far:

        1. it is 1 where $last_i <= m$,
        2. 2 where $first_i > m + 1$,
        3. else 0.

    Args:
        first: number of the first update in each message, whole numbers, shape ``(messages,)`` or
            ``(messages, series)``.
        last: number of the last update in it, same shape; the same numbers where each message has one.
        out: where to write the result; it is then returned.

    Returns:
        int8, that shape. The first message continues.

    Raises:
        TypeError: `first` or `last` is not numeric.
        ValueError: `first` or `last` has a fraction, or another shape.

    Source: the depth streams of Binance (``U``, ``u``) and other venues.
    """


@kernel(
    sample=level_messages,
    sizes={"levels": level_count},
    labels={"levels": level_labels},
    check_sizes=snapshots_fit,
    check_data=first_fault(LEVEL_SIZE, at_most_all),
)
def book_replay(
    side: Sides,
    price: Integers,
    size: MessageSizes,
    at: At,
    levels: Levels = 10,
    crossed: Literal["keep", "newest"] = "keep",
    *,
    out: LevelBook | None = None,
) -> LevelBook:
    """The book after some of the messages that set its levels (L2): the best prices and sizes of both sides.

    Removing what is not there changes nothing. Time and memory grow with the levels that are alive, not with the span
    of their prices.

    Formula:
        After message $i$, with $s = side_i$ and $p = price_i$:

        1. $s = 0$ clears both sides; else level $p$ of side $s$ has size $size_i$, and is gone if that is 0.
        2. If "newest" and $size_i > 0$, every level $q$ of the other side with $s (p - q) >= 0$ is gone too.
        3. A snapshot has the `levels` highest bids and lowest asks after the first $at_t$ messages.

    Args:
        side: 1 bid, -1 ask, 0 clears both sides and has no use for price and size; whole numbers, shape
            ``(messages,)``.
        price: whole numbers of ticks, same shape.
        size: the new size of the level, same shape, finite and at least 0.
        at: after how many messages each snapshot is taken, from 0 to all of them, not decreasing, shape ``(time,)``;
            for times use ``searchsorted(timestamps, times, side="right")``. Put it at the ends of batches: inside of
            one a book may be crossed.
        levels: how many levels of each side, at least 1.
        crossed: what becomes of a book whose bid is at or above its ask. "keep" shows it as the messages say; "newest"
            has a level that is set remove every level of the other side at or through its price, for good.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(bid_price, bid_size, ask_price, ask_size)``, float64, each of shape ``(time, levels)``, best
        first: prices in ticks, NaN where the book has no level, and size 0 there.

    Raises:
        TypeError: an array is not numeric, `levels` not an integer, `crossed` not a string.
        ValueError: arrays of messages differ in length, a price has a fraction, a side is none of -1, 0 and 1, a size
            is negative or not finite, `at` decreases or lies outside 0 to all messages, `levels` is below 1.

    Source: the incremental depth feeds of exchanges; hftbacktest's depth on a feed that is not crossed.
    """


@kernel(
    sample=order_messages,
    sizes={"levels": level_count},
    labels={"levels": level_labels},
    check_sizes=snapshots_fit,
    check_data=first_fault(ORDER_SIDE, ORDER_SIZE, NEW_SIZE, at_most_all),
    scale=level_size,
)
def order_replay(
    action: Actions,
    order_id: Integers,
    side: Integers,
    price: Integers,
    size: MessageSizes,
    at: At,
    levels: Levels = 10,
    *,
    out: OrderBook | None = None,
) -> OrderBook:
    """The book after some of the messages about single orders (L3): best prices, sizes and counts of both sides.

    A level's size is the sum of its orders' sizes as they stand: nothing drifts, and a level whose orders are gone is
    gone. Columns that an action has no use for are ignored.

    Formula:
        Message $i$, of order $order_id_i$, does by $action_i$:

        1. 0 clears all; 1 adds an order of $size_i$ at $price_i$ to side $side_i$, unless there is one of that number.
        2. 2 takes $size_i$ off it and removes it if nothing is left; 3 removes it; 4 gives it $price_i$ and $size_i$.
        3. A snapshot has the `levels` highest bids and lowest asks after the first $at_t$ messages; a level's size is
           the sum of those of its orders.

    Args:
        action: 0 clears all, 1 adds an order, 2 reduces one by `size` (to nothing, within 1e-10, removes it), 3 deletes
            one, 4 replaces price and size of one, whose side stays; whole numbers, shape ``(messages,)``.
        order_id: which order, whole numbers, same shape.
        side: 1 bid, -1 ask of an added order, same shape.
        price: whole numbers of ticks, same shape.
        size: same shape, finite and at least 0, above 0 of an added or replaced order.
        at: after how many messages each snapshot is taken, from 0 to all of them, not decreasing, shape ``(time,)``.
        levels: how many levels of each side, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(bid_price, bid_size, ask_price, ask_size, bid_count, ask_count, ignored)``: as `book_replay`
        gives it, the number of orders at each level, int64 of shape ``(time, levels)``, and how many messages before
        the last snapshot changed nothing, because they added an order that was there or changed one that was not.

    Raises:
        TypeError: an array is not numeric, `levels` not an integer.
        ValueError: arrays of messages differ in length, one of whole numbers has a fraction, an action is outside 0 to
            4, an added order has another side than 1 or -1, a size is negative or not finite, an added or replaced
            order has size 0, `at` decreases or lies outside 0 to all messages, `levels` is below 1.

    Source: the order feeds of exchanges, as Nasdaq's TotalView-ITCH.
    """
