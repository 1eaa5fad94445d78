"""What the charts of bars are drawn from: no more bars than a screen can show, and every extreme among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_trading.backtest.account_curves import AccountCurves
from atc_trading.backtest.backtest_result import BacktestResult
from atc_trading.backtest.grid_result import GridResult
from atc_trading.backtest.page.grid_section import grid_data
from atc_trading.backtest.written_numbers import bar_text, money, percent, price
from atc_trading.drawn_bars import drawn_bars, rounded

MOST_MARKS = 1_000
"""Trades that are marked, the newest."""


def chart_data(result: BacktestResult, grid: GridResult | None) -> dict[str, Any]:
    """Everything that the script reads."""
    series = {**account_series(result), "close": result.close, **averages(result)}
    shown = drawn_bars(len(result.close), [result.close, result.equity_curve, result.buy_and_hold, result.drawdown])
    return {
        **drawn_curves(result, series, shown, "buy and hold"),
        "lengths": [result.parameters.fast_period, result.parameters.slow_period],
        "trades": [mark(result, trade) for trade in result.trades[-MOST_MARKS:]],
        "open": open_mark(result),
        "grid": None if grid is None else grid_data(grid),
    }


def drawn_curves(
    result: AccountCurves, series: Mapping[str, NDArray[np.float64]], shown: NDArray[np.intp], held: str
) -> dict[str, Any]:
    """What all charts of an account are drawn from: where the shown bars are, series by name, what `held` is called."""
    return {
        "dated": result.timestamps is not None and result.timestamps.dtype.kind == "M",
        "x": places(result, shown),
        "series": {name: rounded(values[shown]) for name, values in series.items()},
        "held": held,
    }


def account_series(result: AccountCurves) -> dict[str, NDArray[np.float64]]:
    """By name, the curves of equity and of what was held instead, and how far each is below its highest."""
    held = result.buy_and_hold
    return {
        "equity": result.equity_curve,
        "held": held,
        "drawdown": result.drawdown,
        "held_drawdown": atc_core.get("drawdown")(held),
    }


def averages(result: BacktestResult) -> dict[str, NDArray[np.float64]]:
    """Both averages, where there are any."""
    own = result.parameters
    lengths = {"fast": own.fast_period, "slow": own.slow_period}
    return {name: atc_core.get("sma")(result.close, length) for name, length in lengths.items() if length is not None}


def places(result: AccountCurves, bars: NDArray[np.intp]) -> list[Any]:
    """Where bars are along a chart: times, or numbers of bars."""
    return [place(result, int(bar)) for bar in bars]


def place(result: AccountCurves, bar: int) -> Any:
    """Where one bar is."""
    times = result.timestamps
    return bar if times is None or times.dtype.kind != "M" else bar_text(result, bar)


def mark(result: BacktestResult, trade: np.void) -> dict[str, Any]:
    """Where a trade is opened and closed, and what is said of it."""
    side, made = ("long" if trade["side"] > 0 else "short"), float(trade["pnl"])
    share = made / float(trade["shares"] * trade["entry_price"])
    entry, exit_ = (float(trade[name]) for name in ("entry_price", "exit_price"))
    return {
        "side": side,
        "entry": [place(result, int(trade["entry_bar"])), entry, f"{side} at {price(entry)}"],
        "exit": [
            place(result, int(trade["exit_bar"])),
            exit_,
            f"{side} closed at {price(exit_)}: {money(made)} ({percent(share)})",
        ],
    }


def open_mark(result: BacktestResult) -> dict[str, Any] | None:
    """Where the open position was opened."""
    trade = result.open_trade
    if trade is None:
        return None
    side = "long" if trade.side > 0 else "short"
    text = f"{side} at {price(trade.entry_price)}, still open: {money(trade.pnl)}"
    return {"side": side, "entry": [place(result, trade.entry_bar), trade.entry_price, text]}
