"""Orders on bars as the contract reads: every order is looked at in every step of every bar."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np

from atc_core.declarations.execution.orders import ORDER_FILL
from oracle.execution_account import BAND, Array, Books, exactly, in_lots, tied
from oracle.vector import INF, NAN, vector

MARKET, LIMIT, STOP, STOP_LIMIT, AMOUNT, FRACTION = range(6)
OPEN, FILLED, CANCELLED, EXPIRED, REJECTED, RUINED = range(6)
NAMES = ["bar", "asset", "quantity", "kind", "limit", "stop", "last", "group", "parent"]
OPTIONS = {
    "initial_cash": 100_000.0,
    "lot": 0.0,
    "volume_limit": INF,
    "limit_touch": True,
    "slippage_bps": 0.0,
    "slippage_fixed": 0.0,
    "volume_impact": 0.0,
    "per_share": 0.0,
    "per_order": 0.0,
    "maker_rate": 0.0,
    "taker_rate": 0.0,
    "minimum": 0.0,
    "leverage": 1.0,
    "margin_rate": 0.0,
    "borrow_rate": 0.0,
}


class Row:
    """An order; prices stay floats, which are compared as they are."""

    def __init__(self, **columns: Any) -> None:
        vars(self).update(columns)
        self.buys = self.quantity > 0
        self.asked = self.left = abs(Decimal(self.quantity))
        self.filled = self.value = self.paid = Decimal(0)
        self.status, self.hit, self.hit_inside = OPEN, False, None
        self.first = self.latest = self.base = self.extreme = None

    def level(self) -> float:
        if self.kind not in (AMOUNT, FRACTION):
            return self.stop
        away = self.stop if self.kind == AMOUNT else None
        if away is None:
            return self.extreme * (1.0 + self.stop if self.buys else 1.0 - self.stop)
        return self.extreme + away if self.buys else self.extreme - away


class Market:
    """All there is."""

    def __init__(self, tables: list[Array], rows: list[Row], options: dict[str, Any]) -> None:
        self.tables, self.rows, self.options = tables, rows, options
        self.exact = {name: Decimal(value) for name, value in options.items()}
        self.books = Books(options["initial_cash"], tables[0].shape[1])
        self.fills: list[tuple[Any, ...]] = []
        self.now, self.taken = 0, [Decimal(0)] * tables[0].shape[1]

    def bar(self, row: Row) -> tuple[float, ...]:
        return tuple(float(table[self.now, row.asset]) for table in self.tables)

    def may_fill(self, row: Row) -> bool:
        parent = self.rows[row.parent] if row.parent >= 0 else None
        is_awake = parent is None or parent.first is not None
        trades = not any(math.isnan(price) for price in self.bar(row)[:4])
        return row.status == OPEN and row.bar < self.now and is_awake and trades and row.latest != self.now

    def news(self, row: Row) -> Row | None:
        """The parent, where it filled for the first time in this bar."""
        parent = self.rows[row.parent] if row.parent >= 0 else None
        return parent if parent is not None and parent.first is not None and parent.first[0] == self.now else None

    def is_stop(self, row: Row) -> bool:
        return row.kind in (STOP, AMOUNT, FRACTION)

    def step_open(self, row: Row) -> None:
        if not self.may_fill(row) or self.news(row):
            return
        first = self.bar(row)[0]
        if row.extreme is None:
            row.extreme = first
        through = (first >= row.level()) if row.buys else (first <= row.level())
        good = first <= row.limit if row.buys else first >= row.limit
        if row.kind == STOP_LIMIT or self.is_stop(row):
            row.hit = row.hit or through
        is_limited = row.kind == LIMIT or (row.kind == STOP_LIMIT and row.hit)
        if row.kind == MARKET or (self.is_stop(row) and row.hit) or (is_limited and good):
            self.fill(row, first, 0)

    def step_stop(self, row: Row, phases: tuple[int, ...]) -> None:
        """In the second step children of what filled at the open (phase 0) too, in the fourth of what did inside."""
        parent = self.news(row)
        if not self.may_fill(row) or row.hit or row.kind in (MARKET, LIMIT):
            return
        if (parent and (parent.first[1] not in phases or row.kind == STOP_LIMIT)) or (not parent and 1 in phases):
            return
        _, high, low, *_ = self.bar(row)
        level = row.level()
        if not (high >= level if row.buys else low <= level):
            return
        row.hit = True
        if row.kind == STOP_LIMIT:
            row.hit_inside = self.now
            if not (level <= row.limit if row.buys else level >= row.limit):
                return
        if parent:
            level = max(level, parent.base) if row.buys else min(level, parent.base)
        self.fill(row, level, 1)

    def step_limit(self, row: Row) -> None:
        parent = self.news(row)
        if not self.may_fill(row) or (parent and parent.first[1] != 0):
            return
        rests = row.kind == LIMIT or (row.kind == STOP_LIMIT and row.hit and row.hit_inside != self.now and not parent)
        if not rests:
            return
        _, high, low, *_ = self.bar(row)
        if parent and (parent.base <= row.limit if row.buys else parent.base >= row.limit):
            self.fill(row, parent.base, 1)
            return
        first = self.bar(row)[0]
        if not parent and (first <= row.limit if row.buys else first >= row.limit):
            return
        far = low if row.buys else high
        if far == row.limit and not self.options["limit_touch"]:
            return
        if far <= row.limit if row.buys else far >= row.limit:
            self.fill(row, row.limit, 1)

    def allowed(self, row: Row) -> Decimal:
        parent = self.rows[row.parent]
        taken = row.filled
        for other in self.rows:
            if other is not row and other.parent == row.parent and other.group == row.group >= 0:
                taken += other.filled
        return Decimal(0) if tied(parent.filled, taken) else parent.filled - taken

    def size(self, row: Row) -> Decimal:
        size = min(row.left, self.allowed(row)) if row.parent >= 0 else row.left
        if self.options["volume_limit"] < INF or self.options["volume_impact"] > 0:
            volume = self.bar(row)[4]
            if not volume > 0:
                return Decimal(0)
            if self.options["volume_limit"] < INF:
                most = self.exact["volume_limit"] * Decimal(volume)
                rest = Decimal(0) if tied(most, self.taken[row.asset]) else most - self.taken[row.asset]
                size = min(size, rest)
        size = in_lots(size, self.options["lot"]) if size > 0 else Decimal(0)
        return Decimal(0) if size <= BAND * row.asked else size

    def priced(self, row: Row, base: float, size: Decimal) -> tuple[Decimal, Decimal]:
        """Price, and what the order owes then."""
        exact, price = self.exact, Decimal(base)
        is_maker = row.kind in (LIMIT, STOP_LIMIT)
        if not is_maker:
            move = price * exact["slippage_bps"] / 10_000 + exact["slippage_fixed"]
            if exact["volume_impact"]:
                share = (self.taken[row.asset] + size) / Decimal(self.bar(row)[4])
                move += price * exact["volume_impact"] * share**2
            price = max(Decimal(0), price + move if row.buys else price - move)
        rate = exact["maker_rate" if is_maker else "taker_rate"]
        owed = exact["per_order"] + exact["per_share"] * (row.filled + size) + rate * (row.value + size * price)
        return price, max(owed, exact["minimum"])

    def fill(self, row: Row, base: float, phase: int) -> None:
        size = self.size(row)
        if not size:
            return
        sign = 1 if row.buys else -1
        held = self.books.held[row.asset]
        closing = Decimal(0)
        if held * sign < 0:
            closing = size if tied(held, -sign * size) else min(size, abs(held))
        rejected = closing < size and self.is_beyond_power(row, base, size, sign)
        size = closing if rejected else size
        if size > BAND * row.asked:
            self.book(row, base, sign * size, phase)
            for other in self.rows:
                if other is not row and other.group == row.group >= 0 and other.status == OPEN:
                    self.reduce(other, size)
                    if not other.left:
                        self.end(other, CANCELLED)
        if rejected or not row.left:
            self.end(row, REJECTED if rejected else FILLED)

    def book(self, row: Row, base: float, quantity: Decimal, phase: int) -> None:
        size = abs(quantity)
        price, owed = self.priced(row, base, size)
        self.books.fill(row.asset, quantity, price, owed - row.paid)
        self.fills.append((row.number, self.now, row.asset, quantity, price, owed - row.paid, phase))
        self.taken[row.asset] += size
        row.paid, row.filled, row.value, row.latest = owed, row.filled + size, row.value + size * price, self.now
        if row.first is None:
            row.first, row.base = (self.now, phase), base
            for child in self.rows:
                if child.parent == row.number:
                    child.extreme = base
        self.reduce(row, size)

    def is_beyond_power(self, row: Row, base: float, size: Decimal, sign: int) -> bool:
        if math.isinf(self.options["leverage"]):
            return False
        price, owed = self.priced(row, base, size)
        cash = self.books.cash - sign * size * price - (owed - row.paid)
        values = [held * mark for held, mark in zip(self.books.held, self.books.marks, strict=True)]
        values[row.asset] = (self.books.held[row.asset] + sign * size) * price
        gross, power = sum(map(abs, values)), self.exact["leverage"] * (cash + sum(values))
        return gross > power and not tied(gross, power)

    def reduce(self, row: Row, size: Decimal) -> None:
        row.left -= size
        if row.left <= BAND * row.asked:
            row.left = Decimal(0)

    def end(self, row: Row, status: int) -> None:
        row.status = status
        for child in self.rows:
            if child.parent == row.number and child.status == OPEN:
                if row.first is None:
                    self.end(child, CANCELLED)
                else:
                    self.reduce(child, max(Decimal(0), child.left - self.allowed(child)))
                    if not child.left:
                        self.end(child, FILLED if child.first else CANCELLED)

    def step(self) -> None:
        self.taken = [Decimal(0)] * len(self.taken)
        for row in self.rows:
            if row.bar == self.now - 1 and row.extreme is None and self.books.has_closed[row.asset]:
                row.extreme = float(self.books.marks[row.asset])
        for row in self.rows:
            self.step_open(row)
        for row in self.rows:
            self.step_stop(row, (0,))
        for row in self.rows:
            self.step_limit(row)
        for row in self.rows:
            self.step_stop(row, (1,))

    def trail(self, row: Row) -> None:
        parent = self.rows[row.parent] if row.parent >= 0 else None
        is_awake = row.bar < self.now and (parent is None or parent.first is not None)
        _, high, low, close, _ = self.bar(row)
        if row.status == OPEN and is_awake and not row.hit and not any(map(math.isnan, self.bar(row)[:4])):
            price = close if self.news(row) else low if row.buys else high
            row.extreme = min(row.extreme, price) if row.buys else max(row.extreme, price)

    def finish(self) -> tuple[Decimal, bool]:
        """The end of a bar: what it cost to finance, and whether it ruined the account."""
        self.books.mark(self.tables[3][self.now].tolist())
        for row in self.rows:
            if row.kind in (AMOUNT, FRACTION):
                self.trail(row)
        for row in self.rows:
            if row.status == OPEN and row.last == self.now:
                self.end(row, EXPIRED)
        short = sum(-held * mark for held, mark in zip(self.books.held, self.books.marks, strict=True) if held < 0)
        cost = self.exact["margin_rate"] * max(Decimal(0), -self.books.cash) + self.exact["borrow_rate"] * short
        self.books.cash -= cost
        if not self.books.is_ruined():
            return cost, False
        self.fills += [(-1, self.now, *fill, Decimal(0), 2) for fill in self.books.ruin()]
        for row in self.rows:
            row.status = RUINED if row.status == OPEN else row.status
        return cost, True


def simulate_orders(*given: Any, **named: Any) -> tuple[Any, ...]:
    with exactly():
        tables, columns = list(given[:5]), [column.tolist() for column in given[5:14]]
        rows = [
            Row(number=number, **dict(zip(NAMES, values, strict=True)))
            for number, values in enumerate(zip(*columns, strict=True))
        ]
        options = {**OPTIONS, **dict(zip(OPTIONS, given[14:], strict=False)), **named}
        market, states, is_ruined = Market(tables, rows, options), [], False
        for bar in range(len(tables[0])):
            cost = Decimal(0)
            if not is_ruined:
                market.now = bar
                market.step()
                cost, is_ruined = market.finish()
            cash, held, equity = market.books.state()
            states.append((cash, float(cost), equity, held))
        fills = [tuple(float(part) if isinstance(part, Decimal) else part for part in fill) for fill in market.fills]
        cash, financing, equity, position = ([state[place] for state in states] for place in range(4))
        return (
            np.array(fills, ORDER_FILL),
            np.array([row.status for row in rows], np.int8),
            np.array([float(row.filled) for row in rows]),
            *(np.array(item, float) for item in (cash, financing, equity)),
            np.array(position, float).reshape(tables[0].shape),
        )


BARS = (
    (100.0, 101.0, 98.0, 103.0, 100.0),
    (101.0, 103.0, 104.0, 105.0, 101.0),
    (99.0, 97.0, 96.0, 102.0, 95.0),
    (100.0, 99.0, 103.0, 104.0, 96.0),
)


def orders(*rows: dict[str, Any]) -> tuple[tuple[Any, ...], ...]:
    """The columns of orders that are placed at bar 0 unless they say so."""
    usual = {"bar": 0, "asset": 0, "kind": 0, "limit": NAN, "stop": NAN, "last": -1, "group": -1, "parent": -1}
    return tuple(tuple({**usual, **row}[name] for row in rows) for name in NAMES)


def filled(fills: str, status: str, *rows: dict[str, Any], volume: Any = (NAN,) * 5, **options: Any) -> Any:
    """A vector that says fills and status; the account follows from its laws."""
    given = {**OPTIONS, "leverage": INF, **options}
    return vector("simulate_orders", (fills, status), *BARS, volume, *orders(*rows), *given.values())


IN_GROUP = {"quantity": -1.0, "group": 0, "parent": 0}
COSTS = {
    "volume_limit": 0.1,
    "volume_impact": 0.1,
    "lot": 1.0,
    "per_share": 0.01,
    "minimum": 1.0,
    "slippage_bps": 10.0,
}
FILLS_AND_STATUS = [
    filled("0 1 0 1 101 0 0;", "1", {"quantity": 1.0}),
    filled("0 1 0 1 98 0 1;", "1", {"quantity": 1.0, "kind": 1, "limit": 98.0}),
    filled("0 2 0 1 98 0 0;", "1", {"quantity": 1.0, "kind": 1, "limit": 99.0, "bar": 1}),
    filled("0 1 0 -1 99 0 1;", "1", {"quantity": -1.0, "kind": 2, "stop": 99.0}),
    filled("0 2 0 -1 98 0 0;", "1", {"quantity": -1.0, "kind": 2, "stop": 98.5, "bar": 1}),
    filled("0 1 0 1 102 0 1;", "1", {"quantity": 1.0, "kind": 3, "stop": 102.0, "limit": 102.5}),
    filled("0 2 0 1 98 0 0;", "1", {"quantity": 1.0, "kind": 3, "stop": 102.0, "limit": 100.0}),
    filled("0 1 0 -1 97 0 1;", "1", {"quantity": -1.0, "kind": 4, "stop": 3.0}),
    filled("0 2 0 -1 97.85 0 1;", "1", {"quantity": -1.0, "kind": 5, "stop": 0.05}),
    filled("", "3", {"quantity": 1.0, "kind": 1, "limit": 90.0, "last": 1}),
    filled(
        "0 1 0 1 101 0 0; 1 1 0 -1 97.5 0 1",
        "1 1 2",
        {"quantity": 1.0},
        {**IN_GROUP, "kind": 2, "stop": 97.5},
        {**IN_GROUP, "kind": 1, "limit": 103.0},
    ),
    filled(
        "0 1 0 1 98 0 1; 1 1 0 -1 97 0 1",
        "1 1 2",
        {"quantity": 1.0, "kind": 1, "limit": 98.0},
        {**IN_GROUP, "kind": 2, "stop": 97.0},
        {**IN_GROUP, "kind": 1, "limit": 102.0},
    ),
    filled(
        "0 1 0 40 101.202 1 0; 0 3 0 50 103.12875 0 0",
        "1",
        {"quantity": 90.0},
        volume=(1000.0, 400.0, 0.0, 1000.0, 1000.0),
        **COSTS,
    ),
    filled(
        "2 3 0 5 103 0 0;",
        "4 4 1",
        {"quantity": 20.0},
        {"quantity": -50.0, "bar": 1},
        {"quantity": 5.0, "bar": 2},
        initial_cash=2000.0,
        leverage=1.0,
    ),
]
"""The contract's table; tests of orders read it."""

BUY = FILLS_AND_STATUS[0]
VECTORS = [
    vector(
        "simulate_orders",
        (
            *BUY.result,
            "1",
            "100000 99899 99899 99899 99899",
            "0 0 0 0 0",
            "100000 99998 100002 100003 99995",
            "0; 1; 1; 1; 1",
        ),
        *(bars.reshape(-1, 1) for bars in BUY.arguments[:5]),
        *BUY.arguments[5:],
    )
]
"""The first of them with its whole account, as a table of one asset."""
