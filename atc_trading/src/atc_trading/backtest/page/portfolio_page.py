"""The page of a run of orders or weights on several assets: its sections, and what its charts are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from atc_core.pages.document import ReportError
from atc_trading.backtest.page.chart_data import account_series, drawn_curves
from atc_trading.backtest.page.monthly_returns import months_section
from atc_trading.backtest.page.portfolio_sections import (
    HELD,
    assets_section,
    charts_section,
    figures_section,
    fills_section,
    header,
    notes_section,
)
from atc_trading.backtest.portfolio_figures import costs_so_far, mean_weights
from atc_trading.backtest.portfolio_result import PortfolioResult
from atc_trading.drawn_bars import drawn_bars, rounded
from atc_trading.market.column_values import Numbers

MOST_DRAWN = 6
"""Assets with a colour of their own; there are eight that can be told apart, and the rest is grey."""


class PortfolioContent(NamedTuple):
    """What a page tells."""

    result: PortfolioResult
    notes: Mapping[str, str] = MappingProxyType({})
    """By term, what else is worth knowing."""

    @property
    def title(self) -> str:
        """What the window is called."""
        return f"Backtest of {self.result.kind}"

    def sections(self) -> list[str]:
        """The parts of the body; ReportError where there are no bars."""
        result = self.result
        if not len(result.timestamps):
            raise ReportError("a page needs at least one bar")
        return [
            header(result),
            figures_section(result),
            charts_section(),
            months_section(result, HELD),
            assets_section(result),
            fills_section(result),
            notes_section(result, self.notes),
        ]

    def facts(self) -> dict[str, Any]:
        """What the charts are drawn from."""
        result = self.result
        series = {**account_series(result), "turnover": np.nan_to_num(result.turnover), **costs_so_far(result)}
        parts = asset_parts(result)
        extremes = [series["equity"], series["held"], series["drawdown"], series["turnover"]]
        extremes += [np.nan_to_num(values) for _, values, _ in parts]
        shown = drawn_bars(len(result.timestamps), extremes)
        assets = [asset_facts(name, values[shown], is_rest=is_rest) for name, values, is_rest in parts]
        return {**drawn_curves(result, series, shown, HELD), "assets": [asset for asset in assets if asset]}

    @property
    def script(self) -> str:
        """The file of its charts."""
        return "portfolio_page.js"


def asset_parts(result: PortfolioResult) -> list[tuple[str, Numbers, bool]]:
    """Name and weights of the assets that weigh most, then of the others together, and whether it is these."""
    order = np.argsort(-mean_weights(result), kind="stable")
    own, rest = order[:MOST_DRAWN], order[MOST_DRAWN:]
    parts = [(result.bars.symbols[column] or "position", result.weights[:, column], False) for column in own]
    for which, side in (("long", np.maximum), ("short", np.minimum)):
        together = side(result.weights[:, rest], 0.0).sum(axis=1)
        if np.nan_to_num(together).any():
            parts.append((f"{len(rest)} others, {which}", together, True))
    return parts


def asset_facts(name: str, weights: Numbers, *, is_rest: bool) -> dict[str, Any] | None:
    """What one asset is drawn from, long and short apart; None where it is neither."""
    sides = {"long": np.maximum(weights, 0.0), "short": np.minimum(weights, 0.0)}
    found = {side: rounded(values) if np.nan_to_num(values).any() else None for side, values in sides.items()}
    return {"name": name, "is_rest": is_rest, **found} if any(found.values()) else None
