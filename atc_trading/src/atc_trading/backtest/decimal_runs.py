"""Backtests in exact decimals: signals come from floats, as averages do, and all money from decimals."""

from __future__ import annotations

from time import perf_counter
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_trading.backtest.backtest_result import Parameters
from atc_trading.backtest.caching import Remembered
from atc_trading.backtest.decimal_books import books_of
from atc_trading.backtest.decimal_result import DecimalResult
from atc_trading.backtest.decimal_rules import MoneyRules, in_decimals
from atc_trading.backtest.decimal_sizing import fills_of
from atc_trading.backtest.many_backtests import Pair, Pool
from atc_trading.backtest.price_input import PriceInput, price_input
from atc_trading.backtest.runs import SIGNALS, SMA, since
from atc_trading.market import MarketData
from atc_trading.market.bar_checks import PRICES
from atc_trading.market.exact_columns import ExactColumns, Money, check_ranges


class DecimalRuns:
    """What an engine of decimals runs on; nothing is remembered."""

    money: Money = "decimal"

    def __init__(self, backend: str | None, rules: MoneyRules) -> None:
        """`backend` computes the averages."""
        self.backend, self.rules, self.remembered = backend, rules, Remembered(None, backend)

    def prices(self, data: Any, owner: str) -> PriceInput:
        """The prices in `data`, with their exact closes."""
        scale, decimals = self.rules.price_scale, data.decimals if isinstance(data, MarketData) else None
        if decimals is not None and scale in (None, decimals["close"].type.scale):
            return PriceInput(data.symbol, data.timestamps, data.close, zone=data.zone, exact=decimals["close"])
        read = ExactColumns(scale)
        if isinstance(data, MarketData):
            close = read(owner, "close", data.held["close"])
            found = PriceInput(data.symbol, data.timestamps, close, zone=data.zone)
        else:
            found = price_input(data, owner, read)
        exact = read.together()
        if exact.keys() >= {*PRICES} and found.timestamps is not None:
            check_ranges(owner, found.timestamps, exact)
        return found._replace(exact=exact["close"])

    def one(self, prices: PriceInput, parameters: Parameters, signal: NDArray[Any] | None = None) -> DecimalResult:
        """One backtest, of a signal or of averages."""
        begin = perf_counter()
        self.check(parameters, signal)
        targets = self.crossings(prices, parameters) if signal is None else signal
        own = in_decimals(parameters)
        held = targets if own.allow_short else np.maximum(targets, 0)
        found = fills_of(prices.exact.to_pylist(), held.tolist(), own, self.rules)
        books = books_of(prices.exact, found, own, self.rules)
        result = (books, own, self.rules, prices.symbol, prices.timestamps, prices.exact, since(begin))
        return DecimalResult(*result, library=prices.library, zone=prices.zone)

    def check(self, parameters: Parameters, signal: NDArray[Any] | None) -> None:
        """Refuse what the kernels would refuse: they are called with no bars."""
        none = np.empty(0)
        if signal is None:
            atc_core.get(SMA, backend=self.backend)(none, *parameters)
        else:
            atc_core.get(SIGNALS, backend=self.backend)(none, none.astype(np.int8), *parameters.costs)
            atc_core.get(SIGNALS, backend=self.backend)(np.ones(len(signal)), signal, 1.0)

    def crossings(self, prices: PriceInput, parameters: Parameters) -> NDArray[np.int8]:
        """The direction of the last crossing of both averages at each bar."""
        average = atc_core.get("sma", backend=self.backend)
        fast, slow = (average(prices.close, length) for length in parameters[:2])
        found: NDArray[np.int8] = atc_core.get("crossover_signal", backend=self.backend)(fast, slow)
        return found

    def pairs(
        self, prices: PriceInput, pairs: list[Pair], parameters: Parameters, pool: Pool
    ) -> list[tuple[int, int, DecimalResult]]:
        """The result of each pair."""
        own = (parameters._replace(fast_period=fast, slow_period=slow) for fast, slow in pairs)
        futures = [pool.executor.submit(self.one, prices, each) for each in own]
        try:
            return [(*pair, future.result()) for pair, future in zip(pairs, futures, strict=True)]
        finally:
            for future in futures:
                future.cancel()

    def grid(self, *_: Any) -> NoReturn:
        """A grid is one kernel, which counts in floats."""
        advice = "run_multiple_backtests gives the exact result of every pair"
        raise ValueError(f"run_grid: counts in floats; make the engine with money='float', or {advice}")
