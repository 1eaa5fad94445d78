"""An account in decimals of 80 digits: fractions would double their digits at every bar."""

from __future__ import annotations

import decimal
import math
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
BAND = Decimal("1e-10")


@contextmanager
def exactly() -> Iterator[None]:
    with decimal.localcontext() as context:
        context.prec, context.Emax, context.Emin = 80, 999_999, -999_999
        yield


def tied(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= BAND * max(abs(one), abs(other))


def in_lots(quantity: Decimal, lot: float) -> Decimal:
    if not lot:
        return quantity
    return ((quantity / Decimal(lot) + Decimal("1e-9")) // 1) * Decimal(lot)


class Books:
    """Cash, positions, marks."""

    def __init__(self, cash: float, assets: int) -> None:
        self.initial = self.cash = Decimal(cash)
        self.held = [Decimal(0)] * assets
        self.marks = [Decimal(0)] * assets
        self.has_closed = [False] * assets

    def fill(self, asset: int, quantity: Decimal, price: Decimal, commission: Decimal) -> None:
        self.cash -= quantity * price + commission
        before = self.held[asset]
        self.held[asset] = Decimal(0) if tied(before, -quantity) else before + quantity
        if not self.has_closed[asset]:
            self.marks[asset] = price

    def mark(self, closes: list[float]) -> None:
        for asset, close in enumerate(closes):
            if math.isfinite(close):
                self.marks[asset], self.has_closed[asset] = Decimal(close), True

    def equity(self, prices: list[Decimal] | None = None) -> Decimal:
        return self.cash + sum(map(lambda held, mark: held * mark, self.held, prices or self.marks), Decimal(0))

    def is_ruined(self) -> bool:
        return self.equity() <= BAND * self.initial

    def ruin(self) -> list[tuple[int, Decimal, Decimal]]:
        closing = [(asset, -held, self.marks[asset]) for asset, held in enumerate(self.held) if held]
        for asset, quantity, mark in closing:
            self.fill(asset, quantity, mark, Decimal(0))
        return closing

    def state(self) -> tuple[float, list[float], float]:
        return float(self.cash), [float(held) for held in self.held], float(self.equity())


def columns(states: list[Any], shape: tuple[int, ...]) -> tuple[Array, Array, Array]:
    """Cash, position and equity at each bar."""
    cash, held, equity = ([state[place] for state in states] for place in range(3))
    return np.array(cash, float), np.array(held, float).reshape(shape), np.array(equity, float)
