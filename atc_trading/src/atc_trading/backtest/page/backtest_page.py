"""The page of a backtest: its sections, and what its charts are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from atc_core.pages.document import ReportError, document, part, write
from atc_trading.backtest.backtest_result import BacktestResult
from atc_trading.backtest.grid_result import GridResult
from atc_trading.backtest.page.chart_data import chart_data
from atc_trading.backtest.page.grid_section import grid_section
from atc_trading.backtest.page.monthly_returns import months_section
from atc_trading.backtest.page.page_sections import (
    curves_section,
    figures_section,
    header,
    notes_section,
    trades_section,
)

INSTALL = 'pip install "atc-trading[backtest]"'


class PageContent(NamedTuple):
    """What a page tells."""

    result: BacktestResult
    grid: GridResult | None = None
    metric: str = "sharpe_ratio"
    """By which the grid is ranked first."""
    notes: Mapping[str, str] = MappingProxyType({})
    """By term, what else is worth knowing: the file, what was left out of it, which backend computed."""


def render(content: PageContent) -> str:
    """The whole page; ReportError where there are no bars, or plotly is missing."""
    result, grid = content.result, content.grid
    if not len(result.close):
        raise ReportError("a page needs at least one bar")
    sections = [
        header(result),
        figures_section(result),
        curves_section(result),
        months_section(result),
        *([] if grid is None else [grid_section(grid, result.parameters, content.metric)]),
        trades_section(result),
        notes_section(result, content.notes),
    ]
    style, script = part(__package__, "backtest_page.css"), part(__package__, "backtest_page.js")
    title = f"Backtest of {result.symbol}" if result.symbol else "Backtest"
    return document(title, sections, chart_data(content), style=style, script=script, install=INSTALL)


def write_page(content: PageContent, path: str | Path) -> Path:
    """Put the page into a file at once; ReportError where that is impossible, or plotly is missing."""
    return write(Path(path), render(content), "--report")
