"""A random call of a kernel of decimals: columns, codes, flags and times, numbers, a scale and a word of rounding."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

from atc_core.decimals.declaring import DecimalKernel
from atc_core.decimals.types import MOST_DIGITS, NOT_NULL
from atc_core.parameters import MISSING, Parameter
from fuzz import decimal_values
from fuzz.draws import Draw
from fuzz.options import HOSTILE

NUMBERS = (
    "0",
    "1",
    "0.01",
    "0.0005",
    "2.5",
    "-0.0001",
    "100",
    "1E+2",
    "0.10",
    "123456789012345678901234567890.12345678",
)
ODD_NUMBERS: tuple[Any, ...] = (0.5, "1", None, True, Decimal("NaN"), Decimal("Infinity"), Decimal("1E+40"), HOSTILE)
ODD_SCALES: tuple[Any, ...] = (-1, 39, True, "2", 2.0, 10**30, np.float64(2), HOSTILE)
ODD_WORDS: tuple[Any, ...] = ("HALF_UP", "round_half_up", "", None, 4, HOSTILE)
ODD_DURATIONS: tuple[Any, ...] = (0, -1, 1.5, "1h", True, HOSTILE)


def arguments_of(kernel: DecimalKernel[..., Any], draw: Draw, *, is_odd: bool) -> dict[str, Any]:
    """All arguments by name, some that have a default left out; where it is odd, one of them is."""
    count = draw.pick([0, 1, 2, draw.integer(3, 40), draw.integer(3, 40), draw.integer(0, decimal_values.MOST_ROWS)])
    library = draw.pick(decimal_values.LIBRARIES)
    width = draw.pick([0, 1, 2, 3]) if draw.chance(0.15) and library in ("arrow", "polars", "pandas") else None
    arrays = {item.name: an_array(draw, item, count, library, width) for item in kernel.arrays}
    if library in ("arrow", "list") and draw.chance(0.05):
        arrays[kernel.arrays[-1].name] = next(iter(arrays.values()))
    options = {
        item.name: an_option(draw, item) for item in kernel.options if draw.chance(0.5) or item.default is MISSING
    }
    if is_odd:
        item = draw.pick(kernel.parameters)
        given = arrays if item.is_array else options
        given[item.name] = odd_array(draw, item, count) if item.is_array else odd_option(draw, item)
    chosen = {**arrays, **options}
    left_out = [item.name for item in kernel.arrays if item.default is not MISSING and draw.chance(0.3)]
    return {name: value for name, value in chosen.items() if name not in left_out}


def an_array(draw: Draw, item: Parameter, count: int, library: str, width: int | None) -> Any:
    """A column, or a number where one is taken, or a table where it is one's turn."""
    if item.column != "decimal":
        return plain(draw, item, count)
    if item.or_number and draw.chance(0.4):
        return a_number(draw, item)
    may_be_null, is_volume = NOT_NULL not in item.rules, item.name == "volume"
    own = draw.pick(decimal_values.LIBRARIES) if draw.chance(0.1) else library
    if width is not None and own in ("arrow", "polars", "pandas"):
        return decimal_values.table(draw, count, width, own, may_be_null=may_be_null)
    return decimal_values.column(draw, count, own, may_be_null=may_be_null, is_volume=is_volume)


def plain(draw: Draw, item: Parameter, count: int) -> Any:
    """Codes, flags or times."""
    if item.column == "datetime":
        times = np.cumsum(draw.random.integers(0, 10**10, count))
        return draw.pick([times, times.astype("M8[ns]"), pl.Series(times.astype("M8[ns]")), pd.Series(times)])
    values = draw.random.integers(0, draw.pick([1, 3, max(count, 1)]), count)
    if item.column == "flag":
        flags = values > 0
        return draw.pick([flags, flags.tolist(), pl.Series(flags), pa.array(flags)])
    # A few are out of range.
    values = np.minimum(values, max(count - 1, 0)) - (values * 0 + 1 if draw.chance(0.02) else 0)
    return draw.pick([values, values.astype(np.int32), values.tolist(), pl.Series(values), pa.array(values)])


def a_number(draw: Draw, item: Parameter) -> Any:
    """A Decimal or an integer, mostly in its domain."""
    allowed = [Decimal(text) for text in NUMBERS if item.is_array or item.domain.allow(Decimal(text))]
    found = draw.pick(allowed)
    return int(found) if found == found.to_integral_value() and draw.chance(0.3) else found


def an_option(draw: Draw, item: Parameter) -> Any:
    """A value that is allowed."""
    if item.kind == "decimal":
        return a_number(draw, item)
    if item.kind == "choice":
        return draw.pick(item.domain.choices)
    if item.kind == "duration":
        return draw.pick([1, 10**9, 60 * 10**9, timedelta(minutes=1), np.timedelta64(1, "h")])
    if item.optional and draw.chance(0.3):
        return None
    return draw.pick([0, 1, 2, 4, 8, 12, draw.integer(0, MOST_DIGITS)])


def odd_option(draw: Draw, item: Parameter) -> Any:
    """A value that is none."""
    kinds = {"decimal": ODD_NUMBERS, "choice": ODD_WORDS, "duration": ODD_DURATIONS}
    return draw.pick(kinds.get(item.kind, ODD_SCALES))


def odd_array(draw: Draw, item: Parameter, count: int) -> Any:
    """Something that is no such array."""
    if item.column != "decimal" and draw.chance(0.5):
        return draw.pick(
            [np.full(count, -1), np.full(count, count), [0.5] * count, None, np.arange(count)[::-1], HOSTILE]
        )
    return draw.pick(decimal_values.ODD)(draw, count)
