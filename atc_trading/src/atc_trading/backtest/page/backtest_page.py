"""The page of a backtest: its sections, and what its charts are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from atc_core.pages.document import ReportError
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


class PageContent(NamedTuple):
    """What a page tells."""

    result: BacktestResult
    grid: GridResult | None = None
    metric: str = "sharpe_ratio"
    """By which the grid is ranked first."""
    notes: Mapping[str, str] = MappingProxyType({})
    """By term, what else is worth knowing: the file, what was left out of it, which backend computed."""

    @property
    def script(self) -> str:
        """The file of its charts."""
        return "backtest_page.js"

    @property
    def title(self) -> str:
        """What the window is called."""
        return f"Backtest of {self.result.symbol}" if self.result.symbol else "Backtest"

    def sections(self) -> list[str]:
        """The parts of the body; ReportError where there are no bars."""
        result, grid = self.result, self.grid
        if not len(result.close):
            raise ReportError("a page needs at least one bar")
        return [
            header(result),
            figures_section(result),
            curves_section(result),
            months_section(result),
            *([] if grid is None else [grid_section(grid, result.parameters, self.metric)]),
            trades_section(result),
            notes_section(result, self.notes),
        ]

    def facts(self) -> dict[str, Any]:
        """What the charts are drawn from."""
        return chart_data(self.result, self.grid)
