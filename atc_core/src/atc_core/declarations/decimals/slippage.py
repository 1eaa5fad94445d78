"""Prices that a fill gets, worse than the one that was quoted."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from atc_core.decimals.declaring import Types, decimal_kernel
from atc_core.decimals.types import CompleteDecimals, DecimalSeries, DecimalType, Rounding, Scale
from atc_core.declarations.decimals import decimal_samples as samples
from atc_core.declarations.decimals.fills import AnyDecimal
from atc_core.declarations.decimals.result_types import (
    BASIS_POINT_SCALE,
    largest_of,
    quotient_of,
    whole_numbers,
)
from atc_core.domains import Domain


def of_basis_points(types: Types) -> DecimalType:
    """A price times ten thousandths."""
    return whole_numbers(types["price"].scale + types["basis_points"].scale + BASIS_POINT_SCALE)


@decimal_kernel(sample=samples.prices_and_quantities, result=largest_of("price", "amount"))
def decimal_slippage_fixed(
    price: CompleteDecimals,
    quantity: CompleteDecimals,
    amount: AnyDecimal,
    scale: Scale | None = None,
    rounding: Rounding = "ROUND_HALF_EVEN",
) -> DecimalSeries:
    """Price of a fill that is worse by a fixed amount.

    Formula:
        $$ y_i = R(price_i + sign(quantity_i) amount) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        price: quoted price of each fill, a column of decimals without a null, or a table.
        quantity: shares of each fill, the same; above 0 buys, below 0 sells.
        amount: how much worse the price is, a Decimal or an integer of any sign.
        scale: digits behind the point, 0 to 38; by default those of `price` or `amount`.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `price`.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, or a row needs more than 38 digits.

    Source: zipline's ``FixedSlippage``.
    """


@decimal_kernel(sample=samples.prices_and_quantities, result=of_basis_points)
def decimal_slippage_basis_points(
    price: CompleteDecimals,
    quantity: CompleteDecimals,
    basis_points: AnyDecimal,
    scale: Scale | None = None,
    rounding: Rounding = "ROUND_HALF_EVEN",
) -> DecimalSeries:
    r"""Price of a fill that is worse by basis points.

    Formula:
        $$ y_i = R(price_i (1 + sign(quantity_i) \frac{basis_points}{10000})) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        price: quoted price of each fill, a column of decimals without a null, or a table.
        quantity: shares of each fill, the same; above 0 buys, below 0 sells.
        basis_points: ten thousandths by which the price is worse, a Decimal or an integer of any sign.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `price`.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, or a row needs more than 38 digits.

    Source: zipline's ``FixedBasisPointsSlippage``.
    """


@decimal_kernel(sample=samples.with_volumes, result=quotient_of("price"))
def decimal_slippage_volume_share(
    price: CompleteDecimals,
    quantity: CompleteDecimals,
    volume: CompleteDecimals,
    limit: Annotated[Decimal, Domain(at_least=0)] = Decimal("0.025"),
    impact: AnyDecimal = Decimal("0.1"),
    scale: Scale | None = None,
    rounding: Rounding = "ROUND_HALF_EVEN",
) -> DecimalSeries:
    r"""Price of a fill that is worse by the square of its share of the volume.

    Formula:
        $$ y_i = R(price_i (1 + sign(quantity_i) (\frac{quantity_i}{volume_i})^2 impact)) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        price: quoted price of each fill, a column of decimals without a null, or a table.
        quantity: shares of each fill, the same; above 0 buys, below 0 sells.
        volume: volume of the bar of each fill, the same.
        limit: largest share of the volume that a fill may be, a Decimal or an integer, at least 0.
        impact: how much worse the price of all the volume would be, as a fraction, of any sign.
        scale: digits behind the point, 0 to 38; by default 12, or those of `price` if it has more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `price`.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, a share above the limit, shares where the volume is not above 0, or a
            row needs more than 38 digits.

    Source: zipline's ``VolumeShareSlippage``.
    """
