"""What orders have done so far, in two tables, and what the fill or end of one does to those it hangs together with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from atc_core.arrays import Array, Series
from atc_core.declarations.execution.order_checks import STOP, TRAILING, TRAILING_FRACTION
from atc_core.declarations.execution.orders import CANCELLED, FILLED, OPEN
from atc_numba.compiling import exact_block
from atc_numba.execution.account import TIE_BAND, Book, Integers, is_near, summed

NEVER = -2
"""The bar of what has not happened."""
NONE = -1

BAR, ASSET, KIND, LAST, GROUP, PARENT = range(6)
"""Columns of whole numbers that are given."""
STATUS, TRIGGERED, TRIGGERED_INSIDE, FIRST, LATEST = range(6, 11)
"""The same that change: bars that reached the stop, inside which of a stop-limit, of the first and of the last fill."""
NEXT_OF_GROUP, FIRST_CHILD, NEXT_CHILD, WHOLE = range(11, 15)
"""Rings of the orders of a group, lists of the children of a parent; how many columns there are."""
QUANTITY, LIMIT_PRICE, STOP_PRICE = range(3)
"""Columns of numbers that are given."""
LEFT, FILLED_SO_FAR, LOST, VALUE, VALUE_LOST, PAID, BASE, EXTREME, REAL = range(3, 12)
"""The same that change. Two sums, each with what rounding has taken from it; what is paid; the price of the first fill
before slippage; what a trailing stop follows, NaN before there is one; how many columns there are."""
OPENS, HIGHS, LOWS, CLOSES, VOLUMES = range(5)
"""Tables of the bars."""
LIVING, WOKEN, STACK, LISTS = range(4)
"""Lists of rows."""
FILLS, WOKE, ALIVE, PLACED, EXPIRED_ROWS, IS_RUINED, COUNTS = range(7)
"""How many fills there are, how many orders woke, live, were placed, have expired, and whether there was ruin."""


class Terms(NamedTuple):
    """The options, in their order."""

    initial_cash: float
    lot: float
    volume_limit: float
    limit_touch: float
    slippage_bps: float
    slippage_fixed: float
    volume_impact: float
    per_share: float
    per_order: float
    maker_rate: float
    taker_rate: float
    minimum: float
    leverage: float
    margin_rate: float
    borrow_rate: float


class Run(NamedTuple):
    """All that a fill reads and writes."""

    bars: Series
    """Open, high, low, close and volume, each a table."""
    whole: Integers
    real: Series
    lists: Integers
    terms: Terms
    account: Series
    book: Book
    counts: Integers


def tables_of(columns: tuple[Array, ...]) -> tuple[Integers, Series]:
    """All orders open, with nothing filled."""
    bar, asset, quantity, kind, limit, stop, last, group, parent = columns
    whole, real = np.full((len(bar), WHOLE), NEVER), np.zeros((len(bar), REAL))
    for column, values in ((BAR, bar), (ASSET, asset), (KIND, kind), (LAST, last), (GROUP, group), (PARENT, parent)):
        whole[:, column] = values
    whole[:, STATUS] = OPEN
    whole[:, NEXT_OF_GROUP] = rings(group)
    whole[:, FIRST_CHILD], whole[:, NEXT_CHILD] = lists(parent)
    for column, numbers in ((QUANTITY, quantity), (LIMIT_PRICE, limit), (STOP_PRICE, stop), (LEFT, np.abs(quantity))):
        real[:, column] = numbers
    real[:, EXTREME] = np.nan
    return whole, real


def rings(group: Integers) -> Integers:
    """The next row of the same group, the first after the last; of no group the row itself."""
    following = np.arange(len(group))
    rows = np.argsort(group, kind="stable")
    rows = rows[group[rows] >= 0]
    if len(rows):
        starts = np.flatnonzero(np.diff(group[rows], prepend=-1))
        ends = np.append(starts[1:], len(rows)) - 1
        following[rows[:-1]] = rows[1:]
        following[rows[ends]] = rows[starts]
    return following


def lists(parent: Integers) -> tuple[Integers, Integers]:
    """The first child of each row, and the next one after each child."""
    first, following = np.full((2, len(parent)), NONE)
    rows = np.argsort(parent, kind="stable")
    rows = rows[parent[rows] >= 0]
    if len(rows):
        starts = np.flatnonzero(np.diff(parent[rows], prepend=-1))
        first[parent[rows[starts]]] = rows[starts]
        following[rows[:-1]] = rows[1:]
        following[rows[np.append(starts[1:], len(rows)) - 1]] = NONE
    return first, following


@exact_block
def is_stop(kind: int) -> bool:
    """Whether it is a market order once its level is reached."""
    return bool((kind == STOP) | (kind == TRAILING) | (kind == TRAILING_FRACTION))


@exact_block
def side(run: Run, row: int) -> float:
    """1 to buy, -1 to sell."""
    return 1.0 if run.real[row, QUANTITY] > 0.0 else -1.0


@exact_block
def level(run: Run, row: int) -> float:
    """Where a stop is reached."""
    kind, stop, sign = run.whole[row, KIND], run.real[row, STOP_PRICE], side(run, row)
    if kind == TRAILING:
        return float(run.real[row, EXTREME] + sign * stop)
    return float(run.real[row, EXTREME] * (1.0 + sign * stop)) if kind == TRAILING_FRACTION else float(stop)


@exact_block
def is_reached(run: Run, row: int, price: float) -> bool:
    """Whether a price is at the stop's level or through it."""
    at = level(run, row)
    return price >= at if run.real[row, QUANTITY] > 0.0 else price <= at


@exact_block
def is_good(run: Run, row: int, price: float) -> bool:
    """Whether a price is at the limit or better."""
    limit = run.real[row, LIMIT_PRICE]
    return bool(price <= limit if run.real[row, QUANTITY] > 0.0 else price >= limit)


@exact_block
def is_nothing(run: Run, row: int, shares: float) -> bool:
    """Whether shares are but a rounding of what was asked for."""
    return bool(shares <= TIE_BAND * abs(run.real[row, QUANTITY]))


@exact_block
def take_off(run: Run, row: int, shares: float) -> None:
    """Reduce what is left, to exactly 0 within the band."""
    left = run.real[row, LEFT] - shares
    run.real[row, LEFT] = 0.0 if is_nothing(run, row, left) else left


@exact_block
def filled_of(run: Run, row: int) -> float:
    """Shares so far."""
    return float(run.real[row, FILLED_SO_FAR] + run.real[row, LOST])


@exact_block
def add_fill(run: Run, row: int, shares: float, value: float) -> None:
    """Take in a fill."""
    run.real[row, FILLED_SO_FAR], run.real[row, LOST] = summed(
        run.real[row, FILLED_SO_FAR], run.real[row, LOST], shares
    )
    run.real[row, VALUE], run.real[row, VALUE_LOST] = summed(run.real[row, VALUE], run.real[row, VALUE_LOST], value)


@exact_block
def allowed(run: Run, row: int) -> float:
    """What a child may still fill: what its parent has, less what it and those of its own group have."""
    parent, taken, other = run.whole[row, PARENT], filled_of(run, row), run.whole[row, NEXT_OF_GROUP]
    while other != row:
        if run.whole[other, PARENT] == parent:
            taken += filled_of(run, other)
        other = run.whole[other, NEXT_OF_GROUP]
    whole = filled_of(run, parent)
    return 0.0 if is_near(whole, taken) else whole - taken


@exact_block
def end(run: Run, row: int, status: int) -> None:
    """End an order; its children end with it, or may fill no more than it has."""
    run.whole[row, STATUS] = status
    run.lists[STACK, 0], height = row, 1
    while height > 0:
        height -= 1
        parent = run.lists[STACK, height]
        child = run.whole[parent, FIRST_CHILD]
        while child != NONE:
            if run.whole[child, STATUS] == OPEN:
                has_filled = run.whole[child, FIRST] != NEVER
                if run.whole[parent, FIRST] == NEVER:
                    run.real[child, LEFT] = 0.0
                else:
                    beyond = run.real[child, LEFT] - allowed(run, child)
                    take_off(run, child, max(beyond, 0.0))
                if run.real[child, LEFT] == 0.0:
                    run.whole[child, STATUS] = FILLED if has_filled else CANCELLED
                    run.lists[STACK, height] = child
                    height += 1
            child = run.whole[child, NEXT_CHILD]


@exact_block
def reduce_group(run: Run, row: int, shares: float) -> None:
    """Take a fill off the others of its group."""
    other = run.whole[row, NEXT_OF_GROUP]
    while other != row:
        if run.whole[other, STATUS] == OPEN:
            take_off(run, other, shares)
            if run.real[other, LEFT] == 0.0:
                end(run, other, CANCELLED)
        other = run.whole[other, NEXT_OF_GROUP]
