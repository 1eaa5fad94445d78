"""Orders of a builder as the columns of `simulate_orders`; an error names the order by its number there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.declarations.execution.order_checks import quantities_are_lots
from atc_trading.backtest.order_times import bar_at

if TYPE_CHECKING:
    from atc_trading.backtest.order_builder import PlacedOrder
    from atc_trading.backtest.portfolio_bars import PortfolioBars


def order_rows(
    placed: Sequence[PlacedOrder], bars: PortfolioBars, owner: str, lot: float = 0.0
) -> tuple[dict[str, Any], list[int]]:
    """The columns, sorted by the bar of placing, and which order each row is.

    Raises:
        ValueError: an asset or a time is none, or an order does not fit to its parent, its group or the lot.
    """
    at = [bar_at(bars, order.at, f"{owner}: at of order {number}") for number, order in enumerate(placed)]
    until = [
        -1 if order.until is None else bar_at(bars, order.until, f"{owner}: until of order {number}")
        for number, order in enumerate(placed)
    ]
    asset = [bars.column(order.asset, owner) for order in placed]
    check_orders(owner, placed, at, until, asset)
    check_lots(owner, placed, lot)
    numbers = sorted(range(len(at)), key=at.__getitem__)
    rows = {number: row for row, number in enumerate(numbers)} | {-1: -1}
    sorted_orders = [placed[number] for number in numbers]
    columns = {
        "bar": np.array([at[number] for number in numbers], np.int64),
        "asset": np.array([asset[number] for number in numbers], np.int64),
        "quantity": np.array([item.quantity for item in sorted_orders], np.float64),
        "kind": np.array([item.kind for item in sorted_orders], np.int64),
        "limit": np.array([item.limit for item in sorted_orders], np.float64),
        "stop": np.array([item.stop for item in sorted_orders], np.float64),
        "last": np.array([until[number] for number in numbers], np.int64),
        "group": np.array([item.group for item in sorted_orders], np.int64),
        "parent": np.array([rows[item.parent] for item in sorted_orders], np.int64),
    }
    return columns, numbers


def check_orders(owner: str, placed: Sequence[PlacedOrder], at: list[int], until: list[int], asset: list[int]) -> None:
    """Refuse an order that ends before it can fill, or does not fit to its parent or its group."""
    groups: dict[int, int] = {}
    for number, order in enumerate(placed):
        if order.until is not None and until[number] <= at[number]:
            shown = f"{order.until!r} is bar {until[number]}, at is bar {at[number]}"
            raise ValueError(f"{owner}: until of order {number} must be a bar after at: {shown}")
        if order.parent >= 0:
            what = f"{owner}: order {number}"
            if asset[order.parent] != asset[number]:
                raise ValueError(f"{what} must be of the asset of its parent, order {order.parent}")
            if at[order.parent] > at[number]:
                bars = f"bar {at[number]} and not before bar {at[order.parent]}"
                raise ValueError(f"{what} must not be placed before its parent, order {order.parent}: at {bars}")
        if order.group >= 0 and groups.setdefault(order.group, asset[number]) != asset[number]:
            raise ValueError(f"{owner}: order {number} must be of the asset of the others of group {order.group}")


def check_lots(owner: str, placed: Sequence[PlacedOrder], lot: float) -> None:
    """Refuse a part of a lot."""
    if not isinstance(lot, (int, float)) or not lot > 0:
        return
    quantities = np.array([order.quantity for order in placed], np.float64)
    fault = quantities_are_lots({"quantity": quantities}, {"lot": lot})
    if fault is not None:
        raise ValueError(f"{owner}: {fault.replace('row', 'order')}")
