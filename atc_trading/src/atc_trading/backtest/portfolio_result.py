"""What a run of orders or weights gives: the account over time, fills and trips with their times, and metrics."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_core.declarations.execution.orders import OrderRun
from atc_core.declarations.execution.targets import TargetRun
from atc_trading.backtest.portfolio_bars import PortfolioBars
from atc_trading.backtest.result_frames import columns_of, dated, frame

STATUSES = ("open", "filled", "cancelled", "expired", "rejected", "ruined")
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

    @cached_property
    def begun(self) -> NDArray[np.float64]:
        """The equity at the end of each bar, after the capital."""
        return np.concatenate([[self.initial_cash], self.outcome.equity])

    @cached_property
    def returns(self) -> NDArray[np.float64]:
        """The return of each bar, NaN after ruin."""
        before, after = self.begun[:-1], self.begun[1:]
        ratio = np.divide(after, before, out=np.full(len(before), np.nan), where=before > 0)
        return np.asarray(np.maximum(ratio - 1.0, -1.0))

    @property
    def total_return(self) -> float:
        """What was gained or lost, as a fraction of the capital."""
        return float(self.begun[-1] / self.initial_cash - 1.0)

    @property
    def metrics(self) -> dict[str, float]:
        """Metrics of the whole run, by the kernels of their names; `turnover` and `costs` are fractions of capital."""
        curve, per_year = np.maximum(self.begun, 0.0), self.periods_per_year
        fills = self.outcome.fills
        traded = float(np.abs(fills["quantity"] * fills["price"]).sum())
        return {
            "total_return": self.total_return,
            "annual_return": atc_core.annual_return(curve, per_year),
            "sharpe_ratio": atc_core.sharpe_ratio(self.returns, 0.0, per_year),
            "sortino_ratio": atc_core.sortino_ratio(self.returns, 0.0, per_year),
            "volatility": atc_core.volatility(self.returns, per_year),
            "max_drawdown": atc_core.max_drawdown(curve),
            "turnover": traded / self.initial_cash,
            "costs": (float(fills["commission"].sum()) + self.financing) / self.initial_cash,
        }

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
        position = self.outcome.position.reshape(len(self.outcome.cash), -1)
        names = zip(self.bars.symbols, position.T, strict=True)
        columns = {"cash": self.outcome.cash, "equity": self.outcome.equity}
        columns |= {symbol or "position": shares for symbol, shares in names}
        return frame(columns, self.bars.library, self._times())

    def fills_frame(self) -> Any:
        """A row a fill, in the order in which they happened: `order` (of `run_orders`), `time`, `asset`, the rest."""
        return self._dated(columns_of(self.outcome.fills), {"bar": "time"})

    def trips_frame(self) -> Any:
        """A row a position from flat to flat."""
        return self._dated(columns_of(self.trips), {"entry_bar": "entry_time", "exit_bar": "exit_time"})

    def orders_frame(self) -> Any:
        """A row an order of the builder: its status in words, and the shares that it filled."""
        if not isinstance(self.outcome, OrderRun):
            raise TypeError("orders_frame: a run of targets has no orders")
        rows = np.argsort(np.array(self.order_numbers, np.int64))
        words = np.array(STATUSES)[self.outcome.status[rows]]
        return frame({"status": words, "filled": self.outcome.filled[rows]}, self.bars.library)

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

    def __repr__(self) -> str:
        kind = "orders" if isinstance(self.outcome, OrderRun) else "targets"
        assets = ", ".join(self.bars.symbols[:3]) + (", …" if len(self.bars.symbols) > 3 else "")  # noqa: PLR2004 shown
        return f"PortfolioResult({kind} on {assets}: {self.total_return:+.1%}, {len(self.outcome.fills)} fills)"
