"""Target weights, values and shares: the contract's four steps, bar by bar."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np

from atc_core.declarations.execution.targets import TARGET_FILL
from oracle.execution_account import BAND, Array, Books, columns, exactly, in_lots, tied
from oracle.vector import NAN, vector


def simulate_targets(
    open: Array,  # noqa: A002
    close: Array,
    target: Array,
    unit: str = "weight",
    initial_cash: float = 100_000.0,
    lot: float = 0.0,
    slippage_bps: float = 0.0,
    per_share: float = 0.0,
    rate: float = 0.0,
    leverage: float = 1.0,
) -> tuple[Any, ...]:
    with exactly():
        books, fills, states, ruined = Books(initial_cash, open.shape[1]), [], [], False
        slip = Decimal(slippage_bps) / 10_000
        for bar in range(len(open)):
            if bar and not ruined:
                traded = rebalance(
                    books, open[bar].tolist(), target[bar - 1].tolist(), unit, lot, slip, (per_share, rate), leverage
                )
                for asset, quantity, price, commission in traded:
                    books.fill(asset, quantity, price, commission)
                    fills.append((bar, asset, float(quantity), float(price), float(commission)))
            if not ruined:
                books.mark(close[bar].tolist())
                ruined = books.is_ruined()
                closed = books.ruin() if ruined else []
                fills += [(bar, asset, float(quantity), float(mark), 0.0) for asset, quantity, mark in closed]
            states.append(books.state())
        return np.array(fills, TARGET_FILL), *columns(states, open.shape)


def rebalance(
    books: Books,
    opens: list[float],
    targets: list[float],
    unit: str,
    lot: float,
    slip: Decimal,
    commission: tuple[float, float],
    leverage: float,
) -> list[tuple[int, Decimal, Decimal, Decimal]]:
    per_share, rate = map(Decimal, commission)
    prices = [mark if math.isnan(first) else Decimal(first) for first, mark in zip(opens, books.marks, strict=True)]
    equity = books.equity(prices)
    changes = []
    for asset, (first, wish) in enumerate(zip(opens, targets, strict=True)):
        if math.isnan(first) or math.isnan(wish):
            continue
        wish, first, held = Decimal(wish), Decimal(first), books.held[asset]  # type: ignore[assignment]
        goal = wish * equity / first if unit == "weight" else wish / first if unit == "value" else wish
        if tied(goal, held):
            continue
        side = 1 if goal > held else -1
        # What brings the position toward zero, and what brings it away.
        closing = min(abs(held), abs(goal - held)) if held * side < 0 else Decimal(0)
        changes.append((asset, first, side, closing, abs(goal - held) - closing, max(abs(goal), abs(held))))

    def fee(shares: Decimal, price: Decimal) -> Decimal:
        return per_share * shares + rate * shares * price

    def cost(shares: Decimal, first: Decimal, side: int) -> Decimal:
        return shares * first * slip + fee(shares, first * (1 + side * slip))

    factor = Decimal(1)
    needed = sum((opening * first for _, first, _, _, opening, _ in changes), Decimal(0))
    if not math.isinf(leverage) and needed:
        limit, after = Decimal(leverage), [abs(held) for held in books.held]
        for asset, first, side, closing, *_ in changes:
            after[asset] -= closing
            equity -= cost(closing, first, side)
        gross = sum((shares * price for shares, price in zip(after, prices, strict=True)), Decimal(0))
        extra = sum((cost(opening, first, side) for _, first, side, _, opening, _ in changes), Decimal(0))
        factor = min(factor, max(Decimal(0), (limit * equity - gross) / (needed + limit * extra)))
    traded = []
    for asset, first, side, closing, opening, largest in changes:
        shares = in_lots(closing + factor * opening, lot)
        if shares > BAND * largest:
            price = first * (1 + side * slip)
            traded.append((asset, side * shares, price, fee(shares, price)))
    return traded


OPEN = ((10.0, 20.0), (10.0, 20.0), (11.0, 19.0), (12.0, 21.0))
CLOSE = ((10.0, 20.0), (10.5, 19.5), (11.5, 20.0), (12.0, 22.0))
FILLS = """
1 0 49.9001498002 10.01 .4995004995; 1 1 24.9500749001 20.02 .4995004995;
2 1 -49.800598404 18.981 .9452651583; 3 0 -49.9001498002 11.988 .5982029958;
3 1 73.2783550572 21.021 1.5403843017
"""
POSITION = "0 0; 49.9001498002 24.9500749001; 49.9001498002 -24.8505235039; 0 48.4278315533"
VECTORS = [
    vector(
        "simulate_targets",
        (FILLS, "1000 0 944.3198931488 0", POSITION, "1000 1010.4780334551 1021.1611457733 1065.4122941715"),
        *(OPEN, CLOSE, ((0.5, 0.5), (NAN, -0.5), (0.0, 1.0), (1.0, 1.0)), "weight", 1000.0, 0.0, 10.0, 0.0, 0.001),
    ),
]
