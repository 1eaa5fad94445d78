"""What speaks against classifying a symbol: each reason names the first bar that it is about."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_core.scan.reading import History


def trimmed(history: History) -> History:
    """The bars from the first price to the last: a symbol may be listed later than others, and end sooner."""
    known = np.flatnonzero(~np.isnan(history.prices))
    bars = slice(known[0], known[-1] + 1) if len(known) else slice(0, 0)
    return History(history.symbol, history.dates[bars], history.prices[bars])


def objection(history: History, least: int) -> str | None:
    """Why a trimmed history cannot be classified; `least` is the fewest bars that can."""
    dates, prices = history.dates, history.prices
    if not len(prices):
        return "no prices"
    if dates.dtype.kind == "M" and np.isnat(dates).any():
        return "a bar without a date"
    repeated = np.flatnonzero(dates[1:] == dates[:-1])
    if len(repeated):
        return f"{shown(dates[repeated[0]])} occurs more than once"
    missing = np.flatnonzero(np.isnan(prices))
    if len(missing):
        return f"gap: no price at {shown(dates[missing[0]])}{others(len(missing))}"
    wrong = np.flatnonzero(~(prices > 0.0) | np.isinf(prices))
    if len(wrong):
        return f"price {prices[wrong[0]]:g} at {shown(dates[wrong[0]])}{others(len(wrong))}"
    return f"too short: {counted(len(prices), 'bar')}, {least} are needed" if len(prices) < least else None


def counted(count: int, noun: str) -> str:
    """``1 symbol``, ``2 symbols``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def others(count: int) -> str:
    """How many more bars are like the one that is named."""
    return f" and {count - 1} more" if count > 1 else ""


def shown(date: Any) -> str:
    """A date without the time where that is midnight; a bar's number where bars are counted."""
    if not isinstance(date, np.datetime64):
        return f"bar {date}" if isinstance(date, np.integer) else str(date)
    if np.isnat(date):
        return ""
    is_midnight = date == date.astype("datetime64[D]")
    return str(np.datetime_as_string(date, unit="D" if is_midnight else "s")).replace("T", " ")
