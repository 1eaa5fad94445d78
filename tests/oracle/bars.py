"""Bars of longer intervals: one group after the other, fractions for sums."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from oracle.series import Exact
from oracle.vector import NAN, vector

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]


def ohlcv_resample(
    timestamps: Array,
    open: Array,  # noqa: A002
    high: Array,
    low: Array,
    close: Array,
    volume: Array,
    every: int,
) -> tuple[Array, ...]:
    rows = zip(*(item.tolist() for item in (timestamps, open, high, low, close, volume)), strict=True)
    results = []
    for interval, group in groupby(rows, key=lambda row: row[0] // every):
        fields = [[value for value in field if not math.isnan(value)] for field in zip(*group, strict=True)]
        results.append((interval * every, *bar(*fields[1:])))
    columns = zip(*results, strict=True) if results else [()] * 6
    dtypes = [np.int64] + [np.float64] * 5
    return tuple(np.array(column, dtype) for column, dtype in zip(columns, dtypes, strict=True))


def bar(
    opens: Sequence[float], highs: Sequence[float], lows: Sequence[float], closes: Sequence[float], volumes: Any
) -> tuple[float, ...]:
    """One interval's bar, from the values that are not NaN."""
    return (
        opens[0] if opens else math.nan,
        max(highs, default=math.nan),
        min(lows, default=math.nan),
        closes[-1] if closes else math.nan,
        total(volumes),
    )


def total(values: Sequence[float]) -> float:
    infinite = [value for value in values if math.isinf(value)]
    return sum(infinite) if infinite else float(Exact(sum(map(Fraction, values), Fraction(0))))


MINUTES = (
    (0, 59, 60, 125, 150, 179, 360),
    (10.0, 11, 12, 13, 12, 11, 9),
    (11, 12, 12, 14, NAN, 12, 10),
    (9.0, 10, 11, 12, 11, 10, 9),
    (11.0, 12, 11, 12, 11, 11, 10),
    (1, 2, 3, 4, NAN, 6, 7),
)
VECTORS = [
    vector(
        "ohlcv_resample",
        ("0 60 120 360", "10 12 13 9", "12 12 14 10", "9 11 10 9", "12 11 11 10", "3 3 10 7"),
        *MINUTES,
        60,
    ),
    vector("ohlcv_resample", ("-60", "1", "2", "0", "1", "3"), (-1,), (1.0,), (2.0,), (0.0,), (1.0,), (3.0,), 60),
]
