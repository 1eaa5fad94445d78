"""Cash, positions and marks, as fills and closes change them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from atc_python.sums import add
from atc_python.ties import TIE_BAND, is_tied


class Total:
    """A sum whose error does not grow with the number of its parts."""

    __slots__ = ("_lost", "_sum")

    def __init__(self, start: float = 0.0) -> None:
        """Begin with a number."""
        self._sum, self._lost = start, 0.0

    def add(self, value: float) -> None:
        """Take in a further part."""
        self._sum, self._lost = add(self._sum, self._lost, value)

    def __float__(self) -> float:
        """The sum."""
        return self._sum + self._lost


class Position:
    """Shares of an asset, below 0 when short; what is left of them within the tie band is exactly 0."""

    __slots__ = ("_total", "shares")

    def __init__(self) -> None:
        """Begin flat."""
        self._total, self.shares = Total(), 0.0

    def add(self, quantity: float) -> None:
        """Buy, or sell what is below 0."""
        if is_tied(self.shares, -quantity):
            self._total = Total()
        else:
            self._total.add(quantity)
        self.shares = float(self._total)

    def closed_by(self, quantity: float) -> float:
        """How many of the shares a fill would close; all where what is left is within the tie band."""
        if self.shares * quantity >= 0.0:
            return 0.0
        if is_tied(self.shares, -quantity):
            return abs(quantity)
        return min(abs(self.shares), abs(quantity))


class Account:
    """What is owned, and what it is worth at the marks of its assets."""

    def __init__(self, cash: float, assets: int) -> None:
        """Begin with cash alone."""
        self._cash = Total(cash)
        self.positions = [Position() for _ in range(assets)]
        self.marks = [math.nan] * assets
        self._has_closed = [False] * assets

    @property
    def cash(self) -> float:
        """Money."""
        return float(self._cash)

    def fill(self, asset: int, quantity: float, price: float, commission: float) -> None:
        """Buy or sell; the price marks an asset that never had a close."""
        self._cash.add(-quantity * price)
        self._cash.add(-commission)
        self.positions[asset].add(quantity)
        if not self._has_closed[asset]:
            self.marks[asset] = price

    def pay(self, money: float) -> None:
        """Take money from the cash."""
        self._cash.add(-money)

    def mark(self, closes: Sequence[float]) -> None:
        """Mark all assets to their closes, where those are finite."""
        for asset, close in enumerate(closes):
            if math.isfinite(close):
                self.marks[asset], self._has_closed[asset] = close, True

    def last_close(self, asset: int) -> float | None:
        """The last finite close of an asset; None before the first."""
        return self.marks[asset] if self._has_closed[asset] else None

    def values(self) -> list[float]:
        """What each position is worth, below 0 when short; nothing of an asset that never had a price."""
        pairs = zip(self.positions, self.marks, strict=True)
        return [position.shares * mark if position.shares else 0.0 for position, mark in pairs]

    def equity(self) -> float:
        """Cash and all positions."""
        return math.fsum([self.cash, *self.values()]) if math.isfinite(self.cash) else self.cash + sum(self.values())

    def shares(self) -> list[float]:
        """All positions."""
        return [position.shares for position in self.positions]

    def is_ruined(self, initial_cash: float) -> bool:
        """Whether nothing is left that could be traded with."""
        return self.equity() <= TIE_BAND * initial_cash

    def close_all(self) -> list[tuple[int, float, float]]:
        """Close every position at its mark, without cost: asset, quantity and price of each."""
        pairs = enumerate(zip(self.positions, self.marks, strict=True))
        closing = [(asset, -position.shares, mark) for asset, (position, mark) in pairs if position.shares]
        for asset, quantity, mark in closing:
            self.fill(asset, quantity, mark, 0.0)
        return closing


def whole_lots(quantity: float, lot: float) -> float:
    """A quantity above 0 rounded down to a multiple of `lot`; 0 takes any."""
    return math.floor(quantity / lot + 1e-9) * lot if lot else quantity
