"""Orders on bars, step by step: the open, stops, limits, and stops of what filled inside the bar."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_core.arrays import Series
from atc_core.declarations.execution.order_checks import TRAILING
from atc_core.declarations.execution.orders import AT_OPEN, EXPIRED, INSIDE, OPEN, ORDER_FILL, RUIN, RUINED
from atc_core.registry import find_kernel
from atc_numba import backend
from atc_numba.compiling import exact_block, loop
from atc_numba.execution.account import (
    HAS_CLOSED,
    MARKS,
    NUMBERS,
    PLACES,
    SHARES,
    TAKEN,
    TIE_BAND,
    Book,
    Integers,
    blank,
    cash_of,
    close_all,
    mark,
    open_account,
    pay,
    worth,
)
from atc_numba.execution.order_fills import fill
from atc_numba.execution.order_prices import is_new, price_at_open, price_of_limit, price_of_stop, trades
from atc_numba.execution.order_state import (
    ALIVE,
    ASSET,
    BAR,
    BASE,
    CLOSES,
    COUNTS,
    EXPIRED_ROWS,
    EXTREME,
    FILLED_SO_FAR,
    FILLS,
    FIRST,
    HIGHS,
    IS_RUINED,
    KIND,
    LAST,
    LATEST,
    LISTS,
    LIVING,
    LOST,
    LOWS,
    NEVER,
    PARENT,
    PLACED,
    QUANTITY,
    STATUS,
    TRIGGERED,
    WOKE,
    WOKEN,
    Run,
    Terms,
    end,
    is_stop,
    tables_of,
)

KERNEL = find_kernel("simulate_orders")
TABLES, COLUMNS = 5, 9
OPENING, STOPS, LIMITS = range(3)
"""The steps of a bar."""
SIGNATURE = (
    f"int64(float64[:, :, ::1], {PLACES}, {NUMBERS}, {PLACES}, int64[::1], {NUMBERS}, {PLACES}, {NUMBERS}, int64[::1], "
    f"UniTuple(float64, {len(Terms._fields)}), int64, {NUMBERS}, {NUMBERS})"
)


def simulate_orders(*given: Any, **named: Any) -> tuple[Any, ...]:
    """The whole run; where the fills need more room, the loop goes on after a pause."""
    bound = KERNEL.signature.bind(*given, **named)
    bound.apply_defaults()
    bars, rest = np.stack(bound.args[:TABLES]), bound.args[TABLES:]
    whole, real = tables_of(rest[:COLUMNS])
    options, count, assets = tuple(map(float, rest[COLUMNS:])), len(whole), bars.shape[2]
    lists, expiring = np.empty((LISTS, count + 1), np.int64), np.argsort(whole[:, LAST], kind="stable")
    counts, account = np.zeros(COUNTS, np.int64), open_account(options[0], assets)
    money, position = np.empty((3, bars.shape[1])), np.empty(bars.shape[1:])
    rows, time = np.empty(0, ORDER_FILL), 0
    while time < bars.shape[1]:
        # Each order fills at most once in a bar.
        room, places, numbers = blank(2 * (counts[FILLS] + count + assets), ORDER_FILL)
        room[: counts[FILLS]] = rows[: counts[FILLS]]
        rows, tables = room, (bars, whole, real, lists, expiring, account, places, numbers, counts)
        time = run_orders(*tables, options, time, money, position)
    status, filled = whole[:, STATUS].astype(np.int8), real[:, FILLED_SO_FAR] + real[:, LOST]
    return rows[: counts[FILLS]].copy(), status, filled, *money, position


simulate_orders.__signature__ = KERNEL.signature  # type: ignore[attr-defined]
backend.implements(KERNEL)(simulate_orders)


@loop(SIGNATURE, fastmath=False)
def run_orders(
    bars: Series,
    whole: Integers,
    real: Series,
    lists: Integers,
    expiring: Integers,
    account: Series,
    places: Integers,
    numbers: Series,
    counts: Integers,
    options: Any,
    begin: int,
    money: Series,
    position: Series,
) -> int:
    """Fill in the account at the end of each bar from one on; gives the bar before which the fills need more room."""
    terms, count, assets = Terms(*options), whole.shape[0], bars.shape[2]
    run = Run(bars, whole, real, lists, terms, account, Book(places, numbers, counts), counts)
    for time in range(begin, bars.shape[1]):
        if counts[FILLS] + count + assets > places.shape[0]:
            return time
        money[1, time] = 0.0
        if counts[IS_RUINED] == 0:
            take_in(run, time)
            step(run, time)
            mark(account, bars[CLOSES, time])
            trail(run, time)
            expire(run, time, expiring)
            money[1, time] = finance(run)
            if worth(account, MARKS) <= TIE_BAND * terms.initial_cash:
                counts[IS_RUINED] = 1
                ruin(run, time)
        money[0, time], money[2, time] = cash_of(account), worth(account, MARKS)
        for asset in range(assets):
            position[time, asset] = account[SHARES, asset]
    return int(bars.shape[1])


@exact_block
def take_in(run: Run, time: int) -> None:
    """Add the orders of the bar before, which come after all others, to those that are alive."""
    while run.counts[PLACED] < run.whole.shape[0] and run.whole[run.counts[PLACED], BAR] < time:
        row = run.counts[PLACED]
        run.counts[PLACED] += 1
        parent, asset = run.whole[row, PARENT], run.whole[row, ASSET]
        if run.whole[row, STATUS] != OPEN or (parent >= 0 and run.whole[parent, FIRST] == NEVER):
            continue
        if parent >= 0:
            run.real[row, EXTREME] = run.real[parent, BASE]
        elif run.account[HAS_CLOSED, asset] != 0.0:
            run.real[row, EXTREME] = run.account[MARKS, asset]
        run.lists[LIVING, run.counts[ALIVE]] = row
        run.counts[ALIVE] += 1


@exact_block
def step(run: Run, time: int) -> None:
    """All fills of a bar."""
    for asset in range(run.bars.shape[2]):
        run.account[TAKEN, asset] = 0.0
    # One place that fills, in three turns: compiled into each of three places, it takes half a minute.
    for turn in (OPENING, STOPS, LIMITS):
        for place in range(run.counts[ALIVE]):
            visit(run, time, run.lists[LIVING, place], turn)
        if turn == OPENING:
            run.counts[ALIVE] = take_woken(run, run.counts[ALIVE], 0)
    alive, kept = inside(run, time, run.counts[ALIVE]), 0
    for place in range(alive):
        row = run.lists[LIVING, place]
        if run.whole[row, STATUS] == OPEN:
            run.lists[LIVING, kept] = row
            kept += 1
    run.counts[ALIVE] = kept


@exact_block
def visit(run: Run, time: int, row: int, turn: int) -> None:
    """Fill an order where it may in a step."""
    if run.whole[row, STATUS] != OPEN or run.whole[row, LATEST] == time:
        return
    if not trades(run, time, run.whole[row, ASSET]):
        return
    if turn == OPENING:
        price = price_at_open(run, time, row)
    else:
        price = price_of_stop(run, time, row) if turn == STOPS else price_of_limit(run, time, row)
    if not np.isnan(price):
        fill(run, time, row, price, AT_OPEN if turn == OPENING else INSIDE)


@exact_block
def take_woken(run: Run, alive: int, begin: int) -> int:
    """Add what woke to what is alive, in the order of rows from `begin` on; returns how many are alive."""
    living = run.lists[LIVING]
    for number in range(run.counts[WOKE]):
        place, woken = alive, run.lists[WOKEN, number]
        while place > begin and living[place - 1] > woken:
            living[place] = living[place - 1]
            place -= 1
        living[place] = woken
        alive += 1
    run.counts[WOKE] = 0
    return alive


@exact_block
def inside(run: Run, time: int, alive: int) -> int:
    """Step 4, from the lowest row on: what fills here may wake later rows. Returns how many are alive."""
    begin, end_of_step = alive, take_woken(run, alive, alive)
    while begin < end_of_step:
        row = run.lists[LIVING, begin]
        if is_stop(run.whole[row, KIND]):
            visit(run, time, row, STOPS)
        begin += 1
        end_of_step = take_woken(run, end_of_step, begin)
    # All in the order of rows again.
    run.counts[WOKE] = end_of_step - alive
    for number in range(run.counts[WOKE]):
        run.lists[WOKEN, number] = run.lists[LIVING, alive + number]
    return take_woken(run, alive, 0)


@exact_block
def trail(run: Run, time: int) -> None:
    """At the end of a bar, take its prices in; of a parent's first bar only the close."""
    for place in range(run.counts[ALIVE]):
        row = run.lists[LIVING, place]
        asset, extreme = run.whole[row, ASSET], run.real[row, EXTREME]
        if run.whole[row, KIND] < TRAILING or run.whole[row, TRIGGERED] != NEVER or not trades(run, time, asset):
            continue
        is_buy = run.real[row, QUANTITY] > 0.0
        far = run.bars[LOWS, time, asset] if is_buy else run.bars[HIGHS, time, asset]
        price = run.bars[CLOSES, time, asset] if is_new(run, time, row) else far
        run.real[row, EXTREME] = min(extreme, price) if is_buy else max(extreme, price)


@exact_block
def expire(run: Run, time: int, expiring: Integers) -> None:
    """End what may fill no longer."""
    while run.counts[EXPIRED_ROWS] < expiring.shape[0]:
        row = expiring[run.counts[EXPIRED_ROWS]]
        if run.whole[row, LAST] > time:
            return
        if run.whole[row, LAST] == time and run.whole[row, STATUS] == OPEN:
            end(run, row, EXPIRED)
        run.counts[EXPIRED_ROWS] += 1


@exact_block
def finance(run: Run) -> float:
    """What borrowed cash and shares cost in a bar, paid."""
    account, short = run.account, 0.0
    for asset in range(run.bars.shape[2]):
        short += max(-account[SHARES, asset] * account[MARKS, asset], 0.0)
    cost = run.terms.margin_rate * max(-cash_of(account), 0.0) + run.terms.borrow_rate * short
    pay(account, cost)
    return cost


@exact_block
def ruin(run: Run, time: int) -> None:
    """Close everything."""
    begin = run.counts[FILLS]
    close_all(run.account, run.book, time, 1)
    for place in range(begin, run.counts[FILLS]):
        run.book.places[place, 0], run.book.places[place, 6] = -1, RUIN
    for row in range(run.whole.shape[0]):
        if run.whole[row, STATUS] == OPEN:
            run.whole[row, STATUS] = RUINED
