"""What fills come to: the position and its cost, round trips, commissions, and the account marked to market."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Array, Axes
from atc_core.declarations.execution.fills import (
    Account,
    Bars,
    BarsInOrder,
    Cost,
    Fee,
    FeeRate,
    Numbers,
    OfFills,
    Positions,
    Quantities,
    Whole,
    largest_money,
    own_sizes,
    within,
)
from atc_core.declarations.execution.runs import commission_fills, fills_and_closes, fills_of_assets, ledger_fills
from atc_core.domains import PositiveFinite
from atc_core.kernel import kernel
from atc_core.row_rules import first_fault

Makers: TypeAlias = Annotated[NDArray[np.bool_], Axes("fills")]
TRIP = np.dtype(
    [
        ("asset", np.int64),
        ("entry_bar", np.int64),
        ("exit_bar", np.int64),
        ("side", np.int8),
        ("quantity", np.float64),
        ("entry_price", np.float64),
        ("exit_price", np.float64),
        ("commission", np.float64),
        ("pnl", np.float64),
    ],
    align=True,
)
"""A position from flat to flat, laid out as C does: 72 bytes."""
Trips: TypeAlias = Annotated[NDArray[np.void], TRIP, Axes("trips")]


class Marked(NamedTuple):
    """An account at the end of each bar."""

    cash: Account
    position: Positions
    equity: Account


class Ledger(NamedTuple):
    """The position in the asset of each fill, after it."""

    position: OfFills
    cost_basis: OfFills
    """The mean price of what is held."""
    realised: OfFills
    """The gain of the fill, before commission."""


def running_magnitude(keys: Array, values: Array) -> Array:
    """The sum of the magnitudes of `values` so far, of those with the same key."""
    order = np.argsort(keys, kind="stable")
    sums = np.cumsum(np.abs(values[order]))
    starts = np.flatnonzero(np.append(True, np.diff(keys[order]) != 0)[: len(keys)])
    before = np.concatenate([[0.0], sums])[starts]
    found = np.empty(len(keys))
    found[order] = sums - np.repeat(before, np.diff(np.append(starts, len(keys))))
    # Of sums that cancel only the largest part is left.
    return np.maximum(found, np.abs(values))


def ledger_scale(asset: Array, quantity: Array, price: Array, _: Any) -> tuple[Array, ...]:
    """All shares of the asset so far, the largest price of it, and the one times the other."""
    shares = running_magnitude(asset, quantity)
    highest = float(np.abs(price).max(initial=0.0))
    return shares, np.full(len(price), highest), shares * highest


def trips_scale(bar: Array, asset: Array, quantity: Array, price: Array, commission: Array, found: Array) -> Array:  # noqa: ARG001
    """Shares, prices and money of the trip itself, and all commissions."""
    paid = float(np.abs(commission).sum())
    highest = float(np.abs(price).max(initial=0.0))
    money = {"commission": paid, "pnl": paid + 10.0 * np.abs(found["quantity"]) * highest}
    return own_sizes(found, ("quantity",), {**money, "entry_price": highest, "exit_price": highest})


def commission_scale(order: Array, quantity: Array, price: Array, maker: Array, *rest: Any) -> Array:
    """All that the order owes, each part for itself."""
    per_share, per_order, maker_rate, taker_rate, minimum, _ = rest
    rates = np.where(maker, maker_rate, taker_rate)
    owed = per_share * np.abs(quantity) + np.abs(rates * quantity * price)
    return np.asarray(running_magnitude(order, owed) + per_order + minimum)


def marked_scale(*arguments: Any) -> tuple[Array, ...]:
    """Of money the largest of the initial cash and all that was held, of shares the largest number of any asset."""
    _, asset, quantity, price, commission, close, initial_cash, found = arguments
    money = largest_money(initial_cash, found[1], close, (quantity, price)) + np.abs(commission).sum()
    shares = float(running_magnitude(asset, quantity).max(initial=0.0))
    return 10.0 * money, np.full(found[1].shape, shares), 10.0 * money


@kernel(sample=ledger_fills, scale=ledger_scale, gaps=None, also=("cost_basis", "average_cost"))
def position_ledger(asset: Whole, quantity: Quantities, price: Numbers, *, out: Ledger | None = None) -> Ledger:
    r"""Position, average cost and realised gain after each fill.

    Formula:
        $$ position_i = p + quantity_i; realised_i = sign(p) \cdot min(|quantity_i|, |p|) (price_i - b) $$
        $$ cost_basis_i = \frac{p b + quantity_i price_i}{p + quantity_i} $$
        where $p$ and $b$ are position and cost basis of the asset before the fill. A fill of the sign of $p$ has the
        second line, and realises 0; another has the first, and the cost basis is $b$, or $price_i$ if the position
        passes through 0.

    Args:
        asset: which asset each fill is of, any whole number, shape ``(fills,)``, in the order in which they happened.
        quantity: shares, above 0 bought, below 0 sold, not 0; fractions are allowed.
        price: what each share cost, finite.
        out: where to write the results; they are then returned.

    Returns:
        A named tuple of float64 arrays of shape ``(fills,)``, each of the asset of the fill: `position` after it, below
        0 when short; `cost_basis`, 0 where the position is flat; `realised`, the gain of the fill before commission.
        What is left of a position within 1e-10 of what it was is exactly 0.

    Raises:
        TypeError: an array is not numeric.
        ValueError: the lengths differ, an asset is no whole number, a quantity is 0, or a quantity or price is not
            finite.

    Source: the average-cost method. Commission is no part of the cost.
    """


@kernel(sample=fills_of_assets, scale=trips_scale, also=("trades",))
def round_trips(bar: Whole, asset: Whole, quantity: Quantities, price: Numbers, commission: Numbers) -> Trips:
    r"""Every position from flat to flat: when, how much, at which mean prices, and its pnl net of commission.

    Formula:
        $$ pnl = side \cdot quantity (exit_price - entry_price) - commission $$
        $$ entry_price = \frac{\sum_i |quantity_i| price_i}{\sum_i |quantity_i|} $$
        where $i$ runs over the fills that open; `exit_price` is that of the fills that close.

    Args:
        bar: when each fill happened, whole numbers, shape ``(fills,)``, in the order in which they happened.
        asset: which asset it is of, any whole number.
        quantity: shares, above 0 bought, below 0 sold, not 0.
        price: what each share cost, finite.
        commission: what the fill cost beside, finite; below 0 where it was paid back.

    Returns:
        A structured array, a row for each closed position in the order of the closing fills: `asset`, `entry_bar`,
        `exit_bar` (int64), `side` (int8, 1 long, -1 short), `quantity`, all that was opened, `entry_price` and
        `exit_price`, means by quantity, `commission` of all its fills, and `pnl` after it. A fill through zero closes
        one position and opens the next, and its commission is shared by quantity. An open position has no row.

    Raises:
        TypeError: an array is not numeric.
        ValueError: the lengths differ, an asset or bar is no whole number, a quantity is 0, or a quantity, price or
            commission is not finite.

    Source: FIFO-free trade lists of trading platforms ("flat to flat").
    """


@kernel(sample=commission_fills, scale=commission_scale, gaps=None)
def commissions(
    order: Whole,
    quantity: Quantities,
    price: Numbers,
    maker: Makers,
    per_share: Cost = 0.0,
    per_order: Fee = 0.0,
    maker_rate: FeeRate = 0.0,
    taker_rate: FeeRate = 0.0,
    minimum: Fee = 0.0,
    *,
    out: OfFills | None = None,
) -> OfFills:
    r"""Commission of each fill, where an order owes a minimum once over all its fills.

    Formula:
        $$ commissions_i = T_i - T_k; T_i = max(o_i, minimum) $$
        $$ o_i = per_order + per_share \sum_{j} |quantity_j| + \sum_{j} r_j |quantity_j price_j| $$
        where $j$ runs over the fills of the order up to $i$, $k$ is the one before $i$, $T_k = 0$ at the first, and
        $r_j$ is `maker_rate` or `taker_rate`.

    Args:
        order: which order each fill is of, any whole number, shape ``(fills,)``.
        quantity: shares, not 0; buying and selling cost the same.
        price: what each share cost, finite.
        maker: whether the fill has the maker's rate, booleans; else the taker's.
        per_share: money for each share, at least 0.
        per_order: money for each order, at least 0.
        maker_rate: a fraction of the value; below 0 it is paid back.
        taker_rate: the same of the other fills.
        minimum: the least that an order owes, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(fills,)``.

    Raises:
        TypeError: an array or an option is not numeric, `maker` is of neither booleans nor integers.
        ValueError: the lengths differ, an order is no whole number, a quantity is 0, a quantity or price is not finite,
            or an option is out of range.

    Source: zipline ``PerShare`` with a minimum, over partial fills.
    """


@kernel(
    sample=fills_and_closes,
    scale=marked_scale,
    check_data=first_fault(within("bar", "close", "time"), within("asset", "close", "assets")),
)
def mark_to_market(
    bar: BarsInOrder,
    asset: Whole,
    quantity: Quantities,
    price: Numbers,
    commission: Numbers,
    close: Bars,
    initial_cash: PositiveFinite = 100_000.0,
    *,
    out: Marked | None = None,
) -> Marked:
    r"""Cash, positions and equity at the end of each bar, from any table of fills.

    Formula:
        $$ cash_t = cash_{t-1} - \sum_i (quantity_i price_i + commission_i) $$
        $$ equity_t = cash_t + \sum_a position_{t,a} mark_{t,a} $$
        where $i$ runs over the fills of bar $t$ and $a$ over the assets, and $mark_{t,a}$ is the last close up to $t$,
        before the first one the price of the last fill.

    Args:
        bar: the bar of each fill, whole numbers from 0 on that do not decrease, shape ``(fills,)``.
        asset: the column of `close` that it is of, whole numbers from 0 on.
        quantity: shares, above 0 bought, below 0 sold, not 0.
        price: what each share cost, finite.
        commission: what the fill cost beside, finite.
        close: closing prices, shape ``(time, assets)``, or ``(time,)`` of one asset; NaN keeps the mark before it.
        initial_cash: money at the start, finite and above 0.
        out: where to write the results; they are then returned.

    Returns:
        A named tuple of float64 arrays: `cash` of shape ``(time,)``, `position` of the shape of `close`, and `equity`,
        cash and all positions at their marks, of shape ``(time,)``.

    Raises:
        TypeError: an array is not numeric.
        ValueError: lengths differ, a bar or an asset is out of range or no whole number, bars decrease, a quantity is
            0, a quantity, price or commission is not finite, a close is infinite, or `initial_cash` is not above 0.

    Source: the accounts of `simulate_orders` and `simulate_targets`.
    """
