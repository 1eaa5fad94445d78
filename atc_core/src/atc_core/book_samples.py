"""Inputs of the kernels of order books: messages of a walking market, and snapshots of one."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Array, Series

MEAN_DISTANCE = 12.0
"""Ticks from the mid at which messages come, on average."""
ALIVE = 2_000.0
"""Orders in a long run of messages that are alive, about."""
FIRST_MID = 1_000
"""Ticks."""


def walking_mid(random: np.random.Generator, n: int) -> tuple[Array, Array]:
    """Steps of -1, 0 or 1 at a message in ten, and the highest tick of the bids after each."""
    steps = np.where(random.random(n) < 0.1, random.choice([-1, 1], n), 0)
    return steps, FIRST_MID + np.cumsum(steps)


def distances(random: np.random.Generator, n: int) -> Array:
    """How many ticks from the best price."""
    return random.exponential(MEAN_DISTANCE, n).astype(np.int64)


def snapshot_places(n: int) -> Array:
    """After every hundredth message, of few messages after some ten."""
    return np.arange(0, n + 1, max(1, min(100, n // 10)))


def sequence_numbers(random: np.random.Generator, n: int) -> tuple[Array, Array]:
    """First and last numbers of updates, of which one in twenty comes again, and one in twenty comes after a gap."""
    counts = random.integers(1, 4, n)
    last = np.cumsum(counts + np.where(random.random(n) < 0.05, random.integers(1, 10, n), 0))
    first = last - counts + 1
    again = np.where(random.random(n) < 0.05, random.integers(1, 20, n), 0)
    return first - again, last - again


def level_messages(random: np.random.Generator, n: int) -> tuple[Array, ...]:
    """Side, price, size of levels, and places of snapshots: a feed that is never crossed, around a walking mid.

    A step of the mid removes the level that it passes; of the other messages a third removes one.
    """
    steps, best_bid = walking_mid(random, n)
    side = np.where(steps == 0, random.choice([-1, 1], n), -steps)
    away = np.where(steps == 0, distances(random, n), -1)
    price = np.where(side > 0, best_bid - away, best_bid + 1 + away)
    is_removed = (steps != 0) | (random.random(n) < 1.0 / 3.0)
    size = np.where(is_removed, 0.0, random.integers(1, 500, n) / 10.0)
    return side, price, size, snapshot_places(n)


def order_messages(random: np.random.Generator, n: int) -> tuple[Array, ...]:
    """Action, order, side, price, size, and places of snapshots: orders of a walking market that come and go.

    Each order is added, half are reduced, one in ten is replaced, most are deleted; one message in fifty is about an
    order that is not known.
    """
    orders = n // 2 + 1
    _, best_bid = walking_mid(random, orders)
    side = random.choice([-1, 1], orders)
    price = np.where(side > 0, best_bid - distances(random, orders), best_bid + 1 + distances(random, orders))
    size = random.integers(1, 500, orders) / 10.0
    added = np.sort(random.random(orders))
    lives = random.exponential(min(1.0, ALIVE / orders), orders)
    events = [(added, 1, 1.0), (added + lives, 3, 1.0)]
    events += [(added + lives * random.random(orders), action, share) for action, share in ((2, 0.5), (4, 0.1))]
    parts = []
    for time, action, share in events:
        chosen = np.flatnonzero(random.random(orders) < share)
        moved = random.integers(-3, 4, len(chosen)) if action != 1 else 0
        cut = random.random(len(chosen)) if action == 2 else 1.0
        sizes = np.maximum(np.round(size[chosen] * cut, 1), 0.1)
        kinds = np.full(len(chosen), action)
        parts.append((time[chosen], kinds, chosen, side[chosen], price[chosen] + moved, sizes))
    time, kind, order, sides, prices, sizes = (np.concatenate(column) for column in zip(*parts, strict=True))
    in_order = np.argsort(time, kind="stable")[:n]
    order = np.where(random.random(len(order)) < 0.02, -1 - order, order) * 7_919
    return (*(item[in_order] for item in (kind, order, sides, prices, sizes)), snapshot_places(n))


def book_snapshots(random: np.random.Generator, n: int) -> tuple[Array, ...]:
    """Prices and sizes of ten bids and ten asks; of a snapshot in ten some are missing, one in twenty is crossed."""
    _, best_bid = walking_mid(random, n)
    shift = np.where(random.random(n) < 0.05, random.integers(-3, 1, n), 1)
    found = []
    for sign, best in ((-1, best_bid), (1, best_bid + shift)):
        steps = random.geometric(0.5, (n, 10))
        prices = best[:, None] + sign * (np.cumsum(steps, axis=1) - steps[:, :1]).astype(np.float64)
        sizes = random.integers(1, 500, (n, 10)) / 10.0
        there = np.where(random.random(n) < 0.1, random.integers(0, 10, n), 10)
        is_missing = np.arange(10) >= there[:, None]
        prices[is_missing], sizes[is_missing] = np.nan, 0.0
        found += [prices, sizes]
    return tuple(found)


def levels_and_quantities(random: np.random.Generator, n: int) -> tuple[Array, Array, Series]:
    """The asks of these, and quantities of which some are more than there is."""
    *_, price, size = book_snapshots(random, n)
    return price, size, np.round(random.exponential(60.0, n), 1) + 0.1


def trades_and_mids(random: np.random.Generator, n: int) -> tuple[Series, Series]:
    """Prices of trades on half ticks around a mid, often at it; some are missing, and some mids are."""
    _, best_bid = walking_mid(random, n)
    mid = best_bid + 0.5
    price = mid + random.integers(-1, 2, n) / 2.0
    price[random.random(n) < 0.03] = np.nan
    mid[random.random(n) < 0.1] = np.nan
    return price, mid
