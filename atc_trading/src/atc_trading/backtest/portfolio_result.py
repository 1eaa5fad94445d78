"""What a run of orders or weights gives: the account over time, fills and trips with their times, and metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_core.declarations.execution.orders import OrderRun
from atc_core.declarations.execution.targets import TargetRun
from atc_trading.backtest.curve_metrics import curve_metrics, curve_returns
from atc_trading.backtest.order_builder import PlacedOrder
from atc_trading.backtest.portfolio_bars import PortfolioBars
from atc_trading.backtest.result_frames import columns_of, dated, frame
from atc_trading.market.column_values import Numbers, Times

STATUSES = ("open", "filled", "cancelled", "expired", "rejected", "ruined")
KIND_WORDS = ("market", "limit", "stop", "stop-limit", "trailing", "trailing")
FILL_COLUMNS = ("bar", "asset", "quantity", "price", "commission")


@dataclass(frozen=True, eq=False, repr=False)
class PortfolioResult:
    """The account of a run on the bars of several assets.

    Returns, drawdown and volatility are fractions: 0.1 is ten percent. Frames are of the library that the bars came in.
    """

    outcome: OrderRun | TargetRun
    """The kernel's own result."""
    bars: PortfolioBars
    initial_cash: float
    periods_per_year: float
    order_numbers: tuple[int, ...] = ()
    """Which order of the builder each row of the kernel's is."""
    placed: tuple[PlacedOrder, ...] = ()
    """The orders, as they were asked for."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What the kernel was given beside bars, orders or targets, and cash: costs, leverage and the like."""

    @property
    def initial_capital(self) -> float:
        """`initial_cash`, by the name that results of one asset have for it."""
        return self.initial_cash

    @property
    def timestamps(self) -> Times:
        """When each bar is: datetime64[ns], or int64 where bars are only numbered."""
        return self.bars.timestamps

    @property
    def equity_curve(self) -> Numbers:
        """Cash and positions at the close of each bar."""
        return self.outcome.equity

    @cached_property
    def drawdown(self) -> Numbers:
        """How far each bar's equity is below the highest until then, the capital too, as a fraction of that."""
        found: Numbers = atc_core.drawdown(np.maximum(self.begun, 0.0))[1:]
        return found

    @cached_property
    def marks(self) -> NDArray[np.float64]:
        """The last close of each asset at each bar, ``(time, assets)``; NaN before the first."""
        return np.asarray(atc_core.fill_missing(self.bars.close))

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """The value of each position at the close of each bar, ``(time, assets)``; below 0 where it is short."""
        position = self.outcome.position.reshape(self.marks.shape)
        return np.asarray(np.where(position == 0.0, 0.0, position * self.marks))

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """`values` as fractions of equity; NaN from ruin on."""
        equity = self.equity_curve[:, np.newaxis]
        out = np.full(self.values.shape, np.nan)
        return np.asarray(np.divide(self.values, equity, out=out, where=equity > 0.0))

    @cached_property
    def buy_and_hold(self) -> Numbers:
        """What the capital would be worth, had an equal part bought each asset at its first close, without costs."""
        begun = np.isfinite(self.marks)
        first = self.marks[begun.argmax(axis=0), np.arange(self.marks.shape[1])] if len(begun) else np.nan
        grown: Numbers = np.where(begun, self.marks / first, 1.0).mean(axis=1)
        return self.initial_cash * grown

    @cached_property
    def begun(self) -> NDArray[np.float64]:
        """The equity at the end of each bar, after the capital."""
        return np.concatenate([[self.initial_cash], self.outcome.equity])

    @cached_property
    def returns(self) -> NDArray[np.float64]:
        """The return of each bar, NaN after ruin."""
        return curve_returns(self.begun)

    @cached_property
    def turnover(self) -> Numbers:
        """The value of the fills of each bar, as a fraction of the equity before it; NaN after ruin."""
        fills, before = self.outcome.fills, self.begun[:-1]
        traded = np.bincount(fills["bar"], np.abs(fills["quantity"] * fills["price"]), len(before))
        return np.asarray(np.divide(traded, before, out=np.full(len(before), np.nan), where=before > 0.0))

    @property
    def total_return(self) -> float:
        """What was gained or lost, as a fraction of the capital."""
        return float(self.begun[-1] / self.initial_cash - 1.0)

    @property
    def metrics(self) -> dict[str, float]:
        """Metrics of the whole run, by the kernels of their names; `turnover` and `costs` are fractions of capital."""
        fills = self.outcome.fills
        traded = float(np.abs(fills["quantity"] * fills["price"]).sum())
        return {
            **curve_metrics(self.begun, self.periods_per_year),
            "turnover": traded / self.initial_cash,
            "costs": (self.commission + self.financing) / self.initial_cash,
        }

    @property
    def commission(self) -> float:
        """What was paid in all for fills; below 0 where rebates are more."""
        return float(self.outcome.fills["commission"].sum())

    @property
    def held_metrics(self) -> dict[str, float]:
        """The metrics of `buy_and_hold`."""
        return curve_metrics(np.concatenate([[self.initial_cash], self.buy_and_hold]), self.periods_per_year)

    @property
    def financing(self) -> float:
        """What was paid in all for borrowed cash and shares."""
        return float(self.outcome.financing.sum()) if isinstance(self.outcome, OrderRun) else 0.0

    @cached_property
    def trips(self) -> NDArray[np.void]:
        """Positions from flat to flat, see `atc_core.round_trips`."""
        fills = self.outcome.fills
        trips: NDArray[np.void] = atc_core.round_trips(*(fills[name] for name in FILL_COLUMNS))
        return trips

    def account_frame(self) -> Any:
        """A row a bar: cash, equity, and the position in each asset."""
        position = self.outcome.position.reshape(self.bars.close.shape)
        columns = {"cash": self.outcome.cash, "equity": self.outcome.equity}
        for symbol, shares in zip(self.bars.symbols, position.T, strict=True):
            is_taken = symbol in columns or symbol == "timestamps"
            columns[f"position of {symbol}" if is_taken else symbol or "position"] = shares
        return frame(columns, self.bars.library, self._times())

    def fills_frame(self) -> Any:
        """A row a fill, in the order in which they happened: `order` (of `run_orders`), `time`, `asset`, the rest."""
        return self._dated(columns_of(self.outcome.fills), {"bar": "time"})

    def trips_frame(self) -> Any:
        """A row a position from flat to flat."""
        return self._dated(columns_of(self.trips), {"entry_bar": "entry_time", "exit_bar": "exit_time"})

    def orders_frame(self) -> Any:
        """A row an order of the builder: asset, kind and quantity, its status in words, the shares that it filled."""
        if not isinstance(self.outcome, OrderRun):
            raise TypeError("orders_frame: a run of targets has no orders")
        rows = np.argsort(np.array(self.order_numbers, np.int64))
        words = np.array(STATUSES)[self.outcome.status[rows]]
        columns = {
            "asset": np.array([order.asset or self.bars.symbols[0] for order in self.placed], str),
            "kind": np.array([KIND_WORDS[order.kind] for order in self.placed], str),
            "quantity": np.array([order.quantity for order in self.placed], np.float64),
            "status": words,
            "filled": self.outcome.filled[rows],
        }
        return frame(columns, self.bars.library)

    def to_dict(self, *, curve: bool = True) -> dict[str, Any]:
        """Everything as JSON can hold it, as `BacktestResult.to_dict` does.

        Args:
            curve: whether `timestamps` and `equity_curve` are in it, two lists of as many items as there are bars.
        """
        from atc_trading.backtest.portfolio_figures import portfolio_document

        return portfolio_document(self, curve=curve)

    def report(self, path: str | Path, notes: Mapping[str, str] | None = None) -> Path:
        """Write the run as one HTML page that loads nothing: curves, positions, turnover, costs, fills.

        Args:
            path: the file, which is replaced at once.
            notes: by term, what the page shall tell too.

        Returns:
            The whole path.

        Raises:
            ReportError: there is no bar, plotly is missing, or the file cannot be written.
        """
        from atc_trading.backtest.page import PortfolioContent, write_page

        return write_page(PortfolioContent(self, notes or {}), path)

    def _dated(self, columns: dict[str, Any], bars: dict[str, str]) -> Any:
        """Columns with times in place of bars, and assets and orders by their names."""
        times, found = self._times(), {}
        for name, values in columns.items():
            if name in bars:
                found[bars[name]] = times[values]
            elif name == "asset":
                found[name] = np.array(self.bars.symbols, object)[values].astype(str)
            elif name == "order":
                found[name] = np.array([*self.order_numbers, -1], np.int64)[values]
            else:
                found[name] = values
        return frame(found, self.bars.library)

    def _times(self) -> Any:
        """The times of the bars, in the library's own form."""
        return dated(self.bars.timestamps, self.bars.zone, self.bars.library)

    @property
    def kind(self) -> str:
        """``"orders"`` or ``"targets"``."""
        return "orders" if isinstance(self.outcome, OrderRun) else "targets"

    def __repr__(self) -> str:
        assets = ", ".join(self.bars.symbols[:3]) + (", …" if len(self.bars.symbols) > 3 else "")  # noqa: PLR2004 shown
        return f"PortfolioResult({self.kind} on {assets}: {self.total_return:+.1%}, {len(self.outcome.fills)} fills)"
