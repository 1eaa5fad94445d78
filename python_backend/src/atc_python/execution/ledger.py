"""What fills come to, one after another."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Flags, Series
from atc_core.declarations.execution.ledger import TRIP
from atc_python import backend
from atc_python.execution.account import Account, Position, Total
from atc_python.results import deliver, deliver_each

Integers: TypeAlias = NDArray[np.int64]
Rows: TypeAlias = NDArray[np.void]


class Holding:
    """A position and the mean price that was paid for it."""

    def __init__(self) -> None:
        """Begin flat."""
        self.position, self.basis = Position(), 0.0

    def take(self, quantity: float, price: float) -> tuple[float, float, float]:
        """Position, basis and realised gain after a fill."""
        closed = self.position.closed_by(quantity)
        realised = closed * (price - self.basis) * (-1.0 if quantity > 0 else 1.0) if closed else 0.0
        self.position.add(quantity)
        shares = self.position.shares
        if shares == 0.0:
            self.basis = 0.0
        elif closed and shares * quantity > 0.0:
            self.basis = price
        elif not closed:
            self.basis += (price - self.basis) * (quantity / shares)
        return shares, self.basis, realised


@backend.implements("position_ledger")
def position_ledger(
    asset: Integers, quantity: Series, price: Series, *, out: tuple[Series, ...] | None = None
) -> tuple[Series, ...]:
    """Average cost of each asset."""
    holdings = defaultdict[int, Holding](Holding)
    fills = zip(asset.tolist(), quantity.tolist(), price.tolist(), strict=True)
    rows = [holdings[item].take(shares, paid) for item, shares, paid in fills]
    return tuple(deliver_each(np.array(rows, np.float64).reshape(-1, 3).T.copy(), out))


class Trip:
    """A position since it was flat."""

    def __init__(self, asset: int, bar: int, quantity: float) -> None:
        """Begin with nothing but the side."""
        self.asset, self.entry_bar, self.side = asset, bar, 1 if quantity > 0 else -1
        self.opened, self.paid, self.closed, self.received, self.commission = (Total() for _ in range(5))

    def open(self, shares: float, price: float, commission: float) -> None:
        """Add to the position."""
        self.opened.add(shares)
        self.paid.add(shares * price)
        self.commission.add(commission)

    def close(self, shares: float, price: float, commission: float) -> None:
        """Take from it."""
        self.closed.add(shares)
        self.received.add(shares * price)
        self.commission.add(commission)

    def row(self, exit_bar: int) -> tuple[Any, ...]:
        """The trip when nothing is left of the position."""
        quantity, commission = float(self.opened), float(self.commission)
        entry, leaving = float(self.paid) / quantity, float(self.received) / float(self.closed)
        pnl = self.side * quantity * (leaving - entry) - commission
        return (self.asset, self.entry_bar, exit_bar, self.side, quantity, entry, leaving, commission, pnl)


@backend.implements("round_trips")
def round_trips(bar: Integers, asset: Integers, quantity: Series, price: Series, commission: Series) -> Rows:
    """Flat to flat."""
    positions, trips = defaultdict[int, Position](Position), dict[int, Trip]()
    rows = []
    columns = (column.tolist() for column in (bar, asset, quantity, price, commission))
    for when, item, shares, paid, fee in zip(*columns, strict=True):
        position = positions[item]
        closed = position.closed_by(shares)
        share = closed / abs(shares)
        position.add(shares)
        if closed:
            trips[item].close(closed, paid, share * fee)
        if closed and (position.shares == 0.0 or share < 1.0):
            rows.append(trips.pop(item).row(when))
        if share < 1.0:
            if item not in trips:
                trips[item] = Trip(item, when, shares)
            trips[item].open(abs(shares) - closed, paid, (1.0 - share) * fee)
    return np.array(rows, TRIP)


class Owed:
    """What an order owes so far."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.shares, self.value, self.paid = Total(), Total(), 0.0


@backend.implements("commissions")
def commissions(
    order: Integers,
    quantity: Series,
    price: Series,
    maker: Flags,
    per_share: float = 0.0,
    per_order: float = 0.0,
    maker_rate: float = 0.0,
    taker_rate: float = 0.0,
    minimum: float = 0.0,
    *,
    out: Series | None = None,
) -> Series:
    """What each fill adds to what its order owes."""
    orders, fees = defaultdict[int, Owed](Owed), []
    columns = (column.tolist() for column in (order, quantity, price, maker))
    for item, shares, paid, is_maker in zip(*columns, strict=True):
        owed, rate = orders[item], maker_rate if is_maker else taker_rate
        owed.shares.add(abs(shares))
        owed.value.add(rate * abs(shares * paid))
        total = max(per_order + per_share * float(owed.shares) + float(owed.value), minimum)
        fees.append(total - owed.paid)
        owed.paid = total
    return deliver(np.array(fees, np.float64), out)


@backend.implements("mark_to_market")
def mark_to_market(
    bar: Integers,
    asset: Integers,
    quantity: Series,
    price: Series,
    commission: Series,
    close: Series,
    initial_cash: float = 100_000.0,
    *,
    out: tuple[Series, ...] | None = None,
) -> tuple[Series, ...]:
    """Each bar's fills, then its closes."""
    account = Account(initial_cash, close.shape[1])
    fills = list(zip(*(column.tolist() for column in (asset, quantity, price, commission)), strict=True))
    ends = np.searchsorted(bar, np.arange(len(close)), side="right").tolist()
    cash, position, equity, begin = [], [], [], 0
    for closes, end in zip(close.tolist(), ends, strict=True):
        for fill in fills[begin:end]:
            account.fill(*fill)
        account.mark(closes)
        cash.append(account.cash)
        position.append(account.shares())
        equity.append(account.equity())
        begin = end
    return tuple(deliver_each((np.array(cash), np.array(position).reshape(close.shape), np.array(equity)), out))
