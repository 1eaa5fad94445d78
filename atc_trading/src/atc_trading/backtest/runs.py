"""Backtests that are computed, or remembered from before."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_core.declarations.backtest import Backtest
from atc_trading.backtest.backtest_result import BacktestResult, Parameters
from atc_trading.backtest.caching import Remembered
from atc_trading.backtest.grid_result import GridResult
from atc_trading.backtest.many_backtests import Pair, Pool, run_pairs
from atc_trading.backtest.parameter_grid import GRID, Follow, check_grid, grid_rows, pair_count
from atc_trading.backtest.price_input import PriceInput, price_input
from atc_trading.market.exact_columns import Money

SMA, SIGNALS = "sma_backtest", "signal_backtest"


class Runs:
    """What an engine runs on: a backend, and what is remembered of it."""

    money: Money = "float"

    def __init__(self, backend: str | None, remembered: Remembered) -> None:
        """The fastest backend where none is named."""
        self.backend, self.remembered = backend, remembered

    def prices(self, data: Any, owner: str) -> PriceInput:
        """The prices in `data`."""
        return price_input(data, owner)

    def one(self, prices: PriceInput, parameters: Parameters, signal: NDArray[Any] | None = None) -> BacktestResult:
        """One backtest, of a signal or of averages."""
        begin = perf_counter()
        kernel, arrays, options = SMA, {"close": prices.close}, tuple(parameters)
        if signal is not None:
            kernel, arrays, options = SIGNALS, {**arrays, "signal": signal}, parameters.costs
        key = self.remembered.key(kernel, arrays, options=parameters)
        outcome = self.remembered.backtest(key, len(prices.close))
        is_known = outcome is not None
        if outcome is None:
            outcome = atc_core.get(kernel, backend=self.backend)(*arrays.values(), *options)
            self.remembered.keep(key, outcome._asdict())
        found = result_of(outcome, prices, parameters, since(begin), is_known=is_known)
        return found if signal is None else replace(found, signal=signal.astype(np.int8))

    def pairs(
        self, prices: PriceInput, pairs: list[Pair], parameters: Parameters, pool: Pool
    ) -> list[tuple[int, int, BacktestResult]]:
        """The result of each pair."""
        own = {pair: parameters._replace(fast_period=pair[0], slow_period=pair[1]) for pair in pairs}
        several = [{"options": each} for each in own.values()]
        keys = dict(zip(own, self.remembered.keys(SMA, {"close": prices.close}, several), strict=True))
        found: dict[Pair, BacktestResult] = {}
        for pair, key in keys.items():
            begin = perf_counter()
            known = self.remembered.backtest(key, len(prices.close))
            if known is not None:
                found[pair] = result_of(known, prices, own[pair], since(begin), is_known=True)
        wanted = [pair for pair in own if pair not in found]
        timed = run_pairs(prices.close, wanted, parameters.costs, self.backend, pool)
        for pair, (outcome, milliseconds) in zip(wanted, timed, strict=True):
            self.remembered.keep(keys[pair], outcome._asdict())
            found[pair] = result_of(outcome, prices, own[pair], milliseconds, is_known=False)
        return [(*pair, found[pair]) for pair in pairs]

    def grid(
        self,
        prices: PriceInput,
        fast: tuple[int, ...],
        slow: tuple[int, ...],
        parameters: Parameters,
        executor: Executor | None,
        follow: Follow | None,
    ) -> GridResult:
        """The rows of a grid."""
        begin = perf_counter()
        key = self.remembered.key(GRID, {"close": prices.close}, options=parameters, fast=fast, slow=slow)
        rows = self.remembered.rows(key, lambda: pair_count(fast, slow))
        is_known = rows is not None
        if rows is None:
            # What was computed before was checked before: that takes 0.7 of the 0.9 ms to find 2500 rows.
            check_grid(fast, slow, parameters, self.backend)
            rows = grid_rows(prices.close, fast, slow, parameters, self.backend, executor, follow)
            self.remembered.keep(key, {"rows": rows})
        elif follow is not None:
            follow(len(rows), len(rows))
        symbol, bars, library = prices.symbol, len(prices.close), prices.library
        return GridResult(rows, parameters, symbol, bars, since(begin), from_cache=is_known, library=library)


def since(begin: float) -> float:
    """The milliseconds since then."""
    return 1e3 * (perf_counter() - begin)


def result_of(
    outcome: Backtest, prices: PriceInput, parameters: Parameters, milliseconds: float, *, is_known: bool
) -> BacktestResult:
    """The outcome of a kernel with what it was computed of."""
    symbol, timestamps, close, library, zone, _ = prices
    return BacktestResult(
        outcome, parameters, symbol, timestamps, close, milliseconds, is_known, library=library, zone=zone
    )
