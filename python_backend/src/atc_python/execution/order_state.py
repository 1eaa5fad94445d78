"""What an order has done so far, and what the fill or end of one does to those of its group and to its children."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from atc_core.declarations.execution.order_checks import STOP, TRAILING, TRAILING_FRACTION
from atc_core.declarations.execution.orders import CANCELLED, FILLED, OPEN
from atc_python.execution.account import Total
from atc_python.ties import TIE_BAND, is_tied

STOPS = {STOP, TRAILING, TRAILING_FRACTION}
"""Kinds that are market orders once their level is reached."""
TRAILS = {TRAILING, TRAILING_FRACTION}


class Order:
    """A row of the orders."""

    def __init__(self, row: int, columns: Sequence[Any]) -> None:
        """Begin open, with nothing filled."""
        self.row = row
        self.bar, self.asset, quantity, self.kind, limit, stop, self.last, self.group, self.parent = columns
        self.limit: float = limit
        self.stop: float = stop
        self.side = 1 if quantity > 0 else -1
        self.asked: float = abs(quantity)
        self.left, self.status = self.asked, OPEN
        self.is_triggered = False
        """Whether the stop was reached."""
        self.triggered_inside = -1
        """The bar inside which it was, of a stop-limit."""
        self.extreme: float | None = None
        """The highest price since it was placed, of one that trails to sell; to buy the lowest."""
        self.latest = self.first = -1
        """The bars of its fills."""
        self.base = 0.0
        """The price of the first fill before slippage."""
        self.total, self.value, self.paid = Total(), Total(), 0.0

    @property
    def is_open(self) -> bool:
        """Whether it may fill still."""
        return self.status == OPEN

    @property
    def filled(self) -> float:
        """Shares so far."""
        return float(self.total)

    @property
    def level(self) -> float:
        """Where a stop is reached."""
        if self.kind not in TRAILS or self.extreme is None:
            return self.stop
        if self.kind == TRAILING:
            return self.extreme - self.stop if self.side < 0 else self.extreme + self.stop
        return self.extreme * (1.0 - self.stop) if self.side < 0 else self.extreme * (1.0 + self.stop)

    def is_reached_by(self, price: float) -> bool:
        """Whether a price is at the stop's level or through it."""
        return price >= self.level if self.side > 0 else price <= self.level

    def is_good(self, price: float) -> bool:
        """Whether a price is at the limit or better."""
        return price <= self.limit if self.side > 0 else price >= self.limit

    def worse(self, one: float, other: float) -> float:
        """Of two prices the one that costs more or brings less."""
        return max(one, other) if self.side > 0 else min(one, other)

    def trail(self, price: float) -> None:
        """Take a price in."""
        if self.extreme is not None:
            self.extreme = max(self.extreme, price) if self.side < 0 else min(self.extreme, price)

    def is_nothing(self, shares: float) -> bool:
        """Whether shares are but a rounding of what was asked for."""
        return shares <= TIE_BAND * self.asked

    def take_off(self, shares: float) -> None:
        """Reduce what is left, to exactly 0 within the band."""
        left = self.left - shares
        self.left = 0.0 if self.is_nothing(left) else left


class Orders:
    """All orders, and how they hang together."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        """Read the columns row by row."""
        self.all = [Order(row, columns) for row, columns in enumerate(rows)]
        self._groups, self._children = defaultdict[int, list[Order]](list), defaultdict[int, list[Order]](list)
        for order in self.all:
            if order.group >= 0:
                self._groups[order.group].append(order)
            if order.parent >= 0:
                self._children[order.parent].append(order)

    def parent(self, order: Order) -> Order | None:
        """The order that this one waits for."""
        return self.all[order.parent] if order.parent >= 0 else None

    def children(self, order: Order) -> list[Order]:
        """The orders that wait for this one."""
        return self._children.get(order.row, [])

    def is_awake(self, order: Order) -> bool:
        """Whether it waits for no parent's first fill."""
        parent = self.parent(order)
        return parent is None or parent.first >= 0

    def allowed(self, order: Order) -> float:
        """What a child may still fill: what its parent has, less what it and those of its own group have."""
        parent = self.all[order.parent]
        others = (item for item in self._groups.get(order.group, []) if item.parent == order.parent)
        taken = sum(item.filled for item in others) if order.group >= 0 else order.filled
        return 0.0 if is_tied(parent.filled, taken) else parent.filled - taken

    def after_fill(self, order: Order, shares: float) -> None:
        """Take a fill off the others of its group."""
        for other in self._groups.get(order.group, []):
            if other is not order and other.is_open:
                other.take_off(shares)
                if other.left == 0.0:
                    self.end(other, CANCELLED)

    def end(self, order: Order, status: int) -> None:
        """End an order; its children end with it, or may fill no more than it has."""
        order.status = status
        for child in self.children(order):
            if not child.is_open:
                continue
            if order.first < 0:
                self.end(child, CANCELLED)
                continue
            child.take_off(max(0.0, child.left - self.allowed(child)))
            if child.left == 0.0:
                self.end(child, FILLED if child.first >= 0 else CANCELLED)
