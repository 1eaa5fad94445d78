"""Fills: how much, at what price, for which commission, and whether the account can carry it."""

from __future__ import annotations

import numpy as np

from atc_core.declarations.execution.order_checks import LIMIT, STOP_LIMIT
from atc_core.declarations.execution.orders import FILLED, OPEN, REJECTED
from atc_numba.compiling import exact_block
from atc_numba.execution.account import (
    MARKS,
    SHARES,
    TAKEN,
    cash_of,
    closed_by,
    is_near,
    trade,
    whole_lots,
    write,
)
from atc_numba.execution.order_state import (
    ASSET,
    BAR,
    BASE,
    EXTREME,
    FIRST,
    FIRST_CHILD,
    KIND,
    LATEST,
    LEFT,
    NEVER,
    NEXT_CHILD,
    NONE,
    PAID,
    PARENT,
    STATUS,
    VALUE,
    VALUE_LOST,
    VOLUMES,
    WOKE,
    WOKEN,
    Run,
    Terms,
    add_fill,
    allowed,
    end,
    filled_of,
    is_nothing,
    reduce_group,
    side,
    take_off,
)


@exact_block
def is_of_volume(terms: Terms) -> bool:
    """Whether fills depend on the volume of a bar."""
    return bool(terms.volume_limit < np.inf or terms.volume_impact > 0.0)


@exact_block
def available(run: Run, time: int, row: int) -> float:
    """What may fill now, in whole lots; 0 where that is nothing."""
    terms = run.terms
    shares, asset = run.real[row, LEFT], run.whole[row, ASSET]
    if run.whole[row, PARENT] >= 0:
        shares = min(shares, allowed(run, row))
    if is_of_volume(terms):
        volume = run.bars[VOLUMES, time, asset]
        if not volume > 0.0:
            return 0.0
        most, taken = terms.volume_limit * volume, run.account[TAKEN, asset]
        shares = min(shares, 0.0 if is_near(most, taken) else most - taken)
    if shares <= 0.0:
        return 0.0
    shares = whole_lots(shares, terms.lot)
    return 0.0 if is_nothing(run, row, shares) else shares


@exact_block
def is_limited(kind: int) -> bool:
    """Whether it never pays more than its limit."""
    return bool((kind == LIMIT) | (kind == STOP_LIMIT))


@exact_block
def price_of(run: Run, time: int, row: int, base: float, shares: float) -> float:
    """What a fill pays, slippage included."""
    terms, asset = run.terms, run.whole[row, ASSET]
    if is_limited(run.whole[row, KIND]):
        return base
    slip = base * terms.slippage_bps / 1e4 + terms.slippage_fixed
    if terms.volume_impact > 0.0:
        share = (run.account[TAKEN, asset] + shares) / run.bars[VOLUMES, time, asset]
        slip += base * terms.volume_impact * share * share
    return max(0.0, base + side(run, row) * slip)


@exact_block
def owed(run: Run, row: int, shares: float, price: float) -> float:
    """What an order owes in all with a further fill."""
    terms = run.terms
    rate = terms.maker_rate if is_limited(run.whole[row, KIND]) else terms.taker_rate
    value = rate * (run.real[row, VALUE] + run.real[row, VALUE_LOST] + shares * price)
    return float(max(terms.per_order + terms.per_share * (filled_of(run, row) + shares) + value, terms.minimum))


@exact_block
def is_affordable(run: Run, time: int, row: int, base: float, shares: float) -> bool:
    """Whether the account can carry a fill."""
    if np.isinf(run.terms.leverage):
        return True
    account, own = run.account, run.whole[row, ASSET]
    price = price_of(run, time, row, base, shares)
    quantity = side(run, row) * shares
    gross, equity = 0.0, cash_of(account) - quantity * price - (owed(run, row, shares, price) - run.real[row, PAID])
    for asset in range(run.bars.shape[2]):
        held = account[SHARES, asset]
        value = (held + quantity) * price if asset == own else held * account[MARKS, asset]
        gross += abs(value)
        equity += value
    power = run.terms.leverage * equity
    return gross <= power or is_near(gross, power)


@exact_block
def fill(run: Run, time: int, row: int, base: float, phase: int) -> None:
    """Fill what may, at a price before slippage; for want of buying power only what closes a position."""
    shares = available(run, time, row)
    if shares == 0.0:
        return
    held, sign = run.account[SHARES, run.whole[row, ASSET]], side(run, row)
    closing, is_rejected = closed_by(held, sign * shares), False
    if closing < shares and not is_affordable(run, time, row, base, shares):
        shares, is_rejected = closing, True
    if not is_nothing(run, row, shares):
        book(run, time, row, base, shares, phase)
        reduce_group(run, row, shares)
    if is_rejected or run.real[row, LEFT] == 0.0:
        end(run, row, REJECTED if is_rejected else FILLED)
    if run.whole[row, FIRST] == time and run.whole[row, LATEST] == time:
        wake_children(run, time, row)


@exact_block
def book(run: Run, time: int, row: int, base: float, shares: float, phase: int) -> None:
    """Write a fill down."""
    asset = run.whole[row, ASSET]
    price = price_of(run, time, row, base, shares)
    debt = owed(run, row, shares, price)
    quantity, commission = side(run, row) * shares, debt - run.real[row, PAID]
    trade(run.account, asset, quantity, price, commission)
    run.account[TAKEN, asset] += shares
    run.real[row, PAID], run.whole[row, LATEST] = debt, time
    take_off(run, row, shares)
    add_fill(run, row, shares, shares * price)
    if run.whole[row, FIRST] == NEVER:
        run.whole[row, FIRST], run.real[row, BASE] = time, base
    count = run.book.written[0]
    run.book.places[count, 0], run.book.places[count, 6] = row, phase
    write(run.book, time, asset, quantity, price, commission, 1)


@exact_block
def wake_children(run: Run, time: int, row: int) -> None:
    """Collect the children of what filled for the first time in this bar: placed ones, which wait no longer."""
    child = run.whole[row, FIRST_CHILD]
    while child != NONE:
        if run.whole[child, STATUS] == OPEN and run.whole[child, BAR] < time:
            run.real[child, EXTREME] = run.real[row, BASE]
            run.lists[WOKEN, run.counts[WOKE]] = child
            run.counts[WOKE] += 1
        child = run.whole[child, NEXT_CHILD]
