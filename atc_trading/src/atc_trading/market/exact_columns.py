"""Columns of prices as exact decimals, beside the floats that signals are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

import atc_core
from atc_core.decimals import MOST_DIGITS, Decimals
from atc_core.decimals.admitted_columns import admit_column
from atc_core.decimals.types import NOT_NULL
from atc_core.option_values import as_integer
from atc_core.parameters import Parameter
from atc_trading.market.bar_checks import PRICES, RANGES, Fault, raise_first
from atc_trading.market.column_values import Numbers, Times, frozen, numbers, plain_numbers

if TYPE_CHECKING:
    import pyarrow as pa

Money: TypeAlias = Literal["float", "decimal"]
"""In which numbers money is counted."""
WORDS = ("float", "decimal")
COMPLETE = Parameter("price", "array", rules=(NOT_NULL,))
"""A column in which nothing may be missing."""
EXACT = Context(prec=400, traps=[Inexact, InvalidOperation, DivisionByZero])
"""Of sums and products of Decimals: Python's own would round them to 28 digits. What cannot be exact here raises."""
EXACT_INTEGERS, EXACT_POWERS = 2**53, 22
"""Up to these, integers and powers of ten are floats, so that their ratio is rounded once."""


class ExactColumns:
    """Reads columns: as floats, and what is exact of them as arrays of Arrow's decimals, by name."""

    def __init__(self, price_scale: int | None) -> None:
        """Prices are rounded to so many digits behind the point; where none are said they keep their own."""
        self.price_scale = price_scale
        self.found: dict[str, pa.Array] = {}

    def __call__(self, owner: str, name: str, values: Any) -> Numbers:
        """The floats nearest to one column's values.

        Raises:
            TypeError: the values are no numbers, or floats for which no scale is said.
            ValueError: one is missing, or has too many digits.
        """
        scale = self.price_scale if name in PRICES else None
        if not is_of_floats(values):
            column = self.found[name] = decimals(owner, name, values, scale)
            return frozen(floats_of(column))
        given = numbers(owner, name, values)
        if name in PRICES and scale is None:
            advice = "give price_scale, the digits behind the point to which floats are rounded"
            raise TypeError(f"{owner}: {name} must be decimals where money is 'decimal', was of floats; {advice}")
        if not np.isfinite(given).all():
            return given  # which bars cannot have, and their check says so
        column = self.found[name] = decimals(owner, name, list(map(as_money, given.tolist())), scale)
        return frozen(floats_of(column))

    def together(self) -> dict[str, pa.Array]:
        """The columns, prices at their largest scale."""
        scale = max(self.found[name].type.scale for name in PRICES if name in self.found)
        return {name: rescaled(item, scale) if name in PRICES else item for name, item in self.found.items()}


def is_of_floats(values: Any) -> bool:
    """Whether values are floats, or a list with one."""
    if isinstance(values, (list, tuple)):
        return any(isinstance(item, (float, np.floating)) for item in values)
    dtype = getattr(values, "dtype", getattr(values, "type", None))
    if isinstance(dtype, np.dtype):
        return dtype.kind not in "iu" and not (dtype.kind == "O" and holds_decimals(plain_numbers(values)))
    return any(word in str(dtype).lower() for word in ("float", "double"))


def holds_decimals(values: Any) -> bool:
    """Whether an array of objects is one of Decimals, as pandas keeps them without Arrow."""
    return bool(len(values)) and all(isinstance(item, (Decimal, int)) for item in values)


def decimals(owner: str, name: str, values: Any, scale: int | None) -> pa.Array:
    """A column of decimals, or of integers, at a scale or at its own."""
    dtype = getattr(values, "dtype", None)
    listed = list(values) if isinstance(dtype, np.dtype) and dtype.kind == "O" else values
    column = admit_column(f"{owner}: {name}", COMPLETE, listed)
    return rescaled(column, column.scale if scale is None else scale)


def rescaled(column: pa.Array | Decimals, scale: int) -> pa.Array:
    """A column at a scale, 38 digits in all, as an array of Arrow's."""
    own: pa.Array = atc_core.get("decimal_rescale")(column, scale)
    return own


def floats_of(column: pa.Array) -> Numbers:
    """The floats nearest to decimals."""
    own = admit_column("", COMPLETE, column)
    words = np.concatenate([np.zeros((0, 2), np.int64), *(chunk.words for chunk in own.chunks)])
    low, high = words[:, 0], words[:, 1]
    if own.scale <= EXACT_POWERS and ((high == low >> 63) & (np.abs(low) <= EXACT_INTEGERS)).all():
        found: Numbers = low / 10.0**own.scale
        return found
    return np.array([float(value) for value in column.to_pylist()], np.float64)


def check_ranges(owner: str, timestamps: Times, columns: Mapping[str, pa.Array]) -> None:
    """Refuse bars with prices out of order by any digit; of floats a rounding is forgiven.

    Raises:
        ValueError: the message names both fields, the first such bar and both values.
    """
    import pyarrow.compute as pc

    faults: list[Fault] = []
    for name, other, rule, is_wrong in RANGES:
        one, two = columns[name], columns[other]
        wrong = np.asarray((pc.less if is_wrong is np.less else pc.greater)(one, two).to_numpy(zero_copy_only=False))
        if wrong.any():
            bar = int(wrong.argmax())
            faults.append((bar, f"{name} must be {rule}; {{bar}} has {name} {one[bar]} and {other} {two[bar]}"))
    raise_first(owner, faults, timestamps)


def check_money(owner: str, money: Any, scales: Mapping[str, Any]) -> None:
    """Refuse another word, a scale of money that is counted in floats, and a scale that cannot be.

    Raises:
        ValueError: the message names `owner`, the argument and what it was.
        TypeError: a scale is no integer.
    """
    if money not in WORDS:
        raise ValueError(f"{owner}: money must be 'float' or 'decimal', was {money!r}")
    for name, scale in scales.items():
        if scale is None:
            continue
        if money == "float":
            raise ValueError(f"{owner}: {name} is of decimals; give money='decimal' with it")
        if as_integer(scale) is None:
            raise TypeError(f"{owner}: {name} must be an integer, was {scale!r}")
        if not 0 <= scale <= MOST_DIGITS:
            raise ValueError(f"{owner}: {name} must be from 0 to {MOST_DIGITS}, was {scale}")


def as_money(value: Any) -> Decimal:
    """A finite number as a Decimal: a float as the one that it is written as, 0.1 as a tenth."""
    if isinstance(value, Decimal):
        return value
    is_whole = as_integer(value) is not None or float(value).is_integer()
    return Decimal(int(value)) if is_whole else Decimal(repr(float(value)))


def quantized(value: Decimal, scale: int) -> Decimal:
    """A Decimal rounded half even to a scale, whatever the caller's context."""
    return value.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_EVEN, Context(prec=EXACT.prec))
