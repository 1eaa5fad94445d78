"""The engine that runs backtests: one, many, or a grid of them, with a cache where there is one."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Literal, overload

import atc_core
from atc_trading.backtest.backtest_result import BacktestResult, Parameters
from atc_trading.backtest.caching import Remembered
from atc_trading.backtest.decimal_rules import MoneyRules
from atc_trading.backtest.engine_questions import EngineQuestions
from atc_trading.backtest.grid_result import GridResult
from atc_trading.backtest.many_backtests import pairs_of, pool_of
from atc_trading.backtest.parameter_grid import GRID, Follow, check_grid, followed, lengths
from atc_trading.backtest.runs import SMA, Runs
from atc_trading.backtest.signal_input import signal_input
from atc_trading.market.exact_columns import Money, check_money

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    from atc_trading.backtest.decimal_result import DecimalResult
    from atc_trading.result_cache import ResultCache  # type: ignore[import-not-found, unused-ignore]

    Result = TypeVar("Result", default=BacktestResult)
else:
    from typing import TypeVar

    Result = TypeVar("Result")


class BacktestEngine(EngineQuestions, Generic[Result]):
    """Runs backtests on the fastest backend, or on one that is named.

    >>> from atc_trading.backtest import BacktestEngine, generate_sample_data
    >>> BacktestEngine().run_sma_backtest(generate_sample_data("AAPL", days=500), 10, 30)
    BacktestResult(AAPL sma 10/30: +61.1%, Sharpe 0.97, drawdown 25.5%, 14 trades, 500 bars 2000-01-03 to 2001-11-30)

    `data` is MarketData; a Series or an array of closes; or a frame of pandas or Polars, whose close and dates are
    found by their names or in its index. Closes are finite and above 0, times increase. Signals at a close trade at
    that close; the fills, costs and metrics are those of the kernel `sma_backtest`. All methods take

    - `initial_capital`: money at the start, finite and above 0;
    - `commission_rate`: a fraction of the value of each fill, at least 0 and below 1;
    - `slippage`: a fraction of the price that each fill is worse, at least 0 and below 1;
    - `allow_short`: whether a signal down sells short; else it closes the position;
    - `periods_per_year`: bars in a year, finite and above 0.

    Args:
        backend: which backend runs all kernels; the fastest here if not given.
        cache: where results are kept and found again, see `atc_trading.result_cache`; the engine closes it.
        money: ``"decimal"`` counts cash, prices, commissions and equity exactly, in whole shares: a `DecimalResult`.
        price_scale: digits behind the point that prices are rounded to; floats need it, decimals keep their own.
        quantity_scale: digits behind the point of shares, which are rounded down; 0 if not given.
        commission_scale: digits behind the point that commissions are rounded to, half even; all if not given.

    Raises:
        UnknownBackendError: there is no such backend.
        BackendError: it cannot run the kernels.
        ValueError: `money` is another word, a scale cannot be, or is one of money in floats; or a cache is to keep
            results in decimals.
    """

    @overload
    def __init__(
        self: BacktestEngine[BacktestResult], *, backend: str | None = None, cache: ResultCache | None = None
    ) -> None: ...
    @overload
    def __init__(
        self: BacktestEngine[DecimalResult],
        *,
        backend: str | None = None,
        money: Literal["decimal"],
        price_scale: int | None = None,
        quantity_scale: int | None = None,
        commission_scale: int | None = None,
    ) -> None: ...
    def __init__(
        self,
        *,
        backend: str | None = None,
        cache: ResultCache | None = None,
        money: Money = "float",
        price_scale: int | None = None,
        quantity_scale: int | None = None,
        commission_scale: int | None = None,
    ) -> None:
        """Find out at once whether the backend can run."""
        scales = {"price_scale": price_scale, "quantity_scale": quantity_scale, "commission_scale": commission_scale}
        check_money("BacktestEngine", money, scales)
        for name in (SMA, GRID):
            atc_core.get(name, backend=backend)
        self._runs: Any = Runs(backend, Remembered(cache, backend))
        if money == "decimal":
            from atc_trading.backtest.decimal_runs import DecimalRuns

            if cache is not None:
                raise ValueError("BacktestEngine: a cache keeps results in floats; give none with money='decimal'")
            self._runs = DecimalRuns(backend, MoneyRules(price_scale, quantity_scale or 0, commission_scale))

    def run_sma_backtest(  # noqa: D417 five share a line
        self,
        data: Any,
        fast_period: int = 10,
        slow_period: int = 30,
        initial_capital: float = 100_000.0,
        commission_rate: float = 0.001,
        slippage: float = 0.0,
        allow_short: bool = True,  # noqa: FBT001 as the kernel's
        periods_per_year: float = 252.0,
    ) -> Result:
        """A crossover of two simple moving averages.

        Args:
            data: prices, see the class.
            fast_period: bars of the fast average, at least 1 and below `slow_period`.
            slow_period: bars of the slow average.
            initial_capital, commission_rate, slippage, allow_short, periods_per_year: see the class.

        Raises:
            TypeError: `data` has no numbers, or a parameter is of the wrong type.
            ValueError: a bar or a parameter cannot be; the message names it, the first bar, and the value.
        """
        rest = (initial_capital, commission_rate, slippage, allow_short, periods_per_year)
        prices = self._runs.prices(data, "run_sma_backtest")
        result: Result = self._runs.one(prices, Parameters(fast_period, slow_period, *rest))
        return result

    async def run_sma_backtest_async(
        self,
        data: Any,
        fast_period: int = 10,
        slow_period: int = 30,
        initial_capital: float = 100_000.0,
        commission_rate: float = 0.001,
        slippage: float = 0.0,
        allow_short: bool = True,  # noqa: FBT001 as the kernel's
        periods_per_year: float = 252.0,
    ) -> Result:
        """The same in a thread, so that an event loop goes on meanwhile."""
        rest = (initial_capital, commission_rate, slippage, allow_short, periods_per_year)
        return await asyncio.to_thread(self.run_sma_backtest, data, fast_period, slow_period, *rest)

    def run_signals(  # noqa: D417
        self,
        data: Any,
        signal: Any,
        initial_capital: float = 100_000.0,
        commission_rate: float = 0.001,
        slippage: float = 0.0,
        allow_short: bool = True,  # noqa: FBT001 as the kernel's
        periods_per_year: float = 252.0,
    ) -> Result:
        """A strategy of your own, as the position that it holds after the close of each bar.

        What changes in the signal at a bar trades at the close of that bar: a signal must not know later prices, and
        ``atc_core.next_bar(signal)`` is one that trades a bar later.

        Args:
            data: prices, see the class.
            signal: integers or booleans, one a bar: 1 long, -1 short, 0 none; where data and signal have dates or
                other labels, they are the same.
            initial_capital, commission_rate, slippage, allow_short, periods_per_year: see the class.

        Raises:
            TypeError: as for averages, or `signal` is of floats: one with NaN says of some bars nothing.
            ValueError: as for averages, or `signal` has another length, other dates or other values.
        """
        prices = self._runs.prices(data, "run_signals")
        rest = (initial_capital, commission_rate, slippage, allow_short, periods_per_year)
        targets = signal_input(signal, prices, data, "run_signals")
        result: Result = self._runs.one(prices, Parameters(None, None, *rest), targets)
        return result

    def run_multiple_backtests(  # noqa: D417
        self,
        data: Any,
        fast_periods: Any,
        slow_periods: Any,
        initial_capital: float = 100_000.0,
        commission_rate: float = 0.001,
        slippage: float = 0.0,
        allow_short: bool = True,  # noqa: FBT001 as the kernel's
        periods_per_year: float = 252.0,
        *,
        max_workers: int | None = None,
        executor: Executor | None = None,
    ) -> list[tuple[int, int, Result]]:
        """The full result of every pair of lengths; `run_grid` is faster where metrics are enough.

        Args:
            data: prices, see the class.
            fast_periods: lengths of the fast average.
            slow_periods: lengths of the slow one; pairs whose fast length is not below it are left out.
            initial_capital, commission_rate, slippage, allow_short, periods_per_year: see the class.
            max_workers: threads; as many as this process computes with if not given.
            executor: where to run instead, any `concurrent.futures.Executor`.

        Returns:
            ``(fast, slow, result)`` in the order given, the slow length changing faster.

        Raises:
            TypeError: as for a single one, or the lengths are no several.
            ValueError: as for a single one, or both `max_workers` and `executor` are given.
        """
        owner = "run_multiple_backtests"
        prices = self._runs.prices(data, owner)
        parameters = Parameters(None, None, initial_capital, commission_rate, slippage, allow_short, periods_per_year)
        fast, slow = lengths(owner, "fast_periods", fast_periods), lengths(owner, "slow_periods", slow_periods)
        check_grid(fast, slow, parameters, self._runs.backend)
        with pool_of(owner, max_workers, executor) as pool:
            results: list[tuple[int, int, Result]] = self._runs.pairs(prices, pairs_of(fast, slow), parameters, pool)
            return results

    def run_grid(  # noqa: D417
        self,
        data: Any,
        fast_periods: Any,
        slow_periods: Any,
        initial_capital: float = 100_000.0,
        commission_rate: float = 0.001,
        slippage: float = 0.0,
        allow_short: bool = True,  # noqa: FBT001 as the kernel's
        periods_per_year: float = 252.0,
        *,
        progress: bool | Follow = False,
        executor: Executor | None = None,
    ) -> GridResult:
        """The metrics of every pair of lengths, in parts on threads, each average computed once a part.

        Args:
            data: prices, see the class.
            fast_periods: lengths of the fast average.
            slow_periods: lengths of the slow one; pairs whose fast length is not below it are left out.
            initial_capital, commission_rate, slippage, allow_short, periods_per_year: see the class.
            progress: True shows a bar where standard error is a terminal; a function is called with how many pairs are
                done, and how many there are.
            executor: where parts run instead, any `concurrent.futures.Executor`.

        Raises:
            TypeError: as for a single one, or the lengths are no several.
            ValueError: as for a single one.
        """
        owner = "run_grid"
        prices = self._runs.prices(data, owner)
        parameters = Parameters(None, None, initial_capital, commission_rate, slippage, allow_short, periods_per_year)
        fast, slow = lengths(owner, "fast_periods", fast_periods), lengths(owner, "slow_periods", slow_periods)
        with followed(progress) as follow:
            result: GridResult = self._runs.grid(prices, fast, slow, parameters, executor, follow)
            return result

    def close(self) -> None:
        """Close the cache."""
        self._runs.remembered.close()

    def __enter__(self) -> BacktestEngine[Result]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        money = "" if self._runs.money == "float" else f", money={self._runs.money!r}"
        return f"BacktestEngine(backend={self._runs.backend!r}, cache={self._runs.remembered.cache!r}{money})"
