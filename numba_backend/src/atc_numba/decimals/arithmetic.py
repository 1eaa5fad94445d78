"""Arithmetic row by row, and sums."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_core.decimals import Decimals, Packed
from atc_numba import backend
from atc_numba.decimals.columns import (
    COLUMN,
    FLAGS,
    GOOD,
    NO_DIVISOR,
    OUT,
    STATUS,
    TOO_LARGE,
    Flags,
    Rows,
    Status,
    Words,
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
from atc_numba.decimals.rounding import CODE_OF, finished, rounded
from atc_numba.decimals.wide_integers import is_zero, wide


def steps(exact: int, scale: int) -> tuple[int, int]:
    """What integers of one scale are multiplied and divided by to have another one."""
    return 10 ** max(scale - exact, 0), 10 ** max(exact - scale, 0)


@backend.implements("decimal_add", strict=True)
def decimal_add(a: Decimals, b: Decimals, scale: int, rounding: str) -> Packed:
    """Both at the larger scale, added."""
    return added(a, b, 1, scale, rounding)


@backend.implements("decimal_subtract", strict=True)
def decimal_subtract(a: Decimals, b: Decimals, scale: int, rounding: str) -> Packed:
    """Both at the larger scale, subtracted."""
    return added(a, b, -1, scale, rounding)


def added(a: Decimals, b: Decimals, sign: int, scale: int, rounding: str) -> Packed:
    """``a + sign * b``, rounded once."""
    rows, common = Rows(a, b), max(a.scale, b.scale)
    up, cut = steps(common, scale)
    one, other = 10 ** (common - a.scale) * up, 10 ** (common - b.scale) * up
    bound = rows.largest[0] * one + rows.largest[1] * other
    return rows.computed(add_rows, bound, (one, sign * other, cut), CODE_OF[rounding])


@wide_loop(f"{STATUS}({COLUMN}, {COLUMN}, {FLAGS}, wide, wide, wide, int64, {OUT})")
def add_rows(a: Words, b: Words, valid: Flags, one: Any, other: Any, cut: Any, code: int, out: Words) -> Status:
    """Sums of multiples, divided."""
    first, second, divisor = wide(one), wide(other), wide(cut)
    for row in range(len(out)):
        if not is_there(valid, row):
            put_null(out, row)
        elif not put(out, row, rounded(load(a, row, first) * first + load(b, row, first) * second, divisor, code)):
            return TOO_LARGE, row
    return GOOD


@backend.implements("decimal_multiply", strict=True)
def decimal_multiply(a: Decimals, b: Decimals, scale: int, rounding: str) -> Packed:
    """Products of the integers, rounded once."""
    rows = Rows(a, b)
    up, cut = steps(a.scale + b.scale, scale)
    bound = rows.largest[0] * rows.largest[1] * up
    return rows.computed(multiply_rows, bound, (up, cut), CODE_OF[rounding])


@wide_loop(f"{STATUS}({COLUMN}, {COLUMN}, {FLAGS}, wide, wide, int64, {OUT})")
def multiply_rows(a: Words, b: Words, valid: Flags, up: Any, cut: Any, code: int, out: Words) -> Status:
    """Products, multiplied or divided."""
    factor, divisor = wide(up), wide(cut)
    for row in range(len(out)):
        if not is_there(valid, row):
            put_null(out, row)
        elif not put(out, row, rounded(load(a, row, factor) * load(b, row, factor) * factor, divisor, code)):
            return TOO_LARGE, row
    return GOOD


@backend.implements("decimal_divide", strict=True)
def decimal_divide(a: Decimals, b: Decimals, scale: int, rounding: str) -> Packed:
    """Quotients of the integers at the scale of the result, rounded once."""
    rows = Rows(a, b)
    above, below = steps(a.scale - b.scale, scale)
    bound = max(rows.largest[0] * above, rows.largest[1] * below)
    return rows.computed(divide_rows, bound, (above, below), CODE_OF[rounding])


@wide_loop(f"{STATUS}({COLUMN}, {COLUMN}, {FLAGS}, wide, wide, int64, {OUT})")
def divide_rows(a: Words, b: Words, valid: Flags, above: Any, below: Any, code: int, out: Words) -> Status:
    """Quotients of multiples."""
    one, other = wide(above), wide(below)
    for row in range(len(out)):
        if not is_there(valid, row):
            put_null(out, row)
            continue
        divisor = load(b, row, other) * other
        if is_zero(divisor):
            return NO_DIVISOR, row
        if not put(out, row, rounded(load(a, row, one) * one, divisor, code)):
            return TOO_LARGE, row
    return GOOD


@backend.implements("decimal_rescale", strict=True)
def decimal_rescale(x: Decimals, scale: int, rounding: str) -> Packed:
    """Each value at the scale of the result."""
    rows = Rows(x)
    up, cut = steps(x.scale, scale)
    return rows.computed(rescale_rows, rows.largest[0] * up, (up, cut), CODE_OF[rounding])


@wide_loop(f"{STATUS}({COLUMN}, {FLAGS}, wide, wide, int64, {OUT})")
def rescale_rows(x: Words, valid: Flags, up: Any, cut: Any, code: int, out: Words) -> Status:
    """Multiples, divided."""
    factor, divisor = wide(up), wide(cut)
    for row in range(len(out)):
        if not is_there(valid, row):
            put_null(out, row)
        elif not put(out, row, rounded(load(x, row, factor) * factor, divisor, code)):
            return TOO_LARGE, row
    return GOOD


@backend.implements("decimal_sum", strict=True)
def decimal_sum(x: Decimals) -> int:
    """The sum of what is not null."""
    return fitting(total(x)[0])


@backend.implements("decimal_mean", strict=True)
def decimal_mean(x: Decimals, scale: int, rounding: str) -> int | None:
    """The sum over the count, rounded once."""
    found, count = total(x)
    up, cut = steps(x.scale, scale)
    return fitting(finished(found * up, count * cut, rounding)) if count else None


def total(x: Decimals) -> tuple[int, int]:
    """The sum of what is not null, and how many that are."""
    rows = Rows(x)
    width = width_of(rows.largest[0] * len(x))
    found = np.empty((1, width), np.int64)
    count = add_values(width, rows.words[0], rows.valid, number(0, width), found)
    return integers_of(found)[0], count


@wide_loop(f"int64({COLUMN}, {FLAGS}, wide, {OUT})")
def add_values(x: Words, valid: Flags, start: Any, out: Words) -> int:
    """The sum of the rows that are not null, and how many there are."""
    found, count = wide(start), 0
    for row in range(len(x)):
        if is_there(valid, row):
            found, count = found + load(x, row, found), count + 1
    keep(out, 0, found)
    return count


@backend.implements("decimal_dot", strict=True)
def decimal_dot(a: Decimals, b: Decimals, scale: int, rounding: str) -> int:
    """The sum of the products, rounded once."""
    rows = Rows(a, b)
    up, cut = steps(a.scale + b.scale, scale)
    width = width_of(rows.largest[0] * rows.largest[1] * len(a))
    found = np.empty((1, width), np.int64)
    add_products(width, *rows.words, rows.valid, number(0, width), found)
    return fitting(finished(integers_of(found)[0] * up, cut, rounding))


@wide_loop(f"void({COLUMN}, {COLUMN}, {FLAGS}, wide, {OUT})")
def add_products(a: Words, b: Words, valid: Flags, start: Any, out: Words) -> None:
    """The sum of the products of the rows that are not null."""
    found = wide(start)
    for row in range(len(a)):
        if is_there(valid, row):
            found = found + load(a, row, found) * load(b, row, found)
    keep(out, 0, found)


@backend.implements("decimal_cumulative_sum", strict=True)
def decimal_cumulative_sum(x: Decimals) -> Packed:
    """Sums up to each row."""
    rows = Rows(x)
    return rows.computed(running_sums, rows.largest[0] * len(x), (0,))


@wide_loop(f"{STATUS}({COLUMN}, {FLAGS}, wide, {OUT})")
def running_sums(x: Words, valid: Flags, start: Any, out: Words) -> Status:
    """The sum of all rows so far; a null is passed over."""
    found = wide(start)
    for row in range(len(out)):
        if not is_there(valid, row):
            put_null(out, row)
            continue
        found = found + load(x, row, found)
        if not put(out, row, found):
            return TOO_LARGE, row
    return GOOD


@backend.implements("decimal_cumulative_max", strict=True)
def decimal_cumulative_max(x: Decimals) -> Packed:
    """The largest value up to each row."""
    rows = Rows(x)
    return rows.computed(running_peaks, rows.largest[0], (-(10**38),))


@wide_loop(f"{STATUS}({COLUMN}, {FLAGS}, wide, {OUT})")
def running_peaks(x: Words, valid: Flags, start: Any, out: Words) -> Status:
    """The largest of all rows so far; a null is passed over."""
    peak = wide(start)
    for row in range(len(out)):
        if not is_there(valid, row):
            put_null(out, row)
            continue
        value = load(x, row, peak)
        peak = max(peak, value)
        put(out, row, peak)
    return GOOD
