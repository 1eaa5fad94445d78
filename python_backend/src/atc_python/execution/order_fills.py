"""Fills: how much, at what price, for which commission, and whether the account can carry it."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from atc_core.declarations.execution.order_checks import LIMIT, STOP_LIMIT
from atc_core.declarations.execution.orders import FILLED, REJECTED
from atc_python.execution.account import Account, whole_lots
from atc_python.execution.order_state import Order, Orders
from atc_python.ties import is_above, is_tied


class Terms(NamedTuple):
    """The options, in their order."""

    initial_cash: float
    lot: float
    volume_limit: float
    limit_touch: bool
    slippage_bps: float
    slippage_fixed: float
    volume_impact: float
    per_share: float
    per_order: float
    maker_rate: float
    taker_rate: float
    minimum: float
    leverage: float
    margin_rate: float
    borrow_rate: float

    @property
    def is_of_volume(self) -> bool:
        """Whether fills depend on the volume of a bar."""
        return self.volume_limit < math.inf or self.volume_impact > 0.0


class Bar(NamedTuple):
    """A bar of an asset."""

    open: float
    high: float
    low: float
    close: float
    volume: float

    @property
    def trades(self) -> bool:
        """Whether all its prices are there."""
        return not math.isnan(self.open + self.high + self.low + self.close)


class Broker:
    """Fills orders out of an account."""

    def __init__(self, orders: Orders, assets: int, terms: Terms) -> None:
        """Begin before the first bar."""
        self.orders, self.terms, self.account = orders, terms, Account(terms.initial_cash, assets)
        self.time = 0
        self.bars: list[Bar] = []
        self.taken = [0.0] * assets
        """Of the volume of this bar, by asset."""
        self.woken: list[Order] = []
        """Children whose parent filled for the first time since this was emptied."""
        self.fills: list[tuple[Any, ...]] = []

    def begin(self, time: int, bars: list[Bar]) -> None:
        """Go to a bar."""
        self.time, self.bars, self.taken = time, bars, [0.0] * len(bars)

    def available(self, order: Order) -> float:
        """What may fill now, in whole lots; 0 where that is nothing."""
        shares, terms = order.left, self.terms
        if order.parent >= 0:
            shares = min(shares, self.orders.allowed(order))
        if terms.is_of_volume:
            volume, taken = self.bars[order.asset].volume, self.taken[order.asset]
            if not volume > 0.0:
                return 0.0
            most = terms.volume_limit * volume
            shares = min(shares, 0.0 if is_tied(most, taken) else most - taken)
        shares = whole_lots(shares, terms.lot) if shares > 0.0 else 0.0
        return 0.0 if order.is_nothing(shares) else shares

    def price(self, order: Order, base: float, shares: float) -> float:
        """What a fill pays, slippage included."""
        if order.kind in (LIMIT, STOP_LIMIT):
            return base
        terms = self.terms
        move = base * terms.slippage_bps / 1e4 + terms.slippage_fixed
        if terms.volume_impact:
            share = (self.taken[order.asset] + shares) / self.bars[order.asset].volume
            move += base * terms.volume_impact * share * share
        return max(0.0, base + order.side * move)

    def owed(self, order: Order, shares: float, price: float) -> float:
        """What an order owes in all with a further fill."""
        terms = self.terms
        rate = terms.maker_rate if order.kind in (LIMIT, STOP_LIMIT) else terms.taker_rate
        value = rate * (float(order.value) + shares * price)
        return max(terms.per_order + terms.per_share * (order.filled + shares) + value, terms.minimum)

    def fill(self, order: Order, base: float, phase: int) -> None:
        """Fill what may, at a price before slippage; for want of buying power only what closes a position."""
        shares = self.available(order)
        if not shares:
            return
        closing = self.account.positions[order.asset].closed_by(order.side * shares)
        is_rejected = closing < shares and not self.is_affordable(order, base, shares)
        shares = closing if is_rejected else shares
        if not order.is_nothing(shares):
            self.book(order, base, phase, shares)
            self.orders.after_fill(order, shares)
        if is_rejected:
            self.orders.end(order, REJECTED)
        elif order.left == 0.0:
            self.orders.end(order, FILLED)
        if order.first == order.latest == self.time:
            children = (item for item in self.orders.children(order) if item.is_open and item.bar < self.time)
            for child in children:
                child.extreme = order.base
                self.woken.append(child)

    def book(self, order: Order, base: float, phase: int, shares: float) -> None:
        """Write a fill down."""
        price = self.price(order, base, shares)
        owed = self.owed(order, shares, price)
        fill = (order.asset, order.side * shares, price, owed - order.paid)
        self.account.fill(*fill)
        self.fills.append((order.row, self.time, *fill, phase))
        self.taken[order.asset] += shares
        order.paid = owed
        order.take_off(shares)
        order.total.add(shares)
        order.value.add(shares * price)
        order.latest = self.time
        if order.first < 0:
            order.first, order.base = self.time, base

    def is_affordable(self, order: Order, base: float, shares: float) -> bool:
        """Whether the account can carry a fill."""
        limit = self.terms.leverage
        if math.isinf(limit):
            return True
        price = self.price(order, base, shares)
        fee = self.owed(order, shares, price) - order.paid
        values = self.account.values()
        values[order.asset] = (self.account.positions[order.asset].shares + order.side * shares) * price
        cash = self.account.cash - order.side * shares * price - fee
        return not is_above(math.fsum(map(abs, values)), limit * math.fsum([cash, *values]))
