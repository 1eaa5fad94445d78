"""Other people's engines on our inputs: orders of backtesting.py, weights of vectorbt, depth of hftbacktest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr
from io import StringIO
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[Any]
STEP = 1_000
"""Nanoseconds between messages."""


class Entry(NamedTuple):
    """An order of backtesting.py: prices that it has not are None."""

    bar: int
    size: int
    """Below 0 to sell."""
    limit: float | None = None
    stop: float | None = None
    sl: float | None = None
    tp: float | None = None


def backtesting_equity(bars: Mapping[str, Array], entries: Sequence[Entry], cash: float, rate: float) -> Array:
    """The equity of each bar; what is placed at a bar fills from the next one on."""
    from backtesting import Backtest, Strategy  # type: ignore[import-not-found]

    frame = pd.DataFrame({name.capitalize(): table for name, table in bars.items()})
    frame.index = pd.date_range("2020", periods=len(frame))
    by_bar: dict[int, list[Entry]] = {}
    for entry in entries:
        by_bar.setdefault(entry.bar, []).append(entry)

    class Placed(Strategy):  # type: ignore[misc]
        def init(self) -> None:
            """Nothing to prepare."""

        def next(self) -> None:
            for entry in by_bar.get(len(self.data) - 1, ()):
                prices = {name: getattr(entry, name) for name in ("limit", "stop", "sl", "tp")}
                (self.buy if entry.size > 0 else self.sell)(size=abs(entry.size), **prices)

    with redirect_stderr(StringIO()):  # its progress bar
        found = Backtest(frame, Placed, cash=cash, commission=rate, exclusive_orders=False).run()
    return np.asarray(found["_equity_curve"]["Equity"])


def vectorbt_portfolio(opening: Array, close: Array, weights: Array, cash: float, slippage: float, rate: float) -> Any:
    """Target percents of a shared cash, traded at the next open: the portfolio."""
    import vectorbt as vbt  # type: ignore[import-not-found]

    return vbt.Portfolio.from_orders(
        pd.DataFrame(close),
        pd.DataFrame(weights).shift(1),
        price=pd.DataFrame(opening),
        size_type="targetpercent",
        group_by=True,
        cash_sharing=True,
        call_seq="auto",
        fees=rate,
        slippage=slippage,
        init_cash=cash,
        freq="1D",
    )


def hftbacktest_depth(side: Array, price: Array, size: Array, every: int, levels: int) -> Callable[[], Array]:
    """The book after each `every` messages: ``(snapshots, 2, levels, 2)``, bids first, price and size of each level.

    Ticks are 1. A level is looked for one tick after the other, as the library's own examples do.
    """
    from hftbacktest import BacktestAsset, HashMapMarketDepthBacktest  # type: ignore[import-not-found]
    from hftbacktest import types as kinds
    from numba import njit

    events = np.zeros(len(side), kinds.event_dtype)
    flags = kinds.DEPTH_EVENT | kinds.EXCH_EVENT | kinds.LOCAL_EVENT
    events["ev"] = np.where(side > 0, flags | kinds.BUY_EVENT, flags | kinds.SELL_EVENT)
    events["exch_ts"] = events["local_ts"] = np.arange(1, len(side) + 1) * STEP
    events["px"], events["qty"] = price, size

    @njit
    def walk(engine: Any, out: Array) -> None:
        for row in range(len(out)):
            # The first step begins at the first message, not before it.
            engine.elapse(every * STEP - (STEP if row == 0 else 0))
            depth = engine.depth(0)
            for sign in (1, -1):
                tick = depth.best_bid_tick if sign > 0 else depth.best_ask_tick
                found, looked = 0, 0
                while found < out.shape[2] and looked < 10_000:
                    amount = depth.bid_qty_at_tick(tick) if sign > 0 else depth.ask_qty_at_tick(tick)
                    if amount > 0.0:
                        out[row, (1 - sign) // 2, found, 0] = tick
                        out[row, (1 - sign) // 2, found, 1] = amount
                        found += 1
                    tick -= sign
                    looked += 1

    def run() -> Array:
        asset = BacktestAsset().data(events).linear_asset(1.0).constant_order_latency(0, 0).tick_size(1.0).lot_size(0.1)
        engine = HashMapMarketDepthBacktest([asset.risk_adverse_queue_model().no_partial_fill_exchange()])
        out = np.zeros((len(side) // every, 2, levels, 2))
        out[:, :, :, 0] = np.nan
        walk(engine, out)
        engine.close()
        return out

    return run
