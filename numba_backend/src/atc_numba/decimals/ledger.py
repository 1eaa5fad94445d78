"""What fills come to."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_core.decimals import Decimals, DecimalType, DecimalValue, Packed
from atc_core.decimals.numbers import in_every_row
from atc_core.declarations.decimals.result_types import QUOTIENT_SCALE
from atc_numba import backend
from atc_numba.compiling import exact_block
from atc_numba.decimals.arithmetic import steps
from atc_numba.decimals.columns import (
    BEYOND,
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
    bits_of,
    check,
    is_there,
    keep,
    load,
    number,
    put,
    put_null,
    recall,
    wide_loop,
    width_of,
)
from atc_numba.decimals.rounding import CODE_OF, magnitude, rounded
from atc_numba.decimals.wide_integers import as_wide, is_negative, is_zero, wide

ONE = DecimalValue(1, DecimalType(1, 0))
VALID = "boolean[::1]"
"""Flags that a loop writes."""


@backend.implements("decimal_portfolio_value", strict=True)
def decimal_portfolio_value(
    quantities: tuple[Decimals, ...],
    prices: tuple[Decimals, ...],
    cash: Decimals,
    scale: int,
    rounding: str,
) -> Packed:
    """Cash and amounts, added exactly and rounded once, asset by asset."""
    # Cash is an asset of which one is held.
    pairs = [(in_every_row(ONE, len(cash)), cash), *zip(quantities, prices, strict=True)]
    assets = [(Rows(held), Rows(price)) for held, price in pairs]
    scales = [held.scale + price.scale for held, price in pairs]
    exact = max(scales)
    factors = [10 ** (exact - item) for item in scales]
    (up, cut), bound = steps(exact, scale), 0
    for factor, (held, price) in zip(factors, assets, strict=True):
        bound += held.largest[0] * price.largest[0] * factor
    width = width_of(bound * up, cut)
    totals, valid = np.zeros((len(cash), width), np.int64), np.ones(len(cash), np.bool_)
    for factor, (held, price) in zip(factors, assets, strict=True):
        words = held.words[0], price.words[0], held.valid, price.valid
        add_amounts(width, *words, number(factor, width), totals, valid)
    out = np.empty((len(cash), WIDE), np.int64)
    check(round_totals(width, totals, valid, number(up, width), number(cut, width), CODE_OF[rounding], out))
    return Packed(out, bits_of(valid))


@wide_loop(f"void({COLUMN}, {COLUMN}, {FLAGS}, {FLAGS}, wide, {OUT}, {VALID})")
def add_amounts(
    held: Words, price: Words, is_held: Flags, has_price: Flags, one: Any, totals: Words, valid: Flags
) -> None:
    """Add amounts to totals; a row is not valid any more where something is held that has no price."""
    factor = wide(one)
    for row in range(len(totals)):
        size = load(held, row, factor)
        if not is_there(is_held, row) or is_zero(size):
            continue
        if is_there(has_price, row):
            keep(totals, row, recall(totals, row, factor) + size * load(price, row, factor) * factor)
        else:
            valid[row] = False


@wide_loop(f"{STATUS}({OUT}, {VALID}, wide, wide, int64, {OUT})")
def round_totals(totals: Words, valid: Flags, up: Any, cut: Any, code: int, out: Words) -> Status:
    """Totals, multiplied and divided."""
    factor, divisor = wide(up), wide(cut)
    for row in range(len(out)):
        if not valid[row]:
            put_null(out, row)
        elif not put(out, row, rounded(recall(totals, row, factor) * factor, divisor, code)):
            return TOO_LARGE, row
    return GOOD


@backend.implements("decimal_fill_average_price", strict=True)
def decimal_fill_average_price(quantity: Decimals, price: Decimals, order: Codes, scale: int, rounding: str) -> Packed:
    """Amounts so far over shares so far."""
    rows, count = Rows(quantity, price), len(order)
    above, below = steps(price.scale, scale)
    shares = rows.largest[0] * count
    bound = max(shares * rows.largest[1] * above, shares * below)
    width, valid = width_of(bound), np.zeros(count, np.bool_)
    memory = np.zeros((count, width), np.int64), np.zeros((count, width), np.int64)
    found = rows.computed(average_orders, bound, (above, below), CODE_OF[rounding], order, *memory, valid)
    return found._replace(valid=bits_of(valid))


@wide_loop(f"{STATUS}({COLUMN}, {COLUMN}, {FLAGS}, wide, wide, int64, {CODES}, {OUT}, {OUT}, {VALID}, {OUT})")
def average_orders(
    quantity: Words,
    price: Words,
    _: Flags,
    above: Any,
    below: Any,
    code: int,
    order: Codes,
    shares: Words,
    amounts: Words,
    valid: Flags,
    out: Words,
) -> Status:
    """The quotient of what an order has come to; both tables are 0 at first."""
    one, other = wide(above), wide(below)
    for row in range(len(out)):
        own, size = order[row], magnitude(load(quantity, row, one))
        bought = recall(shares, own, one) + size
        spent = recall(amounts, own, one) + size * load(price, row, one)
        keep(shares, own, bought)
        keep(amounts, own, spent)
        valid[row] = not is_zero(bought)
        if is_zero(bought):
            put_null(out, row)
        elif not put(out, row, rounded(spent * one, bought * other, code)):
            return TOO_LARGE, row
    return GOOD


@backend.implements("decimal_position_ledger", strict=True)
def decimal_position_ledger(
    asset: Codes,
    quantity: Decimals,
    price: Decimals,
    commission: Decimals,
    cash: DecimalValue,
    scale: int,
    rounding: str,
) -> tuple[Packed, Packed, Packed, Packed, Packed]:
    """Book one fill after the other."""
    rows, count = Rows(quantity, price, commission), len(asset)
    amounts = quantity.scale + price.scale
    costs, books = max(QUOTIENT_SCALE, amounts), max(amounts, commission.scale, cash.type.scale)
    factors = [10 ** (scale - own) for scale, own in ((costs, amounts), (books, amounts), (books, commission.scale))]
    above, below = steps(costs - quantity.scale, scale)
    start = cash.value * 10 ** (books - cash.type.scale)
    shares, largest_price, fee = rows.largest
    amount = shares * largest_price * factors[0]
    # What was booked has 38 digits at most.
    held, spent = (min(BEYOND, count * each) + each for each in (shares, amount + 1))
    paid = shares * largest_price * factors[1] + fee * factors[2]
    bound = max(held * spent, 3 * spent, spent * above, held * below, min(BEYOND, abs(start) + count * paid) + paid)
    width = width_of(bound)
    fields = [np.empty((count, WIDE), np.int64) for _ in range(5)]
    memory = np.zeros((count, WIDE), np.int64), np.zeros((count, WIDE), np.int64)
    valid = np.zeros(count, np.bool_)
    numbers = [number(item, width) for item in (*factors, start, above, below)]
    check(book(width, asset, *rows.words, *numbers, CODE_OF[rounding], *memory, valid, *fields))
    position, cost, average, realized, balance = (Packed(field, None) for field in fields)
    return position, cost, average._replace(valid=bits_of(valid)), realized, balance


@exact_block
def booked(held: Any, spent: Any, size: Any, amount: Any, price: Any, code: int) -> tuple[Any, Any]:
    """What a position has cost after a fill of `size` shares for `amount`, and what is realized."""
    after, nothing = held + size, as_wide(0, held)
    if is_zero(held) or is_zero(size) or is_negative(held) == is_negative(size):
        return spent + amount, nothing
    if magnitude(held) >= magnitude(size):
        left = rounded(spent * after, held, code)
        return left, left - spent - amount
    # Through zero: all is closed at the price of the fill, and the rest opened at it.
    return after * price, held * price - spent


@wide_loop(
    f"{STATUS}({CODES}, {COLUMN}, {COLUMN}, {COLUMN}, {', '.join(['wide'] * 6)}, int64, {OUT}, {OUT}, {VALID}, "
    f"{', '.join([OUT] * 5)})"
)
def book(
    asset: Codes,
    quantity: Words,
    price: Words,
    commission: Words,
    to_costs: Any,
    to_books: Any,
    of_fees: Any,
    start: Any,
    above: Any,
    below: Any,
    code: int,
    shares: Words,
    costs: Words,
    valid: Flags,
    position: Words,
    cost: Words,
    average: Words,
    realized: Words,
    cash: Words,
) -> Status:
    """Book each fill to its asset; both tables are 0 at first."""
    in_costs, in_books, fees = wide(to_costs), wide(to_books), wide(of_fees)
    balance, one, other = wide(start), wide(above), wide(below)
    for row in range(len(position)):
        own, size, paid = asset[row], load(quantity, row, one), load(price, row, one)
        held, spent = load(shares, own, one), load(costs, own, one)
        after, amount = held + size, size * paid
        total, gain = booked(held, spent, size, amount * in_costs, paid * in_costs, code)
        balance = balance - amount * in_books - load(commission, row, one) * fees
        is_right = put(shares, own, after) and put(costs, own, total)
        if not is_right or not put(realized, row, gain) or not put(cash, row, balance):
            return TOO_LARGE, row
        put(position, row, after)
        put(cost, row, total)
        valid[row] = not is_zero(after)
        if is_zero(after):
            put_null(average, row)
        elif not put(average, row, rounded(total * one, after * other, code)):
            return TOO_LARGE, row
    return GOOD
