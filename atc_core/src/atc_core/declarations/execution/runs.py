"""Samples of the family: bars, orders and target weights on them, and fills as a run of weights makes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_core.arrays import Array
from atc_core.declarations.execution.order_checks import (
    LIMIT,
    MARKET,
    STOP,
    STOP_LIMIT,
    TRAILING,
    TRAILING_FRACTION,
)
from atc_core.samples import price_walk

ASSETS = 4
MAKERS = 0.4
"""Of all fills."""


def walks(random: Any, n: int, assets: int = ASSETS) -> Array:
    """Price walks side by side."""
    return np.stack([price_walk(random, n)[0] for _ in range(assets)], axis=1)


def run_fills(random: Any, n: int) -> tuple[Array, ...]:
    """Bar, asset, quantity, price and commission of each fill: whole shares of some assets, flat now and then."""
    bar = np.sort(random.integers(0, max(n // 3, 1), n))
    asset = random.integers(0, ASSETS, n)
    quantity = np.zeros(n)
    wanted = random.integers(-3, 4, n) * 10.0
    for item in range(ASSETS):
        own = asset == item
        quantity[own] = np.diff(wanted[own], prepend=0.0)
    quantity = np.where(quantity == 0.0, random.choice([-0.1, 0.2, 0.3], n), quantity)
    price = walks(random, max(n // 3, 1))[bar, asset] * (1.0 + 0.0005 * np.sign(quantity))
    return bar, asset, quantity, price, np.abs(quantity) * price * 0.001


def ledger_fills(random: Any, n: int) -> tuple[Array, ...]:
    """Asset, quantity and price."""
    return run_fills(random, n)[1:4]


def fills_of_assets(random: Any, n: int) -> tuple[Array, ...]:
    """All parts of fills."""
    return run_fills(random, n)


def commission_fills(random: Any, n: int) -> tuple[Array, ...]:
    """Order, quantity, price and whether it is a maker's: three fills of an order on average."""
    _, _, quantity, price, _ = run_fills(random, n)
    return random.integers(0, n // 3 + 1, n), quantity, price, random.random(n) < MAKERS


def fills_and_closes(random: Any, n: int) -> tuple[Array, ...]:
    """Fills and the closes of the bars that they are of."""
    bar, asset, quantity, price, commission = run_fills(random, n)
    return bar, asset, quantity, price, commission, walks(random, max(n // 3, 1))


def opens_closes_weights(random: Any, n: int) -> tuple[Array, ...]:
    """Opens near the closes before them, closes, and random weights of either sign that add up to 0.98 in magnitude."""
    close = walks(random, n)
    weights = random.random((n, ASSETS)) * random.choice([-1.0, 1.0, 1.0, 1.0], (n, ASSETS))
    return opens(random, close), close, weights * (0.98 / np.abs(weights).sum(axis=1, keepdims=True))


def opens(random: Any, close: Array) -> Array:
    """Opens 0.2 % around the closes before them."""
    return np.asarray(np.concatenate([close[:1], close[:-1]]) * (1.0 + random.normal(0.0, 0.002, close.shape)))


def bars_and_brackets(random: Any, n: int) -> tuple[Array, ...]:
    """Bars of two assets with volumes, and every ten bars of each an entry of any kind with a stop and a target."""
    close = walks(random, n, 2)
    opening = opens(random, close)
    wicks = 1.0 + np.abs(random.normal(0.0, 0.006, (2, *close.shape)))
    high, low = np.maximum(opening, close) * wicks[0], np.minimum(opening, close) / wicks[1]
    volume = np.round(random.exponential(1000.0, close.shape))
    placed = np.repeat(np.arange(0, n, 10), 2)
    columns = brackets(random, placed, np.arange(len(placed)) % 2, close)
    return opening, high, low, close, volume, *columns


def brackets(random: Any, placed: Array, asset: Array, close: Array) -> tuple[Array, ...]:
    """Columns of orders: of each bracket an entry, a stop or trailing stop, and a limit for the profit."""
    count = len(placed)
    side = random.choice([-1.0, 1.0], count)
    price = close[placed, asset]
    quantity = np.round(random.uniform(1.0, 300.0, count)) * side
    entry, leaving = (
        random.integers(MARKET, TRAILING, count),
        random.choice([STOP, STOP, TRAILING, TRAILING_FRACTION], count),
    )
    near = price * (1.0 + np.where(entry == LIMIT, -side, side) * np.abs(random.normal(0.0, 0.008, count)))
    distance = random.uniform(0.005, 0.04, (2, count))
    is_trailing = leaving == TRAILING, leaving == TRAILING_FRACTION
    protecting = np.select(is_trailing, (price * distance[0], distance[0]), price * (1.0 - side * distance[0]))
    rows, none = np.arange(count), np.full(count, np.nan)
    profit = price * (1.0 + side * distance[1])
    # Entries that never fill would live for ever, and more of them from bar to bar.
    until = placed + random.integers(3, 9, count)
    minus = np.full(count, -1)
    parts = (
        (placed,) * 3,
        (asset,) * 3,
        (quantity, -quantity, -quantity),
        (entry, leaving, np.full(count, LIMIT)),
        (near * (1.0 + 0.002 * side * (entry == STOP_LIMIT)), none, profit),
        (near, protecting, none),
        (until, minus, minus),
        (minus, rows, rows),
        (minus, 3 * rows, 3 * rows),
    )
    return tuple(np.stack(part, axis=1).ravel() for part in parts)
