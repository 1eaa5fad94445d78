"""Why a symbol cannot be classified: each reason names the first bar that it is about."""

from __future__ import annotations

import numpy as np

from atc_trading.scan.dates import format_date
from atc_trading.scan.reading import History


def trimmed(history: History) -> History:
    """The bars from the first price to the last: a symbol may be listed later than others, and end sooner."""
    known = np.flatnonzero(~np.isnan(history.prices))
    bars = slice(known[0], known[-1] + 1) if len(known) else slice(0, 0)
    others = {name: column[bars] for name, column in history.others.items()}
    return History(history.symbol, history.dates[bars], history.prices[bars], others)


def rejection_reason(history: History, fewest: int) -> str | None:
    """Why a trimmed history cannot be classified, or None; `fewest` bars are needed."""
    dates, prices = history.dates, history.prices
    if not len(prices):
        return "no prices"
    if dates.dtype.kind == "M" and np.isnat(dates).any():
        return "a bar without a date"
    repeated = np.flatnonzero(dates[1:] == dates[:-1])
    if len(repeated):
        return f"{format_date(dates[repeated[0]])} occurs more than once"
    wrong = np.flatnonzero((prices <= 0.0) | np.isinf(prices))
    if len(wrong):
        return f"price {prices[wrong[0]]:g} at {format_date(dates[wrong[0]])}{and_more(len(wrong))}"
    return f"too short: {counted(history.bars, 'bar')}, {fewest} are needed" if history.bars < fewest else None


def counted(count: int, noun: str) -> str:
    """``1 symbol``, ``2 symbols``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def and_more(count: int) -> str:
    """How many more bars are like the one that is named."""
    return f" and {count - 1} more" if count > 1 else ""
