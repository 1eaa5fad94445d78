"""A table of orders, built one after another: kinds have names, and brackets are one call."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from atc_core.declarations.execution.order_checks import LIMIT, MARKET, STOP, STOP_LIMIT, TRAILING, TRAILING_FRACTION
from atc_trading.backtest.portfolio_bars import PortfolioBars, bar_at

NAN = float("nan")


class PlacedOrder(NamedTuple):
    """An order as it was asked for; `at` and `until` are times or numbers of bars."""

    asset: str | None
    quantity: float
    kind: int
    limit: float
    stop: float
    at: Any
    until: Any
    group: int
    parent: int


class OrderBuilder:
    """Orders for `run_orders`.

    >>> orders = OrderBuilder()
    >>> entry = orders.market("AAPL", 100, at="2024-01-02")
    >>> stop, target = orders.bracket(entry, stop=180.0, target=210.0)
    >>> len(orders)
    3

    Every method takes an `asset` (None where there is but one), a `quantity`, above 0 to buy and below 0 to sell, and

    - `at`: at whose close the order is placed: a time, of which the last bar until then counts, or the number of a bar;
      before the first bar if not given. It can fill from the next bar on;
    - `until`: the last bar in which it may fill, as `at`; good till cancelled if not given;
    - `group`: a number; a fill takes its quantity off every other order of the same group;
    - `parent`: an order that it waits for, as an earlier call gave it;

    and gives the number of the order.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.placed: list[PlacedOrder] = []

    def market(self, asset: str | None, quantity: float, **place: Any) -> int:
        """Buy or sell at the next open."""
        return self._place(asset, quantity, MARKET, **place)

    def limit(self, asset: str | None, quantity: float, limit: float, **place: Any) -> int:
        """Buy or sell at a price or better."""
        return self._place(asset, quantity, LIMIT, limit=limit, **place)

    def stop(self, asset: str | None, quantity: float, stop: float, *, limit: float | None = None, **place: Any) -> int:
        """Buy or sell once a price is reached; with `limit` at that price or better."""
        kind = STOP if limit is None else STOP_LIMIT
        return self._place(asset, quantity, kind, limit=NAN if limit is None else limit, stop=stop, **place)

    def trailing(
        self,
        asset: str | None,
        quantity: float,
        *,
        amount: float | None = None,
        fraction: float | None = None,
        **place: Any,
    ) -> int:
        """Sell at a distance below the highest price since, or buy above the lowest: an amount or a fraction of it."""
        if (amount is None) is (fraction is None):
            raise ValueError("trailing: give amount or fraction, one of them")
        kind, distance = (TRAILING_FRACTION, fraction) if amount is None else (TRAILING, amount)
        return self._place(asset, quantity, kind, stop=distance, **place)

    def bracket(self, entry: int, stop: float | None = None, target: float | None = None) -> tuple[int, ...]:
        """Protect an order: a stop and a target for its whole quantity, of which the one that fills ends the other.

        Args:
            entry: the order, as an earlier call gave it.
            stop: where its loss is taken; None for no stop.
            target: where its gain is; None for no target.

        Returns:
            The numbers of the orders for `stop` and `target`, as far as they are given.

        Raises:
            ValueError: there is no such order, or neither is given.
        """
        if stop is None and target is None:
            raise ValueError("bracket: give stop or target, or both")
        order = self._order("bracket", "entry", entry)
        place = {"at": order.at, "group": self.new_group(), "parent": entry}
        rows = []
        if stop is not None:
            rows.append(self.stop(order.asset, -order.quantity, stop, **place))
        if target is not None:
            rows.append(self.limit(order.asset, -order.quantity, target, **place))
        return tuple(rows)

    def new_group(self) -> int:
        """A number that no group has."""
        return max((order.group for order in self.placed), default=-1) + 1

    def __len__(self) -> int:
        return len(self.placed)

    def _order(self, method: str, name: str, number: Any) -> PlacedOrder:
        """An order that was placed before."""
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(self.placed):
            raise ValueError(
                f"{method}: {name} must be an order placed before, below {len(self.placed)}, was {number!r}"
            )
        return self.placed[number]

    def _place(
        self,
        asset: str | None,
        quantity: float,
        kind: int,
        *,
        limit: float = NAN,
        stop: float | None = NAN,
        at: Any = None,
        until: Any = None,
        group: int = -1,
        parent: int | None = None,
    ) -> int:
        """Add an order."""
        if parent is not None:
            self._order("order", "parent", parent)
        row = -1 if parent is None else parent
        distance = NAN if stop is None else stop
        self.placed.append(PlacedOrder(asset, quantity, kind, limit, distance, at, until, group, row))
        return len(self.placed) - 1

    def columns(self, bars: PortfolioBars, owner: str) -> tuple[dict[str, Any], list[int]]:
        """The columns of `simulate_orders`, sorted by the bar of placing, and which order each row is."""
        at = [bar_at(bars, order.at, owner) for order in self.placed]
        order = sorted(range(len(at)), key=at.__getitem__)
        rows = {number: row for row, number in enumerate(order)}
        rows[-1] = -1
        placed = [self.placed[number] for number in order]
        columns = {
            "bar": np.array([at[number] for number in order], np.int64),
            "asset": np.array([bars.column(item.asset, owner) for item in placed], np.int64),
            "quantity": np.array([item.quantity for item in placed], np.float64),
            "kind": np.array([item.kind for item in placed], np.int64),
            "limit": np.array([item.limit for item in placed], np.float64),
            "stop": np.array([item.stop for item in placed], np.float64),
            "last": np.array(
                [-1 if item.until is None else bar_at(bars, item.until, owner) for item in placed], np.int64
            ),
            "group": np.array([item.group for item in placed], np.int64),
            "parent": np.array([rows[item.parent] for item in placed], np.int64),
        }
        return columns, order
