"""The arithmetic of exact decimals that pyarrow has: in 256 bits where the result could need more than 38 digits.

Left out: products, of which 76 digits are one too few to round .99…9 times .99…9 up; quotients and means, which pyarrow
cuts off; and what it does not have.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from atc_backends.arrow_columns import by_rows, packed, packed_chunks
from atc_backends.pyarrow import backend
from atc_core.decimals import MOST_DIGITS, Decimals, Fault, Packed, RowError
from atc_core.decimals.in_arrow import as_array
from atc_core.decimals.numbers import unscaled

DIGITS_OF_256 = 76
MODES = {
    "ROUND_HALF_EVEN": "half_to_even",
    "ROUND_HALF_UP": "half_towards_infinity",
    "ROUND_HALF_DOWN": "half_towards_zero",
    "ROUND_UP": "towards_infinity",
    "ROUND_DOWN": "towards_zero",
    "ROUND_CEILING": "up",
    "ROUND_FLOOR": "down",
}
"""Python's words, and pyarrow's; it has none for `ROUND_05UP`."""


@backend.implements("decimal_add")
def decimal_add(a: Decimals, b: Decimals, scale: int, rounding: str) -> Packed:
    """`add`."""
    return combined(pc.add, a, b, scale, rounding)


@backend.implements("decimal_subtract")
def decimal_subtract(a: Decimals, b: Decimals, scale: int, rounding: str) -> Packed:
    """`subtract`."""
    return combined(pc.subtract, a, b, scale, rounding)


@backend.implements("decimal_rescale")
def decimal_rescale(x: Decimals, scale: int, rounding: str) -> Packed:
    """`round` and `cast`."""
    column = in_256_bits(x, x.scale)
    return packed(by_rows(lambda count: at_scale(column[:count], scale, rounding), len(x), pa.ArrowInvalid))


@backend.implements("decimal_sum")
def decimal_sum(x: Decimals) -> int:
    """`sum` in 256 bits, for in 128 it wraps."""
    found = unscaled(pc.sum(in_256_bits(x, x.scale), min_count=0).as_py(), x.scale)
    if abs(found) >= 10**MOST_DIGITS:
        raise RowError(Fault.TOO_LARGE)
    return found


def combined(function: Any, a: Decimals, b: Decimals, scale: int, rounding: str) -> Packed:
    """Sums or differences, exact in as many bits as they can need, then rounded once."""
    common = max(a.scale, b.scale)
    if max(a.type.whole, b.type.whole) + common < MOST_DIGITS and scale == common:
        return packed(in_one_chunk(function(in_128_bits(a), in_128_bits(b))))
    # Both have 76 digits at most, and so has the result: pyarrow would leave room for one more.
    one, other = (said_to_have(in_256_bits(item, common), DIGITS_OF_256 - 1) for item in (a, b))

    def compute(count: int) -> Any:
        return at_scale(function(one[:count], other[:count]), scale, rounding)

    return packed(by_rows(compute, len(a), pa.ArrowInvalid))


def in_128_bits(column: Decimals) -> Any:
    """A column of pyarrow's, chunk by chunk."""
    return pa.chunked_array([as_array(item, column.type) for item in packed_chunks(column)])


def in_256_bits(column: Decimals, scale: int) -> Any:
    """The same, widened, at a scale that is not below its own."""
    return in_one_chunk(in_128_bits(column).cast(pa.decimal256(DIGITS_OF_256, scale)))


def in_one_chunk(column: Any) -> Any:
    """One array."""
    return pa.concat_arrays(column.chunks or [pa.array([], column.type)])


def said_to_have(array: Any, digits: int) -> Any:
    """The same memory, of a type with so many digits."""
    kind = pa.decimal256(digits, array.type.scale)
    return pa.Array.from_buffers(kind, len(array), array.buffers(), offset=array.offset)


def at_scale(array: Any, scale: int, rounding: str) -> Any:
    """An array of 38 digits at a scale, rounded where it has more of them behind the point.

    Raises:
        pa.ArrowInvalid: a value needs more digits.
    """
    exact = rounded(array, scale, rounding) if scale < array.type.scale else array
    return exact.cast(pa.decimal128(MOST_DIGITS, scale))


def rounded(array: Any, scale: int, rounding: str) -> Any:
    """An array of values with so many digits behind the point, of which zeros may follow."""
    if rounding in MODES:
        return pc.round(array, scale, MODES[rounding])
    cut, away = (pc.round(array, scale, mode) for mode in ("towards_zero", "towards_infinity"))
    in_fives = pc.round_to_multiple(cut, pa.scalar(Decimal(5).scaleb(-scale), array.type), "towards_zero")
    return pc.if_else(pc.equal(in_fives, cut), away, cut)
