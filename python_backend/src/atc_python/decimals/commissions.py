"""Commissions of fills on integers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from atc_core.decimals import Decimals, DecimalValue, Packed, packed
from atc_python import backend
from atc_python.decimals.exact import at_scale, complete, fitting

Codes = NDArray[np.int64]


@backend.implements("decimal_commission_per_share")
def decimal_commission_per_share(
    quantity: Decimals,
    order: Codes,
    rate: DecimalValue,
    minimum: DecimalValue,
    scale: int,
    rounding: str,
) -> Packed:
    """What an order has to pay in total after each fill, less what it has paid."""
    exact = max(quantity.scale + rate.type.scale, minimum.type.scale)
    per_share = rate.value * 10 ** (exact - quantity.scale - rate.type.scale)
    least = minimum.value * 10 ** (exact - minimum.type.scale)
    shares, paid, found = dict[int, int](), dict[int, int](), []
    for row, (own, size) in enumerate(zip(order.tolist(), complete(quantity), strict=True)):
        before = paid.get(own, 0)
        if size:
            shares[own] = shares.get(own, 0) + abs(size)
            total = at_scale(max(least, per_share * shares[own]), exact, scale, rounding)
            paid[own] = fitting(total, row)
        found.append(paid.get(own, 0) - before)
    return packed(found)


@backend.implements("decimal_commission_per_trade")
def decimal_commission_per_trade(quantity: Decimals, order: Codes, cost: DecimalValue) -> Packed:
    """The cost at the first fill of an order that is not of 0 shares."""
    begun, found = set[int](), []
    for own, size in zip(order.tolist(), complete(quantity), strict=True):
        found.append(cost.value if size and own not in begun else 0)
        begun |= {own} if size else set()
    return packed(found)


@backend.implements("decimal_commission_per_dollar")
def decimal_commission_per_dollar(
    quantity: Decimals,
    price: Decimals,
    rate: DecimalValue,
    scale: int,
    rounding: str,
) -> Packed:
    """The amount times the rate."""
    rates = [rate.value] * len(quantity)
    return of_amounts(quantity, price, rates, rate.type.scale, scale, rounding)


@backend.implements("decimal_commission_maker_taker")
def decimal_commission_maker_taker(
    quantity: Decimals,
    price: Decimals,
    is_maker: NDArray[np.bool_],
    maker_rate: DecimalValue,
    taker_rate: DecimalValue,
    scale: int,
    rounding: str,
) -> Packed:
    """The amount times one of the rates."""
    common = max(maker_rate.type.scale, taker_rate.type.scale)
    maker, taker = (item.value * 10 ** (common - item.type.scale) for item in (maker_rate, taker_rate))
    rates = [maker if makes else taker for makes in is_maker.tolist()]
    return of_amounts(quantity, price, rates, common, scale, rounding)


def of_amounts(
    quantity: Decimals, price: Decimals, rates: list[int], rate_scale: int, scale: int, rounding: str
) -> Packed:
    """Magnitudes of amounts, each times its rate, rounded once."""
    exact = quantity.scale + price.scale + rate_scale
    rows = zip(complete(quantity), complete(price), rates, strict=True)
    return packed(at_scale(abs(size * own) * rate, exact, scale, rounding) for size, own, rate in rows)
