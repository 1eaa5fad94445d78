"""Columns of decimals for random calls: of any type, near every limit, in every container."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

from atc_core.decimals.types import MOST_DIGITS
from fuzz.draws import Draw
from fuzz.options import HOSTILE

EXACT = Context(prec=100)
MOST_ROWS = 200
Values = list[int | None]
PRECISIONS = (1, 2, 3, 9, 10, 17, 18, 18, 18, 19, 20, 37, 38, 38)
INTEGERS = (np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64, ">i4", ">i8")


def a_type(draw: Draw) -> tuple[int, int]:
    """Precision and scale: money mostly."""
    if draw.chance(0.6):
        return draw.pick([9, 18, 18, 38]), draw.pick([0, 2, 2, 4, 8])
    precision = draw.pick(PRECISIONS)
    return precision, draw.integer(0, precision)


def integers(draw: Draw, count: int, precision: int, *, is_volume: bool) -> Values:
    """Values in units of the last digit, of one kind or another, none of more digits."""
    most = 10**precision - 1
    random = draw.random
    kinds: list[Callable[[], Values]] = [
        lambda: [int(item) for item in random.integers(-1_000, 1_000, count)],
        lambda: [int(item) for item in 10_000 + np.cumsum(random.integers(-50, 50, count))],
        lambda: [5 * int(item) for item in random.integers(-9, 10, count)],
        lambda: [int(item) for item in random.integers(-(2**62), 2**62, count)],
        lambda: [draw.pick([most, -most, most - 1, 2**63, -(2**63), 2**64, 10**18, 0, 1]) for _ in range(count)],
        lambda: [int(random.integers(0, 2**62)) * int(random.integers(0, 2**62)) for _ in range(count)],
        lambda: [draw.pick([0, 1, -1, 2**63 - 1, 10**25]) for _ in range(count)],
        lambda: [draw.integer(-9, 9)] * count,
        lambda: [0] * count,
    ]
    weights = [0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8]
    found = kinds[draw.pick(weights)]()
    if is_volume and draw.chance(0.9):
        found = [10_000_000 + abs(item or 0) for item in found]
    return [max(-most, min(most, item or 0)) for item in found]


def with_nulls(draw: Draw, values: Values, *, may_be_null: bool) -> Values:
    """Some of them null, where that is allowed, or by mistake."""
    if not draw.chance(0.4 if may_be_null else 0.03):
        return values
    share = draw.pick([0.05, 0.5, 1.0])
    return [None if draw.chance(share) else item for item in values]


def numbers(values: Values, scale: int) -> list[Decimal | None]:
    """As Python has them."""
    return [None if item is None else Decimal(item).scaleb(-scale, EXACT) for item in values]


def at_an_offset(draw: Draw, array: pa.Array) -> pa.Array:
    """Some rows into its buffers, nulls and values before and after it."""
    count = draw.pick([1, 3, 5, 8, 13])
    head = pa.array([None, Decimal(0)] * count, array.type)[:count]
    return pa.concat_arrays([head, array, head]).slice(count, len(array))


def in_chunks(draw: Draw, array: pa.Array) -> pa.ChunkedArray:
    """In some chunks, of which some are empty."""
    edges = sorted(draw.integer(0, len(array)) for _ in range(draw.integer(0, 4)))
    parts = [array[start:stop] for start, stop in pairwise([0, *edges, len(array)])]
    parts = [at_an_offset(draw, part) if draw.chance(0.3) else part for part in parts]
    return pa.chunked_array(parts, array.type)


def beyond(draw: Draw, array: pa.Array) -> pa.Array:
    """Arrow does not check that values have the digits of their type: here some have more."""
    precision = draw.integer(max(1, array.type.scale), array.type.precision)
    kind = pa.decimal128(precision, array.type.scale)
    return pa.Array.from_buffers(kind, len(array), array.buffers(), offset=array.offset)


def narrowed(draw: Draw, array: pa.Array) -> pa.Array:
    """In 8 or 4 bytes, where that is possible."""
    bits, most = draw.pick([(64, 18), (32, 9)])
    if array.type.precision > most:
        return array
    return pa.array(array.to_pylist(), getattr(pa, f"decimal{bits}")(array.type.precision, array.type.scale))


def in_arrow(draw: Draw, array: pa.Array) -> Any:
    """An array or a chunked one, at some offset, of some width."""
    own = narrowed(draw, array) if draw.chance(0.15) else array
    own = at_an_offset(draw, own) if draw.chance(0.4) else own
    own = beyond(draw, own) if draw.chance(0.05) and pa.types.is_decimal128(own.type) else own
    return in_chunks(draw, own) if draw.chance(0.4) else own


def in_polars(draw: Draw, array: pa.Array) -> pl.Series:
    """A Series, at times in several chunks."""
    series = pl.Series(draw.pick(["", "x"]), array)
    if not draw.chance(0.4):
        return series
    middle = draw.integer(0, len(series))
    return series[:middle].append(series[middle:])


def in_pandas(draw: Draw, array: pa.Array) -> pd.Series[Any]:
    """A Series with its index in another order at times."""
    own = in_arrow(draw, array)
    index = draw.pick([None, None, pd.RangeIndex(5, 5 + len(array)), pd.date_range("2024-01-01", periods=len(array))])
    index = index[::-1] if index is not None and draw.chance(0.1) else index
    return pd.Series(pd.arrays.ArrowExtensionArray(own), index=index, name=draw.pick([None, "x", 7]))


class OfArrow:
    """An object that only says that it has an array of Arrow's."""

    def __init__(self, array: Any) -> None:
        """Hold it."""
        self.array = array

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
        """The array."""
        return self.array.__arrow_c_array__(requested_schema)

    def __repr__(self) -> str:
        return f"OfArrow({self.array.type})"


def listed(draw: Draw, array: pa.Array) -> Any:
    """A list or a tuple, of integers where they are whole."""
    values = [
        int(item) if item is not None and item == int(item) and draw.chance(0.3) else item for item in array.to_pylist()
    ]
    return draw.pick([list, list, tuple])(values)


CONTAINERS: dict[str, Callable[[Draw, pa.Array], Any]] = {
    "arrow": in_arrow,
    "polars": in_polars,
    "pandas": in_pandas,
    "list": listed,
    "stranger": lambda draw, array: OfArrow(at_an_offset(draw, array)),
}
LIBRARIES = ("arrow", "arrow", "arrow", "polars", "polars", "pandas", "pandas", "list", "stranger")


def of_integers(draw: Draw, count: int) -> Any:
    """A column of integers, which are decimals of scale 0."""
    kind = np.dtype(draw.pick(INTEGERS))
    bounds = np.iinfo(kind)
    values = draw.random.integers(max(bounds.min, -1000), min(bounds.max, 1000), count).astype(kind)
    forms: list[Callable[[], Any]] = [
        lambda: values,
        lambda: np.repeat(values, 2)[::2],
        lambda: pl.Series("i", values.astype(kind.newbyteorder("="))),
        lambda: pd.Series(values.astype(kind.newbyteorder("="))).astype("Int64"),
        lambda: np.ma.MaskedArray(values, draw.random.random(count) < 0.2),
    ]
    return draw.pick(forms)()


ODD: tuple[Callable[[Draw, int], Any], ...] = (
    lambda draw, count: draw.random.normal(size=count),
    lambda _, count: [1.5] * count,
    lambda _, count: pl.Series([1.5] * count),
    lambda _, count: pa.array([1.5] * count),
    lambda _, count: ["1.5"] * count,
    lambda _, count: pl.Series(["1.5"] * count),
    lambda _, count: [Decimal("NaN")] * count,
    lambda _, count: [Decimal(1), Decimal("Infinity")] * count,
    lambda _, count: [Decimal("1E+40")] * count,
    lambda _, count: [Decimal("1E-40"), Decimal(10) ** 30] * count,
    lambda _, count: pd.Series([Decimal("1.5")] * count),
    lambda _, count: np.zeros((count, 2), np.int64),
    lambda _, count: [True] * count,
    lambda _, count: [None] * count,
    lambda _, count: pa.nulls(count),
    lambda _, count: pa.array([None] * count, pa.decimal256(40, 2)),
    lambda _, count: pa.array([Decimal(1)] * (count + 1), pa.decimal128(MOST_DIGITS, 2)),
    lambda _, count: np.array(["2024-01-01"] * count, "M8[D]"),
    lambda _, __: None,
    lambda _, __: 3.5,
    lambda _, __: Decimal("NaN"),
    lambda _, __: HOSTILE,
)
"""What is no column of decimals, or of another length."""


def column(draw: Draw, count: int, library: str, *, may_be_null: bool, is_volume: bool = False) -> Any:
    """One column in a library's container."""
    if draw.chance(0.12):
        return of_integers(draw, count)
    precision, scale = a_type(draw)
    values = with_nulls(draw, integers(draw, count, precision, is_volume=is_volume), may_be_null=may_be_null)
    array = pa.array(numbers(values, scale), pa.decimal128(precision, scale))
    return CONTAINERS[library](draw, array)


def table(draw: Draw, count: int, width: int, library: str, *, may_be_null: bool) -> Any:
    """Some columns side by side, each of a type of its own."""
    names = [f"c{place}" for place in range(width)]
    if draw.chance(0.05):
        names.reverse()
    columns = {name: column(draw, count, "arrow", may_be_null=may_be_null) for name in names}
    plain = {
        name: item if isinstance(item, (pa.Array, pa.ChunkedArray)) else pa.array([1] * count)
        for name, item in columns.items()
    }
    if library == "polars":
        return pl.DataFrame([pl.Series(name, item) for name, item in plain.items()])
    if library == "pandas":
        return pd.DataFrame({name: pd.Series(pd.arrays.ArrowExtensionArray(item)) for name, item in plain.items()})
    return pa.table(plain)
