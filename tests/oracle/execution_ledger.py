"""Fills as fractions, one after another: positions, round trips, commissions, accounts."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from atc_core.declarations.execution.ledger import TRIP
from oracle.series import Exact, tied
from oracle.vector import vector

Array = np.ndarray[Any, Any]


def fractions(*columns: Array) -> list[tuple[Fraction, ...]]:
    return list(zip(*(map(Fraction, column.tolist()) for column in columns), strict=True))


def after(before: Fraction, quantity: Fraction) -> Fraction:
    """The position after a fill: nothing within the tie band of what it was."""
    return Fraction(0) if tied(Exact(before), Exact(-quantity)) else before + quantity


def closed_by(before: Fraction, quantity: Fraction) -> Fraction:
    if before * quantity >= 0:
        return Fraction(0)
    return abs(quantity) if after(before, quantity) == 0 else min(abs(before), abs(quantity))


def position_ledger(asset: Array, quantity: Array, price: Array) -> tuple[Array, ...]:
    held: dict[int, tuple[Fraction, Fraction]] = {}
    rows = []
    for item, (shares, paid) in zip(asset.tolist(), fractions(quantity, price), strict=True):
        before, basis = held.get(item, (Fraction(0), Fraction(0)))
        now, closed = after(before, shares), closed_by(before, shares)
        realised = closed * (paid - basis) * (1 if before > 0 else -1)
        if now == 0:
            basis = Fraction(0)
        elif now * before <= 0:
            basis = paid
        elif not closed:
            basis = (before * basis + shares * paid) / now
        held[item] = now, basis
        rows.append((float(now), float(basis), float(realised)))
    return tuple(np.array(rows, np.float64).reshape(-1, 3).T)


def round_trips(bar: Array, asset: Array, quantity: Array, price: Array, commission: Array) -> Array:
    held: dict[int, Fraction] = {}
    parts: dict[int, list[tuple[int, Fraction, Fraction, Fraction]]] = {}
    """Of the trip under way: bar, shares, price and commission of each part, closing ones below 0."""
    rows = []
    for when, item, (shares, paid, fee) in zip(
        bar.tolist(), asset.tolist(), fractions(quantity, price, commission), strict=True
    ):
        before = held.get(item, Fraction(0))
        closed, held[item] = closed_by(before, shares), after(before, shares)
        if closed:
            parts[item].append((when, -closed, paid, fee * closed / abs(shares)))
        if closed and held[item] * before <= 0:
            rows.append(trip(item, 1 if before > 0 else -1, parts.pop(item)))
        if closed < abs(shares):
            opened = abs(shares) - closed
            parts.setdefault(item, []).append((when, opened, paid, fee * opened / abs(shares)))
    return np.array(rows, TRIP)


def trip(asset: int, side: int, parts: list[tuple[int, Fraction, Fraction, Fraction]]) -> tuple[Any, ...]:
    opened = sum(shares for _, shares, _, _ in parts if shares > 0)
    closed = -sum(shares for _, shares, _, _ in parts if shares < 0)
    entry = sum(shares * price for _, shares, price, _ in parts if shares > 0) / opened
    leaving = -sum(shares * price for _, shares, price, _ in parts if shares < 0) / closed
    commission = sum(fee for *_, fee in parts)
    pnl = side * opened * (leaving - entry) - commission
    return (asset, parts[0][0], parts[-1][0], side, *map(float, (opened, entry, leaving, commission, pnl)))


def commissions(order: Array, quantity: Array, price: Array, maker: Array, *options: float) -> Array:
    per_share, per_order, maker_rate, taker_rate, minimum = map(Fraction, options or (0.0,) * 5)
    owed: dict[int, tuple[Fraction, Fraction]] = {}
    fees = []
    for item, (shares, paid), is_maker in zip(order.tolist(), fractions(quantity, price), maker.tolist(), strict=True):
        parts, before = owed.get(item, (Fraction(0), Fraction(0)))
        rate = maker_rate if is_maker else taker_rate
        parts += per_share * abs(shares) + rate * abs(shares * paid)
        total = max(per_order + parts, minimum)
        owed[item] = parts, total
        fees.append(float(total - before))
    return np.array(fees, np.float64)


def mark_to_market(
    bar: Array,
    asset: Array,
    quantity: Array,
    price: Array,
    commission: Array,
    close: Array,
    initial_cash: float = 100_000.0,
) -> tuple[Array, ...]:
    cash, held = Fraction(initial_cash), [Fraction(0)] * close.shape[1]
    marks, closes = [Fraction(0)] * close.shape[1], [False] * close.shape[1]
    rows: list[tuple[float, list[float], float]] = []
    for time in range(len(close)):
        for fill in np.flatnonzero(bar == time):
            item = int(asset[fill])
            ((shares, paid, fee),) = fractions(*(column[fill : fill + 1] for column in (quantity, price, commission)))
            cash -= shares * paid + fee
            held[item] = after(held[item], shares)
            marks[item] = marks[item] if closes[item] else paid
        for item, value in enumerate(close[time].tolist()):
            if math.isfinite(value):
                marks[item], closes[item] = Fraction(value), True
        equity = cash + sum(map(lambda shares, mark: shares * mark, held, marks))
        rows.append((float(cash), [float(shares) for shares in held], float(equity)))
    columns = [[row[place] for row in rows] for place in range(3)]
    return np.array(columns[0]), np.array(columns[1]).reshape(close.shape), np.array(columns[2])


FILLS = (10.0, 10.0, -5.0, -20.0, 5.0)
PAID = (10.0, 12.0, 13.0, 11.0, 9.0)
VECTORS = [
    vector("position_ledger", ("10 20 15 -5 0", "10 11 11 11 0", "0 0 10 0 10"), (0,) * 5, FILLS, PAID),
    vector(
        "position_ledger",
        ("1 1 3 -2", "5 9 9 9", "0 0 0 0"),
        *((7, -3, 7, -3), (1.0, 1.0, 2.0, -3.0), (5.0, 9.0, 11.0, 9.0)),
    ),
    vector("position_ledger", (".1 .3 0", "1 1 0", "0 0 0"), (0,) * 3, (0.1, 0.2, -0.3), (1.0, 1.0, 1.0)),
    vector(
        "round_trips",
        "0 1 4 1 20 11 11.5 3.75 6.25; 0 4 6 -1 5 11 9 1.25 8.75",
        *((1, 2, 3, 4, 6), (0,) * 5, FILLS, PAID, (1.0,) * 5),
    ),
    vector(
        "commissions",
        "1 0 1 1.5",
        *((0, 0, 1, 0), (100.0, 100.0, 50.0, 300.0), (10.0, 10.0, 20.0, 10.0), (False,) * 4),
        *(0.005, 0.0, 0.0, 0.0, 1.0),
    ),
    vector(
        "mark_to_market",
        ("899 899 950", "10; 10; 5", "999 1019 1015"),
        *((0, 2), (0, 0), (10.0, -5.0), (10.0, 10.4), (1.0, 1.0), ((10.0,), (12.0,), (13.0,)), 1000.0),
    ),
]
