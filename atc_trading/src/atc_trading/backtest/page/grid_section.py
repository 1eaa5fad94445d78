"""The grid of lengths: a heat map by any metric, its best pairs, and its plateau."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from atc_core.pages import markup
from atc_trading.backtest.backtest_result import Parameters
from atc_trading.backtest.grid_result import LESS_IS_BETTER, GridResult
from atc_trading.backtest.written_numbers import NAMES, figure

SHOWN = ("sharpe_ratio", "sortino_ratio", "total_return", "annual_return", "max_drawdown", "volatility", "win_rate")
"""The metrics that a map can show."""
COLUMNS = ("total_return", "annual_return", "sharpe_ratio", "max_drawdown", "win_rate", "trade_count")
TOP = 10
PLATEAU = (
    "Plateau: the pair whose neighbourhood, itself and the pairs one step away in either length, has the best median. "
    "A best pair among bad neighbours is luck."
)


def grid_section(grid: GridResult, parameters: Parameters, metric: str) -> str:
    """The map's place, the choice of a metric, and a table for each."""
    title = "<section><h2>The grid</h2>\n"
    known = known_metrics(grid)
    if not known:
        return f'{title}<p class="quiet">There is no pair with a figure to rank.</p></section>'
    first = metric if metric in known else known[0]
    choices = markup.choices("metric", "metric", {name: NAMES[name] for name in known}, first)
    tables = "".join(metric_panel(grid, parameters, name, is_shown=name == first) for name in known)
    caption = f"{markup.bars(len(grid))} pairs; none where the fast length is not below the slow one. {PLATEAU}"
    return f"{title}{choices}{markup.chart('grid', caption)}{tables}</section>"


def known_metrics(grid: GridResult) -> list[str]:
    """Those that some pair has."""
    return [name for name in SHOWN if len(grid) and np.isfinite(grid.rows[name]).any()]


def metric_panel(grid: GridResult, parameters: Parameters, metric: str, *, is_shown: bool) -> str:
    """Best, plateau, and the pair of this page, by one metric; then the best ones."""
    ranked = grid.rank(metric)
    own = next((place for place, row in enumerate(ranked, 1) if is_pair(row, parameters)), None)
    sentences = [f"Best {pair_text(grid.best(metric), metric)}", f"plateau {pair_text(grid.plateau(metric), metric)}"]
    if own is not None:
        sentences.append(f"the pair of this page {pair_text(ranked[own - 1], metric)}, number {own} of {len(ranked)}")
    heads = ["fast / slow", *(NAMES[name] for name in COLUMNS)]
    rows = [grid_row(row) for row in ranked[:TOP]]
    table = markup.table(f"The first {len(rows)} by {NAMES[metric]}.", heads, rows)
    hidden = "" if is_shown else " hidden"
    return f'<div class="metric" id="metric-{metric}"{hidden}><p>{escape("; ".join(sentences))}.</p>{table}</div>'


def is_pair(row: np.void, parameters: Parameters) -> bool:
    """Whether a row is of the lengths of a backtest."""
    return (int(row["fast"]), int(row["slow"])) == (parameters.fast_period, parameters.slow_period)


def pair_text(row: np.void, metric: str) -> str:
    """``10 / 30: 1.23``."""
    return f"{row['fast']} / {row['slow']}: {figure(metric, float(row[metric]))}"


def grid_row(row: np.void) -> str:
    """A pair and its figures."""
    cells = [markup.cell(figure(name, float(row[name]))) for name in COLUMNS]
    return markup.row(f"{row['fast']} / {row['slow']}", cells)


def grid_data(grid: GridResult) -> dict[str, Any]:
    """What the map is drawn from: by metric its values, best and plateau."""
    known = known_metrics(grid)
    if not known:
        return {"fast": [], "slow": [], "metrics": {}}
    lengths = grid.heat_map(known[0])
    return {
        "fast": lengths.fast.tolist(),
        "slow": lengths.slow.tolist(),
        "metrics": {name: metric_data(grid, name) for name in known},
    }


def metric_data(grid: GridResult, metric: str) -> dict[str, Any]:
    """One metric as a map, with texts for pointing at."""
    values = grid.heat_map(metric).table
    places = {"best": grid.best(metric), "plateau": grid.plateau(metric)}
    return {
        "name": NAMES[metric],
        "less_is_better": metric in LESS_IS_BETTER,
        "values": [[shortened(value) for value in line] for line in values.tolist()],
        "texts": [[figure(metric, value) for value in line] for line in values.tolist()],
        **{name: [int(row["fast"]), int(row["slow"])] for name, row in places.items()},
    }


def shortened(value: float) -> float | None:
    """Five digits are enough for a colour; an infinity has none."""
    return float(f"{value:.5g}") if np.isfinite(value) else None
