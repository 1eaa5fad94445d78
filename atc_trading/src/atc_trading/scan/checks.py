"""Why a symbol cannot be classified: each reason names the first bar that it is about."""

from __future__ import annotations

import numpy as np

from atc_trading.prices import History
from atc_trading.wording import counted


def trimmed(history: History) -> History:
    """The bars from the first price to the last: a symbol may be listed later than others, and end sooner."""
    known = np.flatnonzero(~np.isnan(history.prices))
    return history[known[0] : known[-1] + 1] if len(known) else history[:0]


def rejection_reason(history: History, fewest: int) -> str | None:
    """Why a trimmed history cannot be classified, or None; `fewest` bars are needed."""
    instants, prices = history.instants, history.prices
    if not len(prices):
        return "no prices"
    if instants.dtype.kind == "M" and np.isnat(instants).any():
        return "a bar without a date"
    repeated = np.flatnonzero(instants[1:] == instants[:-1])
    if len(repeated):
        return f"{history.date(repeated[0])} occurs more than once"
    wrong = np.flatnonzero((prices <= 0.0) | np.isinf(prices))
    if len(wrong):
        return f"price {prices[wrong[0]]:g} at {history.date(wrong[0])}{and_more(len(wrong))}"
    return f"too short: {counted(history.bars, 'bar')}, {fewest} are needed" if history.bars < fewest else None


def and_more(count: int) -> str:
    """How many more bars are like the one that is named."""
    return f" and {count - 1} more" if count > 1 else ""
