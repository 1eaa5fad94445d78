"""A grid of backtests: ranked, its best and its plateau, and as a map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core.declarations.backtest import METRICS
from atc_core.spelling import did_you_mean
from atc_trading.backtest.backtest_result import Parameters
from atc_trading.backtest.price_input import Library
from atc_trading.market.column_values import Numbers
from atc_trading.wording import counted

LESS_IS_BETTER = frozenset({"volatility", "max_drawdown"})
ALIASES = {"annualized_return": "annual_return"}
ENOUGH = 5
"""Pairs of the nine in a neighbourhood that make its median mean something: a corner has four."""


class HeatMap(NamedTuple):
    """A metric by both lengths, each in order; NaN where there is no such pair."""

    metric: str
    fast: NDArray[np.int64]
    slow: NDArray[np.int64]
    table: Numbers
    """Shape ``(fast, slow)``."""


@dataclass(frozen=True, eq=False, repr=False)
class GridResult:
    """The metrics of every pair of lengths, as `sma_backtest_grid` gives them.

    A metric is named as a column of `rows` is; `annualized_return` is `annual_return` there.
    """

    rows: NDArray[np.void]
    """A structured array: `fast`, `slow` and eight metrics, a row a pair in the order given, the slow length faster."""
    parameters: Parameters
    symbol: str
    bars: int
    execution_time_ms: float
    from_cache: bool = False
    library: Library = "pandas"
    """Of which the frames are unless another is named."""

    def __len__(self) -> int:
        return len(self.rows)

    def rank(self, metric: str = "sharpe_ratio", top: int | None = None) -> NDArray[np.void]:
        """The rows, best first: largest, but smallest of volatility and drawdown; NaN last, equals in their order.

        Args:
            metric: what decides.
            top: how many rows; all if not given.

        Raises:
            ValueError: the metric is unknown, or `top` is negative.
        """
        if top is not None and top < 0:
            raise ValueError(f"GridResult: top must be at least 0, was {top}")
        found: NDArray[np.void] = self.rows[np.argsort(-self._goodness(metric), kind="stable")][:top]
        return found

    def best(self, metric: str = "sharpe_ratio") -> np.void:
        """The row that is ranked first.

        Raises:
            ValueError: there is no pair, or the metric is NaN for all of them.
        """
        self._check(metric)
        row: np.void = self.rank(metric, 1)[0]
        return row

    def plateau(self, metric: str = "sharpe_ratio") -> np.void:
        """The pair with the best metric among its neighbours: a result that does not hang on one lucky length.

        It has the best median of its neighbourhood, which is itself and the pairs at most one step of the grid away in
        both lengths. Only neighbourhoods of at least five pairs count, or the largest where all are smaller; of
        equals, the first pair in the grid.

        Raises:
            ValueError: there is no pair, or the metric is NaN for all of them.
        """
        self._check(metric)
        goodness = self._table(self._goodness(metric))
        edged = np.pad(goodness, 1, constant_values=np.nan)
        nine = np.lib.stride_tricks.sliding_window_view(edged, (3, 3)).reshape(*goodness.shape, 9)
        counts = np.where(np.isnan(goodness), 0, np.count_nonzero(~np.isnan(nine), axis=2))
        counted = counts >= min(ENOUGH, int(counts.max()))
        medians = np.full(goodness.shape, -np.inf)
        medians[counted] = np.nanmedian(nine[counted], axis=1)
        fast, slow = self._places
        row: np.void = self.rows[np.argmax(medians[fast, slow])]
        return row

    def heat_map(self, metric: str = "sharpe_ratio") -> HeatMap:
        """The metric as a table of both lengths."""
        name = self._name(metric)
        lengths = np.unique(self.rows["fast"]), np.unique(self.rows["slow"])
        return HeatMap(name, *lengths, self._table(self.rows[name].astype(np.float64)))

    def figure(self, metric: str = "sharpe_ratio") -> Any:
        """The heat map as a Plotly figure, with the best pair and the plateau marked."""
        go: Any = import_module("plotly.graph_objects")
        found, best, plateau = self.heat_map(metric), self.best(metric), self.plateau(metric)
        heat = go.Heatmap(x=found.slow, y=found.fast, z=found.table, colorbar={"title": found.metric})
        marks = [
            go.Scatter(
                x=[row["slow"]], y=[row["fast"]], mode="markers", name=name, marker={"symbol": symbol, "size": 14}
            )
            for name, row, symbol in (("best", best, "star"), ("plateau", plateau, "circle-open"))
        ]
        layout = {
            "xaxis_title": "slow length",
            "yaxis_title": "fast length",
            "title": f"{self.symbol} {found.metric}".strip(),
        }
        return go.Figure([heat, *marks], layout)

    def to_frame(self, library: Library | None = None) -> Any:
        """The rows as a DataFrame of pandas or Polars."""
        from atc_trading.backtest.result_frames import columns_of, frame

        return frame(columns_of(self.rows), library or self.library)

    def to_dict(self, metric: str = "sharpe_ratio") -> dict[str, Any]:
        """Everything as JSON can hold it; `best` and `plateau` by a metric, None where that is NaN for all pairs."""
        from atc_trading.backtest.result_frames import plain

        name = self._name(metric)
        rows = [{field: plain(row[field]) for field in row.dtype.names} for row in self.rows]
        places = {"best": self.best, "plateau": self.plateau} if np.isfinite(self._goodness(name)).any() else {}
        picked = {what: [int(row["fast"]), int(row["slow"])] for what, row in ((w, f(name)) for w, f in places.items())}
        return {
            "symbol": self.symbol,
            "parameters": {key: plain(value) for key, value in self.parameters._asdict().items() if value is not None},
            "bars": self.bars,
            "execution_time_ms": plain(self.execution_time_ms),
            "metric": name,
            "best": picked.get("best"),
            "plateau": picked.get("plateau"),
            "rows": rows,
        }

    def __repr__(self) -> str:
        count = counted(len(self), "pair")
        head = f"GridResult({f'{self.symbol}: ' if self.symbol else ''}{count}, {self.bars} bars"
        if np.isnan(self._goodness("sharpe_ratio")).all():
            return f"{head})"
        best = self.best()
        return f"{head}, best Sharpe {best['sharpe_ratio']:.2f} at {best['fast']}/{best['slow']})"

    @cached_property
    def _places(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where in the map each row is."""
        fast = np.unique(self.rows["fast"], return_inverse=True)[1]
        return fast, np.unique(self.rows["slow"], return_inverse=True)[1]

    def _table(self, values: Numbers) -> Numbers:
        """One value a row as a table of both lengths."""
        table = np.full((len(np.unique(self.rows["fast"])), len(np.unique(self.rows["slow"]))), np.nan)
        table[self._places] = values
        return table

    def _goodness(self, metric: str) -> Numbers:
        """The metric, with its sign changed where less is better."""
        name = self._name(metric)
        values: Numbers = self.rows[name].astype(np.float64)
        return -values if name in LESS_IS_BETTER else values

    def _name(self, metric: str) -> str:
        """The column of a metric."""
        name = ALIASES.get(metric, metric)
        if name not in METRICS:
            raise ValueError(f"GridResult: unknown metric {metric!r}{did_you_mean(metric, METRICS)}")
        return name

    def _check(self, metric: str) -> None:
        """Refuse to name the best where there is none."""
        if not len(self.rows):
            raise ValueError("GridResult: there is no pair whose fast length is below the slow one")
        if np.isnan(self._goodness(metric)).all():
            raise ValueError(f"GridResult: {metric} is NaN for all pairs, so none is best")
