"""Target weights, values or shares on bars: each row is traded at the next open."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from atc_core.arrays import Series
from atc_core.declarations.execution.targets import TARGET_FILL, Unit
from atc_python import backend
from atc_python.execution.account import Account, whole_lots
from atc_python.ties import TIE_BAND, is_tied


class Costs(NamedTuple):
    """What a fill costs."""

    slippage: float
    """A fraction of the open."""
    per_share: float
    rate: float

    def price(self, opening: float, side: int) -> float:
        """What a fill buys (1) or sells (-1) at."""
        return opening * (1.0 + side * self.slippage)

    def commission(self, shares: float, price: float) -> float:
        """Of shares above 0."""
        return self.per_share * shares + self.rate * shares * price

    def of(self, shares: float, opening: float, side: int) -> float:
        """Slippage and commission together."""
        return shares * opening * self.slippage + self.commission(shares, self.price(opening, side))


class Change(NamedTuple):
    """A wanted change of a position: the shares that close it, then those that open one, on the same side."""

    asset: int
    open: float
    side: int
    closing: float
    opening: float
    largest: float
    """Of the goal and the position: 1e-10 of it is not traded."""

    def shares(self, factor: float, lot: float) -> float:
        """What is traded when so much of the opening part is; nothing where it is dust."""
        shares = whole_lots(self.closing + factor * self.opening, lot)
        return 0.0 if shares <= TIE_BAND * self.largest else shares


def wanted(asset: int, opening: float, position: float, goal: float) -> Change | None:
    """The change from a position to a goal; None where the two are tied."""
    if is_tied(goal, position):
        return None
    side, largest = 1 if goal > position else -1, max(abs(goal), abs(position))
    if goal * position < 0.0:
        return Change(asset, opening, side, abs(position), abs(goal), largest)
    change = abs(goal - position)
    is_closing = abs(goal) < abs(position)
    return Change(asset, opening, side, change if is_closing else 0.0, 0.0 if is_closing else change, largest)


def goal_of(target: float, unit: Unit, equity: float, opening: float) -> float:
    """Shares that a target asks for."""
    return {"weight": target * equity / opening, "value": target / opening, "shares": target}[unit]


def affordable(
    account: Account, prices: Sequence[float], changes: Sequence[Change], costs: Costs, limit: float
) -> float:
    """The factor of all opening parts that the account can carry after all closing ones."""
    needed = math.fsum(item.opening * item.open for item in changes)
    if math.isinf(limit) or not needed:
        return 1.0
    closed = {item.asset: item.closing for item in changes}
    held = (
        (abs(position.shares) - closed.get(asset, 0.0)) * prices[asset]
        for asset, position in enumerate(account.positions)
        if position.shares
    )
    paid = math.fsum(costs.of(item.closing, item.open, item.side) for item in changes)
    room = limit * (worth(account, prices) - paid) - math.fsum(held)
    extra = math.fsum(costs.of(item.opening, item.open, item.side) for item in changes)
    return min(1.0, max(0.0, room / (needed + limit * extra)))


def worth(account: Account, prices: Sequence[float]) -> float:
    """Equity at these prices."""
    pairs = zip(account.positions, prices, strict=True)
    return math.fsum([account.cash, *(item.shares * price for item, price in pairs if item.shares)])


@backend.implements("simulate_targets")
def simulate_targets(
    open: Series,  # noqa: A002 the field writes it so
    close: Series,
    target: Series,
    unit: Unit = "weight",
    initial_cash: float = 100_000.0,
    lot: float = 0.0,
    slippage_bps: float = 0.0,
    per_share: float = 0.0,
    rate: float = 0.0,
    leverage: float = 1.0,
) -> tuple[Any, ...]:
    """One open after another: close, scale what opens, fill; then the closes mark."""
    account = Account(initial_cash, open.shape[1])
    costs = Costs(slippage_bps / 1e4, per_share, rate)
    fills, states, is_ruined = list[tuple[Any, ...]](), [], False
    rows = zip(open.tolist(), [None, *target.tolist()], close.tolist(), strict=False)
    for bar, (opens, targets, closes) in enumerate(rows):
        if targets is not None and not is_ruined:
            prices = [mark if math.isnan(first) else first for first, mark in zip(opens, account.marks, strict=True)]
            changes = changes_at(account, opens, prices, targets, unit)
            factor = affordable(account, prices, changes, costs, leverage)
            for change in changes:
                shares = change.shares(factor, lot)
                if shares:
                    price = costs.price(change.open, change.side)
                    fill = (change.asset, change.side * shares, price, costs.commission(shares, price))
                    account.fill(*fill)
                    fills.append((bar, *fill))
        if not is_ruined:
            account.mark(closes)
            is_ruined = account.is_ruined(initial_cash)
            fills += [(bar, *fill, 0.0) for fill in account.close_all()] if is_ruined else []
        states.append((account.cash, account.shares(), account.equity()))
    cash, position, equity = zip(*states, strict=True) if states else ((), (), ())
    shares_held = np.array(position, np.float64).reshape(open.shape)
    return np.array(fills, TARGET_FILL), np.array(cash, np.float64), shares_held, np.array(equity, np.float64)


def changes_at(
    account: Account, opens: Sequence[float], prices: Sequence[float], targets: Sequence[float], unit: Unit
) -> list[Change]:
    """What each asset that has an open and a target is to change by."""
    equity = worth(account, prices)
    changes = (
        wanted(asset, first, account.positions[asset].shares, goal_of(target, unit, equity, first))
        for asset, (first, target) in enumerate(zip(opens, targets, strict=True))
        if not math.isnan(first) and not math.isnan(target)
    )
    return [change for change in changes if change is not None]
