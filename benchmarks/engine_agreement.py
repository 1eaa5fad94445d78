"""How many cases other engines and ours agree on, where the contract says they do: ``make agreement-engines``.

backtesting.py: equity of runs of random orders, whole shares, by kind; vectorbt: fills and equity of random weights of
a shared cash that is never short; hftbacktest: snapshots of an uncrossed feed. What differs by design is counted beside
it, so that it is known to be still so. An engine that is not installed is left out.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import engines
import numpy as np
import pandas as pd
from engines import Entry
from execution import walks
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

import atc_core
from atc_core.declarations.order_book import messages
from atc_trading.backtest import OrderBuilder, run_orders

Array = NDArray[Any]
CASH, RATE, SLIPPAGE = 1e7, 0.001, 0.0005
BARS, EVERY = 300, 10
MESSAGES, BATCH, LEVELS = 20_000, 100, 10
TOLERANCE = 1e-10
"""Of the cash."""


class Verdict(NamedTuple):
    """Of one kind of cases how many agree, and the largest difference among them."""

    engine: str
    kind: str
    cases: int
    agree: int
    difference: float
    reason: str = ""
    """Why they differ, where the contract says that they do."""


def orders_of(kind: str, bars: dict[str, Array], random: np.random.Generator) -> Iterator[Entry]:
    """Orders of a kind every few bars, near the close."""
    for bar in range(EVERY, BARS - 1, EVERY):
        close, size = bars["close"][bar], int(random.integers(1, 20))
        near = close * (1.0 + random.normal(0.0, 0.01, 2))
        side = 1 if "bracket" in kind else int(random.choice([-1, 1]))
        limit = float(near[0]) if "limit" in kind else None
        stop = float(near[1]) if kind.startswith("stop") else None
        if kind == "stop-limit":
            # On the side where it is not reached yet: what is reached at the open gaps too.
            stop = close + side * abs(float(near[1]) - close)
        if "bracket" not in kind:
            yield Entry(bar, side * size, limit, stop)
            continue
        entry = limit or stop or close
        yield Entry(bar, size, limit, stop, entry * 0.97, entry * 1.04)


def without_gaps(bars: dict[str, Array]) -> dict[str, Array]:
    """The same bars, each opening where the one before closed."""
    opening = np.concatenate([bars["close"][:1], bars["close"][:-1]])
    high, low = np.maximum(bars["high"], opening), np.minimum(bars["low"], opening)
    return bars | {"open": opening, "high": high, "low": low}


def ours(bars: dict[str, Array], entries: list[Entry]) -> Array:
    """The equity of the same orders."""
    orders = OrderBuilder()
    for entry in entries:
        if entry.stop is not None:
            row = orders.stop(None, entry.size, entry.stop, limit=entry.limit, at=entry.bar)
        elif entry.limit is not None:
            row = orders.limit(None, entry.size, entry.limit, at=entry.bar)
        else:
            row = orders.market(None, entry.size, at=entry.bar)
        if entry.sl is not None:
            orders.bracket(row, stop=entry.sl, target=entry.tp)
    frame = pd.DataFrame(bars | {"volume": np.ones(BARS)}, pd.date_range("2020", periods=BARS))
    options = {"taker_rate": RATE, "maker_rate": RATE, "leverage": np.inf}
    return run_orders(frame, orders, initial_cash=CASH, **options).equity_curve


def of_backtesting(kind: str, cases: int, reason: str = "") -> Verdict:
    """Runs of one kind of orders."""
    differences = []
    for seed in range(cases):
        bars = {name: table[:, 0] for name, table in walks(BARS, 1, seed).items()}
        bars = bars if kind != "stop-limit" else without_gaps(bars)
        entries = list(orders_of(kind, bars, np.random.default_rng(seed)))
        theirs = engines.backtesting_equity(bars, entries, CASH, RATE)
        differences.append(float(np.abs(theirs - ours(bars, entries)).max()) / CASH)
    return verdict("backtesting.py", kind, differences, TOLERANCE, reason)


def of_vectorbt(kind: str, cases: int, *, invested: float, reason: str = "") -> Verdict:
    """Weights of which the sum is `invested`, for 8 assets."""
    differences = []
    for seed in range(cases):
        bars = walks(200, 8, seed)
        weights = np.random.default_rng(seed).random((200, 8))
        weights *= invested / weights.sum(axis=1, keepdims=True)
        given = bars["open"], bars["close"], weights
        theirs = engines.vectorbt_portfolio(*given, CASH, SLIPPAGE, RATE)
        own = atc_core.simulate_targets(*given, initial_cash=CASH, slippage_bps=1e4 * SLIPPAGE, rate=RATE)
        records = theirs.orders.records
        equity = float(np.abs(np.asarray(theirs.value()) - own.equity).max()) / CASH
        is_longer = len(records) != len(own.fills)
        differences.append(np.inf if is_longer and not reason else equity)
    return verdict("vectorbt", kind, differences, TOLERANCE, reason)


def of_hftbacktest(kind: str, cases: int) -> Verdict:
    """Snapshots of uncrossed feeds: prices and sizes of all levels, exactly."""
    differences: list[float] = []
    for seed in range(cases):
        side, price, size, _ = messages.book_replay.sample(np.random.default_rng(seed), MESSAGES)
        at = np.arange(BATCH, MESSAGES + 1, BATCH)
        book = atc_core.book_replay(side, price, size, at, LEVELS)
        own = np.stack(
            [np.stack([book.bid_price, book.bid_size], -1), np.stack([book.ask_price, book.ask_size], -1)], axis=1
        )
        theirs = engines.hftbacktest_depth(side, price, size, BATCH, LEVELS)()
        same = ((own == theirs) | (np.isnan(own) & np.isnan(theirs))).all(axis=(1, 2, 3))
        differences += np.where(same, 0.0, np.inf).tolist()
    return verdict("hftbacktest", kind, differences, 0.0)


def verdict(engine: str, kind: str, differences: list[float], tolerance: float, reason: str = "") -> Verdict:
    """What the differences come to."""
    agree = sum(difference <= tolerance for difference in differences)
    return Verdict(engine, kind, len(differences), agree, max(differences), reason)


WAITS = "the stop of a limit or stop entry waits for the next bar"
KINDS = {
    "market": "",
    "limit": "",
    "stop": "",
    "stop-limit": "",
    "bracket of a market entry": "",
    "stop-limit, gaps": "fills at its stop, which is better than the open",
    "limit bracket": WAITS,
    "stop bracket": WAITS,
}
"""Of orders of backtesting.py, with the reason where it differs."""


def kinds(cases: int) -> list[tuple[str, Callable[[], Verdict]]]:
    """By engine, what is compared."""
    cut = "too little cash cuts the last assets of a row"
    return [
        *(("backtesting", partial(of_backtesting, kind, cases, reason)) for kind, reason in KINDS.items()),
        ("vectorbt", lambda: of_vectorbt("weights that sum to 0.98", cases, invested=0.98)),
        ("vectorbt", lambda: of_vectorbt("weights that sum to 1", cases, invested=1.0, reason=cut)),
        ("hftbacktest", lambda: of_hftbacktest("10 levels, uncrossed", max(1, cases // 10))),
    ]


def main() -> int:
    """Compare all; 1 where a case differs that should not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=50, help="runs of each kind")
    options = parser.parse_args()
    shown = Table("engine", "kind", "agree", "difference", "by contract")
    fine, missing = True, set()
    for engine, compare in kinds(options.cases):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = compare()
        except ImportError:
            missing.add(engine)
            continue
        fine &= found.agree == found.cases or bool(found.reason)
        difference = "" if np.isinf(found.difference) else f"{found.difference:.1e}"
        row = found.engine, found.kind, f"{found.agree} of {found.cases}", difference
        shown.add_row(*row, found.reason or "the same")
    Console(width=None if sys.stdout.isatty() else 130).print(shown)
    for engine in sorted(missing):
        print(f"{engine} is not installed")
    print(f"engines and ours {'agree' if fine else 'DISAGREE'} where they should")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
