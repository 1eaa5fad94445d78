"""Orders and targets on bars beside Numba loops, vectorbt and backtesting.py: ``make bench-execution``.

Same data, same run, in turns, medians of the wall clock; every result newly allocated, fills table included. Libraries
that are not installed are left out. The last rows show what a bar and an order cost as runs grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import engines
import execution_loops
import numpy as np
from numpy.typing import NDArray
from races import Case, Functions, race

import atc_core

Array = NDArray[Any]
BARS, ASSETS = 1_000, 100
CAPITAL = 100_000.0
SLIPPAGE, RATE = 5.0, 0.001
EVERY = 10
"""Bars between brackets."""


def walks(bars: int, assets: int, seed: int = 1) -> dict[str, Array]:
    """Bars of price walks."""
    random = np.random.default_rng(seed)
    close = 100.0 * np.exp(random.normal(0.0, 0.01, (bars, assets)).cumsum(axis=0))
    opening = np.concatenate([close[:1], close[:-1]]) * (1.0 + random.normal(0.0, 0.002, close.shape))
    wicks = 1.0 + np.abs(random.normal(0.0, 0.004, (2, *close.shape)))
    high, low = np.maximum(opening, close) * wicks[0], np.minimum(opening, close) / wicks[1]
    return {"open": opening, "high": high, "low": low, "close": close}


def targets(backend: str | None) -> Iterator[Case]:
    """A new weight for every asset at every bar."""
    bars = walks(BARS, ASSETS)
    weights = np.random.default_rng(2).random((BARS, ASSETS))
    weights *= 0.98 / weights.sum(axis=1, keepdims=True)
    handle = atc_core.get("simulate_targets", backend=backend)

    def ours() -> Any:
        return handle(bars["open"], bars["close"], weights, slippage_bps=SLIPPAGE, rate=RATE)

    def loop() -> Any:
        return execution_loops.targets(bars["open"], bars["close"], weights, CAPITAL, SLIPPAGE / 1e4, RATE)

    np.testing.assert_allclose(ours().equity, loop()[3], rtol=1e-9)
    functions: Functions = {"atc": ours, "loop": loop}
    if find_spec("vectorbt"):
        given = bars["open"], bars["close"], weights, CAPITAL, SLIPPAGE / 1e4, RATE
        functions["vectorbt"] = lambda: engines.vectorbt_portfolio(*given).orders.records
    yield Case(f"targets, {BARS} x {ASSETS}, {len(ours().fills):,} fills", functions, {"loop": 1.0, "vectorbt": 7.0})


def brackets(bars: dict[str, Array], every: int) -> dict[str, Array]:
    """A market order with a stop and a target, every few bars."""
    close = bars["close"][:, 0]
    placed = np.arange(every, len(close) - 1, every)
    price, count = close[placed], len(placed)
    none, rows = np.full(count, np.nan), 3 * np.arange(count)
    columns = {
        "bar": (placed,) * 3,
        "asset": (np.zeros(count, np.int64),) * 3,
        "quantity": (np.full(count, 10.0), np.full(count, -10.0), np.full(count, -10.0)),
        "kind": (np.zeros(count, np.int64), np.full(count, 2), np.ones(count, np.int64)),
        "limit": (none, none, price * 1.03),
        "stop": (none, price * 0.98, none),
        "last": (np.full(count, -1),) * 3,
        "group": (np.full(count, -1), rows, rows),
        "parent": (np.full(count, -1), rows, rows),
    }
    return {name: np.stack(parts, axis=1).ravel() for name, parts in columns.items()}


def orders(backend: str | None) -> Iterator[Case]:
    """Brackets of one asset, in a short run and in a long one."""
    handle = atc_core.get("simulate_orders", backend=backend)
    for bars_count in (BARS, 100 * BARS):
        bars = walks(bars_count, 1)
        columns = brackets(bars, EVERY)
        functions: Functions = {
            "atc": lambda bars=bars, columns=columns: handle(  # type: ignore[misc]
                *bars.values(), None, **columns, initial_cash=1e6, leverage=np.inf, taker_rate=RATE
            )
        }
        if bars_count == BARS and find_spec("backtesting"):
            functions["backtesting.py"] = of_backtesting(bars, EVERY)
        title = f"orders, {len(columns['bar']):,} on {bars_count:,} bars"
        yield Case(title, functions, {"backtesting.py": 100.0})


def of_backtesting(bars: dict[str, Array], every: int) -> Callable[[], Any]:
    """The same brackets."""
    one = {name: table[:, 0] for name, table in bars.items()}
    closes = one["close"]
    entries = [
        engines.Entry(bar, 10, sl=closes[bar] * 0.98, tp=closes[bar] * 1.03)
        for bar in range(every, len(closes) - 1, every)
    ]
    return lambda: engines.backtesting_equity(one, entries, 1e6, RATE)


def ledgers(backend: str | None) -> Iterator[Case]:
    """What fills come to, 100 000 of them."""
    kernels = {name: atc_core.get(name, backend=backend) for name in ("position_ledger", "round_trips", "commissions")}
    random = np.random.default_rng(4)
    count = 100_000
    asset, quantity = random.integers(0, 50, count), np.round(random.normal(0.0, 10.0, count)) + 0.5
    price, fee = 100.0 + random.normal(0.0, 1.0, count), np.full(count, 0.1)
    maker = random.random(count) < 0.5
    given: dict[str, tuple[Any, ...]] = {
        "position_ledger": (asset, quantity, price),
        "round_trips": (np.arange(count), asset, quantity, price, fee),
        "commissions": (asset, quantity, price, maker, 0.01, 0.0, 0.0, 0.001, 1.0),
    }
    for name, handle in kernels.items():
        functions: Functions = {
            "atc": lambda handle=handle, name=name: handle(*given[name]),  # type: ignore[misc]
            "python": lambda name=name: atc_core.get(name)(*given[name], backend="python"),  # type: ignore[misc]
        }
        yield Case(f"{name}, {count:,} fills", functions, {})


if __name__ == "__main__":
    race(__doc__ or "", (targets, orders, ledgers))
