"""Quotients and roots that are rounded once, by the eight words of Python's `decimal`."""

from __future__ import annotations

import math
from typing import Any, get_args

from atc_core.decimals.types import Rounding
from atc_numba.compiling import exact_block
from atc_numba.decimals.wide_integers import as_float, as_wide, is_negative, is_zero, shifted, words_of

EVEN, HALF_UP, HALF_DOWN, UP, DOWN, CEILING, FLOOR, FIVES = range(8)
CODE_OF = {word: code for code, word in enumerate(get_args(Rounding))}
"""What compiled loops get in place of a word."""
UNDER = 1 - 2.0**-48
"""Makes an estimate of a quotient too small for certain: of two floats from words it is off by less than 2**-50."""
EXACT = 53
"""Bits of a float."""


@exact_block
def quotient(above: Any, below: Any) -> Any:
    """``above // below`` of integers that are not below 0, by estimates in floats: one takes 48 bits off."""
    found, rest, size = as_wide(0, above), above, as_float(below)
    while rest >= below:
        step = as_integer(max(1.0, as_float(rest) / size * UNDER), above)
        found, rest = found + step, rest - step * below
    return found


@exact_block
def as_integer(value: float, like: Any) -> Any:
    """A float of at least 1, cut off, as an integer of another one's width."""
    if value < 2.0**62:
        return as_wide(int(value), like)
    fraction, exponent = math.frexp(value)
    return shifted(as_wide(int(fraction * 2.0**EXACT), like), exponent - EXACT)


@exact_block
def rounded(value: Any, divisor: Any, code: int) -> Any:
    """``value / divisor`` as an integer; the divisor is not 0."""
    if is_zero(divisor - as_wide(1, divisor)):
        return value
    minus = is_negative(value) != is_negative(divisor)
    above, below = magnitude(value), magnitude(divisor)
    found = quotient(above, below)
    rest = above - found * below
    if not is_zero(rest):
        beyond = rest + rest - below
        half = 0 if is_zero(beyond) else -1 if is_negative(beyond) else 1
        last = last_digit(found) if code == FIVES else words_of(found)[0] & 1
        if is_away(code, minus, half, last):
            found = found + as_wide(1, found)
    return as_wide(0, found) - found if minus else found


@exact_block
def magnitude(value: Any) -> Any:
    """Without its sign."""
    return as_wide(0, value) - value if is_negative(value) else value


@exact_block
def last_digit(value: Any) -> Any:
    """The last decimal digit of an integer that is not below 0."""
    ten = as_wide(10, value)
    return words_of(value - quotient(value, ten) * ten)[0]


@exact_block
def is_away(code: int, minus: bool, half: int, last: int) -> bool:  # noqa: FBT001
    """Whether a magnitude of which something was cut off moves away from 0.

    `half` is -1, 0 or 1 as that is less than a half, just that or more; `last` is the last digit of what is left.
    """
    if code == EVEN:
        return half > 0 or (half == 0 and last % 2 == 1)
    if code == HALF_UP:
        return half >= 0
    if code == HALF_DOWN:
        return half > 0
    if code == CEILING:
        return not minus
    if code == FLOOR:
        return minus
    return code == UP or (code == FIVES and last % 5 == 0)


def finished(numerator: int, denominator: int, rounding: str) -> int:
    """The quotient of two of Python's integers; the second is above 0."""
    found, rest = divmod(abs(numerator), denominator)
    return signed(found, is_exact=not rest, beyond=2 * rest - denominator, minus=numerator < 0, rounding=rounding)


def root(numerator: int, denominator: int, scale: int, rounding: str, *, minus: bool) -> int:
    """The square root of a quotient at a scale, with this sign."""
    square = numerator * 100**scale
    found = math.isqrt(square // denominator)
    beyond = 4 * square - (2 * found + 1) ** 2 * denominator
    return signed(found, is_exact=found**2 * denominator == square, beyond=beyond, minus=minus, rounding=rounding)


def signed(found: int, *, is_exact: bool, beyond: int, minus: bool, rounding: str) -> int:
    """A truncated magnitude, one more where the word says so; `beyond` is what was cut off, less a half."""
    half = (beyond > 0) - (beyond < 0)
    if not is_exact and is_away.py_func(CODE_OF[rounding], minus, half, found % 10):  # type: ignore[attr-defined]
        found += 1
    return -found if minus else found
