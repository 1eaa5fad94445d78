"""A table of orders, built one after another: kinds have names, and brackets are one call."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from numbers import Real
from typing import Any, NamedTuple

import numpy as np

from atc_core.declarations.execution.order_checks import LIMIT, MARKET, STOP, STOP_LIMIT, TRAILING, TRAILING_FRACTION
from atc_trading.backtest.order_rows import order_rows
from atc_trading.backtest.portfolio_bars import PortfolioBars

NAN = float("nan")
METHODS = {
    MARKET: "market",
    LIMIT: "limit",
    STOP: "stop",
    STOP_LIMIT: "stop",
    TRAILING: "trailing",
    TRAILING_FRACTION: "trailing",
}
"""By kind, what places such an order."""


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
        self._groups = 0

    def market(self, asset: str | None, quantity: float, **place: Any) -> int:
        """Buy or sell at the next open."""
        return self._place(asset, quantity, MARKET, {}, **place)

    def limit(self, asset: str | None, quantity: float, limit: float, **place: Any) -> int:
        """Buy or sell at a price or better."""
        return self._place(asset, quantity, LIMIT, {"limit": limit}, **place)

    def stop(self, asset: str | None, quantity: float, stop: float, *, limit: float | None = None, **place: Any) -> int:
        """Buy or sell once a price is reached; with `limit` at that price or better."""
        if limit is None:
            return self._place(asset, quantity, STOP, {"stop": stop}, **place)
        return self._place(asset, quantity, STOP_LIMIT, {"stop": stop, "limit": limit}, **place)

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
        if fraction is None:
            return self._place(asset, quantity, TRAILING, {"amount": amount}, **place)
        check_number("trailing", "fraction", fraction)
        if not fraction < 1:
            raise ValueError(f"trailing: fraction must be below 1, was {fraction!r}; 0.05 is 5 %")
        return self._place(asset, quantity, TRAILING_FRACTION, {"fraction": fraction}, **place)

    def bracket(self, entry: int, stop: float | None = None, target: float | None = None) -> tuple[int, ...]:
        """Protect an order: a stop and a target for its whole quantity, of which the one that fills ends the other.

        Args:
            entry: the order, as an earlier call gave it.
            stop: where its loss is taken; None for no stop.
            target: where its gain is; None for no target.

        Returns:
            The numbers of the orders for `stop` and `target`, as far as they are given.

        Raises:
            ValueError: there is no such order, neither is given, or the stop is where the gain would be.
        """
        if stop is None and target is None:
            raise ValueError("bracket: give stop or target, or both")
        order = self._order("bracket", "entry", entry)
        check_sides(order.quantity, stop, target)
        place = {"at": order.at, "group": self.new_group(), "parent": entry}
        rows = []
        if stop is not None:
            rows.append(self.stop(order.asset, -order.quantity, stop, **place))
        if target is not None:
            rows.append(self.limit(order.asset, -order.quantity, target, **place))
        return tuple(rows)

    def new_group(self) -> int:
        """A number that no group has."""
        return self._groups

    @classmethod
    def from_frame(cls, orders: Any, **columns: Any) -> OrderBuilder:
        """The orders of a table, a row each; the number of an order is that of its row.

        Args:
            orders: a DataFrame of pandas or Polars. Columns are found by their names: quantity (qty, shares, size), and
                where they are there asset (symbol, ticker), side (buy, sell), kind (market, limit, stop, stop-limit,
                trailing), limit, stop, amount, fraction, at (time, date, the index), until, group, parent and id.
                Without a side, quantities are below 0 to sell; without a kind, it follows from the prices of a row.
            columns: by role, a column that is not found by its name: ``quantity="lots"``.

        Raises:
            TypeError: `orders` is no frame.
            ValueError: a column is missing or may be two, or an order cannot be; the message names the first row.
        """
        from atc_trading.backtest.order_frames import placed_orders

        return placed_orders(cls(), orders, columns)

    def columns(self, bars: PortfolioBars, owner: str, lot: float = 0.0) -> tuple[dict[str, Any], list[int]]:
        """The columns of `simulate_orders`, sorted by the bar of placing, and which order each row is."""
        return order_rows(self.placed, bars, owner, lot)

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
        prices: dict[str, Any],
        *,
        at: Any = None,
        until: Any = None,
        group: int = -1,
        parent: int | None = None,
        **unknown: Any,
    ) -> int:
        """Add an order; `prices` are those that its kind has, an amount or a fraction among them."""
        method = METHODS[kind]
        if unknown:
            raise TypeError(f"{method} takes no {next(iter(unknown))}, but at, until, group and parent")
        check_number(method, "quantity", quantity, may_be_below=True)
        for name, price in prices.items():
            check_number(method, name, price)
        if isinstance(group, bool) or not isinstance(group, (int, np.integer)) or group < -1:
            raise ValueError(f"{method}: group must be a whole number from 0, as new_group() gives it, was {group!r}")
        if parent is not None:
            self._order("order", "parent", parent)
        level = next((float(price) for name, price in prices.items() if name != "limit"), NAN)
        row = -1 if parent is None else parent
        limit = float(prices.get("limit", NAN))
        # Looking through all orders for the highest took 9 s of 10 000 brackets.
        self._groups = max(self._groups, int(group) + 1)
        self.placed.append(PlacedOrder(asset, float(quantity), kind, limit, level, at, until, int(group), row))
        return len(self.placed) - 1


def check_number(method: str, name: str, value: Any, *, may_be_below: bool = False) -> None:
    """Refuse what is no number, not finite, or 0; a price is above it."""
    allowed = "finite and not 0" if may_be_below else "finite and above 0"
    if isinstance(value, bool) or not isinstance(value, (Real, Decimal)):
        raise TypeError(f"{method}: {name} must be a number, was {value!r}")
    if not isfinite(value) or value == 0 or (value < 0 and not may_be_below):
        raise ValueError(f"{method}: {name} must be {allowed}, was {value!r}")


def check_sides(quantity: float, stop: float | None, target: float | None) -> None:
    """Refuse a stop and a target that are exchanged."""
    if stop is None or target is None or (target - stop) * quantity > 0:
        return
    side, rule = ("buy", "below") if quantity > 0 else ("sell", "above")
    raise ValueError(f"bracket: stop must be {rule} target, as the order is to {side}, were {stop!r} and {target!r}")
