"""Money, fractions and ratios as the page writes them."""

from __future__ import annotations

import math

from atc_core.pages.markup import THIN_SPACE, UNKNOWN
from atc_trading.backtest.account_curves import AccountCurves

SIGNED = {"total_return", "annual_return", "annualized_return"}
FRACTIONS = {*SIGNED, "volatility", "max_drawdown", "win_rate"}
COUNTS = {"trade_count"}
NAMES = {
    "total_return": "total return",
    "annual_return": "return a year",
    "annualized_return": "return a year",
    "volatility": "volatility a year",
    "sharpe_ratio": "Sharpe ratio",
    "sortino_ratio": "Sortino ratio",
    "max_drawdown": "largest drawdown",
    "win_rate": "trades that gained",
    "trade_count": "closed trades",
}
"""Metrics as people call them."""


def figure(name: str, value: float) -> str:
    """A metric in the form that is its own; a dash where it is NaN."""
    if math.isnan(value):
        return UNKNOWN
    if name in FRACTIONS:
        return percent(value, signed=name in SIGNED)
    return f"{round(value)}" if name in COUNTS else ratio(value)


def percent(fraction: float, *, signed: bool = True) -> str:
    """``+12.3 %``; a dash where it is NaN."""
    if math.isnan(fraction):
        return UNKNOWN
    return f"{grouped(100.0 * fraction, '+.1f' if signed else '.1f')}{THIN_SPACE}%"


def ratio(value: float) -> str:
    """``1.23``, ``∞``; a dash where it is NaN."""
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return UNKNOWN if math.isnan(value) else grouped(value, ".2f")


def money(value: float) -> str:
    """``12 345.67``; a dash where it is NaN."""
    return UNKNOWN if math.isnan(value) else grouped(value, ".2f")


def price(value: float) -> str:
    """Six digits, whatever its size."""
    return f"{value:.6g}"


def grouped(value: float, form: str) -> str:
    """Thousands apart by a thin space."""
    sign = "+" if form.startswith("+") else ""
    return f"{value:{sign},{form.removeprefix('+')}}".replace(",", THIN_SPACE)


def bar_text(result: AccountCurves, bar: int) -> str:
    """The time of a bar, or its number where there are no times."""
    from atc_trading.market.column_values import written

    times = result.timestamps
    return f"bar {bar}" if times is None or times.dtype.kind != "M" else written(times[bar])
