"""Orders on bars, step by step: the open, stops, limits, and stops of what filled inside the bar."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from atc_core.declarations.execution.order_checks import LIMIT, MARKET, STOP_LIMIT
from atc_core.declarations.execution.orders import AT_OPEN, EXPIRED, INSIDE, ORDER_FILL, RUIN, RUINED
from atc_core.declarations.execution.orders import simulate_orders as declared
from atc_python import backend
from atc_python.execution.order_fills import Bar, Broker, Terms
from atc_python.execution.order_state import STOPS, TRAILS, Order, Orders
from atc_python.kinds import with_signature

TABLES = 5
"""Open, high, low, close and volume."""


class Simulation(Broker):
    """The steps of a bar."""

    def __init__(self, orders: Orders, assets: int, terms: Terms) -> None:
        """Begin with no order alive."""
        super().__init__(orders, assets, terms)
        self.living: list[Order] = []
        """Placed, open and not waiting for a parent, by row."""

    def step(self, time: int, bars: list[Bar], placed: list[Order]) -> None:
        """All fills of a bar; `placed` came at the close of the one before."""
        self.begin(time, bars)
        fresh = [order for order in placed if order.is_open and self.orders.is_awake(order)]
        for order in fresh:
            self.begin_trailing(order)
        self.living = by_row([*self.living, *fresh])
        for order in self.ready(self.living):
            self.at_open(order)
        candidates = by_row([*self.living, *self.newly_woken()])
        for order in self.ready(candidates):
            self.at_stop(order)
        for order in self.ready(candidates):
            self.at_limit(order)
        self.living = [order for order in by_row([*candidates, *self.inside()]) if order.is_open]

    def inside(self) -> list[Order]:
        """Step 4, and the children that woke in this bar after its open."""
        heap, woken = [(order.row, order) for order in self.newly_woken()], []
        heapq.heapify(heap)
        while heap:
            _, order = heapq.heappop(heap)
            woken.append(order)
            if order.is_open and order.kind in STOPS:
                self.at_stop(order)
            for child in self.newly_woken():
                heapq.heappush(heap, (child.row, child))
        return woken

    def newly_woken(self) -> list[Order]:
        """The children that woke since this was asked for."""
        woken, self.woken = self.woken, []
        return woken

    def ready(self, orders: list[Order]) -> Iterator[Order]:
        """Those that may fill now, one after another: what one does may end the next."""
        for order in orders:
            if order.is_open and order.latest < self.time and self.bars[order.asset].trades:
                yield order

    def begin_trailing(self, order: Order) -> None:
        """Trail from the last close, of a child from where its parent filled."""
        parent = self.orders.parent(order)
        mark = self.account.last_close(order.asset)
        order.extreme = parent.base if parent else mark

    def at_open(self, order: Order) -> None:
        """Step 1."""
        price = self.bars[order.asset].open
        if order.extreme is None:
            order.extreme = price
        if order.kind == MARKET or (order.kind in STOPS and order.is_triggered):
            self.fill(order, price, AT_OPEN)
        elif order.kind in STOPS and order.is_reached_by(price):
            order.is_triggered = True
            self.fill(order, price, AT_OPEN)
        elif order.kind in (LIMIT, STOP_LIMIT):
            order.is_triggered = order.is_triggered or order.kind == LIMIT or order.is_reached_by(price)
            if order.is_triggered and order.is_good(price):
                self.fill(order, price, AT_OPEN)

    def at_stop(self, order: Order) -> None:
        """Steps 2 and 4."""
        bar, parent = self.bars[order.asset], self.orders.parent(order)
        is_new = parent is not None and parent.first == self.time
        if order.is_triggered or order.kind in (MARKET, LIMIT) or (is_new and order.kind == STOP_LIMIT):
            return
        if not order.is_reached_by(bar.high if order.side > 0 else bar.low):
            return
        order.is_triggered, price = True, order.level
        if order.kind == STOP_LIMIT:
            order.triggered_inside = self.time
            if not order.is_good(price):
                return
        self.fill(order, order.worse(price, parent.base) if parent and is_new else price, INSIDE)

    def at_limit(self, order: Order) -> None:
        """Step 3."""
        bar, parent = self.bars[order.asset], self.orders.parent(order)
        is_new = parent is not None and parent.first == self.time
        rests = order.kind == LIMIT or (order.kind == STOP_LIMIT and order.is_triggered and not is_new)
        if not rests or order.triggered_inside == self.time:
            return
        far = bar.low if order.side > 0 else bar.high
        if parent and is_new and order.is_good(parent.base):
            self.fill(order, parent.base, INSIDE)
        elif order.is_good(bar.open) and not is_new:
            return  # What was not filled at a better open has no price of its own in this bar.
        elif order.is_good(far) and (self.terms.limit_touch or far != order.limit):
            self.fill(order, order.limit, INSIDE)

    def trail(self) -> None:
        """At the end of a bar, take its prices in; of a parent's first bar only the close."""
        for order in self.living:
            bar, parent = self.bars[order.asset], self.orders.parent(order)
            if order.kind in TRAILS and bar.trades and not order.is_triggered:
                is_new = parent is not None and parent.first == self.time
                order.trail(bar.close if is_new else bar.high if order.side < 0 else bar.low)

    def expire(self, orders: list[Order]) -> None:
        """End what may fill no longer."""
        for order in orders:
            if order.is_open:
                self.orders.end(order, EXPIRED)

    def finance(self) -> float:
        """What borrowed cash and shares cost in a bar, paid."""
        short = -sum(value for value in self.account.values() if value < 0.0)
        cost = self.terms.margin_rate * max(-self.account.cash, 0.0) + self.terms.borrow_rate * short
        self.account.pay(cost)
        return cost

    def ruin(self) -> None:
        """Close everything."""
        closing = self.account.close_all()
        self.fills += [(-1, self.time, *fill, 0.0, RUIN) for fill in closing]
        for order in self.orders.all:
            order.status = RUINED if order.is_open else order.status


def by_row(orders: list[Order]) -> list[Order]:
    """In the order of priority."""
    return sorted(orders, key=lambda order: order.row)


def run(tables: list[Any], orders: Orders, assets: int, terms: Terms) -> tuple[Simulation, list[Any]]:
    """Every bar: its fills, its closes, orders that expire, financing, ruin."""
    simulation, states, is_ruined = Simulation(orders, assets, terms), [], False
    account, placed, expiring = simulation.account, by_bar(orders, "bar"), by_bar(orders, "last")
    for time, rows in enumerate(zip(*tables, strict=True)):
        financing = 0.0
        if not is_ruined:
            bars = [Bar(*values) for values in zip(*rows, strict=True)]
            simulation.step(time, bars, placed.get(time - 1, []))
            account.mark([bar.close for bar in bars])
            simulation.trail()
            simulation.expire(expiring.get(time, []))
            financing = simulation.finance()
            is_ruined = account.is_ruined(terms.initial_cash)
            if is_ruined:
                simulation.ruin()
        states.append((account.cash, financing, account.equity(), account.shares()))
    return simulation, states


def by_bar(orders: Orders, column: str) -> dict[int, list[Order]]:
    """The orders by the bar that a column names."""
    found = defaultdict[int, list[Order]](list)
    for order in orders.all:
        found[getattr(order, column)].append(order)
    return found


@backend.implements("simulate_orders")
@with_signature(declared)
def simulate_orders(*given: Any, **options: Any) -> tuple[Any, ...]:
    """The whole run."""
    arguments = declared.signature.bind(*given, **options)
    arguments.apply_defaults()
    count = len(declared.arrays)
    tables, columns = arguments.args[:TABLES], arguments.args[TABLES:count]
    orders = Orders(zip(*(item.tolist() for item in columns), strict=True))
    shape = tables[0].shape
    simulation, states = run([item.tolist() for item in tables], orders, shape[1], Terms(*arguments.args[count:]))
    cash, financing, equity, position = zip(*states, strict=True) if states else ((),) * 4
    return (
        np.array(simulation.fills, ORDER_FILL),
        np.array([order.status for order in orders.all], np.int8),
        np.array([order.filled for order in orders.all], np.float64),
        *(np.array(item, np.float64) for item in (cash, financing, equity)),
        np.array(position, np.float64).reshape(shape),
    )
