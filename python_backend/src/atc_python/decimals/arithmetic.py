"""Arithmetic row by row, and sums, on integers."""

from __future__ import annotations

from itertools import accumulate

from atc_core.decimals import Decimals, Fault, Packed, RowError, packed
from atc_python import backend
from atc_python.decimals.exact import Value, at_scale, fitting, pairs, quotient


@backend.implements("decimal_add")
def decimal_add(a: Decimals, b: Decimals, scale: int, rounding: str) -> Packed:
    """Both at the larger scale, added."""
    return added(a, b, 1, scale, rounding)


@backend.implements("decimal_subtract")
def decimal_subtract(a: Decimals, b: Decimals, scale: int, rounding: str) -> Packed:
    """Both at the larger scale, subtracted."""
    return added(a, b, -1, scale, rounding)


def added(a: Decimals, b: Decimals, sign: int, scale: int, rounding: str) -> Packed:
    """``a + sign * b``, rounded once."""
    common = max(a.scale, b.scale)
    one, other = 10 ** (common - a.scale), sign * 10 ** (common - b.scale)

    def value(x: Value, y: Value) -> Value:
        return None if x is None or y is None else at_scale(x * one + y * other, common, scale, rounding)

    return packed(value(*row) for row in pairs(a, b))


@backend.implements("decimal_multiply")
def decimal_multiply(a: Decimals, b: Decimals, scale: int, rounding: str) -> Packed:
    """Products of the integers, rounded once."""

    def value(x: Value, y: Value) -> Value:
        return None if x is None or y is None else at_scale(x * y, a.scale + b.scale, scale, rounding)

    return packed(value(*row) for row in pairs(a, b))


@backend.implements("decimal_divide")
def decimal_divide(a: Decimals, b: Decimals, scale: int, rounding: str) -> Packed:
    """Quotients of the integers at the scale of the result, rounded once."""
    shift = scale - a.scale + b.scale
    above, below = 10 ** max(shift, 0), 10 ** max(-shift, 0)

    def value(row: int, x: Value, y: Value) -> Value:
        if x is None or y is None:
            return None
        if not y:
            raise RowError(Fault.DIVISION_BY_ZERO, row)
        return quotient(x * above, y * below, rounding)

    return packed(value(row, *values) for row, values in enumerate(pairs(a, b)))


@backend.implements("decimal_rescale")
def decimal_rescale(x: Decimals, scale: int, rounding: str) -> Packed:
    """Each value at the scale of the result."""
    values = x.integers()
    return packed(None if value is None else at_scale(value, x.scale, scale, rounding) for value in values)


@backend.implements("decimal_sum")
def decimal_sum(x: Decimals) -> int:
    """The sum of what is not null."""
    return fitting(sum(value for value in x.integers() if value is not None))


@backend.implements("decimal_mean")
def decimal_mean(x: Decimals, scale: int, rounding: str) -> int | None:
    """The sum over the count, rounded once."""
    values = [value for value in x.integers() if value is not None]
    if not values:
        return None
    shift = scale - x.scale
    return fitting(quotient(sum(values) * 10 ** max(shift, 0), len(values) * 10 ** max(-shift, 0), rounding))


@backend.implements("decimal_dot")
def decimal_dot(a: Decimals, b: Decimals, scale: int, rounding: str) -> int:
    """The sum of the products, rounded once."""
    total = sum(x * y for x, y in pairs(a, b) if x is not None and y is not None)
    return fitting(at_scale(total, a.scale + b.scale, scale, rounding))


@backend.implements("decimal_cumulative_sum")
def decimal_cumulative_sum(x: Decimals) -> Packed:
    """Sums up to each row."""
    values = x.integers()
    sums = accumulate(value or 0 for value in values)
    return packed(None if value is None else total for value, total in zip(values, sums, strict=True))


@backend.implements("decimal_cumulative_max")
def decimal_cumulative_max(x: Decimals) -> Packed:
    """The largest value up to each row."""
    found: list[Value] = []
    peak: Value = None
    for value in x.integers():
        if value is not None:
            peak = value if peak is None else max(peak, value)
        found.append(None if value is None else peak)
    return packed(found)
