"""Weights and orders of `atc-backtest`: a run on the bars of several symbols of a file, its figures and its page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from atc_core.command.terminal import Table, print_json, print_table
from atc_trading.backtest.backtest_output import left_out_line, spaced
from atc_trading.backtest.page import PortfolioContent, write_page
from atc_trading.backtest.portfolio_bars import portfolio_bars
from atc_trading.backtest.portfolio_figures import order_counts
from atc_trading.backtest.portfolio_files import FileBars, bars_of, orders_of, weights_of
from atc_trading.backtest.portfolio_result import PortfolioResult
from atc_trading.backtest.portfolio_runs import run_orders, run_targets
from atc_trading.backtest.result_frames import plain
from atc_trading.backtest.weight_input import weight_table
from atc_trading.backtest.written_numbers import NAMES, bar_text, figure, money, ratio
from atc_trading.errors import BacktestError
from atc_trading.prices import PriceFile, read

FEW = 3
"""Symbols that a title names."""
METRICS = ("total_return", "annual_return", "volatility", "sharpe_ratio", "sortino_ratio", "max_drawdown")


class PortfolioQuestion(NamedTuple):
    """What is asked of a file of prices; one of `weights` and `orders` is given."""

    file: Path
    symbol: str | None
    weights: Path | None
    orders: Path | None
    capital: float
    commission: float
    slippage: float
    leverage: float
    periods_per_year: float
    backend: str | None
    reading: Mapping[str, Any]
    """How the dates and numbers of files are read."""
    report: Path | None


class PortfolioOutcome(NamedTuple):
    """A finished run."""

    question: PortfolioQuestion
    columns: str
    read: FileBars
    result: PortfolioResult
    report: Path | None

    @property
    def given(self) -> Path | None:
        """The file of weights or of orders."""
        return self.question.weights or self.question.orders


def portfolio_outcome(question: PortfolioQuestion, opened: PriceFile) -> PortfolioOutcome:
    """The run, and the page where one is asked for; BacktestError where a file does not fit to the other."""
    histories = opened.histories if question.symbol is None else [opened.history(question.symbol)]
    bars = bars_of(opened, histories, adjusted=question.orders is None)
    result = of_weights(question, bars) if question.weights is not None else of_orders(question, bars)
    outcome = PortfolioOutcome(question, str(opened.columns), bars, result, None)
    if question.report is None:
        return outcome
    return outcome._replace(report=write_page(PortfolioContent(result, notes_of(outcome)), question.report))


def of_weights(question: PortfolioQuestion, read_bars: FileBars) -> PortfolioResult:
    """The run of a table of weights."""
    weights = read(question.weights or "", wide=True, **question.reading)
    try:
        table = weight_table(weights_of(weights), portfolio_bars(read_bars.bars, "run_targets"))
    except ValueError as error:
        raise BacktestError(f"{question.weights}: {str(error).removeprefix('run_targets: ')}") from None
    return run_targets(
        read_bars.bars, table, rate=question.commission, slippage_bps=1e4 * question.slippage, **money_of(question)
    )


def of_orders(question: PortfolioQuestion, read_bars: FileBars) -> PortfolioResult:
    """The run of a table of orders."""
    orders = orders_of(question.orders or Path())
    try:
        orders.columns(portfolio_bars(read_bars.bars, "run_orders"), "run_orders")
    except ValueError as error:
        raise BacktestError(f"{question.orders}: {str(error).removeprefix('run_orders: ')}") from None
    rates: dict[str, Any] = {"maker_rate": question.commission, "taker_rate": question.commission}
    return run_orders(read_bars.bars, orders, slippage_bps=1e4 * question.slippage, **rates, **money_of(question))


def money_of(question: PortfolioQuestion) -> dict[str, Any]:
    """The options that both runs have."""
    return {
        "initial_cash": question.capital,
        "leverage": question.leverage,
        "periods_per_year": question.periods_per_year,
        "backend": question.backend,
    }


def notes_of(outcome: PortfolioOutcome) -> dict[str, str]:
    """What the page tells of the files."""
    notes = {"prices": f"{outcome.question.file}: {outcome.columns}", "bars": outcome.read.how}
    notes[outcome.result.kind] = str(outcome.given)
    if outcome.read.left_out:
        notes["left out"] = f"{outcome.read.left_out} bars without a price"
    return notes


def show_portfolio_tables(outcome: PortfolioOutcome) -> None:
    """Write figures beside equal parts held, and where the page is."""
    print_table(figures_table(outcome))
    if outcome.report is not None:
        print(f"report: {outcome.report}")


def figures_table(outcome: PortfolioOutcome) -> Table:
    """The run beside equal parts held."""
    question, result = outcome.question, outcome.result
    symbols, bars = result.bars.symbols, len(result.timestamps)
    if not bars:
        raise BacktestError(f"{question.file} has no prices")
    names = ", ".join(symbols[:FEW]) + (f" and {len(symbols) - FEW} more" if len(symbols) > FEW else "")
    given = outcome.given
    title = (
        f"{question.file.name}: {names}, {bars:,} bars, {bar_text(result, 0)} to {bar_text(result, bars - 1)}\n"
        f"{outcome.columns}\n{outcome.read.how}\n"
        f"{result.kind} of {'' if given is None else given.name}, commission {question.commission:.2%}, "
        f"slippage {question.slippage:.2%}, leverage {question.leverage:g}\n{left_out_line(outcome.read.left_out)}"
    )
    found, held = result.metrics, result.held_metrics
    rows = [["worth at the end", money(float(result.equity_curve[-1])), money(float(result.buy_and_hold[-1]))]]
    rows += [[NAMES[name], figure(name, found[name]), figure(name, held[name])] for name in METRICS]
    rows += [["traded, in capitals", ratio(found["turnover"]), ""], ["commission", money(result.commission), ""]]
    rows += [["fills", f"{len(result.outcome.fills):,}", ""], ["closed positions", f"{len(result.trips):,}", ""]]
    rows += [[f"orders {status}", f"{count:,}", ""] for status, count in order_counts(result).items()]
    return Table(title, ["", "strategy", "equal parts held"], [list(map(spaced, row)) for row in rows])


def show_portfolio_json(outcome: PortfolioOutcome) -> None:
    """Write one JSON document."""
    print_json(
        {
            "file": str(outcome.question.file),
            "columns": outcome.columns,
            "bars": outcome.read.how,
            outcome.result.kind: str(outcome.given),
            "left_out": outcome.read.left_out,
            "result": outcome.result.to_dict(curve=False),
            "buy_and_hold": {name: plain(value) for name, value in outcome.result.held_metrics.items()},
            "report": None if outcome.report is None else str(outcome.report),
        }
    )
