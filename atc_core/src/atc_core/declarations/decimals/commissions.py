"""Commissions of fills, positive where they are paid."""

from __future__ import annotations

from atc_core.arrays import Flags
from atc_core.decimals.declaring import Types, decimal_kernel
from atc_core.decimals.types import CompleteDecimals, DecimalSeries, DecimalType, Rounding, Scale
from atc_core.declarations.decimals import decimal_samples as samples
from atc_core.declarations.decimals.fills import AnyDecimal, Codes, NotNegative
from atc_core.declarations.decimals.result_types import product_of, total_of, whole_numbers


def of_shares(types: Types) -> DecimalType:
    """Shares times a rate, or the minimum."""
    return whole_numbers(max(types["quantity"].scale + types["rate"].scale, types["minimum"].scale))


def of_two_rates(types: Types) -> DecimalType:
    """An amount times either rate."""
    rates = max(types["maker_rate"].scale, types["taker_rate"].scale)
    return whole_numbers(types["quantity"].scale + types["price"].scale + rates)


@decimal_kernel(sample=samples.fills("quantity", "order"), result=of_shares)
def decimal_commission_per_share(
    quantity: CompleteDecimals,
    order: Codes,
    rate: NotNegative,
    minimum: NotNegative = 0,  # type: ignore[assignment]  # an integer is a decimal too
    scale: Scale | None = None,
    rounding: Rounding = "ROUND_HALF_EVEN",
) -> DecimalSeries:
    r"""Commission by the share, with a minimum for each order over all its fills.

    Formula:
        $$ y_i = T_i - T_k; T_i = R(max(minimum, rate \sum_j |quantity_j|)) $$
        where $j$ runs over the fills of the order up to $i$, $k$ is the one before $i$, $T_k = 0$ at the first, and $R$
        rounds to `scale` digits behind the point by `rounding`.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table; above 0 buys, below 0 sells.
        order: the order of each fill, integers from 0 to below the number of rows.
        rate: commission of one share, a Decimal or an integer, at least 0.
        minimum: least commission of an order, at least 0.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`; what an order has paid in total is rounded.

    Returns:
        A column in the library of `quantity`. A fill of 0 shares pays nothing and begins no order.

    Raises:
        TypeError: floats, or codes that are no integers.
        ValueError: a null, a code out of range, or a total of more than 38 digits; the message names the row.

    Source: the commissions of brokers that bill orders; zipline's ``PerShare`` with its faults mended.
    """


@decimal_kernel(sample=samples.fills("quantity", "order"), result=total_of("cost"))
def decimal_commission_per_trade(quantity: CompleteDecimals, order: Codes, cost: NotNegative) -> DecimalSeries:
    r"""Commission of one amount an order, paid at its first fill.

    Formula:
        1. It is `cost` at the first fill of an order with $quantity_i \ne 0$,
        2. else 0.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table.
        order: the order of each fill, integers from 0 to below the number of rows.
        cost: commission of an order, a Decimal or an integer, at least 0.

    Returns:
        A column in the library of `quantity`.

    Raises:
        TypeError: floats, or codes that are no integers.
        ValueError: a null, or a code out of range; the message names the row.

    Source: zipline's ``PerTrade``.
    """


@decimal_kernel(sample=samples.fills("quantity", "price"), result=product_of("quantity", "price", "rate"))
def decimal_commission_per_dollar(
    quantity: CompleteDecimals,
    price: CompleteDecimals,
    rate: NotNegative,
    scale: Scale | None = None,
    rounding: Rounding = "ROUND_HALF_EVEN",
) -> DecimalSeries:
    """Commission as a share of the amount of each fill.

    Formula:
        $$ y_i = R(|quantity_i price_i| rate) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table.
        price: price of each fill, the same.
        rate: commission of an amount of 1, a Decimal or an integer, at least 0.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `quantity`.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, or a row needs more than 38 digits.

    Source: zipline's ``PerDollar``.
    """


@decimal_kernel(sample=samples.fills("quantity", "price", "is_maker"), result=of_two_rates)
def decimal_commission_maker_taker(
    quantity: CompleteDecimals,
    price: CompleteDecimals,
    is_maker: Flags,
    maker_rate: AnyDecimal,
    taker_rate: AnyDecimal,
    scale: Scale | None = None,
    rounding: Rounding = "ROUND_HALF_EVEN",
) -> DecimalSeries:
    """Commission as a share of the amount of each fill, at one of two rates.

    Formula:
        $$ y_i = R(|quantity_i price_i| r_i) $$
        where $r_i$ is `maker_rate` where `is_maker`, else `taker_rate`, and $R$ rounds to `scale` digits behind the
        point by `rounding`.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table.
        price: price of each fill, the same.
        is_maker: whether a fill made the market, booleans.
        maker_rate: commission of an amount of 1 where it did, a Decimal or an integer; below 0 is a rebate.
        taker_rate: the same where it did not.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `quantity`.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, or a row needs more than 38 digits.

    Source: the fees of exchanges with an order book.
    """
