"""Arrays and rows that the kernels of the family share, and the magnitudes of money."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import (
    AS_GIVEN,
    LARGEST_SQUARE_ROOT,
    NOT_DECREASING,
    NOT_INFINITE,
    WHOLE,
    Array,
    Axes,
    Rule,
)
from atc_core.domains import LARGEST_REAL, Domain
from atc_core.kernel import Options

NOT_ZERO = Rule("finite and not 0", lambda values: ~np.isfinite(values) | (values == 0))
FINITE = Rule("finite", lambda values: ~np.isfinite(values))
PRICE_OR_NONE = Rule(
    "above 0 and finite, or NaN",
    lambda values: (values <= 0) | np.isinf(values),
    # A fifth of the time that `isfinite` takes; false of NaN, which the mask lets through.
    lambda values: bool(values.min() > 0 and values.max() < np.inf),
)
NO_OVERFLOW = Rule(
    "at most 1e150 in magnitude, or NaN",
    lambda values: np.abs(values) > LARGEST_SQUARE_ROOT,
    lambda values: bool(values.min() >= -LARGEST_SQUARE_ROOT and values.max() <= LARGEST_SQUARE_ROOT),
)

Bars: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "assets"), NOT_INFINITE]
"""A number for each bar of each asset; one dimension is one asset."""
BarPrices: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "assets"), PRICE_OR_NONE]
"""Prices of each bar of each asset, NaN where it does not trade."""
Wishes: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "assets"), NO_OVERFLOW]
"""What is to be held, NaN where that is left alone; prices times these must be numbers."""
Account: TypeAlias = Annotated[NDArray[np.float64], Axes("time")]
"""Money at the end of each bar."""
Positions: TypeAlias = Annotated[NDArray[np.float64], Axes("time", "assets"), AS_GIVEN]
"""Shares of each asset at the end of each bar."""
Whole: TypeAlias = Annotated[NDArray[np.int64], Axes("fills"), WHOLE]
BarsInOrder: TypeAlias = Annotated[NDArray[np.int64], Axes("fills"), WHOLE, NOT_DECREASING]
Quantities: TypeAlias = Annotated[NDArray[np.float64], Axes("fills"), NOT_ZERO]
"""Shares of each fill, above 0 bought, below 0 sold."""
Numbers: TypeAlias = Annotated[NDArray[np.float64], Axes("fills"), FINITE]
OfFills: TypeAlias = Annotated[NDArray[np.float64], Axes("fills")]

Cost: TypeAlias = Annotated[float, Domain(at_least=0, at_most=LARGEST_REAL, tried=(0.0, 0.01))]
"""Money for each share, or a fraction of money."""
Fee: TypeAlias = Annotated[float, Domain(at_least=0, at_most=LARGEST_REAL, tried=(0.0, 1.5))]
"""Money for each order."""
FeeRate: TypeAlias = Annotated[float, Domain(at_least=-LARGEST_REAL, at_most=LARGEST_REAL, tried=(-0.0002, 0.001))]
"""A fraction of the value of a fill; below 0 it is paid back."""


def within(name: str, limit: str, axis: str) -> Callable[[Mapping[str, Array], Options], str | None]:
    """A check that places lie along an axis of another array: ``within("asset", "close", "assets")``."""

    def check(data: Mapping[str, Array], _: Options) -> str | None:
        places, count = data[name], data[limit].shape[("time", "assets").index(axis)]
        wrong = (places < 0) | (places >= count)
        if not wrong.any():
            return None
        row = int(np.argmax(wrong))
        allowed = (
            f"from 0 to {count - 1}, as there are {count} {axis}" if count else f"of some {axis}, and there are none"
        )
        return f"{name} must be {allowed.replace('time', 'bars')}; row {row} is {places[row]}"

    return check


def largest_money(initial_cash: float, position: Array, close: Array, fills: tuple[Array, Array] | None = None) -> Any:
    """At each bar the largest so far of the initial cash and the gross value of all positions.

    Of a position that is closed in its bar the fills tell the value: their quantities and prices.
    """
    marks = np.abs(np.where(np.isfinite(close), close, 0.0))
    if len(marks):
        np.maximum.accumulate(marks, axis=0, out=marks)
    held = np.abs(position.reshape(close.shape)) * marks
    traded = float(np.abs(fills[0] * fills[1]).max(initial=0.0)) if fills else 0.0
    gross = np.maximum.accumulate(np.nan_to_num(held).sum(axis=1))
    return np.fmax(gross, max(initial_cash, traded))


def own_sizes(rows: Array, names: tuple[str, ...], money: Mapping[str, Any]) -> Array:
    """The scale of structured rows: of the parts `names` their own magnitude, of those of `money` what it says."""
    none = np.zeros(len(rows))
    parts = []
    for name in rows.dtype.names or ():
        part = np.abs(rows[name]) if name in names else money.get(name, none)
        parts.append(np.broadcast_to(part, none.shape))
    return np.stack(parts, axis=-1)
