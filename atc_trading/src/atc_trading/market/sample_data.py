"""Bars that are made up: a random walk on real calendar days, the same for the same arguments."""

from __future__ import annotations

import math
from typing import Literal, TypeAlias, get_args

import numpy as np

from atc_trading.market.column_values import NANOSECONDS, Times
from atc_trading.market.market_data import MarketData

Calendar: TypeAlias = Literal["weekdays", "every day"]


def generate_sample_data(
    symbol: str = "SAMPLE",
    days: int = 252,
    start_price: float = 100.0,
    seed: int = 0,
    *,
    start: str | np.datetime64 = "2000-01-03",
    volatility: float = 0.02,
    calendar: Calendar = "weekdays",
) -> MarketData:
    """Daily bars of a random walk, one a day of the calendar; the same arguments give the same bars.

    Args:
        symbol: what it is called; each symbol has a walk of its own.
        days: how many bars, at least 0.
        start_price: the open of the first bar, finite and above 0.
        seed: another number, another walk; at least 0.
        start: the first day, the next weekday where that is none.
        volatility: standard deviation of a day's return, at least 0 and at most 1.
        calendar: "weekdays", or "every day" as for what trades on Sundays too.

    Returns:
        Checked bars; prices have no tick size, volumes are whole.

    Raises:
        TypeError: `days` or `seed` is no integer.
        ValueError: an argument is out of range, or the days go beyond the year 2262.
    """
    for name, value in (("days", days), ("seed", seed)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
            raise TypeError(f"generate_sample_data: {name} must be an integer, was {value!r}")
        if value < 0:
            raise ValueError(f"generate_sample_data: {name} must be at least 0, was {value}")
    if not 0.0 < start_price < math.inf:
        raise ValueError(f"generate_sample_data: start_price must be finite and above 0, was {start_price!r}")
    if not 0.0 <= volatility <= 1.0:
        raise ValueError(f"generate_sample_data: volatility must be at least 0 and at most 1, was {volatility!r}")
    random = np.random.default_rng([seed, *symbol.encode()])
    close = start_price * np.exp(np.cumsum(random.normal(0.0, volatility, days)))
    open_ = np.concatenate([[start_price], close[:-1]])[:days] * np.exp(random.normal(0.0, volatility / 8.0, days))
    open_[:1] = start_price
    beyond = np.exp(np.abs(random.normal(0.0, volatility / 2.0, (2, days))))
    high, low = np.maximum(open_, close) * beyond[0], np.minimum(open_, close) / beyond[1]
    volume = np.round(random.lognormal(13.0, 0.4, days))
    return MarketData(symbol, days_from(start, days, calendar), open_, high, low, close, volume)


def days_from(start: str | np.datetime64, days: int, calendar: Calendar) -> Times:
    """So many days of a calendar."""
    if calendar not in get_args(Calendar):
        raise ValueError(
            f"generate_sample_data: calendar must be one of {', '.join(get_args(Calendar))}, was {calendar!r}"
        )
    first, count = np.datetime64(str(start), "D"), np.arange(days)
    found = first + count if calendar == "every day" else np.busday_offset(first, count, roll="forward")
    last = np.iinfo(np.int64).max // 86_400_000_000_000
    if days and int(found[-1].astype(np.int64)) > last:
        raise ValueError(f"generate_sample_data: days must end before the year 2262, {days} end in {found[-1]}")
    return np.asarray(found.astype(NANOSECONDS))
