"""Bars of longer intervals: of fixed length, of weeks that begin on Monday, or of the calendar's months."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np

import atc_core
from atc_trading.market.column_values import NANOSECONDS, Times

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
FIXED = {
    "us": SECOND // 1_000_000,
    "ms": SECOND // 1000,
    "s": SECOND,
    "m": 60 * SECOND,
    "min": 60 * SECOND,
    "h": 3600 * SECOND,
    "d": DAY,
    "w": 7 * DAY,
}
MONTHS = {"mo": 1, "q": 3, "y": 12}
MONDAY = 3 * DAY
"""The epoch is a Thursday: weeks that begin on Monday begin three days before it."""
EXAMPLES = "'5min', '1h', '1d', '1w', '1mo', '1q', '1y', or a timedelta"


class Interval(NamedTuple):
    """So many nanoseconds, counted from a start that is so many before 1970; or so many months."""

    nanoseconds: int
    before_epoch: int = 0
    months: int = 0


class Columns(NamedTuple):
    """Bars as arrays."""

    timestamps: Times
    open: Any
    """A column of floats, or of Arrow's decimals."""
    high: Any
    low: Any
    close: Any
    volume: Any


def interval(every: Any, what: str = "resample: every") -> Interval:
    """What `every` means, `what` errors name: text such as ``1h``, a timedelta, or an integer of nanoseconds.

    ``1M`` is a month, as exchanges write it, and ``1m`` a minute.

    Raises:
        TypeError: `every` is none of these.
        ValueError: the text names no interval, or it is not above 0.
    """
    if isinstance(every, str):
        return from_text(every, what)
    if isinstance(every, timedelta):
        length = every // timedelta(microseconds=1) * 1000 + int(getattr(every, "nanoseconds", 0))
    elif isinstance(every, np.timedelta64):
        # NaT is the least integer.
        length = int(every.astype("m8[ns]").astype(np.int64))
    elif isinstance(every, (int, np.integer)) and not isinstance(every, bool):
        length = int(every)
    else:
        raise TypeError(f"{what} must be {EXAMPLES}, was {every!r}")
    if length < 1:
        raise ValueError(f"{what} must be above 0, was {every!r}")
    return Interval(length)


def from_text(text: str, what: str) -> Interval:
    """The interval of a number and a unit; no number is 1."""
    found = re.fullmatch(r"\s*(\d*)\s*([A-Za-z]+)\s*", text)
    unit = found[2] if found else ""
    name = "mo" if unit in {"M", "MS", "ME"} else unit.casefold()
    count = int(found[1] or 1) if found else 0
    if count < 1 or name not in {**FIXED, **MONTHS}:
        raise ValueError(f"{what} must be {EXAMPLES}, was {text!r}")
    if name in MONTHS:
        return Interval(0, months=count * MONTHS[name])
    return Interval(count * FIXED[name], MONDAY if name == "w" else 0)


def resampled(bars: Sequence[Any], every: Any, money: str = "float") -> Columns:
    """The bars of longer intervals: first, largest, smallest and last price, sum of volumes; none where no bar is."""
    timestamps, *columns = bars
    own = interval(every)
    resample = atc_core.get("decimal_ohlcv_resample" if money == "decimal" else "ohlcv_resample")
    if timestamps.dtype.kind != "M":
        if not isinstance(every, (int, np.integer)):
            raise TypeError(f"resample: bars without dates are numbered; every must be a number of bars, was {every!r}")
        return Columns(*resample(timestamps, *columns, own.nanoseconds))
    if own.months:
        # A month has no fixed length: its number since 1970 is the time that the kernel counts in.
        found = resample(timestamps.astype("M8[M]").astype(np.int64), *columns, own.months)
        return Columns(found.timestamps.astype("M8[M]").astype(NANOSECONDS), *found[1:])
    shift = np.timedelta64(own.before_epoch, "ns")
    found = resample(timestamps + shift, *columns, own.nanoseconds)
    return Columns(found.timestamps - shift, *found[1:])
