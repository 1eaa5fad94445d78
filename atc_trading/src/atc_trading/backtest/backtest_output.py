"""What `atc-backtest` prints: tables for people, or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from atc_core.command.terminal import Table, print_json, print_table
from atc_core.pages.markup import THIN_SPACE
from atc_trading.backtest.backtest_result import BacktestResult, OpenTrade
from atc_trading.backtest.grid_result import GridResult
from atc_trading.backtest.held_figures import held_figures
from atc_trading.backtest.result_frames import plain
from atc_trading.backtest.written_numbers import NAMES, bar_text, figure, money
from atc_trading.wording import counted

HELD = ("total_return", "annualized_return", "volatility", "sharpe_ratio", "sortino_ratio", "max_drawdown")
COUNTED = ("trade_count", "win_rate")
RANKED = ("total_return", "annual_return", "sharpe_ratio", "max_drawdown", "win_rate", "trade_count")
TOP = 10


class Outcome(NamedTuple):
    """A finished backtest of a file."""

    file: Path
    columns: str
    """Which columns of the file were taken."""
    left_out: int
    """Bars without a price."""
    result: BacktestResult
    grid: GridResult | None
    metric: str
    report: Path | None


def show_tables(outcome: Outcome) -> None:
    """Write figures beside buy and hold, the best pairs of the grid, and where the page is."""
    result, grid = outcome.result, outcome.grid
    print_table(figures_table(outcome))
    if grid is not None:
        print()
        print_table(grid_table(grid, outcome.metric))
        print(places_line(grid, outcome.metric))
    if outcome.report is not None:
        print(f"report: {outcome.report}")
    if result.open_trade is not None:
        print(open_line(result, result.open_trade))


def open_line(result: BacktestResult, trade: OpenTrade) -> str:
    """The position that is open after the last bar."""
    side = "long" if trade.side > 0 else "short"
    return f"open: {side} since {bar_text(result, trade.entry_bar)}, {spaced(money(trade.pnl))}"


def figures_table(outcome: Outcome) -> Table:
    """The strategy beside buy and hold."""
    result, own = outcome.result, outcome.result.parameters
    held = held_figures(result)
    bars = len(result.close)
    name = f"{outcome.file.name}: {result.symbol or 'prices'}"
    sides = "long and short" if own.allow_short else "long only"
    title = (
        f"{name}, {bars:,} bars, {bar_text(result, 0)} to {bar_text(result, bars - 1)}\n{outcome.columns}\n"
        f"averages of {own.fast_period} and {own.slow_period} bars, {sides}, commission {own.commission_rate:.2%}, "
        f"slippage {own.slippage:.2%}\n{left_out_line(outcome.left_out)}"
    )
    rows = [["worth at the end", money(float(result.equity_curve[-1])), money(float(result.buy_and_hold[-1]))]]
    rows += [[NAMES[name], figure(name, getattr(result, name)), figure(name, held[name])] for name in HELD]
    rows += [[NAMES[name], figure(name, getattr(result, name)), ""] for name in COUNTED]
    return Table(title, ["", "strategy", "buy and hold"], [list(map(spaced, row)) for row in rows])


def left_out_line(count: int) -> str:
    """A line about bars without a price, if there are any."""
    return f"{counted(count, 'bar')} without a price left out\n" if count else ""


def grid_table(grid: GridResult, metric: str) -> Table:
    """The best pairs."""
    rows = [pair_cells(row) for row in grid.rank(metric, TOP)]
    title = f"grid of {len(grid):,} pairs, by {NAMES[metric]}"
    return Table(title, ["fast / slow", *(NAMES[name] for name in RANKED)], rows)


def pair_cells(row: Any) -> list[str]:
    """A line of the table."""
    return [f"{row['fast']} / {row['slow']}", *(spaced(figure(name, float(row[name]))) for name in RANKED)]


def spaced(text: str) -> str:
    """With ordinary spaces: not every pipe can say thin ones."""
    return text.replace(THIN_SPACE, " ")


def places_line(grid: GridResult, metric: str) -> str:
    """Best and plateau, and what that is."""
    try:
        best, plateau = grid.best(metric), grid.plateau(metric)
    except ValueError:
        return "no pair has that figure"
    return (
        f"best: {best['fast']} / {best['slow']}; plateau: {plateau['fast']} / {plateau['slow']} "
        "(itself and its neighbours have the best median)"
    )


def show_json(outcome: Outcome) -> None:
    """Write one JSON document."""
    result = outcome.result
    print_json(
        {
            "file": str(outcome.file),
            "columns": outcome.columns,
            "left_out": outcome.left_out,
            "result": result.to_dict(curve=False),
            "buy_and_hold": {name: plain(value) for name, value in held_figures(result).items()},
            "grid": None if outcome.grid is None else outcome.grid.to_dict(outcome.metric),
            "report": None if outcome.report is None else str(outcome.report),
        }
    )
