"""Metrics of an exact curve of equity, rounded once to 12 digits behind the point; None where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal, localcontext
from typing import NamedTuple

import atc_core
from atc_trading.backtest.decimal_books import RoundTrip
from atc_trading.backtest.decimal_rules import DecimalParameters
from atc_trading.market.exact_columns import quantized

SCALE = 12
"""Digits behind the point of what kernels of metrics give."""
DIGITS = 60
"""Of roots and powers, of which SCALE are kept."""


class DecimalMetrics(NamedTuple):
    """What a strategy made of its capital."""

    total_return: Decimal | None
    annualized_return: Decimal | None
    sharpe_ratio: Decimal | None
    sortino_ratio: Decimal | None
    volatility: Decimal | None
    max_drawdown: Decimal | None
    win_rate: Decimal | None
    trade_count: int


def metrics_of(equity: Sequence[Decimal], trips: Sequence[RoundTrip], own: DecimalParameters) -> DecimalMetrics:
    """The metrics of a curve, which begins with the capital: what the first bar's fill costs is in the first return."""
    win_rate = share(sum(trip.pnl > 0 for trip in trips), len(trips)) if trips else None
    if not equity:
        return DecimalMetrics(None, None, None, None, None, None, win_rate, len(trips))
    capital, periods = own.initial_capital, own.periods_per_year
    begun = [capital, *equity[1:]]
    changes = atc_core.get("decimal_returns")
    total = changes([capital, equity[-1]], scale=SCALE)[1]
    # After ruin there are no returns.
    end = next((bar for bar, value in enumerate(begun) if value <= 0), len(begun))
    returns = changes(begun[: end + 1])[1:]
    first = changes([capital, equity[0]], scale=SCALE)[1].copy_negate()
    fall = max(atc_core.get("decimal_max_drawdown")(begun, scale=SCALE), first)
    return DecimalMetrics(
        total,
        growth_per_year(begun, periods),
        atc_core.get("decimal_sharpe_ratio")(returns, periods_per_year=periods, scale=SCALE),
        atc_core.get("decimal_sortino_ratio")(returns, periods_per_year=periods, scale=SCALE),
        volatility(returns, periods),
        fall,
        win_rate,
        len(trips),
    )


def share(part: int, whole: int) -> Decimal:
    """A share of a count."""
    found: Decimal = atc_core.get("decimal_divide")([part], [whole])[0]
    return found


def growth_per_year(begun: Sequence[Decimal], periods: Decimal) -> Decimal | None:
    """``(last / first) ** (periods / (n - 1)) - 1``; None for fewer than two bars, -1 after ruin."""
    if len(begun) <= 1:
        return None
    if begun[-1] <= 0:
        return quantized(Decimal(-1), SCALE)
    with localcontext(Context(prec=DIGITS)):
        return quantized((begun[-1] / begun[0]) ** (periods / (len(begun) - 1)) - 1, SCALE)


def volatility(returns: Sequence[Decimal], periods: Decimal) -> Decimal | None:
    """The standard deviation of the returns, per year; None for fewer than two."""
    count = len(returns)
    if count <= 1:
        return None
    with localcontext(Context(prec=10 * DIGITS)):
        spread = count * sum(item * item for item in returns) - sum(returns) ** 2
        return quantized((spread * periods / (count * (count - 1))).sqrt(), SCALE)
