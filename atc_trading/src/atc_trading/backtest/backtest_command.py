"""The command `atc-backtest`: what a crossover of two averages would have made of a file of prices."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np

from atc_core import BackendError
from atc_core.command.terminal import complain, new_app, run
from atc_core.declarations.backtest import METRICS
from atc_core.pages.document import ReportError, plotly_script
from atc_core.spelling import did_you_mean
from atc_trading.backtest import backtest_options as options
from atc_trading.backtest.backtest_output import Outcome, show_json, show_tables
from atc_trading.backtest.engine import BacktestEngine
from atc_trading.backtest.engine_with_cache import create_engine
from atc_trading.backtest.grid_lengths import read_grid
from atc_trading.backtest.grid_result import ALIASES
from atc_trading.backtest.page import INSTALL, PageContent, write_page
from atc_trading.backtest.portfolio_command import (
    PortfolioQuestion,
    portfolio_outcome,
    show_portfolio_json,
    show_portfolio_tables,
)
from atc_trading.backtest.price_input import PriceInput, checked
from atc_trading.errors import BacktestError, BacktestUsageError, CacheError, PriceFileError
from atc_trading.prices import History, PriceFile, read
from atc_trading.prices import options as file_options
from atc_trading.prices.decision_table import show_decisions

app = new_app(add_completion=False)


@app.command()
def backtest(
    file: file_options.File,
    symbol: options.Symbol = None,
    fast: options.Fast = 10,
    slow: options.Slow = 30,
    long_only: options.LongOnly = False,
    grid: options.Grid = "",
    metric: options.Metric = "sharpe_ratio",
    weights: options.Weights = None,
    orders: options.Orders = None,
    leverage: options.Leverage = 1.0,
    capital: options.Capital = 100_000.0,
    commission: options.Commission = 0.001,
    slippage: options.Slippage = 0.0,
    periods_per_year: options.PeriodsPerYear = 252.0,
    backend: options.Backend = None,
    cache: options.Cache = None,
    json: options.Json = False,
    report: options.Report = None,
    date_column: file_options.DateColumn = None,
    symbol_column: file_options.SymbolColumn = None,
    price_column: file_options.PriceColumn = None,
    wide: file_options.Wide = False,
    date_format: file_options.DateFormat = None,
    decimal: file_options.Decimal = None,
    marks: file_options.Marks = "",
    encoding: file_options.Encoding = None,
    explain: file_options.Explain = False,
    version: options.Version = False,  # noqa: ARG001 its callback ends the command
) -> None:
    """Backtest a crossover of two averages on a file of prices, beside buy and hold; or weights or orders of several.

    A signal at a close trades at that close, weights and orders from the next bar on; each fill pays its commission.

    Ends with status 0; 1 if the file cannot be read or backtested; 2 if the options are wrong.
    """
    reading = Reading(date_format, date_column, symbol_column, price_column, wide, decimal, marks, encoding)
    costs = (capital, commission, slippage, not long_only, periods_per_year)
    lengths = read_grid(grid) if grid else None
    question = Question(file, symbol, (fast, slow), costs, lengths, metric_of(metric), report)
    several = Several(weights, orders, leverage)
    several.check({"--grid": grid, "--long-only": long_only, "--cache": cache})
    answer(question, several, reading, Form(backend, cache, json, explain))


class Reading(NamedTuple):
    """How a file is read, by the names that :func:`atc_trading.prices.read` has."""

    date_format: str | None
    date_column: str | None
    symbol_column: str | None
    price_column: str | None
    wide: bool
    decimal: Any
    marks: str
    encoding: str | None


class Question(NamedTuple):
    """What is asked of a file."""

    file: Path
    symbol: str | None
    pair: tuple[int, int]
    costs: tuple[float, float, float, bool, float]
    """The engine's options after the lengths."""
    lengths: tuple[tuple[int, ...], tuple[int, ...]] | None
    """Of the grid."""
    metric: str
    report: Path | None


class Several(NamedTuple):
    """What is asked in place of the averages: weights or orders of several symbols, or neither."""

    weights: Path | None
    orders: Path | None
    leverage: float

    @property
    def is_asked(self) -> bool:
        """Whether there are any."""
        return self.weights is not None or self.orders is not None

    def check(self, others: Mapping[str, Any]) -> None:
        """Refuse both files, one that is not there, and options of the averages."""
        if self.weights is not None and self.orders is not None:
            raise BacktestUsageError("--weights and --orders are two runs: leave one away")
        for option, path in (("--weights", self.weights), ("--orders", self.orders)):
            wrong = next((name for name, value in others.items() if value), None)
            if path is not None and wrong is not None:
                raise BacktestUsageError(f"{wrong} is of averages: leave it away beside {option}")
            if path is not None and not path.is_file():
                raise BacktestUsageError(f"{option}: file {str(path)!r} does not exist")


class Form(NamedTuple):
    """How it is computed and printed."""

    backend: str | None
    cache: str | None
    json: bool
    explain: bool


def answer(question: Question, several: Several, reading: Reading, form: Form) -> None:
    """Read the file, run what is asked of it, and print what came of it."""
    if question.report is not None:
        plotly_script(INSTALL)
    opened = read(question.file, **reading._asdict())
    if form.explain:
        return show_decisions(opened.columns, opened.decisions, as_json=form.json)
    if several.is_asked:
        done = portfolio_outcome(portfolio_question(question, several, reading, form.backend), opened)
        return show_portfolio_json(done) if form.json else show_portfolio_tables(done)
    with create_engine(backend=form.backend, **cache_options(form.cache)) as engine:
        outcome = answered(question, opened, engine)
    return show_json(outcome) if form.json else show_tables(outcome)


def portfolio_question(
    question: Question, several: Several, reading: Reading, backend: str | None
) -> PortfolioQuestion:
    """What is asked of several symbols."""
    capital, commission, slippage, _, periods_per_year = question.costs
    return PortfolioQuestion(
        **several._asdict(),
        file=question.file,
        symbol=question.symbol,
        capital=capital,
        commission=commission,
        slippage=slippage,
        periods_per_year=periods_per_year,
        backend=backend,
        reading={name: getattr(reading, name) for name in ("date_format", "decimal", "marks", "encoding")},
        report=question.report,
    )


def answered(question: Question, opened: PriceFile, engine: BacktestEngine) -> Outcome:
    """The backtest, the grid and the page."""
    history, costs, grid = opened.history(question.symbol), question.costs, None
    prices = prices_of(history)
    result = engine.run_sma_backtest(prices, question.pair[0], question.pair[1], *costs)
    if question.lengths is not None:
        grid = engine.run_grid(prices, question.lengths[0], question.lengths[1], *costs, progress=True)
    warn_of_few(len(prices.close), max(question.pair[1], *(question.lengths or ((), (0,)))[1]))
    left_out = len(history) - len(prices.close)
    outcome = Outcome(question.file, str(opened.columns), left_out, result, grid, question.metric, None)
    if question.report is None:
        return outcome
    return outcome._replace(report=write_page(page_of(outcome), question.report))


def warn_of_few(bars: int, longest: int) -> None:
    """Say why nothing trades: a crossing needs two bars with the slow average."""
    if bars <= longest:
        complain(f"warning: an average of {longest} bars never trades: there are {bars:,} bars")


def metric_of(text: str) -> str:
    """The column of a grid's rows that is called so."""
    name = ALIASES.get(text, text)
    if name not in METRICS:
        raise BacktestUsageError(f"--metric: unknown metric {text!r}{did_you_mean(text, METRICS)}")
    return name


def cache_options(place: str | None) -> dict[str, Any]:
    """Where the engine keeps results: nowhere, in a folder, or on a server."""
    if place is None:
        return {"use_cache": False}
    return {"cache_url": place} if "://" in place else {"cache_path": place}


def prices_of(history: History) -> PriceInput:
    """The bars that have a price, checked; BacktestError names the first that cannot be."""
    known = ~np.isnan(history.prices)
    if not known.any():
        raise BacktestError(f"{history.symbol} has no prices")
    dates = history.dates[known]
    if history.offsets is not None and (dates[1:] <= dates[:-1]).any():
        # An hour that a zone's clocks show twice, in autumn, is two hours in UTC.
        dates = history.instants[known]
    try:
        columns = {name: values[known] for name, values in history.fields.items()}
        return checked(history.symbol, history.symbol, dates, history.prices[known], "polars", columns)
    except ValueError as error:
        raise BacktestError(f"cannot be backtested: {error}") from None


def page_of(outcome: Outcome) -> PageContent:
    """What the page of charts tells."""
    notes = {"file": str(outcome.file), "columns": outcome.columns}
    if outcome.left_out:
        notes["left out"] = f"{outcome.left_out} bars without a price"
    return PageContent(outcome.result, outcome.grid, outcome.metric, notes)


def main(given: list[str] | None = None) -> NoReturn:
    """Run `atc-backtest`."""
    run(app, "atc-backtest", given, problems=(BackendError, BacktestError, CacheError, PriceFileError, ReportError))


if __name__ == "__main__":
    main()
