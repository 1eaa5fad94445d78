"""The types of results, from those of columns and options."""

from __future__ import annotations

from collections.abc import Callable

from atc_core.decimals.declaring import Types
from atc_core.decimals.types import MOST_DIGITS, DecimalType

QUOTIENT_SCALE = 12
"""Digits behind the point of what has no end, at least."""
BASIS_POINT_SCALE = 4


def whole_numbers(scale: int) -> DecimalType:
    """As many digits before the point as there can be."""
    return DecimalType(MOST_DIGITS, scale)


def of_sum(types: Types) -> DecimalType:
    """Of `a` and `b`, added or subtracted: one digit more."""
    scale = max(types["a"].scale, types["b"].scale)
    return DecimalType(min(MOST_DIGITS, max(types["a"].whole, types["b"].whole) + scale + 1), scale)


def of_product(types: Types) -> DecimalType:
    """Of `a` and `b`, multiplied: the digits of both."""
    one, other = types["a"], types["b"]
    return DecimalType(min(MOST_DIGITS, one.precision + other.precision), one.scale + other.scale)


def of_total_product(types: Types) -> DecimalType:
    """Of products of `a` and `b`, added up."""
    return whole_numbers(types["a"].scale + types["b"].scale)


def quotient_of(*names: str) -> Callable[[Types], DecimalType]:
    """What is divided: 12 digits behind the point, or those of the columns."""
    return lambda types: whole_numbers(max(QUOTIENT_SCALE, *(types[name].scale for name in names)))


def total_of(name: str) -> Callable[[Types], DecimalType]:
    """What is added up: the scale of the column."""
    return lambda types: whole_numbers(types[name].scale)


def like(name: str) -> Callable[[Types], DecimalType]:
    """What is one of the values of the column."""
    return lambda types: types[name]


def product_of(*names: str) -> Callable[[Types], DecimalType]:
    """What is multiplied: the digits behind the point of all."""
    return lambda types: whole_numbers(sum(types[name].scale for name in names))


def largest_of(*names: str) -> Callable[[Types], DecimalType]:
    """What is added: the most digits behind the point."""
    return lambda types: whole_numbers(max(types[name].scale for name in names))
