"""What a backtest in exact decimals gives: every amount as it is, to the last digit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_trading.backtest.backtest_result import named, span
from atc_trading.backtest.decimal_books import Books, Fills, RoundTrip, round_trips
from atc_trading.backtest.decimal_metrics import DecimalMetrics, metrics_of
from atc_trading.backtest.decimal_rules import DecimalParameters, MoneyRules
from atc_trading.backtest.price_input import Library
from atc_trading.market.column_values import Times
from atc_trading.market.exact_columns import EXACT
from atc_trading.wording import counted

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, eq=False, repr=False)
class DecimalResult:
    """What a strategy made of its capital, in exact decimals.

    At every bar ``cash + position * close`` is the equity, and from bar to bar what is realized and not yet realized,
    less commissions, is what the equity gained: in every digit. Series are arrays of Arrow's decimals, numbers are
    Decimals. Metrics are rounded once, to 12 digits behind the point; what there is too little of is None.
    """

    books: Books
    parameters: DecimalParameters
    rules: MoneyRules
    symbol: str
    timestamps: Times | None
    """datetime64[ns] or int64, one a bar; None where the prices had none."""
    close: pa.Array
    """The prices that were traded at."""
    execution_time_ms: float
    """Wall time of the computation."""
    library: Library = "pandas"
    """Of which the frames are unless another is named."""
    zone: str | None = None
    """The time zone of `timestamps`, which are its clocks; the frames have it."""

    @property
    def equity_curve(self) -> pa.Array:
        """Cash and shares at the close of each bar."""
        return self.books.equity

    @property
    def cash(self) -> pa.Array:
        """Money after the close of each bar."""
        return self.books.cash

    @property
    def positions(self) -> pa.Array:
        """Shares after the close of each bar, below 0 where short."""
        return self.books.position

    @property
    def fills(self) -> Fills:
        """A row a fill, and the books after it."""
        return self.books.fills

    @cached_property
    def trades(self) -> list[RoundTrip]:
        """The closed round trips in order of exit."""
        return round_trips(self.fills)

    @cached_property
    def metrics(self) -> DecimalMetrics:
        """All metrics."""
        return metrics_of(self.equity_curve.to_pylist(), self.trades, self.parameters)

    @property
    def total_return(self) -> Decimal | None:
        """What was gained or lost, as a fraction of the capital."""
        return self.metrics.total_return

    @property
    def annualized_return(self) -> Decimal | None:
        """The growth of the curve in a year."""
        return self.metrics.annualized_return

    @property
    def sharpe_ratio(self) -> Decimal | None:
        """Mean return over its standard deviation, per year."""
        return self.metrics.sharpe_ratio

    @property
    def sortino_ratio(self) -> Decimal | None:
        """Mean return over the deviation of losses, per year; None without a loss."""
        return self.metrics.sortino_ratio

    @property
    def volatility(self) -> Decimal | None:
        """Standard deviation of the returns, per year."""
        return self.metrics.volatility

    @property
    def max_drawdown(self) -> Decimal | None:
        """The largest fall from a peak, as a fraction of it."""
        return self.metrics.max_drawdown

    @property
    def win_rate(self) -> Decimal | None:
        """The share of closed round trips with a pnl above 0; None without one."""
        return self.metrics.win_rate

    @property
    def trade_count(self) -> int:
        """How many round trips were closed."""
        return self.metrics.trade_count

    @property
    def unrealized(self) -> Decimal:
        """What the position that is open at the end would gain at the last close, before commission."""
        if not len(self.fills.bar):
            return Decimal(0)
        with localcontext(EXACT):
            amount: Decimal = self.equity_curve[-1].as_py() - self.cash[-1].as_py() - self.fills.cost[-1].as_py()
        return amount

    def to_frame(self, library: Library | None = None) -> Any:
        """A DataFrame of close, position, cash and equity, one row a bar, in decimals.

        Args:
            library: "pandas" or "polars"; that of the data if not given, pandas for arrays.
        """
        from atc_trading.backtest.result_frames import dated, frame

        own = library or self.library
        columns = {"close": self.close, "position": self.positions, "cash": self.cash, "equity": self.equity_curve}
        return frame(columns, own, dated(self.timestamps, self.zone, own))

    def fills_frame(self, library: Library | None = None) -> Any:
        """A DataFrame of the fills and the books after each, with its time where the data have times."""
        from atc_trading.backtest.result_frames import dated, frame

        own = library or self.library
        times = dated(self.timestamps, self.zone, own)
        dates = {} if times is None else {"time": times[self.fills.bar]}
        return frame({**dates, **self.fills._asdict()}, own)

    def to_dict(self, *, curve: bool = True) -> dict[str, Any]:
        """Everything as JSON can hold it: a Decimal is the text of it, a date ISO text.

        Args:
            curve: whether `timestamps` and `equity_curve` are in it, two lists of as many items as there are bars.
        """
        times = None if self.timestamps is None else [in_json(time) for time in self.timestamps]
        document = {
            "symbol": self.symbol,
            "parameters": {name: in_json(value) for name, value in self.parameters._asdict().items()},
            "rules": self.rules._asdict(),
            "bars": len(self.close),
            **{name: in_json(value) for name, value in self.metrics._asdict().items()},
            "execution_time_ms": self.execution_time_ms,
            "trades": [{name: in_json(value) for name, value in trip._asdict().items()} for trip in self.trades],
        }
        if curve:
            document |= {"timestamps": times, "equity_curve": list(map(str, self.equity_curve.to_pylist()))}
        return document

    def __repr__(self) -> str:
        name = named(self.symbol, self.parameters)
        count = counted(self.trade_count, "trade")
        bars = f"{len(self.close)} bars{span(self.timestamps)}"
        equity = f"equity {self.equity_curve[-1]}, " if len(self.close) else ""
        return f"DecimalResult({name}: {equity}{count}, {bars})"


def in_json(value: Any) -> Any:
    """A value as JSON has it."""
    from atc_trading.backtest.result_frames import plain

    return str(value) if isinstance(value, Decimal) else plain(value) if isinstance(value, np.generic) else value
