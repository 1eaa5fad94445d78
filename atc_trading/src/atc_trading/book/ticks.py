"""Prices as whole numbers of ticks and back, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_trading.market.column_values import Numbers

EXACT = 2.0**53
"""Up to here every whole number is a float."""


class Tick(NamedTuple):
    """The size of a tick as a fraction: 0.01 is 1/100, and no float."""

    numerator: int
    denominator: int

    def money(self, ticks: Any) -> Any:
        """Ticks as money, rounded once: 10001 of 0.01 are the float 100.01."""
        return ticks * float(self.numerator) / float(self.denominator)

    def nearest(self, prices: Any) -> Any:
        """The whole numbers of ticks next to prices."""
        return np.rint(prices * float(self.denominator) / float(self.numerator))

    def limit(self, price: float) -> float:
        """A price that may lie between two ticks, in ticks."""
        whole = float(self.nearest(price))
        return whole if self.money(whole) == price else price * self.denominator / self.numerator

    def __str__(self) -> str:
        return f"{self.numerator / self.denominator:.15g}"


def tick_of(owner: str, size: Any) -> Tick:
    """The size of a tick as it is written: a float is the decimal that it prints as."""
    try:
        own = Fraction(repr(float(size)) if isinstance(size, (float, np.floating)) else str(size))
    except (TypeError, ValueError, ZeroDivisionError):
        own = Fraction(0)
    if not own > 0 or max(own.numerator, own.denominator) > EXACT:
        raise ValueError(f"{owner}: tick_size must be a number above 0, such as 0.01 or '1/32', was {size!r}")
    return Tick(own.numerator, own.denominator)


def ticks_of(
    owner: str, prices: NDArray[Any], tick: Tick, is_needed: NDArray[np.bool_], first_row: int
) -> NDArray[np.int64]:
    """Prices in ticks, 0 where none is needed.

    Raises:
        ValueError: a price is the nearest float, or float32, to no multiple of a tick; the message names the first row.
    """
    values: Numbers = prices.astype(np.float64)
    with np.errstate(all="ignore"):
        found = tick.nearest(values)
        # Both factors are exact, so the quotient is the float next to the multiple: as a decimal price is read.
        is_multiple = (tick.money(found).astype(prices.dtype) == prices) & (abs(found * tick.numerator) < EXACT)
    wrong = is_needed & ~is_multiple
    if wrong.any():
        row = int(wrong.argmax())
        rule = f"a multiple of the tick size {tick}"
        raise ValueError(
            f"{owner}: price must be {rule}; row {first_row + row} is {prices[row]}{advice(prices[row], tick)}"
        )
    return np.where(is_needed, found, 0.0).astype(np.int64)


def advice(price: Any, tick: Tick) -> str:
    """A tick that fits the decimals of a price, where these are finer than the tick."""
    exponent = Decimal(str(price)).as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= 0:
        return ""
    finer = Fraction(1, 10**-exponent)
    return f"; perhaps tick_size={float(finer):g}" if finer < Fraction(*tick) else ""
