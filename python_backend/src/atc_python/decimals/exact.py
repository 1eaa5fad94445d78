"""Integers that are rounded once: quotients and roots by the eight words of Python's `decimal`."""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt

from atc_core.decimals import MOST_DIGITS, Decimals, DecimalValue, Fault, RowError

BEYOND = 10**MOST_DIGITS
Value = int | None
"""A row of a column, None where it is null."""


def quotient(numerator: int, denominator: int, rounding: str) -> int:
    """``numerator / denominator`` as an integer."""
    result, rest = divmod(abs(numerator), abs(denominator))
    is_negative = (numerator < 0) != (denominator < 0)
    return signed(result, rest > 0, 2 * rest - abs(denominator), rounding, is_negative=is_negative)


def root(numerator: int, denominator: int, scale: int, rounding: str, *, is_negative: bool) -> int:
    """The square root of ``numerator / denominator`` at a scale, with this sign."""
    square = numerator * 100**scale
    result = isqrt(square // denominator)
    is_inexact = result * result * denominator != square
    return signed(
        result, is_inexact, 4 * square - (2 * result + 1) ** 2 * denominator, rounding, is_negative=is_negative
    )


def signed(result: int, is_inexact: bool, beyond_half: int, rounding: str, *, is_negative: bool) -> int:  # noqa: FBT001
    """A truncated magnitude, one more where the rounding says so, with its sign.

    `beyond_half` has the sign of what was cut off less a half.
    """
    if is_inexact:
        result += {
            "ROUND_DOWN": False,
            "ROUND_UP": True,
            "ROUND_CEILING": not is_negative,
            "ROUND_FLOOR": is_negative,
            "ROUND_05UP": result % 5 == 0,
            "ROUND_HALF_UP": beyond_half >= 0,
            "ROUND_HALF_DOWN": beyond_half > 0,
            "ROUND_HALF_EVEN": beyond_half > 0 or (beyond_half == 0 and result % 2 == 1),
        }[rounding]
    return -result if is_negative else result


def at_scale(value: int, scale: int, wanted: int, rounding: str) -> int:
    """A value of one scale at another."""
    if wanted >= scale:
        return int(value * 10 ** (wanted - scale))
    return quotient(value, 10 ** (scale - wanted), rounding)


def fitting(value: int, row: int | None = None) -> int:
    """A value that has at most 38 digits; the row is to blame where it has more."""
    if abs(value) >= BEYOND:
        raise RowError(Fault.TOO_LARGE, row)
    return value


def pairs(a: Decimals, b: Decimals, *further: Decimals) -> Iterator[tuple[Value, ...]]:
    """The rows of several columns."""
    return zip(*(item.integers() for item in (a, b, *further)), strict=True)


def complete(values: Decimals) -> list[int]:
    """The rows of a column that has no nulls."""
    return [value for value in values.integers() if value is not None]


def alike(scale: int, value: DecimalValue) -> tuple[int, int]:
    """The larger scale of the two, and the number at it."""
    common = max(scale, value.type.scale)
    return common, value.value * 10 ** (common - value.type.scale)
