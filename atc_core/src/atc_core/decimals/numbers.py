"""Python's own numbers as decimals, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from atc_core.arrays import Array
from atc_core.decimals.integers import as_words, packed
from atc_core.decimals.types import MOST_DIGITS, DecimalType, DecimalValue
from atc_core.decimals.words import WIDE, Chunk, Decimals
from atc_core.errors import shown

CONVERT = "round it to a Decimal first, as Decimal('0.1') for 0.1"
TOO_LONG = f"must have at most {MOST_DIGITS} digits"


def as_decimal(value: Any) -> Decimal | None:
    """A Decimal of a Decimal or an integer; None of anything else, booleans and floats among it."""
    if isinstance(value, DecimalValue):
        return as_number(value.value, value.type.scale)
    if isinstance(value, Decimal):
        return value
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return Decimal(int(value))
    return None


def digits_of(value: Decimal) -> tuple[int, int]:
    """Digits before and behind the point: none before it for 0.05."""
    return max(0, value.adjusted() + 1) if value else 0, max(0, -int(value.as_tuple().exponent))


def least_type(whole: int, scale: int) -> DecimalType:
    """The type of so many digits before and behind the point."""
    return DecimalType(max(1, whole + scale), scale)


def as_value(name: str, value: Any) -> DecimalValue:
    """A number as an option; the errors say what `name` must be."""
    if isinstance(value, DecimalValue):
        return value
    number = as_decimal(value)
    if number is None:
        hint = f"; {CONVERT}" if isinstance(value, (float, np.floating)) else ""
        raise TypeError(f"{name} must be a Decimal or an integer, was {shown(value)}{hint}")
    if not number.is_finite():
        raise ValueError(f"{name} must be finite, was {number}")
    kind = least_type(*digits_of(number))
    if kind.precision > MOST_DIGITS:
        raise ValueError(f"{name} {TOO_LONG}, was {shown(value)}")
    return DecimalValue(unscaled(number, kind.scale), kind)


def unscaled(value: Decimal, scale: int) -> int:
    """The integer that is ``value * 10**scale``, exactly: arithmetic of Decimals would round to their context."""
    numerator, denominator = value.as_integer_ratio()
    return int(numerator * 10**scale // denominator)


def as_column(name: str, values: Sequence[Any]) -> Decimals:
    """A list of Decimals, integers and None as a column; the errors name the row."""
    numbers, whole, scale = [], 0, 0
    for row, value in enumerate(values):
        number = None if is_null(value) else as_decimal(value)
        if number is None and not is_null(value):
            hint = f"; {CONVERT}" if isinstance(value, (float, np.floating)) else ""
            raise TypeError(f"{name} must be Decimals, integers or None; row {row} is {shown(value)}{hint}")
        if number is not None:
            if not number.is_finite():
                raise ValueError(f"{name} must be finite; row {row} is {number}")
            own_whole, own_scale = digits_of(number)
            whole, scale = max(whole, own_whole), max(scale, own_scale)
        if whole + scale > MOST_DIGITS:
            raise ValueError(f"{name} {TOO_LONG}; row {row} makes it {whole + scale}")
        numbers.append(number)
    words, valid = packed([None if item is None else unscaled(item, scale) for item in numbers])
    return Decimals([Chunk(words, valid)], least_type(whole, scale))


def is_null(value: Any) -> bool:
    """Whether it is None, or what pandas has in its place."""
    return value is None or type(value).__name__ == "NAType"


def in_every_row(value: DecimalValue, count: int) -> Decimals:
    """A column of one number, which takes up the memory of one."""
    # Strides of 0, as `broadcast_to` makes them in 2 us more.
    words = np.ndarray((count, WIDE), np.int64, words_of(value.value), strides=(0, 8))
    return Decimals([Chunk(words)], value.type)


@lru_cache(maxsize=256)
def words_of(value: int) -> Array:
    """The words of one integer."""
    return as_words([value])


@lru_cache(maxsize=256)
def known_number(text: str) -> DecimalValue:
    """A Decimal or integer of this spelling as a number; ValueError where it cannot be one."""
    return as_value("a number", Decimal(text))


def as_number(value: int | None, scale: int) -> Decimal | None:
    """An integer as a Decimal of exactly so many digits behind the point."""
    return None if value is None else Decimal(f"{value}E{-scale}")


def as_numbers(values: Sequence[int | None], scale: int) -> Iterator[Decimal | None]:
    """The same of several."""
    return (as_number(value, scale) for value in values)
