"""What a backtest gives: metrics, the curve of equity, trades, and what follows from them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_core.declarations.backtest import Backtest
from atc_trading.backtest.price_input import Library
from atc_trading.market.column_values import Numbers, Times, written
from atc_trading.wording import counted

if TYPE_CHECKING:
    from atc_trading.backtest.grid_result import GridResult


class Parameters(NamedTuple):
    """What a backtest was run with; the lengths are None where the signal was given."""

    fast_period: int | None
    slow_period: int | None
    initial_capital: float = 100_000.0
    commission_rate: float = 0.001
    slippage: float = 0.0
    allow_short: bool = True
    periods_per_year: float = 252.0

    @property
    def costs(self) -> tuple[float, float, float, bool, float]:
        """All but the lengths, in the order of the kernels' options."""
        return self[2:]


class OpenTrade(NamedTuple):
    """The position that is open after the last bar."""

    entry_bar: int
    side: int
    """1 or -1."""
    entry_price: float
    shares: float
    pnl: float
    """Marked to the last close, after the commission of the entry; what closing would cost is not in it."""


@dataclass(frozen=True, eq=False, repr=False)
class BacktestResult:
    """What a strategy made of its capital.

    Total and annualized return, drawdown, win rate and volatility are fractions: 0.1 is ten percent. What there is
    too little of is NaN: no trade has no win rate.
    """

    outcome: Backtest
    """The kernel's own result."""
    parameters: Parameters
    symbol: str
    timestamps: Times | None
    """datetime64[ns] or int64, one a bar; None where the prices had none."""
    close: Numbers
    execution_time_ms: float
    """Wall time of the computation, or of finding it in the cache."""
    from_cache: bool = False
    signal: NDArray[np.int8] | None = None
    """The target at each bar, where it was given."""
    library: Library = "pandas"
    """Of which the frames are unless another is named."""
    zone: str | None = None
    """The time zone of `timestamps`, which are its clocks; the frames have it."""

    @property
    def total_return(self) -> float:
        """What was gained or lost, as a fraction of the capital."""
        return float(self.outcome.total_return)

    @property
    def annualized_return(self) -> float:
        """The growth of the curve in a year."""
        return float(self.outcome.annual_return)

    @property
    def sharpe_ratio(self) -> float:
        """Mean return over its standard deviation, per year."""
        return float(self.outcome.sharpe_ratio)

    @property
    def sortino_ratio(self) -> float:
        """Mean return over the deviation of losses, per year; infinite without a loss."""
        return float(self.outcome.sortino_ratio)

    @property
    def volatility(self) -> float:
        """Standard deviation of the returns, per year."""
        return float(self.outcome.volatility)

    @property
    def max_drawdown(self) -> float:
        """The largest fall from a peak, as a fraction of it."""
        return float(self.outcome.max_drawdown)

    @property
    def win_rate(self) -> float:
        """The share of closed round trips with a pnl above 0; NaN without one."""
        return float(self.outcome.win_rate)

    @property
    def trade_count(self) -> int:
        """How many round trips were closed."""
        return int(self.outcome.trade_count)

    @property
    def equity_curve(self) -> Numbers:
        """Cash and shares at the close of each bar."""
        return self.outcome.equity_curve

    @property
    def initial_capital(self) -> float:
        """Money at the start."""
        return self.parameters.initial_capital

    @property
    def trades(self) -> NDArray[np.void]:
        """The closed round trips in order of exit, a structured array as `sma_backtest` documents it."""
        return self.outcome.trades

    @cached_property
    def drawdown(self) -> Numbers:
        """How far each bar's equity is below the highest until then, as a fraction of that."""
        found: Numbers = atc_core.get("drawdown")(self.equity_curve)
        return found

    @cached_property
    def buy_and_hold(self) -> Numbers:
        """What the capital would be worth, had it bought at the first close, without costs."""
        return self.parameters.initial_capital * (self.close / self.close[:1])

    @cached_property
    def positions(self) -> NDArray[np.int8]:
        """-1, 0 or 1 after the close of each bar."""
        signal = self.signal if self.signal is not None else crossings(self.close, self.parameters)
        held = signal if self.parameters.allow_short else np.maximum(signal, 0)
        return np.where(self.equity_curve > 0.0, held, 0).astype(np.int8)

    @cached_property
    def open_trade(self) -> OpenTrade | None:
        """The position that is open at the end: in the equity, not among the trades."""
        positions, own = self.positions, self.parameters
        if not len(positions) or positions[-1] == 0:
            return None
        changes = np.flatnonzero(positions[1:] != positions[:-1])
        bar, side = int(changes[-1]) + 1 if len(changes) else 0, int(positions[-1])
        price = float(self.close[bar]) * (1.0 + side * own.slippage)
        equity = own.initial_capital + float(self.trades["pnl"].sum())
        shares = equity / (price * (1.0 + own.commission_rate))
        pnl = side * shares * (float(self.close[-1]) - price) - own.commission_rate * shares * price
        return OpenTrade(bar, side, price, shares, pnl)

    def to_dict(self, *, curve: bool = True) -> dict[str, Any]:
        """Everything as JSON can hold it: NaN is None, an infinity the text ``"Infinity"``, a date ISO text.

        Args:
            curve: whether `timestamps` and `equity_curve` are in it, two lists of as many items as there are bars.
        """
        from atc_trading.backtest.result_frames import as_document

        return as_document(self, curve=curve)

    def to_frame(self, library: Library | None = None) -> Any:
        """A DataFrame of close, position, equity, drawdown and buy_and_hold, one row a bar.

        Args:
            library: "pandas" or "polars"; that of the data if not given, pandas for arrays.
        """
        from atc_trading.backtest.result_frames import frame_of_bars

        return frame_of_bars(self, library or self.library)

    def trades_frame(self, library: Library | None = None) -> Any:
        """A DataFrame of the closed round trips, with the times of entry and exit where the data have times."""
        from atc_trading.backtest.result_frames import frame_of_trades

        return frame_of_trades(self, library or self.library)

    def report(self, path: str | Path, grid: GridResult | None = None, notes: Mapping[str, str] | None = None) -> Path:
        """Write the backtest as one HTML page that loads nothing; its whole path.

        Args:
            path: the file, which is replaced at once.
            grid: what came of other lengths, to be shown beside it.
            notes: by term, what the page shall tell too.

        Raises:
            ReportError: there is no bar, plotly is missing, or the file cannot be written.
        """
        from atc_trading.backtest.page import PageContent, write_page

        return write_page(PageContent(self, grid, notes=notes or {}), path)

    def __repr__(self) -> str:
        name = named(self.symbol, self.parameters)
        count = counted(self.trade_count, "trade")
        figures = f"{percent(self.total_return)}, Sharpe {self.sharpe_ratio:.2f}, drawdown {self.max_drawdown:.1%}"
        return f"BacktestResult({name}: {figures}, {count}, {len(self.close)} bars{span(self.timestamps)})"


def named(symbol: str, own: Any) -> str:
    """What was run on what: ``AAPL sma 10/30``, ``signals``."""
    what = "signals" if own.fast_period is None else f"sma {own.fast_period}/{own.slow_period}"
    return " ".join(filter(None, (symbol, what)))


def percent(value: float) -> str:
    """A fraction with its sign: ``+12.3%``."""
    return "nan" if math.isnan(value) else f"{value:+.1%}"


def span(timestamps: Times | None) -> str:
    """`` 2020-01-01 to 2024-01-01``; empty without dates."""
    if timestamps is None or not len(timestamps):
        return ""
    return f" {written(timestamps[0])} to {written(timestamps[-1])}"


def crossings(close: Numbers, parameters: Parameters) -> NDArray[np.int8]:
    """The direction of the last crossing of both averages at each bar."""
    average = atc_core.get("sma")
    fast, slow = (average(close, length) for length in parameters[:2])
    found: NDArray[np.int8] = atc_core.get("crossover_signal")(fast, slow)
    return found
