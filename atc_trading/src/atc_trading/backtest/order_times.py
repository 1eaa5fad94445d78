"""The bars at which orders are placed and end, from times, dates and numbers."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from atc_trading.backtest.portfolio_bars import PortfolioBars

WITH_OFFSET = re.compile(r":\d\d.*([+-]\d\d:?\d\d|Z)$")
EARLIEST, LATEST = np.datetime64("1678-01-01"), np.datetime64("2262-01-01")
"""What nanoseconds can say: 9999-12-31 would wrap to a year that is past."""


def bar_at(bars: PortfolioBars, when: Any, owner: str) -> int:
    """The last bar at or before a time, -1 before the first; whole numbers are bars themselves.

    Where bars are only numbered, whole numbers are theirs.

    Raises:
        ValueError: it is no time, or has a time zone where the bars have none; `owner` is what the message names.
    """
    if when is None:
        return -1
    if isinstance(when, (int, np.integer)) and not isinstance(when, (bool, np.timedelta64)):
        if when < -1:
            raise ValueError(f"{owner} must be a bar from 0 on, -1 for before the first, was {when!r}")
        if bars.timestamps.dtype.kind == "M" or when < 0:
            return int(when)
        return int(np.searchsorted(bars.timestamps, when, side="right")) - 1
    if bars.timestamps.dtype.kind != "M":
        raise ValueError(f"{owner} must be the number of a bar, as bars have no times, was {when!r}")
    time = clock_of(bars, when, owner)
    if np.isnat(time):
        raise ValueError(f"{owner} must be a date, a datetime or the number of a bar, was {when!r}")
    if not EARLIEST < time < LATEST:
        return -1 if time < EARLIEST else len(bars.timestamps) - 1
    return int(np.searchsorted(bars.timestamps, time, side="right")) - 1


def clock_of(bars: PortfolioBars, when: Any, owner: str) -> np.datetime64:
    """A time as the clocks of the bars show it; one without a zone is taken for that."""
    try:
        if isinstance(when, str) and WITH_OFFSET.search(when):
            when = datetime.fromisoformat(when.replace("Z", "+00:00"))
        if getattr(when, "tzinfo", None) is None:
            if isinstance(when, (bool, float, np.timedelta64)):
                raise TypeError
            return naive(when)
    except (TypeError, ValueError):
        allowed = "a date, a datetime or the number of a bar"
        raise ValueError(f"{owner} must be {allowed}, was {when!r}") from None
    if bars.zone is None:
        raise ValueError(f"{owner} must have no time zone, as the bars have none, was {when!r}")
    local = in_zone(when, bars.zone).replace(tzinfo=None)
    return naive(local)


def naive(when: Any) -> np.datetime64:
    """A date or a time without a zone, of Python, NumPy or pandas, or as ISO text."""
    found: np.datetime64 = np.datetime64(getattr(when, "to_datetime64", lambda: when)())
    return found


def in_zone(when: Any, zone: str) -> Any:
    """A time of some zone on the clocks of another."""
    try:
        return when.astimezone(ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError):
        # An offset such as UTC-05:00, which only pandas gives a name.
        import pandas as pd

        return pd.Timestamp(when).tz_convert(zone)
