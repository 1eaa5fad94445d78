"""What an engine that counts in exact decimals rounds, and what a backtest in them was run with."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from atc_trading.backtest.backtest_result import Parameters
from atc_trading.market.exact_columns import as_money


class MoneyRules(NamedTuple):
    """Digits behind the point; None where nothing is rounded."""

    price_scale: int | None = None
    """Of prices."""
    quantity_scale: int = 0
    """Of shares, which are rounded down to it: 0 is whole shares."""
    commission_scale: int | None = None
    """Of what a fill pays."""


class DecimalParameters(NamedTuple):
    """What a backtest in decimals was run with; the lengths are None where the signal was given."""

    fast_period: int | None
    slow_period: int | None
    initial_capital: Decimal
    commission_rate: Decimal
    slippage: Decimal
    allow_short: bool
    periods_per_year: Decimal


def in_decimals(parameters: Parameters) -> DecimalParameters:
    """Parameters that were checked, as decimals: a float as the one that it is written as."""
    fast, slow, capital, rate, slippage, allow_short, periods = parameters
    money, share, worse, year = map(as_money, (capital, rate, slippage, periods))
    return DecimalParameters(fast, slow, money, share, worse, allow_short, year)
