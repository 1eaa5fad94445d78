"""The sections of a portfolio's page that are text and tables."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import numpy as np

from atc_core.pages import markup
from atc_trading.backtest.page.page_sections import row, tint
from atc_trading.backtest.portfolio_figures import AssetFigures, figures_by_asset, order_counts
from atc_trading.backtest.portfolio_result import PortfolioResult
from atc_trading.backtest.written_numbers import NAMES, bar_text, figure, money, percent, price, ratio

METRICS = ("total_return", "annual_return", "volatility", "sharpe_ratio", "sortino_ratio", "max_drawdown")
HELD = "equal parts held"
MOST_ROWS = 500
"""Rows of fills or assets on a page: 500 take 100 kB."""
FEW = 3
"""Assets that the headline names."""


def header(result: PortfolioResult) -> str:
    """Of what, when, and how it ended."""
    symbols, bars = result.bars.symbols, len(result.timestamps)
    names = ", ".join(escape(symbol or "one asset") for symbol in symbols[:FEW])
    more = f" and {len(symbols) - FEW} more" if len(symbols) > FEW else ""
    held = percent(float(result.buy_and_hold[-1] / result.initial_cash - 1.0))
    return (
        f"<header><h1>Backtest of {result.kind}</h1>\n"
        f'<p class="quiet">On {names}{more}; {markup.bars(bars)} bars, {escape(bar_text(result, 0))} to '
        f"{escape(bar_text(result, bars - 1))}.</p>\n"
        f'<p class="verdict">It made {percent(result.total_return)} of its capital after costs, an equal part of it '
        f"in every asset, bought at the first close and held, {held}.</p></header>"
    )


def figures_section(result: PortfolioResult) -> str:
    """Metrics of the whole run beside equal parts held, then what was traded and paid."""
    found, held = result.metrics, result.held_metrics
    fills, trips = result.outcome.fills, result.trips
    rows = [row("worth at the end", money(float(result.equity_curve[-1])), money(float(result.buy_and_hold[-1])))]
    rows += [row(NAMES[name], figure(name, found[name]), figure(name, held[name])) for name in METRICS]
    gross = np.abs(result.weights).sum(axis=1)
    invested = float(np.nanmean(gross)) if np.isfinite(gross).any() else float("nan")
    rows += [
        row("mean of positions, of equity", percent(invested, signed=False), ""),
        row("fills", markup.bars(len(fills)), ""),
        row("traded, in capitals", ratio(found["turnover"]), ""),
        row("commission", money(result.commission), ""),
    ]
    rows += [row("financing", money(result.financing), "")] if result.financing else []
    rows += [row("closed positions", markup.bars(len(trips)), "")]
    rows += (
        [row("of them with a gain", percent(float(np.mean(trips["pnl"] > 0)), signed=False), "")] if len(trips) else []
    )
    rows += [row(f"orders {status}", markup.bars(count), "") for status, count in order_counts(result).items()]
    caption = f"From {money(result.initial_cash)}; parts that are held have no costs."
    return f"<section><h2>Figures</h2>\n{markup.table(caption, ['', 'strategy', HELD], rows)}</section>"


def charts_section() -> str:
    """The places of the charts of bars."""
    scale = markup.choices("scale", "scale", {"linear": "linear", "log": "logarithmic"}, "linear")
    unit = markup.choices("unit", "positions", {"weight": "of equity", "value": "in money"}, "weight")
    both = "Above what the account is worth at each close, below how far it is under its highest so far."
    stacked = "At each close, longs stacked above 0 and shorts below; the assets that weigh most, the others in grey."
    paid = "Above the value of the fills of each bar, of the equity before it; below what was paid so far."
    return (
        f"<section><h2>Equity and drawdown</h2>\n{scale}{markup.chart('equity', both, 'tall')}</section>\n"
        f"<section><h2>Positions</h2>\n{unit}{markup.chart('positions', stacked)}</section>\n"
        f"<section><h2>Turnover and costs</h2>\n{markup.chart('costs', paid)}</section>"
    )


def assets_section(result: PortfolioResult) -> str:
    """What each asset did for the account."""
    heads = ["asset", "gain or loss", "of capital", "fills", "traded", "commission", "closed", "gained", "mean weight"]
    heads += ["shares at the end"]
    found = figures_by_asset(result)
    rows = [asset_row(item, result.initial_cash) for item in found[:MOST_ROWS]]
    caption = "Net of commission, with the open position at the last close; the largest gain first"
    caption += f", {MOST_ROWS} of {markup.bars(len(found))}." if len(found) > MOST_ROWS else "."
    return f"<section><h2>By asset</h2>\n{markup.table(caption, heads, rows)}</section>"


def asset_row(item: AssetFigures, capital: float) -> str:
    """One asset."""
    made = [markup.cell(text, tint(item.gain)) for text in (money(item.gain), percent(item.gain / capital))]
    cells = [
        markup.bars(item.fills),
        money(item.traded),
        money(item.commission),
        markup.bars(item.trips),
        percent(item.win_rate, signed=False),
        percent(item.mean_weight, signed=False),
        price(item.position),
    ]
    return markup.row(escape(item.asset or "the asset"), [*made, *map(markup.cell, cells)])


def fills_section(result: PortfolioResult) -> str:
    """The fills, newest first."""
    fills = result.outcome.fills
    if not len(fills):
        return '<section><h2>Fills</h2>\n<p class="quiet">There was none.</p></section>'
    names = fills.dtype.names or ()
    heads = ["time", "asset", "side", "shares", "price", "value", "commission"]
    heads += ["order"] if "order" in names else []
    caption = f"Newest first, after slippage; {markup.bars(len(fills))} in all"
    caption += f", the last {MOST_ROWS} of them shown." if len(fills) > MOST_ROWS else "."
    rows = [fill_row(result, fill) for fill in fills[::-1][:MOST_ROWS]]
    table = markup.table(caption, heads, rows)
    summary = f"<summary>{markup.bars(len(fills))} fills</summary>"
    return f"<section><h2>Fills</h2>\n<details>{summary}{table}</details></section>"


def fill_row(result: PortfolioResult, fill: Any) -> str:
    """One fill; the order is that of the builder, and ruin has none."""
    quantity, paid = float(fill["quantity"]), float(fill["price"])
    cells = [
        escape(result.bars.symbols[fill["asset"]]),
        "buy" if quantity > 0 else "sell",
        price(abs(quantity)),
        price(paid),
        money(abs(quantity) * paid),
        money(float(fill["commission"])),
    ]
    if "order" in (fill.dtype.names or ()):
        order = int(fill["order"])
        cells.append(str(result.order_numbers[order]) if order >= 0 else "ruin")
    return markup.row(escape(bar_text(result, int(fill["bar"]))), map(markup.cell, cells))


def notes_section(result: PortfolioResult, notes: Mapping[str, str]) -> str:
    """How it was computed, and what it does not say."""
    placed = (
        "an order is placed at a close and can fill from the next bar on; of stop and target in one bar the stop fills"
        if result.kind == "orders"
        else "weights of a close are traded at the next open, all that closes first, what opens scaled to the cash"
    )
    options = ", ".join(f"{name} {value!r}" for name, value in result.options.items())
    terms = {"fills": placed, "options": options or "none: no costs", "a year": f"{result.periods_per_year:g} bars"}
    warning = (
        "What happened once. No taxes, dividends or interest on cash; slippage is in the prices of the fills, and not "
        "among the costs."
    )
    facts = markup.facts_list({**terms, **notes}.items())
    return f"<section><h2>How it was computed</h2>\n{facts}<p>{warning}</p></section>"
