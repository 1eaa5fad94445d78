"""Backtests, metrics and bars beside loops, NumPy, pandas, Polars, vectorbt, backtesting.py: ``make bench-backtest``.

Same data, same run, in turns, medians of the wall clock; every result newly allocated, and as many threads as each
library takes by itself. Loops compute only the final value and the number of trades; ours all metrics and, of one
backtest, the curve and the trades. Libraries that are not installed are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import crossing_loops
import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray
from races import Case, Functions, race

import atc_core

Array = NDArray[Any]
BARS, MANY = 1_000, 1_000_000
CAPITAL, RATE = 100_000.0, 0.001
FAST, SLOW = tuple(range(5, 25, 2)), tuple(range(30, 130, 10))
SPANS = {"5 min": ("5m", "5min", 300), "1 h": ("1h", "1h", 3600), "1 day": ("1d", "1D", 86_400)}
NANOSECONDS = 1_000_000_000


def walk(bars: int) -> Array:
    """Prices."""
    return 100.0 * np.exp(np.random.default_rng(1).normal(0.0, 0.01, bars).cumsum())


def backtests(backend: str | None) -> Iterator[Case]:
    """One pair, and a hundred."""
    close = walk(BARS)
    listed = close.tolist()
    one, many = atc_core.get("sma_backtest", backend=backend), atc_core.get("sma_backtest_grid", backend=backend)
    yield Case(
        "backtest, 1 000 bars",
        {
            "atc": lambda: one(close, 10, 30),
            "fused loop": lambda: crossing_loops.fused(close, 10, 30, CAPITAL, RATE),
            "python": lambda: crossing_loops.backtest(listed, 10, 30, CAPITAL, RATE),
        },
        {"fused loop": 0.25, "python": 15.0},
    )
    fast, slow = np.array(FAST), np.array(SLOW)
    functions: Functions = {
        "atc": lambda: many(close, FAST, SLOW),
        "loop": lambda: crossing_loops.grid(close, fast, slow, CAPITAL, RATE),
    }
    for name, make in (("vectorbt", of_vectorbt), ("backtesting.py", of_backtesting)):
        try:
            functions[name] = make(close)
        except ImportError:
            continue
    yield Case("grid, 100 pairs x 1 000", functions, {"loop": 3.0, "vectorbt": 100.0, "backtesting.py": 100.0})


def of_vectorbt(close: Array) -> Callable[[], Any]:
    """All pairs as columns of one portfolio: its fastest way."""
    import vectorbt as vbt  # type: ignore[import-not-found]

    prices = pd.Series(close)

    def run() -> Any:
        quick = vbt.MA.run(prices, np.repeat(FAST, len(SLOW)), short_name="fast")
        steady = vbt.MA.run(prices, np.tile(SLOW, len(FAST)), short_name="slow")
        up, down = quick.ma_crossed_above(steady), quick.ma_crossed_below(steady)
        portfolio = vbt.Portfolio.from_signals(
            prices, up, down, short_entries=down, short_exits=up, fees=RATE, init_cash=CAPITAL, freq="1D"
        )
        metrics = ("total_return", "annualized_return", "sharpe_ratio", "sortino_ratio", "annualized_volatility")
        return [getattr(portfolio, name)() for name in (*metrics, "max_drawdown")], portfolio.trades.win_rate()

    return run


def of_backtesting(close: Array) -> Callable[[], Any]:
    """One run a pair, without its progress bar; its statistics come with it."""
    from backtesting import Backtest, Strategy, backtesting  # type: ignore[import-not-found]
    from backtesting.lib import crossover  # type: ignore[import-not-found]

    backtesting._tqdm = lambda bars, **_: bars  # noqa: SLF001 there is no option
    frame = pd.DataFrame(dict.fromkeys(("Open", "High", "Low", "Close"), close))
    frame.index = pd.date_range("2020", periods=len(close))

    class Crossing(Strategy):  # type: ignore[misc]
        fast, slow = 10, 30

        def init(self) -> None:
            prices = pd.Series(self.data.Close)
            self.quick = self.I(lambda: prices.rolling(self.fast).mean())
            self.steady = self.I(lambda: prices.rolling(self.slow).mean())

        def next(self) -> None:
            if crossover(self.quick, self.steady):
                self.position.close()
                self.buy()
            elif crossover(self.steady, self.quick):
                self.position.close()
                self.sell()

    engine = Backtest(frame, Crossing, cash=CAPITAL, commission=RATE, trade_on_close=True, finalize_trades=True)
    # A tenth of the pairs: a hundred take seconds.
    return lambda: [engine.run(fast=fast, slow=slow) for fast, slow in zip(FAST, SLOW, strict=True)]


def metrics(backend: str | None) -> Iterator[Case]:
    """Numbers of a million returns, and of their curve."""
    returns = np.random.default_rng(2).normal(0.0002, 0.01, MANY)
    curve = np.cumprod(1.0 + returns)
    handles = {
        name: atc_core.get(name, backend=backend)
        for name in ("sharpe_ratio", "sortino_ratio", "volatility", "max_drawdown")
    }
    series, equity = pl.Series(returns), pl.Series(curve)
    year = np.sqrt(252.0)

    def ours() -> Any:
        return [handle(curve if name == "max_drawdown" else returns) for name, handle in handles.items()]

    def of_numpy() -> Any:
        mean, spread = returns.mean(), returns.std(ddof=1)
        below = np.sqrt(np.mean(np.minimum(returns, 0.0) ** 2))
        return (
            mean / spread * year,
            mean / below * year,
            spread * year,
            np.max(1 - curve / np.maximum.accumulate(curve)),
        )

    def of_polars() -> Any:
        mean, spread = series.mean(), series.std()
        below = (series.clip(upper_bound=0.0) ** 2).mean() ** 0.5
        return mean / spread * year, mean / below * year, spread * year, (1 - equity / equity.cum_max()).max()

    def of_pandas() -> Any:
        kept, values = pd.Series(returns), pd.Series(curve)
        mean, spread = kept.mean(), kept.std()
        below = np.sqrt((kept.clip(upper=0.0) ** 2).mean())
        return mean / spread * year, mean / below * year, spread * year, (1 - values / values.cummax()).max()

    np.testing.assert_allclose(ours(), of_numpy(), rtol=1e-12)
    np.testing.assert_allclose(ours(), of_polars(), rtol=1e-9)
    others: Functions = {"numpy": of_numpy, "polars": of_polars, "pandas": of_pandas}
    yield Case("four metrics, 1M", {"atc": ours, **others}, {"numpy": 3.0, "polars": 2.0, "pandas": 2.0})
    for name in ("value_at_risk", "conditional_value_at_risk"):
        handle = atc_core.get(name, backend=backend)
        tail: Functions = {
            "atc": lambda handle=handle: handle(returns),  # type: ignore[misc]
            "numpy": lambda: np.quantile(returns, 0.05, method="lower"),
            "polars": lambda: series.quantile(0.05, interpolation="lower"),
        }
        yield Case(f"{name}, 1M", tail, {})


def resampling(backend: str | None) -> Iterator[Case]:
    """A million minute bars of which one in five is missing, some seconds late."""
    random = np.random.default_rng(3)
    minutes = np.flatnonzero(random.random(MANY * 5 // 4 + MANY // 100) < 0.8)[:MANY]
    stamps = (1_600_000_000 + 60 * minutes + random.integers(0, 60, MANY)) * NANOSECONDS
    close = walk(MANY)
    high, low, volume = close * 1.001, close * 0.999, np.round(random.exponential(1000.0, MANY))
    fields = {"open": close + 0.01, "high": high, "low": low, "close": close, "volume": volume}
    rules = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
    frame = pl.DataFrame({"time": stamps.astype("datetime64[ns]"), **fields}).set_sorted("time")
    table = pd.DataFrame(fields, index=pd.DatetimeIndex(stamps.astype("datetime64[ns]")))
    handle = atc_core.get("ohlcv_resample", backend=backend)
    wanted = {"5 min": (8.0, 10.0), "1 h": (4.0, 8.0), "1 day": (2.0, 8.0)}
    columns = [getattr(pl.col(name), rule)() for name, rule in rules.items()]
    for title, (of_polars, of_pandas, seconds) in SPANS.items():
        every = seconds * NANOSECONDS
        functions: Functions = {
            "atc": lambda every=every: handle(stamps, *fields.values(), every),  # type: ignore[misc]
            "polars": lambda every=of_polars: frame.group_by_dynamic("time", every=every).agg(columns),  # type: ignore[misc]
            "pandas": lambda every=of_pandas: table.resample(every).agg(rules),  # type: ignore[misc]
        }
        theirs = functions["polars"]()
        for own, name in zip(functions["atc"]()[1:], rules, strict=True):
            np.testing.assert_allclose(own, theirs[name].to_numpy(), rtol=1e-12)
        yield Case(f"1M minutes to {title}", functions, dict(zip(("polars", "pandas"), wanted[title], strict=True)))


if __name__ == "__main__":
    race(__doc__ or "", (backtests, metrics, resampling), {"backtesting.py": len(FAST)})
