"""Commissions of fills."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_core.decimals import Decimals, DecimalValue, Packed
from atc_numba import backend
from atc_numba.decimals.arithmetic import steps
from atc_numba.decimals.columns import (
    CODES,
    COLUMN,
    FLAGS,
    GOOD,
    OUT,
    STATUS,
    TOO_LARGE,
    WIDE,
    Codes,
    Flags,
    Rows,
    Status,
    Words,
    keep,
    load,
    put,
    put_null,
    recall,
    wide_loop,
    width_of,
)
from atc_numba.decimals.rounding import CODE_OF, magnitude, rounded
from atc_numba.decimals.wide_integers import as_wide, is_zero, wide


@backend.implements("decimal_commission_per_share", strict=True)
def decimal_commission_per_share(
    quantity: Decimals,
    order: Codes,
    rate: DecimalValue,
    minimum: DecimalValue,
    scale: int,
    rounding: str,
) -> Packed:
    """What an order has to pay in total after each fill, less what it has paid."""
    rows, exact = Rows(quantity), max(quantity.scale + rate.type.scale, minimum.type.scale)
    up, cut = steps(exact, scale)
    per_share = rate.value * 10 ** (exact - quantity.scale - rate.type.scale) * up
    least = minimum.value * 10 ** (exact - minimum.type.scale) * up
    shares = rows.largest[0] * len(order)
    bound = shares * max(per_share, 1) + least
    memory = np.zeros((len(order), width_of(bound, cut)), np.int64), np.zeros((len(order), WIDE), np.int64)
    return rows.computed(bill_orders, bound, (per_share, least, cut), CODE_OF[rounding], order, *memory)


@wide_loop(f"{STATUS}({COLUMN}, {FLAGS}, wide, wide, wide, int64, {CODES}, {OUT}, {OUT}, {OUT})")
def bill_orders(
    quantity: Words,
    _: Flags,
    per_share: Any,
    least: Any,
    cut: Any,
    code: int,
    order: Codes,
    shares: Words,
    paid: Words,
    out: Words,
) -> Status:
    """Each fill pays what its order has to pay in total, less what it paid; both tables are 0 at first."""
    rate, minimum, divisor = wide(per_share), wide(least), wide(cut)
    for row in range(len(out)):
        own, size = order[row], load(quantity, row, rate)
        if is_zero(size):
            put_null(out, row)
            continue
        bought = recall(shares, own, rate) + magnitude(size)
        keep(shares, own, bought)
        exact, before = bought * rate, load(paid, own, rate)
        total = rounded(max(minimum, exact), divisor, code)
        if not put(paid, own, total):
            return TOO_LARGE, row
        put(out, row, total - before)
    return GOOD


@backend.implements("decimal_commission_per_trade", strict=True)
def decimal_commission_per_trade(quantity: Decimals, order: Codes, cost: DecimalValue) -> Packed:
    """The cost at the first fill of an order that is not of 0 shares."""
    begun = np.zeros((len(order), 1), np.int64)
    return Rows(quantity).computed(bill_once, 0, (cost.value,), order, begun)


@wide_loop(f"{STATUS}({COLUMN}, {FLAGS}, wide, {CODES}, {OUT}, {OUT})")
def bill_once(quantity: Words, _: Flags, cost: Any, order: Codes, begun: Words, out: Words) -> Status:
    """The cost where an order begins, else 0."""
    price = wide(cost)
    for row in range(len(out)):
        own = order[row]
        begins = begun[own, 0] == 0 and not is_zero(load(quantity, row, price))
        begun[own, 0] |= begins
        put(out, row, price if begins else as_wide(0, price))
    return GOOD


@backend.implements("decimal_commission_per_dollar", strict=True)
def decimal_commission_per_dollar(
    quantity: Decimals,
    price: Decimals,
    rate: DecimalValue,
    scale: int,
    rounding: str,
) -> Packed:
    """The amount times the rate."""
    first = np.zeros(len(quantity), np.bool_)
    return of_amounts(quantity, price, first, (rate, rate), scale, rounding)


@backend.implements("decimal_commission_maker_taker", strict=True)
def decimal_commission_maker_taker(
    quantity: Decimals,
    price: Decimals,
    is_maker: Flags,
    maker_rate: DecimalValue,
    taker_rate: DecimalValue,
    scale: int,
    rounding: str,
) -> Packed:
    """The amount times one of the rates."""
    return of_amounts(quantity, price, is_maker, (taker_rate, maker_rate), scale, rounding)


def of_amounts(
    quantity: Decimals,
    price: Decimals,
    is_second: Flags,
    rates: tuple[DecimalValue, DecimalValue],
    scale: int,
    rounding: str,
) -> Packed:
    """Magnitudes of amounts, each times one of two rates, rounded once."""
    rows, common = Rows(quantity, price), max(rate.type.scale for rate in rates)
    up, cut = steps(quantity.scale + price.scale + common, scale)
    first, second = (rate.value * 10 ** (common - rate.type.scale) * up for rate in rates)
    bound = rows.largest[0] * rows.largest[1] * max(abs(first), abs(second), 1)
    return rows.computed(bill_amounts, bound, (first, second, cut), CODE_OF[rounding], is_second)


@wide_loop(f"{STATUS}({COLUMN}, {COLUMN}, {FLAGS}, wide, wide, wide, int64, {FLAGS}, {OUT})")
def bill_amounts(
    quantity: Words,
    price: Words,
    _: Flags,
    first: Any,
    second: Any,
    cut: Any,
    code: int,
    is_second: Flags,
    out: Words,
) -> Status:
    """Magnitudes of products, times one of two factors."""
    one, other, divisor = wide(first), wide(second), wide(cut)
    for row in range(len(out)):
        amount = magnitude(load(quantity, row, one) * load(price, row, one))
        if not put(out, row, rounded(amount * (other if is_second[row] else one), divisor, code)):
            return TOO_LARGE, row
    return GOOD
