"""Metrics of returns and of curves: ratios of integers, rounded once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from atc_core.decimals import Decimals, DecimalValue, Packed
from atc_numba import backend
from atc_numba.decimals.columns import (
    COLUMN,
    FLAGS,
    GOOD,
    NO_BASE,
    NO_PEAK,
    OUT,
    STATUS,
    TOO_LARGE,
    Flags,
    Rows,
    Status,
    Words,
    check,
    fitting,
    integers_of,
    is_there,
    keep,
    load,
    number,
    put,
    put_null,
    wide_loop,
    width_of,
)
from atc_numba.decimals.rounding import CODE_OF, finished, root, rounded
from atc_numba.decimals.wide_integers import as_wide, is_zero, wide


@backend.implements("decimal_returns", strict=True)
def decimal_returns(values: Decimals, scale: int, rounding: str) -> Packed:
    """Each value less the one before it, over that."""
    rows = Rows(values)
    largest = rows.largest[0]
    there = rows.valid if len(rows.valid) else np.ones(len(values), np.bool_)
    rows.valid = np.append(False, there[1:] & there[:-1])[: len(values)]
    return rows.computed(changes, 2 * largest * 10**scale, (10**scale,), CODE_OF[rounding])


@wide_loop(f"{STATUS}({COLUMN}, {FLAGS}, wide, int64, {OUT})")
def changes(values: Words, valid: Flags, one: Any, code: int, out: Words) -> Status:
    """Differences over the value before, in multiples."""
    factor = wide(one)
    for row in range(len(out)):
        if not is_there(valid, row):
            put_null(out, row)
            continue
        before = load(values, row - 1, factor)
        if is_zero(before):
            return NO_BASE, row
        if not put(out, row, rounded((load(values, row, factor) - before) * factor, before, code)):
            return TOO_LARGE, row
    return GOOD


class Moments(NamedTuple):
    """Sums of what is not null: of all, and of what is below a limit."""

    rows: int
    total: int
    rows_below: int
    total_below: int
    squares_below: int


def moments(x: Decimals, limit: int | None = None) -> Moments:
    """The sums of a column; without a limit, all values are below it."""
    rows = Rows(x)
    largest = rows.largest[0]
    highest = largest + 1 if limit is None else max(-largest, min(limit, largest + 1))
    width = width_of(largest * largest * (len(x) + 1))
    sums = np.zeros((3, width), np.int64)
    count, count_below = add_powers(width, rows.words[0], rows.valid, number(highest, width), sums)
    total, total_below, squares_below = integers_of(sums)
    return Moments(count, total, count_below, total_below, squares_below)


@wide_loop(f"{STATUS}({COLUMN}, {FLAGS}, wide, {OUT})")
def add_powers(x: Words, valid: Flags, limit: Any, sums: Words) -> tuple[int, int]:
    """How many values there are, and how many below the limit; writes their sums."""
    highest = wide(limit)
    total = below = squares = as_wide(0, highest)
    count = count_below = 0
    for row in range(len(x)):
        if is_there(valid, row):
            value = load(x, row, highest)
            total, count = total + value, count + 1
            if value < highest:
                below, squares, count_below = below + value, squares + value * value, count_below + 1
    keep(sums, 0, total)
    keep(sums, 1, below)
    keep(sums, 2, squares)
    return count, count_below


@backend.implements("decimal_sharpe_ratio", strict=True)
def decimal_sharpe_ratio(
    returns: Decimals,
    rf_per_period: DecimalValue,
    periods_per_year: DecimalValue,
    ddof: int,
    scale: int,
    rounding: str,
) -> int | None:
    """The square of the ratio is one of integers; its root is rounded once."""
    factor, rf = alike(returns.scale, rf_per_period)
    sums = moments(returns)
    count, total, squares = sums.rows, sums.total * factor, sums.squares_below * factor**2
    if count <= max(ddof, 1):
        return None
    spread = count * squares - total * total
    if not spread:
        return 0
    excess, periods = total - count * rf, periods_per_year
    above = excess * excess * (count - ddof) * periods.value
    return fitting(root(above, count * spread * 10**periods.type.scale, scale, rounding, minus=excess < 0))


@backend.implements("decimal_sortino_ratio", strict=True)
def decimal_sortino_ratio(
    returns: Decimals,
    target: DecimalValue,
    periods_per_year: DecimalValue,
    scale: int,
    rounding: str,
) -> int | None:
    """The same, with the squares of the losses for the spread."""
    factor, goal = alike(returns.scale, target)
    # Below the target is below the least integer that is not, where the target has more digits.
    sums = moments(returns, -(-goal // factor))
    excess = sums.total * factor - sums.rows * goal
    squares, total = sums.squares_below * factor**2, sums.total_below * factor
    losses = squares - 2 * goal * total + sums.rows_below * goal**2
    if not losses:
        return None if not sums.rows or excess > 0 else 0
    above, below = excess * excess * periods_per_year.value, sums.rows * losses * 10**periods_per_year.type.scale
    return fitting(root(above, below, scale, rounding, minus=excess < 0))


def alike(scale: int, value: DecimalValue) -> tuple[int, int]:
    """What brings integers of a scale to that of a number, if it is larger, and the number at the larger one."""
    common = max(scale, value.type.scale)
    return 10 ** (common - scale), value.value * 10 ** (common - value.type.scale)


@backend.implements("decimal_max_drawdown", strict=True)
def decimal_max_drawdown(equity: Decimals, scale: int, rounding: str) -> int | None:
    """The largest of the exact falls, rounded once."""
    rows = Rows(equity)
    width = width_of(rows.largest[0] ** 2)
    found = np.zeros((2, width), np.int64)
    check(deepest(width, rows.words[0], rows.valid, number(0, width), found))
    low, peak = integers_of(found)
    return fitting(finished((peak - low) * 10**scale, peak, rounding)) if peak else None


@wide_loop(f"{STATUS}({COLUMN}, {FLAGS}, wide, {OUT})")
def deepest(equity: Words, valid: Flags, start: Any, out: Words) -> Status:
    """The value that is the smallest part of the highest one before it, and that; both 0 of nothing."""
    peak = low = top = wide(start)
    for row in range(len(equity)):
        if not is_there(valid, row):
            continue
        value = load(equity, row, peak)
        peak = max(peak, value)
        if is_zero(peak):
            return NO_PEAK, row
        if is_zero(top) or value * top < low * peak:
            low, top = value, peak
    keep(out, 0, low)
    keep(out, 1, top)
    return GOOD
