"""What snapshots of a book say, as the definitions read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Array, Series
from atc_python import backend
from atc_python.results import deliver, deliver_each

Levels: TypeAlias = NDArray[np.float64]
MISSING, APART, LOCKED, CROSSED = -1, 0, 1, 2
FULL = 1e-10
"""The part of a quantity that may be left of a full fill."""


@backend.implements("book_features")
def book_features(
    bid_price: Levels,
    bid_size: Levels,
    ask_price: Levels,
    ask_size: Levels,
    levels: int = 5,
    *,
    out: Sequence[Array] | None = None,
) -> Sequence[Array]:
    """Best prices, and sums over the first levels."""
    bids, asks = (
        there(price[:, :levels], size[:, :levels]) for price, size in ((bid_price, bid_size), (ask_price, ask_size))
    )
    (bid, bid_best), (ask, ask_best) = best(*bids), best(*asks)
    depths = [size.sum(axis=1) for _, size in (bids, asks)]
    with np.errstate(all="ignore"):
        found = (
            (ask + bid) / 2.0,
            ask - bid,
            bid + (ask - bid) * (bid_best / (bid_best + ask_best)),
            *depths,
            (depths[0] - depths[1]) / (depths[0] + depths[1]),
            *(weighed(*levels, depth) for levels, depth in zip((bids, asks), depths, strict=True)),
            np.select([np.isnan(bid + ask), bid < ask, bid == ask], [MISSING, APART, LOCKED], CROSSED).astype(np.int8),
        )
    return deliver_each(found, out)


def there(price: Levels, size: Levels) -> tuple[Levels, Levels]:
    """Prices and sizes of the levels that are there; NaN and 0 of the others."""
    is_there = ~np.isnan(price) & (size > 0.0)
    return np.where(is_there, price, np.nan), np.where(is_there, size, 0.0)


def best(price: Levels, size: Levels) -> tuple[Series, Series]:
    """Those of the first level."""
    if price.shape[1] == 0:
        return np.full(len(price), np.nan), np.zeros(len(price))
    return price[:, 0], size[:, 0]


def weighed(price: Levels, size: Levels, depth: Series) -> Series:
    """The mean price by shares of the depth; NaN of none."""
    mean: Series = (np.nan_to_num(price) * (size / depth[:, None])).sum(axis=1)
    return np.where(depth > 0.0, mean, np.nan)


@backend.implements("order_flow_imbalance")
def order_flow_imbalance(
    bid_price: Levels,
    bid_size: Levels,
    ask_price: Levels,
    ask_size: Levels,
    levels: int = 1,
    *,
    out: Levels | None = None,
) -> Levels:
    """What came to the bids, and left the asks."""
    bid, q = there(bid_price[:, :levels], bid_size[:, :levels])
    ask, r = there(ask_price[:, :levels], ask_size[:, :levels])
    bid[np.isnan(bid)], ask[np.isnan(ask)] = -np.inf, np.inf
    flow = np.full(bid.shape, np.nan)
    came = (bid[1:] >= bid[:-1]) * q[1:] - (bid[1:] <= bid[:-1]) * q[:-1]
    flow[1:] = came - (ask[1:] <= ask[:-1]) * r[1:] + (ask[1:] >= ask[:-1]) * r[:-1]
    return deliver(flow, out)


@backend.implements("book_sweep")
def book_sweep(
    price: Levels,
    size: Levels,
    quantity: Series,
    side: int = 1,
    limit: float = math.nan,
    *,
    out: Sequence[Array] | None = None,
) -> Sequence[Array]:
    """Level after level, until enough is filled or the price is beyond the limit."""
    rows = zip(price.tolist(), size.tolist(), quantity.tolist(), strict=True)
    swept = [sweep(zip(prices, sizes, strict=True), wanted, side, limit) for prices, sizes, wanted in rows]
    filled, cost, first, beyond, worst, used = np.array(swept, np.float64).reshape(-1, 6).T.copy()
    with np.errstate(all="ignore"):
        average, impact = first + beyond / filled, side * (beyond / filled) / first
    return deliver_each((filled, cost, average, worst, impact, used.astype(np.int64)), out)


def sweep(
    levels: Iterable[tuple[float, float]], quantity: float, side: int, limit: float
) -> tuple[float, float, float, float, float, int]:
    """What one snapshot fills of a quantity: size, cost, first price, cost beyond that, last price, how many levels."""
    taken = []
    rest = quantity
    for price, size in levels:
        if math.isnan(price) or size == 0.0:
            continue
        if side * price > side * limit or rest <= FULL * quantity < math.inf:
            break
        taken.append((price, min(size, rest)))
        rest -= taken[-1][1]
    if not taken:
        return 0.0, 0.0, math.nan, math.nan, math.nan, 0
    is_full = rest <= FULL * quantity < math.inf
    filled = quantity if is_full else math.fsum(size for _, size in taken)
    cost = math.fsum(price * size for price, size in taken)
    first = taken[0][0]
    beyond = math.fsum((price - first) * size for price, size in taken)
    return filled, cost, first, beyond, taken[-1][0], len(taken)
