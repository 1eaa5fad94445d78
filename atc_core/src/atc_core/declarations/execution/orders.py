"""Orders on bars: market, limit, stop, stop-limit and trailing stops, in groups and below parents."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import NOT_DECREASING, WHOLE, Axes, Rule
from atc_core.declarations.execution.fills import (
    NO_OVERFLOW,
    NOT_ZERO,
    Account,
    BarPrices,
    Cost,
    Fee,
    FeeRate,
    Positions,
    largest_money,
    own_sizes,
)
from atc_core.declarations.execution.order_checks import KINDS, order_faults
from atc_core.declarations.execution.runs import bars_and_brackets
from atc_core.declarations.execution.targets import BasisPoints, Leverage, Lot
from atc_core.domains import LARGEST_REAL, Domain, PositiveFinite
from atc_core.kernel import kernel

ORDER_FILL = np.dtype(
    [
        ("order", np.int64),
        ("bar", np.int64),
        ("asset", np.int64),
        ("quantity", np.float64),
        ("price", np.float64),
        ("commission", np.float64),
        ("phase", np.int8),
    ],
    align=True,
)
"""A fill, laid out as C does: 56 bytes."""
OrderFills: TypeAlias = Annotated[NDArray[np.void], ORDER_FILL, Axes("fills")]

SOME_VOLUME = Rule("at least 0 and finite, or NaN", lambda values: (values < 0) | np.isinf(values))
FROM_MINUS_ONE = Rule("at least -1", lambda values: values < -1)
KIND = Rule(f"from 0 to {len(KINDS) - 1}: {', '.join(KINDS)}", lambda values: (values < 0) | (values >= len(KINDS)))

Volumes: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "assets"), SOME_VOLUME]
Places: TypeAlias = Annotated[NDArray[np.int64], Axes("orders"), WHOLE]
Placed: TypeAlias = Annotated[NDArray[np.int64], Axes("orders"), WHOLE, FROM_MINUS_ONE, NOT_DECREASING]
Kinds: TypeAlias = Annotated[NDArray[np.int64], Axes("orders"), WHOLE, KIND]
Numbered: TypeAlias = Annotated[NDArray[np.int64], Axes("orders"), WHOLE, FROM_MINUS_ONE]
Levels: TypeAlias = Annotated[NDArray[np.float64], Axes("orders")]
Sizes: TypeAlias = Annotated[NDArray[np.float64], Axes("orders"), NOT_ZERO, NO_OVERFLOW]
Statuses: TypeAlias = Annotated[NDArray[np.int8], Axes("orders")]
OfOrders: TypeAlias = Annotated[NDArray[np.float64], Axes("orders")]

Share: TypeAlias = Annotated[float, Domain(above=0, tried=(0.1, np.inf))]
Amount: TypeAlias = Annotated[float, Domain(at_least=0, at_most=LARGEST_REAL, tried=(0.0, 0.05))]
Impact: TypeAlias = Annotated[float, Domain(at_least=0, at_most=LARGEST_REAL, tried=(0.0, 0.1))]
Financing: TypeAlias = Annotated[float, Domain(at_least=0, at_most=LARGEST_REAL, tried=(0.0, 0.0002))]

OPEN, FILLED, CANCELLED, EXPIRED, REJECTED, RUINED = range(6)
"""What became of an order: `CANCELLED` by its group or its parent, `REJECTED` for want of buying power."""
AT_OPEN, INSIDE, RUIN = range(3)
"""The phase of a fill."""


class OrderRun(NamedTuple):
    """What was traded, what became of the orders, and the account at the end of each bar."""

    fills: OrderFills
    status: Statuses
    filled: OfOrders
    """Shares, above 0."""
    cash: Account
    financing: Account
    """What was paid in the bar for borrowed cash and shares."""
    equity: Account
    position: Positions


def orders_scale(*arguments: Any) -> tuple[Any, ...]:
    """Money as it was so far; of shares all that the orders of an asset ask for."""
    opening, _, _, close, _, _, _, quantity, *_ = arguments
    found = OrderRun(*arguments[-1])
    rows = found.fills
    money = largest_money(arguments[14], found.position, close, (rows["quantity"], rows["price"]))
    asked, sizes = np.abs(quantity), np.zeros(len(rows))
    is_of_order = rows["order"] >= 0
    sizes[is_of_order] = asked[rows["order"][is_of_order]]
    shares = float(asked.sum())
    sizes[~is_of_order] = shares
    paid = money[rows["bar"]] if len(opening) else sizes
    parts = own_sizes(rows, ("price",), {"quantity": sizes, "commission": paid})
    none = np.zeros(len(asked))
    return parts, none, asked, money, money, money, np.full(found.position.shape, shares)


@kernel(sample=bars_and_brackets, scale=orders_scale, tolerance=1e-11, check_data=order_faults)
def simulate_orders(
    open: BarPrices,  # noqa: A002 the field writes it so
    high: BarPrices,
    low: BarPrices,
    close: BarPrices,
    volume: Volumes | None,
    bar: Placed,
    asset: Places,
    quantity: Sizes,
    kind: Kinds,
    limit: Levels,
    stop: Levels,
    last: Numbered,
    group: Numbered,
    parent: Numbered,
    initial_cash: PositiveFinite = 100_000.0,
    lot: Lot = 0.0,
    volume_limit: Share = np.inf,
    limit_touch: bool = True,  # noqa: FBT001 an option like the others
    slippage_bps: BasisPoints = 0.0,
    slippage_fixed: Amount = 0.0,
    volume_impact: Impact = 0.0,
    per_share: Cost = 0.0,
    per_order: Fee = 0.0,
    maker_rate: FeeRate = 0.0,
    taker_rate: FeeRate = 0.0,
    minimum: Fee = 0.0,
    leverage: Leverage = 1.0,
    margin_rate: Financing = 0.0,
    borrow_rate: Financing = 0.0,
) -> OrderRun:
    r"""Account of orders on bars: fills with costs and limits of volume, groups, brackets, stops, margin, ruin.

    An order is placed at the close of its bar and can fill from the next one on, at most once a bar. In a bar, step by
    step and in each by row: at the open market orders, limits that are at their limit or better, and stops that the
    open reaches or jumps over, all at the open; then stops that the bar reaches, at their level; then limits, at their
    limit; then stops whose parent first filled inside the bar. Where a bar reaches a stop and a target, the stop fills.

    Formula:
        1. A trailing stop to sell lies at $p - stop$, or $p (1 - stop)$ of a fraction; the peak $p$ is the close at
           which it was placed, of a child the price at which its parent filled, then the largest high of the bars
           before. One to buy mirrors it from the trough.
        2. A fill of $q$ shares takes the share $v$ of the bar's volume together with those before it. Market orders and
           stops have $price = b \pm (b \cdot slippage_bps / 10^4 + slippage_fixed + b \cdot volume_impact \cdot v^2)$
           with $b$ the price reached; limits have $b$.
        3. An order pays $max(per_order + per_share \sum |q| + r \sum |q \cdot price|, minimum)$ in all, $r$ being
           `maker_rate` of limits and stop-limits, else `taker_rate`.
        4. A fill that opens needs $\sum_a |position_a mark_a| <= leverage \cdot equity$ after it, else only what closes
           is filled.
        5. $financing_t = margin_rate \cdot max(-cash, 0) + borrow_rate \cdot s_t$ with the value $s_t$ of what is
           short, and $equity_t = cash_t + \sum_a position_{t,a} mark_{t,a}$, where $mark_{t,a}$ is the last close of
           asset $a$.

    Args:
        open: opening prices, shape ``(time, assets)``, or ``(time,)`` of one asset. An asset with a NaN in a bar does
            not trade in it; a close that is there marks its position all the same.
        high: highest prices, same shape.
        low: lowest prices, same shape.
        close: closing prices, same shape.
        volume: traded shares, same shape, or None.
        bar: at whose close each order is placed, whole numbers of shape ``(orders,)`` that do not decrease, -1 before
            the first bar. The row of an order is its priority.
        asset: the column of the bars.
        quantity: shares to buy, or below 0 to sell, not 0.
        kind: 0 market, 1 limit, 2 stop, 3 stop-limit, 4 trailing stop by an amount, 5 trailing stop by a fraction.
        limit: the limit of kinds 1 and 3; ignored in the others.
        stop: the level of kinds 2 and 3, the distance of 4 and 5; ignored in the others.
        last: the last bar in which it may fill, -1 for good till cancelled.
        group: a fill takes its quantity off every other order of the same group; one with nothing left is cancelled.
            -1 for none.
        parent: an earlier row that it waits for, -1 for none. It never fills more in all than the parent has filled
            less what the others of the same parent and group have, and is cancelled if the parent ends unfilled.
        initial_cash: money at the start, finite and above 0.
        lot: shares are traded in multiples of it; 0 for fractions of any size.
        volume_limit: the share of a bar's volume that all orders together may take, above 0.
        limit_touch: whether a limit fills where the bar only touches it.
        slippage_bps: what market orders and stops pay beyond their price, in ten thousandths of it.
        slippage_fixed: the same in money for each share.
        volume_impact: the same as a fraction of the price, times the square of the share of volume taken.
        per_share: commission for each share, at least 0.
        per_order: commission for each order, at least 0.
        maker_rate: commission of limits and stop-limits, as a fraction of value; below 0 it is paid back.
        taker_rate: the same of the other kinds.
        minimum: the least that an order pays in all, at least 0.
        leverage: the gross value that the account may carry for each unit of equity, above 0; infinite for no limit.
        margin_rate: what is paid in a bar for each unit of cash below 0, at least 0.
        borrow_rate: what is paid in a bar for each unit of value that is short, at least 0.

    Returns:
        A named tuple: `fills`, a structured array in the order in which they happened: `order` (-1 at ruin), `bar`,
        `asset` (int64), `quantity`, above 0 bought, `price` with slippage, `commission`, `phase` (int8: 0 at the open,
        1 inside the bar, 2 ruin); of shape ``(orders,)`` `status` (int8: 0 open, 1 filled, 2 cancelled by group or
        parent, 3 expired, 4 rejected for want of buying power, 5 ruined) and `filled`, shares; of shape ``(time,)``
        `cash`, `financing` and `equity`; `position`, of the shape of `open`. What closes a position is never rejected.
        Where equity falls to 1e-10 of the initial cash all is closed at the marks without cost, and nothing trades any
        more.

    Raises:
        TypeError: an array or an option is not numeric, `limit_touch` no bool.
        ValueError: lengths differ; a price is not above 0, a bar's high or low inside its open and close, a volume
            below 0; a column of the orders is out of range, no whole number, or in conflict with another; a limit or
            stop is missing where the kind needs one; a quantity is 0 or no multiple of `lot`; `volume` is None where
            options need it; or an option is out of range. The first row is named.

    Source: the contract's own rules, which backtesting.py, nautilus_trader and zipline each share in part.
    """
