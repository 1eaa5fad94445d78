"""Bars of longer intervals."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_core.decimals import Decimals, Packed
from atc_numba import backend, bars
from atc_numba.decimals.columns import (
    COLUMN,
    GOOD,
    OUT,
    STATUS,
    TOO_LARGE,
    WIDE,
    Rows,
    Status,
    Words,
    check,
    load,
    number,
    put,
    wide_loop,
    width_of,
)
from atc_numba.decimals.wide_integers import as_wide, wide


@backend.implements("decimal_ohlcv_resample", strict=True)
def decimal_ohlcv_resample(
    timestamps: bars.Integers,
    open: Decimals,  # noqa: A002
    high: Decimals,
    low: Decimals,
    close: Decimals,
    volume: Decimals,
    every: int,
) -> tuple[bars.Integers, Packed, Packed, Packed, Packed, Packed]:
    """First, highest, lowest, last and sum of each interval that has rows, and where it starts."""
    starts, firsts = np.empty((2, len(timestamps) + 1), np.int64)
    count = bars.find_intervals(timestamps, every, starts, firsts)
    rows = Rows(open, high, low, close, volume)
    fields = [np.empty((count, WIDE), np.int64) for _ in rows.words]
    width = width_of(max(rows.largest[:-1]), rows.largest[-1] * len(timestamps))
    check(aggregate(width, firsts[: count + 1], *rows.words, number(0, width), *fields))
    first, highest, lowest, last, total = (Packed(field, None) for field in fields)
    return starts[:count].copy(), first, highest, lowest, last, total


@wide_loop(f"{STATUS}({bars.INTEGERS}, {', '.join([COLUMN] * 5)}, wide, {', '.join([OUT] * 5)})")
def aggregate(
    firsts: bars.Integers,
    open: Words,  # noqa: A002
    high: Words,
    low: Words,
    close: Words,
    volume: Words,
    start: Any,
    opens: Words,
    highs: Words,
    lows: Words,
    closes: Words,
    volumes: Words,
) -> Status:
    """The fields of each interval's bar."""
    nothing = wide(start)
    for bar in range(len(opens)):
        begin, end = firsts[bar], firsts[bar + 1]
        top, bottom = load(high, begin, nothing), load(low, begin, nothing)
        total = as_wide(0, nothing)
        for row in range(begin, end):
            upper, lower = load(high, row, nothing), load(low, row, nothing)
            top, bottom = max(top, upper), min(bottom, lower)
            total = total + load(volume, row, nothing)
        put(opens, bar, load(open, begin, nothing))
        put(highs, bar, top)
        put(lows, bar, bottom)
        put(closes, bar, load(close, end - 1, nothing))
        if not put(volumes, bar, total):
            return TOO_LARGE, end - 1
    return GOOD
