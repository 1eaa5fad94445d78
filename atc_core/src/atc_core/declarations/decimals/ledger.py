"""What fills come to: average prices, positions, their cost, what is realized, cash, and the value of it all."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import DECIMAL, Axes
from atc_core.decimals.declaring import Types, decimal_kernel
from atc_core.decimals.types import (
    CompleteDecimals,
    CompleteDecimalsOrNumber,
    DecimalSeries,
    DecimalSeriesOrNumber,
    DecimalType,
    Rounding,
    Scale,
)
from atc_core.declarations.decimals import decimal_samples as samples
from atc_core.declarations.decimals.fills import Codes
from atc_core.declarations.decimals.result_types import QUOTIENT_SCALE, quotient_of, whole_numbers

Assets: TypeAlias = Annotated[NDArray[np.int64], Axes("time", "assets"), DECIMAL]
"""A column of decimals an asset."""


class PositionLedger(NamedTuple):
    """The books after each fill."""

    position: DecimalSeries
    """Shares that are held, below 0 where short."""
    cost: DecimalSeries
    """What the open position has cost, below 0 where short."""
    average_price: DecimalSeries
    """Cost of a share, null where none is held."""
    realized: DecimalSeries
    """What the fill has gained, before commission."""
    cash: DecimalSeries


def of_portfolio(types: Types) -> DecimalType:
    """Amounts, and cash."""
    return whole_numbers(max(types["quantities"].scale + types["prices"].scale, types["cash"].scale))


def of_ledger(types: Types) -> Types:
    """Amounts are exact, and costs have 12 digits behind the point at least."""
    amounts = types["quantity"].scale + types["price"].scale
    money = whole_numbers(max(QUOTIENT_SCALE, amounts))
    return {
        "position": whole_numbers(types["quantity"].scale),
        "cost": money,
        "average_price": whole_numbers(max(QUOTIENT_SCALE, types["price"].scale)),
        "realized": money,
        "cash": whole_numbers(max(amounts, types["commission"].scale, types["cash"].scale)),
    }


@decimal_kernel(sample=samples.assets, result=of_portfolio)
def decimal_portfolio_value(
    quantities: Assets,
    prices: Assets,
    cash: DecimalSeriesOrNumber = 0,  # type: ignore[assignment]  # a number stands in every row
    scale: Scale | None = None,
    rounding: Rounding = "ROUND_HALF_EVEN",
) -> DecimalSeries:
    r"""Value of cash and all assets at each bar, exact or rounded once.

    Formula:
        $$ y_t = R(cash_t + \sum_a quantities_{t,a} prices_{t,a}) $$
        where $a$ runs over the assets, and $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        quantities: what is held of each asset, a table of decimals, shape ``(time, assets)``; a column is one asset.
        prices: its price, a table of the same columns.
        cash: a column of decimals, one a bar, or a number.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `quantities`. An asset of which nothing is held, or null, adds nothing, whatever its
        price; another without a price makes the bar null, as does a null of `cash`.

    Raises:
        TypeError: floats or text.
        ValueError: the shapes differ, or a row needs more than 38 digits.

    Source: arithmetic.
    """


@decimal_kernel(sample=samples.fills("quantity", "price", "order"), result=quotient_of("price"))
def decimal_fill_average_price(
    quantity: CompleteDecimals,
    price: CompleteDecimals,
    order: Codes,
    scale: Scale | None = None,
    rounding: Rounding = "ROUND_HALF_EVEN",
) -> DecimalSeries:
    r"""Average price of each order's fills so far, weighted by their shares and rounded once.

    Formula:
        $$ y_i = R(\frac{\sum_j |quantity_j| price_j}{\sum_j |quantity_j|}) $$
        where $j$ runs over the fills of the order up to $i$, and $R$ rounds to `scale` digits behind the point by
        `rounding`.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table.
        price: price of each fill, the same.
        order: the order of each fill, integers from 0 to below the number of rows.
        scale: digits behind the point, 0 to 38; by default 12, or those of `price` if it has more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `quantity`, null before an order's first share.

    Raises:
        TypeError: floats, or codes that are no integers.
        ValueError: a null, a code out of range, or a row needs more than 38 digits.

    Source: arithmetic.
    """


@decimal_kernel(
    sample=samples.fills("asset", "quantity", "price", "commission"), result=of_ledger, scaled="average_price"
)
def decimal_position_ledger(
    asset: Codes,
    quantity: CompleteDecimals,
    price: CompleteDecimals,
    commission: CompleteDecimalsOrNumber = 0,  # type: ignore[assignment]  # a number stands in every row
    cash: Decimal = 0,  # type: ignore[assignment]  # an integer is a decimal too
    scale: Scale | None = None,
    rounding: Rounding = "ROUND_HALF_EVEN",
) -> PositionLedger:
    """Positions, their cost, average price, what is realized and cash after each fill, to the last digit.

    Formula:
        With $q$ and $c$ the asset's position and cost before the fill, $d = quantity$, $p = price$, and $K$ the digits
        of `cost`:

        1. If $q d >= 0$: $cost = c + d p$, $realized = 0$.
        2. If it reduces: $cost = R_K(c (q + d) / q)$, $realized = cost - c - d p$.
        3. If it passes through 0: $cost = (q + d) p$, $realized = q p - c$.
        4. Then $position = q + d$, $average_price = R(cost / position)$, and `cash` falls by $d p + commission$. $R$
           rounds to `scale` digits by `rounding`, $R_K$ to $K$, the larger of 12 and the digits of $d p$.

    Args:
        asset: the asset of each fill, integers from 0 to below the number of rows.
        quantity: shares of each fill, a column of decimals without a null, or a table; above 0 buys, below 0 sells.
        price: price of each fill, the same.
        commission: commission of each fill, the same, or a number; it is paid from the cash and is no part of a cost.
        cash: cash before the first fill, a Decimal or an integer.
        scale: digits of `average_price` behind the point, 0 to 38; by default 12, or those of `price` if it has more.
        rounding: one of the eight words of Python's `decimal`, for the cost of what is left and the average price.

    Returns:
        A named tuple of columns ``position, cost, average_price, realized, cash`` in the library of `quantity`. At
        every row the sum of what is realized less all commissions is cash less initial cash plus the cost of open
        positions, in every digit.

    Raises:
        TypeError: floats, or codes that are no integers.
        ValueError: a null, a code out of range, or a row needs more than 38 digits.

    Source: the average cost method.
    """
