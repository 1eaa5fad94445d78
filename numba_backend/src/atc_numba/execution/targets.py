"""Target weights, values or shares on bars: each row is traded at the next open."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from atc_core.arrays import Series
from atc_core.declarations.execution.targets import TARGET_FILL, Unit
from atc_numba import backend
from atc_numba.compiling import TABLE, exact_block, loop
from atc_numba.execution.account import (
    MARKS,
    NUMBERS,
    PLACES,
    PRICES,
    SHARES,
    TIE_BAND,
    Book,
    Integers,
    blank,
    cash_of,
    close_all,
    is_near,
    mark,
    open_account,
    trade,
    whole_lots,
    worth,
    write,
)

WEIGHT, VALUE, COUNT = range(3)
UNITS = {"weight": WEIGHT, "value": VALUE, "shares": COUNT}
OUT = f"{NUMBERS}, {NUMBERS}, {PLACES}, {NUMBERS}, int64[::1], float64[::1], {NUMBERS}, float64[::1]"


ASSETS, SIDES, CLOSING, OPENING, LARGEST = range(5)
"""Rows of a plan: the changes of a bar. The last is the larger of goal and position."""


class Terms(NamedTuple):
    """What a run is of, and what fills cost."""

    unit: int
    lot: float
    slippage: float
    """A fraction of the open."""
    per_share: float
    rate: float
    leverage: float


@backend.implements("simulate_targets")
def simulate_targets(
    open: Series,  # noqa: A002 the field writes it so
    close: Series,
    target: Series,
    unit: Unit = "weight",
    initial_cash: float = 100_000.0,
    lot: float = 0.0,
    slippage_bps: float = 0.0,
    per_share: float = 0.0,
    rate: float = 0.0,
    leverage: float = 1.0,
) -> tuple[Any, ...]:
    """One open after another: close, scale what opens, fill; then the closes mark."""
    bars, assets = open.shape
    rows, places, numbers = blank((bars + 1) * assets, TARGET_FILL)
    cash, position, equity, count = np.empty(bars), np.empty((bars, assets)), np.empty(bars), np.zeros(1, np.int64)
    options = UNITS[unit], initial_cash, lot, slippage_bps / 1e4, per_share, rate, leverage
    account, plan = open_account(initial_cash, assets), np.empty((LARGEST + 1, assets))
    run_targets(open, close, target, *options, account, plan, places, numbers, count, cash, position, equity)
    return rows[: count[0]].copy(), cash, position, equity


@loop(
    f"void({TABLE}, {TABLE}, {TABLE}, int64, float64, float64, float64, float64, float64, float64, {OUT})",
    fastmath=False,
)
def run_targets(
    opens: Series,
    closes: Series,
    targets: Series,
    unit: int,
    initial_cash: float,
    lot: float,
    slippage: float,
    per_share: float,
    rate: float,
    leverage: float,
    account: Series,
    plan: Series,
    places: Integers,
    numbers: Series,
    count: Integers,
    cash: Series,
    position: Series,
    equity: Series,
) -> None:
    """Fill in the fills and the account at the end of each bar."""
    assets, is_ruined = opens.shape[1], False
    terms, book = Terms(unit, lot, slippage, per_share, rate, leverage), Book(places, numbers, count)
    for bar in range(opens.shape[0]):
        if bar > 0 and not is_ruined:
            rebalance(account, book, plan, terms, bar, opens[bar], targets[bar - 1])
        if not is_ruined:
            mark(account, closes[bar])
            is_ruined = worth(account, MARKS) <= TIE_BAND * initial_cash
            if is_ruined:
                close_all(account, book, bar, 0)
        cash[bar], equity[bar] = cash_of(account), worth(account, MARKS)
        for asset in range(assets):
            position[bar, asset] = account[SHARES, asset]


@exact_block
def rebalance(
    account: Series, book: Book, plan: Series, terms: Terms, bar: int, opens: Series, targets: Series
) -> None:
    """The fills of an open."""
    changes, factor = make_plan(account, plan, terms, opens, targets)
    for place in range(changes):
        shares = whole_lots(plan[CLOSING, place] + factor * plan[OPENING, place], terms.lot)
        if shares > TIE_BAND * plan[LARGEST, place]:
            asset, side = np.int64(plan[ASSETS, place]), plan[SIDES, place]
            price = opens[asset] * (1.0 + side * terms.slippage)
            commission = terms.per_share * shares + terms.rate * shares * price
            trade(account, asset, side * shares, price, commission)
            write(book, bar, asset, side * shares, price, commission, 0)


@exact_block
def make_plan(account: Series, plan: Series, terms: Terms, opens: Series, targets: Series) -> tuple[int, float]:
    """How many changes there are, and the factor of all opening parts that the account can carry after closing ones."""
    for asset in range(opens.shape[0]):
        account[PRICES, asset] = account[MARKS, asset] if np.isnan(opens[asset]) else opens[asset]
    equity, changes = worth(account, PRICES), 0
    needed = extra = paid = held = 0.0
    for asset in range(opens.shape[0]):
        first, shares = opens[asset], account[SHARES, asset]
        held += abs(shares) * account[PRICES, asset]
        if np.isnan(first) or np.isnan(targets[asset]):
            continue
        goal = goal_of(targets[asset], terms.unit, equity, first)
        if is_near(goal, shares):
            continue
        turns = goal * shares < 0.0
        closing = abs(shares) if turns else max(abs(shares) - abs(goal), 0.0)
        opening = abs(goal) if turns else max(abs(goal) - abs(shares), 0.0)
        side = 1.0 if goal > shares else -1.0
        plan[ASSETS, changes], plan[SIDES, changes] = asset, side
        plan[CLOSING, changes], plan[OPENING, changes] = closing, opening
        plan[LARGEST, changes] = max(abs(goal), abs(shares))
        changes += 1
        held -= closing * first
        paid += cost(terms, closing, first, side)
        needed += opening * first
        extra += cost(terms, opening, first, side)
    if np.isinf(terms.leverage) or needed == 0.0:
        return changes, 1.0
    room = terms.leverage * (equity - paid) - held
    factor = room / (needed + terms.leverage * extra)
    return changes, min(1.0, factor) if factor > 0.0 else 0.0


@exact_block
def goal_of(target: float, unit: int, equity: float, first: float) -> float:
    """Shares that a target asks for."""
    if unit == WEIGHT:
        return target * equity / first
    return target / first if unit == VALUE else target


@exact_block
def cost(terms: Terms, shares: float, first: float, side: float) -> float:
    """Slippage and commission."""
    price = first * (1.0 + side * terms.slippage)
    return shares * first * terms.slippage + (terms.per_share * shares + terms.rate * shares * price)
