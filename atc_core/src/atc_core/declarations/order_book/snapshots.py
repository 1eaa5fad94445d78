"""What snapshots of a book say: features, flow, and the cost of a size.

A level is there where its price is no NaN and its size is above 0.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Array, Axes, ExactSeries, Series, Signal
from atc_core.book_samples import book_snapshots, levels_and_quantities
from atc_core.declarations.order_book.columns import (
    Quantities,
    SnapshotPrices,
    SnapshotSizes,
    level_count,
    level_labels,
)
from atc_core.domains import LARGEST_INTEGER, LARGEST_REAL, Domain
from atc_core.kernel import Options, Sizes, kernel

Depth: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, typical=5, tried=(1, 3, 10, 50))]
FlowLevels: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, typical=1, tried=(1, 3, 10))]
Taker: TypeAlias = Annotated[int, Domain(tried=(1, -1))]
Limit: TypeAlias = Annotated[
    float, Domain(at_least=-LARGEST_REAL, at_most=LARGEST_REAL, tried=(np.nan, 1_000.0, 1_002.0), or_nan=True)
]
Flow: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "flows")]
LevelsUsed: TypeAlias = Annotated[NDArray[np.int64], Axes("time")]


class BookFeatures(NamedTuple):
    """What each snapshot says."""

    mid: Series
    spread: Series
    microprice: Series
    bid_depth: Series
    ask_depth: Series
    imbalance: Series
    bid_vwap: Series
    ask_vwap: Series
    state: Signal
    """-1 a side is missing, 0 the bid is below the ask, 1 locked, 2 crossed."""


class Sweep(NamedTuple):
    """What it takes to fill a quantity."""

    filled: Series
    cost: Series
    """The sum of price times size."""
    average: Series
    worst: ExactSeries
    impact: Series
    used: LevelsUsed


def largest_price(*prices: Array) -> Array:
    """The largest magnitude among the prices of each snapshot; 0 of none."""
    largest: Array = np.nan_to_num(np.abs(np.concatenate(prices, axis=1))).max(axis=1, initial=0.0)
    return largest


def feature_scales(bid: Array, _: Array, ask: Array, *rest: Any) -> tuple[Any, ...]:
    """Of prices the largest of the snapshot, of sizes their sum, 1 of their ratio."""
    found, price = BookFeatures(*rest[-1]), largest_price(bid, ask)
    return price, price, price, found.bid_depth, found.ask_depth, 1.0, price, price, 0.0


def flow_scale(_: Array, bid_size: Array, __: Array, ask_size: Array, levels: int, ___: Array) -> Array:
    """The largest size of each level so far."""
    sizes = np.maximum(bid_size, ask_size)[:, :levels]
    return np.maximum.accumulate(sizes, axis=0)


def sweep_scales(price: Array, *rest: Any) -> tuple[Any, ...]:
    """Of prices the largest of the snapshot, of money what it comes to for all that is filled."""
    found, largest = Sweep(*rest[-1]), largest_price(price)
    with np.errstate(all="ignore"):
        relative = np.fmax(1.0, np.nan_to_num(largest / np.abs(price).min(axis=1, initial=np.inf), posinf=0.0))
        return found.filled, largest * found.filled, largest, 0.0, relative, 0.0


def levels_are_there(sizes: Sizes, options: Options) -> str | None:
    """What is wrong with more levels than the snapshots have."""
    levels, there = options["levels"], sizes["levels"]
    return None if levels <= there else f"levels must be at most {there}, the levels of the snapshots, was {levels}"


def is_a_side(options: Options) -> str | None:
    """What is wrong with a side."""
    side = options["side"]
    return None if abs(side) == 1 else f"side must be 1 or -1, was {side}"


@kernel(sample=book_snapshots, scale=feature_scales)
def book_features(
    bid_price: SnapshotPrices,
    bid_size: SnapshotSizes,
    ask_price: SnapshotPrices,
    ask_size: SnapshotSizes,
    levels: Depth = 5,
    *,
    out: BookFeatures | None = None,
) -> BookFeatures:
    r"""Mid, spread, microprice, depth, imbalance and state of each snapshot of a book.

    Formula:
        $$ mid = \frac{a + b}{2}; spread = a - b; microprice = \frac{a p + b q}{p + q} $$
        $$ bid_depth = \sum_j bid_size_j; ask_depth = \sum_j ask_size_j $$
        $$ imbalance = \frac{bid_depth - ask_depth}{bid_depth + ask_depth} $$
        $$ bid_vwap = \frac{\sum_j bid_price_j bid_size_j}{bid_depth} $$
        $$ ask_vwap = \frac{\sum_j ask_price_j ask_size_j}{ask_depth} $$
        where $b$ and $a$ are the best bid and ask, $p$ and $q$ their sizes, and $j$ runs over the first `levels`
        levels.

    Args:
        bid_price: prices of the bids, best first, NaN where there is no level, shape ``(time, levels)``.
        bid_size: their sizes, same shape, finite and at least 0.
        ask_price: prices of the asks, same shape.
        ask_size: their sizes, same shape.
        levels: how many levels count at most, at least 1; of snapshots that have fewer, all.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple, each field of shape ``(time,)``: `mid`; `spread`, negative of a crossed book; `microprice`,
        towards the side with less size; `bid_depth` and `ask_depth`, 0 of no level; `imbalance`, NaN where both are 0;
        `bid_vwap` and `ask_vwap`; `state`, int8: -1 where a side is missing, 0 where the bid is below the ask, 1 where
        they are equal, 2 where they cross. A missing side makes mid, spread and microprice NaN.

    Raises:
        TypeError: an array is not numeric, `levels` not an integer.
        ValueError: an array is not 1-D or 2-D, arrays differ in shape, a price is infinite, a size negative or not
            finite, or `levels` is below 1.

    Source: Stoikov, "The micro-price" (2018), of which the first approximation is taken.
    """


@kernel(
    sample=book_snapshots,
    sizes={"flows": level_count},
    labels={"flows": level_labels},
    check_sizes=levels_are_there,
    scale=flow_scale,
)
def order_flow_imbalance(
    bid_price: SnapshotPrices,
    bid_size: SnapshotSizes,
    ask_price: SnapshotPrices,
    ask_size: SnapshotSizes,
    levels: FlowLevels = 1,
    *,
    out: Flow | None = None,
) -> Flow:
    """Order flow imbalance of each level: what came to the bids and left the asks since the snapshot before.

    A bid that is not there counts as -Inf, an ask as +Inf, both with size 0.

    Formula:
        $$ y_t = [b_t >= b_{t-1}] q_t - [b_t <= b_{t-1}] q_{t-1} - [a_t <= a_{t-1}] r_t + [a_t >= a_{t-1}] r_{t-1} $$
        where $b$ is the bid price of the level, $q$ its size, $a$ the ask price, $r$ its size, and a bracket is 1 if it
        holds, else 0.

    Args:
        bid_price: prices of the bids, best first, NaN where there is no level, shape ``(time, levels)``.
        bid_size: their sizes, same shape, finite and at least 0.
        ask_price: prices of the asks, same shape.
        ask_size: their sizes, same shape.
        levels: for how many levels, at least 1 and at most those of the snapshots.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(time, levels)`` for the levels that were asked for; the first row is NaN.

    Raises:
        TypeError: an array is not numeric, `levels` not an integer.
        ValueError: an array is not 1-D or 2-D, arrays differ in shape, a price is infinite, a size negative or not
            finite, or `levels` is below 1 or above the levels of the snapshots.

    Source: Cont, Kukanov & Stoikov, "The price impact of order book events" (2014).
    """


@kernel(sample=levels_and_quantities, check=is_a_side, scale=sweep_scales)
def book_sweep(
    price: SnapshotPrices,
    size: SnapshotSizes,
    quantity: Quantities,
    side: Taker = 1,
    limit: Limit = np.nan,
    *,
    out: Sweep | None = None,
) -> Sweep:
    r"""What it costs to take a quantity from the levels of one side, best first.

    Formula:
        $$ x_j = min(size_j, quantity - \sum_{i < j} x_i); filled = \sum_j x_j; cost = \sum_j price_j x_j $$
        $$ average = \frac{cost}{filled}; impact = side \frac{average - b}{b} $$
        where $j$ runs over the levels from the best price $b$ to the last that is not beyond `limit`.

    Args:
        price: prices of the asks for a buyer, of the bids for a seller, best first, NaN where there is no level, shape
            ``(time, levels)``.
        size: their sizes, same shape, finite and at least 0; a level of size 0 is none.
        quantity: how much is wanted, a number or shape ``(time,)``, above 0; infinity for all there is.
        side: 1 of a buyer, -1 of a seller.
        limit: the worst price that is taken, NaN for any.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple, each field of shape ``(time,)``: `filled`, exactly `quantity` where at most 1e-10 of it is left,
        `cost`, the sum of price times size, `average` price, `worst` price, `impact`, how far the average is beyond the
        best price as a fraction of that, and `used`, int64, how many levels. Where nothing can be filled, `filled`,
        `cost` and `used` are 0 and the others NaN.

    Raises:
        TypeError: an array is not numeric, `side` not an integer, `limit` not a number.
        ValueError: an array has another shape, a price or the limit is infinite, a size negative or not finite, a
            quantity not above 0, or `side` neither 1 nor -1.

    Source: the cost of walking the book.
    """
