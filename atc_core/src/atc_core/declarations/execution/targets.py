"""Target weights, values or shares on bars, traded at the next open from one shared account."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Array, Axes
from atc_core.declarations.execution.fills import Account, BarPrices, Cost, Positions, Wishes, largest_money, own_sizes
from atc_core.declarations.execution.runs import opens_closes_weights
from atc_core.domains import LARGEST_REAL, Domain, PositiveFinite
from atc_core.kernel import kernel

TARGET_FILL = np.dtype(
    [
        ("bar", np.int64),
        ("asset", np.int64),
        ("quantity", np.float64),
        ("price", np.float64),
        ("commission", np.float64),
    ],
    align=True,
)
"""What was traded of an asset at a bar's open, laid out as C does: 40 bytes."""
TargetFills: TypeAlias = Annotated[NDArray[np.void], TARGET_FILL, Axes("fills")]
Unit: TypeAlias = Literal["weight", "value", "shares"]
Lot: TypeAlias = Annotated[float, Domain(at_least=0, at_most=LARGEST_REAL, tried=(0.0, 1.0))]
BasisPoints: TypeAlias = Annotated[float, Domain(at_least=0, below=10_000, tried=(0.0, 10.0))]
Leverage: TypeAlias = Annotated[float, Domain(above=0, tried=(1.0, 2.0, np.inf))]


class TargetRun(NamedTuple):
    """What was traded, and the account at the end of each bar."""

    fills: TargetFills
    cash: Account
    position: Positions
    equity: Account


def targets_scale(opening: Array, close: Array, target: Array, unit: Unit, initial_cash: float, *rest: Any) -> Any:
    """Money as it was so far; of shares as many as that buys at the lowest open, and as are wanted."""
    found = TargetRun(*rest[-1])
    money = largest_money(initial_cash, found.position, close, (found.fills["quantity"], found.fills["price"]))
    lowest = np.fmin.accumulate(opening, axis=0)
    with np.errstate(invalid="ignore", over="ignore"):
        shares = np.fmax(np.nan_to_num(money[:, None] / lowest), np.abs(found.position))
    if unit == "shares":
        shares = np.fmax(shares, np.abs(np.nan_to_num(target)).max(initial=0.0))
    rows = found.fills
    sizes = {"quantity": shares[rows["bar"], rows["asset"]], "commission": money[rows["bar"]]}
    return own_sizes(rows, ("price",), sizes), money, shares, money


@kernel(sample=opens_closes_weights, scale=targets_scale, tolerance=1e-10, also=("from_orders", "rebalance"))
def simulate_targets(
    open: BarPrices,  # noqa: A002 the field writes it so
    close: BarPrices,
    target: Wishes,
    unit: Unit = "weight",
    initial_cash: PositiveFinite = 100_000.0,
    lot: Lot = 0.0,
    slippage_bps: BasisPoints = 0.0,
    per_share: Cost = 0.0,
    rate: Cost = 0.0,
    leverage: Leverage = 1.0,
) -> TargetRun:
    r"""Account of target weights, values or shares that are traded at the next open, out of one shared cash.

    A row of targets is known at the close of its bar and traded at the open of the next one. All that closes positions
    is done first and in full; all that opens them is then scaled by one factor, so that the account can carry it with
    its costs and no asset is favoured by its column.

    Formula:
        1. At the opens, with equity $E$, the wanted change is $d = target \cdot E / open - position$ if "weight",
           $target / open - position$ if "value", $target - position$ if "shares".
        2. What of $d$ closes positions is done in full; what opens them is times
           $f = min(1, max(0, (leverage \cdot E - G) / (N + leverage \cdot C)))$, with equity $E$ and gross value $G$
           after the closing, $N$ what the openings are worth and $C$ what they cost.
        3. A fill of $q$ shares has $price = open (1 \pm slippage_bps / 10^4)$ and
           $commission = per_share |q| + rate |q \cdot price|$.
        4. $equity_t = cash_t + \sum_a position_{t,a} mark_{t,a}$, where $mark_{t,a}$ is the last close of asset $a$.

    Args:
        open: opening prices, shape ``(time, assets)``, or ``(time,)`` of one asset; NaN where it does not trade.
        close: closing prices, same shape; NaN keeps the mark before it.
        target: what to hold, same shape, below 0 short; NaN leaves the position alone.
        unit: of the targets, ``"weight"``, a fraction of equity at the opens, ``"value"`` or ``"shares"``.
        initial_cash: money at the start, finite and above 0.
        lot: shares are traded in multiples of it, rounded toward zero; 0 for fractions of any size.
        slippage_bps: what a fill pays beyond the open, in ten thousandths of it, at least 0 and below 10 000.
        per_share: commission for each share, at least 0.
        rate: commission as a fraction of the value of a fill, at least 0.
        leverage: the gross value that the account may carry for each unit of its equity, above 0; infinite for no
            limit.

    Returns:
        A named tuple: `fills`, a structured array in the order in which they happened, assets of one bar in the order
        of columns: `bar`, `asset` (int64), `quantity`, above 0 bought, `price` with slippage, `commission`; `cash`, of
        shape ``(time,)``; `position`, of the shape of `open`; `equity`, of shape ``(time,)``. Where equity falls to
        1e-10 of the initial cash all is closed at the marks without cost, and nothing trades any more.

    Raises:
        TypeError: an array or an option is not numeric.
        ValueError: shapes differ, `unit` is unknown, a price is not above 0 or infinite, a target is beyond 1e150, or
            an option is out of range.

    Source: vectorbt ``Portfolio.from_orders`` with target percents of a shared cash, which trades at the row's own
    price and cuts the last columns short.
    """
