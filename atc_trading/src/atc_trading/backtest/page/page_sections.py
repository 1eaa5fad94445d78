"""The sections of a backtest's page that are text and tables."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np

from atc_core.pages import markup
from atc_trading.backtest.backtest_result import BacktestResult
from atc_trading.backtest.held_figures import held_figures
from atc_trading.backtest.written_numbers import NAMES, bar_text, figure, money, percent, price

METRICS = ("total_return", "annualized_return", "volatility", "sharpe_ratio", "sortino_ratio", "max_drawdown")
MOST_TRADES = 500
"""Rows of trades on a page: 500 take 120 kB."""


def header(result: BacktestResult) -> str:
    """Of what, when, and how it ended."""
    bars = len(result.close)
    name = f"Backtest of {escape(result.symbol)}" if result.symbol else "Backtest"
    sides = "long and short" if result.parameters.allow_short else "long only"
    gained = percent(result.total_return)
    held = percent(float(result.buy_and_hold[-1] / result.parameters.initial_capital - 1.0))
    return (
        f"<header><h1>{name}</h1>\n"
        f'<p class="quiet">{strategy(result)}, {sides}; {markup.bars(bars)} bars, {escape(bar_text(result, 0))} to '
        f"{escape(bar_text(result, bars - 1))}.</p>\n"
        f'<p class="verdict">The strategy made {gained} of its capital after costs, buy and hold {held}.</p></header>'
    )


def strategy(result: BacktestResult) -> str:
    """``Crossing of the averages of 10 and 30 bars``."""
    own = result.parameters
    if own.fast_period is None:
        return "Signals that were given"
    return f"Crossings of the averages of {own.fast_period} and {own.slow_period} bars"


def figures_section(result: BacktestResult) -> str:
    """What came of it, beside buy and hold."""
    held = held_figures(result)
    rows = [row("worth at the end", money(float(result.equity_curve[-1])), money(float(result.buy_and_hold[-1])))]
    rows += [row(NAMES[name], figure(name, getattr(result, name)), figure(name, held[name])) for name in METRICS]
    in_market = float(np.mean(result.positions != 0))
    rows += [row("bars with a position", percent(in_market, signed=False), percent(1.0, signed=False))]
    rows += [row(NAMES[name], figure(name, getattr(result, name)), "") for name in ("trade_count", "win_rate")]
    rows += [row("commission of closed trades", money(float(result.trades["commission"].sum())), "")]
    caption = f"From {money(result.parameters.initial_capital)}; buy and hold is without costs."
    table = markup.table(caption, ["", "strategy", "buy and hold"], rows)
    return f"<section><h2>Figures</h2>\n{table}</section>"


def row(term: str, *cells: str) -> str:
    """A line of a table of text."""
    return markup.row(escape(term), map(markup.cell, map(escape, cells)))


def curves_section(result: BacktestResult) -> str:
    """The places of both charts of bars."""
    scale = markup.choices("scale", "scale", {"linear": "linear", "log": "logarithmic"}, "linear")
    both = "Above what the capital is worth at each close, below how far it is under its highest so far."
    marks = "Triangles open a position, crosses close it; pointing at one tells side, price and what it made."
    averages = "" if result.parameters.fast_period is None else " Both averages are drawn from where they are valid."
    return (
        f"<section><h2>Equity and drawdown</h2>\n{scale}{markup.chart('equity', both, 'tall')}</section>\n"
        f"<section><h2>Trades on the price</h2>\n{markup.chart('price', marks + averages)}</section>"
    )


def trades_section(result: BacktestResult) -> str:
    """The round trips, newest first, and the position that is open."""
    trades = result.trades
    shown = trades[::-1][:MOST_TRADES]
    heads = ["entry", "side", "exit", "entry price", "exit price", "shares", "commission", "profit or loss", "of entry"]
    rows = [open_row(result)] if result.open_trade is not None else []
    rows += [trade_row(result, trade) for trade in shown]
    if not rows:
        return '<section><h2>Trades</h2>\n<p class="quiet">There was none.</p></section>'
    caption = f"Newest first, after slippage; {markup.bars(len(trades))} closed"
    caption += f", the last {MOST_TRADES} of them shown." if len(trades) > MOST_TRADES else "."
    details = (
        f"<details><summary>{markup.bars(len(trades))} trades</summary>{markup.table(caption, heads, rows)}</details>"
    )
    return f"<section><h2>Trades</h2>\n{details}</section>"


def trade_row(result: BacktestResult, trade: np.void) -> str:
    """One round trip."""
    made, paid = float(trade["pnl"]), float(trade["shares"] * trade["entry_price"])
    cells = [
        "long" if trade["side"] > 0 else "short",
        bar_text(result, int(trade["exit_bar"])),
        *(price(float(trade[name])) for name in ("entry_price", "exit_price", "shares")),
        money(float(trade["commission"])),
    ]
    tinted = [markup.cell(text, tint(made)) for text in (money(made), percent(made / paid))]
    return markup.row(escape(bar_text(result, int(trade["entry_bar"]))), [*map(markup.cell, cells), *tinted])


def open_row(result: BacktestResult) -> str:
    """The position that is open after the last bar."""
    trade = result.open_trade
    if trade is None:
        return ""
    cells = ["long" if trade.side > 0 else "short", "still open", price(trade.entry_price), "", price(trade.shares), ""]
    made = [money(trade.pnl), percent(trade.pnl / (trade.shares * trade.entry_price))]
    tinted = [markup.cell(text, tint(trade.pnl)) for text in made]
    return markup.row(escape(bar_text(result, trade.entry_bar)), [*map(markup.cell, cells), *tinted])


def tint(value: float) -> str:
    """The class of a cell by its sign."""
    return "gain" if value > 0 else "loss" if value < 0 else ""


def notes_section(result: BacktestResult, notes: Mapping[str, str]) -> str:
    """How it was computed, and what it does not say."""
    own = result.parameters
    terms = {
        "fills": f"at the close of the bar of the signal, {100.0 * own.slippage:g} % worse for slippage",
        "commission": f"{100.0 * own.commission_rate:g} % of the value of each fill",
        "position": "all equity, never more; a position that is open at the end is in the equity, not among the trades",
        "a year": f"{own.periods_per_year:g} bars",
        **notes,
    }
    warning = (
        "What happened once. No taxes, dividends, interest, borrowing fees or market impact; the best of a grid is the "
        "best of this very past, which is why its plateau is shown beside it."
    )
    return f"<section><h2>How it was computed</h2>\n{markup.facts_list(terms.items())}<p>{warning}</p></section>"
