"""A crossover of two averages on twenty years of the S&P 500, all pairs of lengths around it, and a page of both.

    python examples/backtest_sp500.py [--output DIRECTORY]

The prices are the data set that the `arch` package carries. Nothing was fitted to them: 50 and 200 bars are the pair
that everybody names, and the grid shows what other pairs would have made of the same past.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from arch.data import sp500
from rich.console import Console
from rich.table import Table

from atc_trading.backtest import create_engine
from atc_trading.backtest.held_figures import held_figures
from atc_trading.backtest.page import PageContent, write_page

if TYPE_CHECKING:
    from atc_trading.backtest import BacktestResult, GridResult

FAST, SLOW = 50, 200
FAST_LENGTHS, SLOW_LENGTHS = range(5, 101, 5), range(20, 301, 10)
COSTS = {"commission_rate": 0.0005, "slippage": 0.0002}
METRIC = "sharpe_ratio"


def main() -> None:
    """Backtest, print what came of it, write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = Path(__file__).parent / "output"
    parser.add_argument("--output", type=Path, default=default, help="folder of the page")
    folder = parser.parse_args().output
    close = sp500.load()["Adj Close"].rename("S&P 500")
    with create_engine() as engine:
        result = engine.run_sma_backtest(close, FAST, SLOW, **COSTS)
        grid = engine.run_grid(close, FAST_LENGTHS, SLOW_LENGTHS, **COSTS, progress=True)
    # Where the output is no terminal, nothing says how wide it is.
    console = Console(width=None if sys.stdout.isatty() else 100)
    console.print(table(result, grid))
    folder.mkdir(parents=True, exist_ok=True)
    notes = {"prices": "adjusted daily closes, the data set of the arch package"}
    path = write_page(PageContent(result, grid, METRIC, notes), folder / "backtest_sp500.html")
    console.print(f"page: {path}", soft_wrap=True)


def table(result: BacktestResult, grid: GridResult) -> Table:
    """The pair beside buy and hold, and beside the best pair and the plateau of the grid."""
    first, last = (np.datetime_as_string(day, unit="D") for day in result.timestamps[[0, -1]])
    title = f"S&P 500, {first} to {last}, {len(result.close):,} daily bars, {len(grid):,} pairs"
    shown = Table("", "return", "a year", "Sharpe", "drawdown", "trades", title=title)
    for column in shown.columns[1:]:
        column.justify = "right"
    shown.add_row("buy and hold", *cells(**held_figures(result)))
    shown.add_row(f"{FAST} / {SLOW}", *cells(**result.to_dict(curve=False)))
    for name, row in (("best", grid.best(METRIC)), ("plateau", grid.plateau(METRIC))):
        fields = dict(zip(row.dtype.names, row, strict=True))
        figures = cells(**fields, annualized_return=fields["annual_return"])
        shown.add_row(f"{name} {row['fast']} / {row['slow']}", *figures)
    return shown


def cells(
    *,
    total_return: float,
    annualized_return: float,
    sharpe_ratio: float,
    max_drawdown: float,
    trade_count: int | str = "",
    **_: object,
) -> list[str]:
    """Figures as people read them."""
    fractions = [f"{total_return:+.1%}", f"{annualized_return:+.2%}", f"{sharpe_ratio:.2f}", f"{max_drawdown:.1%}"]
    return [*fractions, f"{trade_count}"]


if __name__ == "__main__":
    main()
