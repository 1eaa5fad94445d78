"""Bracket orders on twenty years of the S&P 500: an entry on a breakout, a protective stop, a target.

    python examples/bracket_orders.py

The prices are the data set that the `arch` package carries. After a close above the highest of the last 50 bars a stop
order waits for 5 bars at that high; once it fills, a stop below and a target above it wait, and the one that fills ends
the other. Nothing was fitted to the prices.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
from arch.data import sp500
from rich.console import Console
from rich.table import Table

import atc_core
from atc_trading.backtest import MarketData, OrderBuilder, run_orders, run_targets

if TYPE_CHECKING:
    from atc_trading.backtest import PortfolioResult

BARS, WAIT = 50, 5
STOP, TARGET = 3.0, 6.0
"""Average true ranges below and above the entry."""
CASH = 100_000.0
COSTS = {"slippage_bps": 2.0, "taker_rate": 0.0002, "maker_rate": 0.0001}


def main() -> None:
    """Place the orders, run them, print what came of it beside holding the index."""
    bars = MarketData.from_pandas(sp500.load().drop(columns="Adj Close"), "S&P 500")
    orders = breakouts(bars)
    result = run_orders(bars, orders, initial_cash=CASH, **COSTS)
    held = run_targets(bars, np.ones(len(bars.close))[:, None], initial_cash=CASH, rate=0.0002, slippage_bps=2.0)
    # Where the output is no terminal, nothing says how wide it is.
    console = Console(width=None if sys.stdout.isatty() else 100)
    console.print(table(bars, {"brackets": result, "held": held}))
    status = result.orders_frame()["status"].value_counts()
    console.print(f"{len(orders):,} orders: " + ", ".join(f"{count:,} {name}" for name, count in status.items()))
    trips = result.trips_frame()
    won = trips["pnl"] > 0
    console.print(
        f"{len(trips):,} positions closed, {won.mean():.0%} with a gain; "
        f"mean gain {trips['pnl'][won].mean():,.0f}, mean loss {trips['pnl'][~won].mean():,.0f}"
    )
    console.print(result.fills_frame().head(4).to_string(index=False))


def breakouts(bars: MarketData) -> OrderBuilder:
    """An entry with stop and target after each close above the highest of the bars before, for a tenth of the cash."""
    highest = atc_core.rolling_max(bars.high, BARS)
    spread = atc_core.atr(bars.high, bars.low, bars.close, 20)
    orders, waits_until = OrderBuilder(), -1
    for bar in range(BARS, len(bars.close)):
        if bar > waits_until and bars.close[bar] > highest[bar - 1]:
            level = highest[bar]
            quantity = np.floor(0.1 * CASH / level)
            entry = orders.stop(None, quantity, level, at=bar, until=bar + WAIT)
            orders.bracket(entry, stop=level - STOP * spread[bar], target=level + TARGET * spread[bar])
            waits_until = bar + WAIT
    return orders


def table(bars: MarketData, results: dict[str, PortfolioResult]) -> Table:
    """The metrics of each run."""
    first, last = (np.datetime_as_string(day, unit="D") for day in bars.timestamps[[0, -1]])
    shown = Table(
        "", "return", "a year", "Sharpe", "drawdown", "turnover", "costs", title=f"S&P 500, {first} to {last}"
    )
    for column in shown.columns[1:]:
        column.justify = "right"
    for name, result in results.items():
        found = result.metrics
        shown.add_row(
            name,
            f"{found['total_return']:+.1%}",
            f"{found['annual_return']:+.1%}",
            f"{found['sharpe_ratio']:.2f}",
            f"{found['max_drawdown']:.1%}",
            f"{found['turnover']:.1f}",
            f"{found['costs']:.2%}",
        )
    return shown


if __name__ == "__main__":
    main()
