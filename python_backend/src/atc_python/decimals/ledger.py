"""What fills come to, on integers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core.decimals import Decimals, DecimalValue, Packed, packed
from atc_core.declarations.decimals.result_types import QUOTIENT_SCALE
from atc_python import backend
from atc_python.decimals.exact import Value, at_scale, complete, fitting, quotient

Codes = NDArray[np.int64]


@backend.implements("decimal_portfolio_value")
def decimal_portfolio_value(
    quantities: tuple[Decimals, ...],
    prices: tuple[Decimals, ...],
    cash: Decimals,
    scale: int,
    rounding: str,
) -> Packed:
    """Cash and amounts, added exactly and rounded once."""
    amounts = max((one.scale + other.scale for one, other in zip(quantities, prices, strict=True)), default=0)
    exact = max(amounts, cash.scale)
    totals: list[Value] = [None if own is None else own * 10 ** (exact - cash.scale) for own in cash.integers()]
    for held, price in zip(quantities, prices, strict=True):
        factor = 10 ** (exact - held.scale - price.scale)
        for row, (size, own) in enumerate(zip(held.integers(), price.integers(), strict=True)):
            total = totals[row]
            if size and total is not None:
                totals[row] = None if own is None else total + size * own * factor
    return packed(None if total is None else at_scale(total, exact, scale, rounding) for total in totals)


@backend.implements("decimal_fill_average_price")
def decimal_fill_average_price(quantity: Decimals, price: Decimals, order: Codes, scale: int, rounding: str) -> Packed:
    """Amounts so far over shares so far."""
    shares, amounts, found = dict[int, int](), dict[int, int](), list[Value]()
    shift = scale - price.scale
    above, below = 10 ** max(shift, 0), 10 ** max(-shift, 0)
    for own, size, paid in zip(order.tolist(), complete(quantity), complete(price), strict=True):
        shares[own] = shares.get(own, 0) + abs(size)
        amounts[own] = amounts.get(own, 0) + abs(size) * paid
        found.append(quotient(amounts[own] * above, shares[own] * below, rounding) if shares[own] else None)
    return packed(found)


class Position(NamedTuple):
    """Shares that are held, and what they have cost at the scale of costs."""

    shares: int = 0
    cost: int = 0


class Booking(NamedTuple):
    """What a fill does to the position of its asset."""

    position: Position
    realized: int


def booked(held: Position, size: int, amount: int, rounding: str) -> Booking:
    """A fill of `size` shares for `amount`, at the scale of costs."""
    shares, cost = held
    after = shares + size
    if shares * size >= 0:
        return Booking(Position(after, cost + amount), 0)
    if abs(size) <= abs(shares):
        left = quotient(cost * after, shares, rounding)
        return Booking(Position(after, left), left - cost - amount)
    # Through zero: all is closed at the price of the fill, `amount` over `size`, and the rest opened at it.
    price = amount // size
    return Booking(Position(after, after * price), shares * price - cost)


@backend.implements("decimal_position_ledger")
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
    amounts = quantity.scale + price.scale
    costs, books = max(QUOTIENT_SCALE, amounts), max(amounts, commission.scale, cash.type.scale)
    balance = cash.value * 10 ** (books - cash.type.scale)
    held: dict[int, Position] = {}
    rows: list[tuple[Value, ...]] = []
    fills = zip(asset.tolist(), complete(quantity), complete(price), complete(commission), strict=True)
    for row, (own, size, paid, fee) in enumerate(fills):
        amount = size * paid
        position, realized = booked(held.get(own, Position()), size, amount * 10 ** (costs - amounts), rounding)
        held[own] = position
        balance -= amount * 10 ** (books - amounts) + fee * 10 ** (books - commission.scale)
        average = average_price(position, costs - quantity.scale, scale, rounding)
        values = (position.shares, position.cost, average, realized, balance)
        rows.append(tuple(value if value is None else fitting(value, row) for value in values))
    columns = zip(*rows, strict=True) if rows else ((),) * 5
    position_column, *others = (packed(list(values)) for values in columns)
    return (position_column, *others)  # type: ignore[return-value]


def average_price(position: Position, scale: int, wanted: int, rounding: str) -> Value:
    """Cost of a share; `scale` is that of the quotient of the integers."""
    if not position.shares:
        return None
    shift = wanted - scale
    return quotient(position.cost * 10 ** max(shift, 0), position.shares * 10 ** max(-shift, 0), rounding)
