"""Order books and liquidity beside loops, NumPy, pandas and hftbacktest: ``make bench-order-book``.

Same data, same run, in turns, medians of the wall clock; ours through its checked door, every result newly allocated.
The dense loop holds an array by tick, so it takes no quote far away; the stub quotes are ours alone, once without and
once with a bid and an ask 1e12 ticks away. Libraries that are not installed are left out.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import engines
import numpy as np
import order_book_loops
import pandas as pd
from numpy.typing import NDArray
from races import Case, Functions, race

import atc_core
from atc_core.declarations import liquidity
from atc_core.declarations.order_book import messages, snapshots

Array = NDArray[Any]
LOOPS: Any = order_book_loops
MILLION, LEVELS, FAR = 1_000_000, 10, 10**12
BARS, SERIES, WINDOW = 10_000, 50, 28


def sampled(kernel: Any, n: int, seed: int = 1) -> tuple[Array, ...]:
    """What the declaration says of the inputs."""
    arrays: tuple[Array, ...] = kernel.sample(np.random.default_rng(seed), n)
    return arrays


def levels(backend: str | None) -> Iterator[Case]:
    """A million messages, ten thousand snapshots."""
    side, price, size, at = sampled(messages.book_replay, MILLION)
    replay = atc_core.get("book_replay", backend=backend)

    def ours() -> Any:
        return replay(side, price, size, at, LEVELS)

    for own, theirs in zip(ours(), LOOPS.dense(side, price, size, at, LEVELS), strict=True):
        np.testing.assert_array_equal(own, theirs)
    functions: Functions = {
        "atc": ours,
        "atc, newest": lambda: replay(side, price, size, at, LEVELS, "newest"),
        "dense loop": lambda: LOOPS.dense(side, price, size, at, LEVELS),
    }
    with suppress(ImportError):
        functions["hftbacktest"] = engines.hftbacktest_depth(side, price, size, MILLION // len(at), LEVELS)
    yield Case("book_replay, 1M", functions, {"dense loop": 1.0, "hftbacktest": 5.0})
    stubs = [np.concatenate(pair) for pair in (([1, -1], side), ([-FAR, FAR], price), ([1.0, 1.0], size))]
    later = np.minimum(at + 2, len(stubs[0]))
    yield Case(
        "book_replay, 1M, two stub quotes",
        {"atc": lambda: replay(*stubs, later, LEVELS), "without": ours},
        {"without": 0.9},
    )


def orders(backend: str | None) -> Iterator[Case]:
    """A million messages about orders."""
    arrays = sampled(messages.order_replay, MILLION)
    replay = atc_core.get("order_replay", backend=backend)
    own, (fields, numbers, ignored) = replay(*arrays, LEVELS), LOOPS.by_order(*arrays, LEVELS)
    np.testing.assert_array_equal(own.bid_price, fields[0, :, 0])
    np.testing.assert_allclose(own.ask_size, fields[1, :, 1], rtol=1e-6)
    np.testing.assert_array_equal(own.bid_count, numbers[0])
    assert own.ignored == ignored
    functions: Functions = {
        "atc": lambda: replay(*arrays, LEVELS),
        "typed dicts": lambda: LOOPS.by_order(*arrays, LEVELS),
    }
    yield Case("order_replay, 1M", functions, {"typed dicts": 3.0})


def features(backend: str | None) -> Iterator[Case]:
    """A million snapshots of ten levels."""
    bid, bids, ask, asks = arrays = sampled(snapshots.book_features, MILLION)
    handle, flow = atc_core.get("book_features", backend=backend), atc_core.get("order_flow_imbalance", backend=backend)

    def of_numpy() -> Any:
        b, a, p, q = bid[:, 0], ask[:, 0], bids[:, 0], asks[:, 0]
        mid, spread, micro = (a + b) / 2, a - b, (a * p + b * q) / (p + q)
        below, above = bids[:, :5].sum(axis=1), asks[:, :5].sum(axis=1)
        imbalance = (below - above) / (below + above)
        vwaps = np.nansum(bid[:, :5] * bids[:, :5], axis=1) / below, np.nansum(ask[:, :5] * asks[:, :5], axis=1) / above
        state = np.where(np.isnan(a + b), -1, np.where(b < a, 0, np.where(b == a, 1, 2))).astype(np.int8)
        return mid, spread, micro, below, above, imbalance, *vwaps, state

    def flow_of_numpy() -> Any:
        b, a = np.where(np.isnan(bid), -np.inf, bid), np.where(np.isnan(ask), np.inf, ask)
        out = np.full(b.shape, np.nan)
        came: Array = (b[1:] >= b[:-1]) * bids[1:] - (b[1:] <= b[:-1]) * bids[:-1]
        out[1:] = came - (a[1:] <= a[:-1]) * asks[1:] + (a[1:] >= a[:-1]) * asks[:-1]
        return out

    with np.errstate(all="ignore"):
        np.testing.assert_allclose(handle(*arrays).microprice, of_numpy()[2], rtol=1e-12)
        np.testing.assert_allclose(flow(*arrays, LEVELS), flow_of_numpy())
        yield Case("book_features, 1M x 10", {"atc": lambda: handle(*arrays), "numpy": of_numpy}, {"numpy": 2.0})
    yield Case(
        "order_flow_imbalance, 1M x 10", {"atc": lambda: flow(*arrays, LEVELS), "numpy": flow_of_numpy}, {"numpy": 2.0}
    )


def bars(backend: str | None) -> Iterator[Case]:
    """Fifty series of ten thousand bars."""
    names = {"amihud": (WINDOW,), "roll_spread": (WINDOW,), "kyle_lambda": (WINDOW,), "corwin_schultz": ()}
    theirs: dict[str, Any] = {
        "amihud": amihud,
        "roll_spread": roll,
        "kyle_lambda": kyle,
        "corwin_schultz": corwin_schultz,
    }
    for name, options in names.items():
        series = [sampled(getattr(liquidity, name), BARS, seed) for seed in range(SERIES)]
        tables = [np.stack(columns, axis=1) for columns in zip(*series, strict=True)]
        frames, handle = [pd.DataFrame(table) for table in tables], atc_core.get(name, backend=backend)
        functions: Functions = {
            "atc": lambda handle=handle, tables=tables, options=options: handle(*tables, *options),  # type: ignore[misc]
            "pandas": lambda name=name, frames=frames, options=options: theirs[name](*frames, *options),  # type: ignore[misc]
        }
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(functions["atc"](), functions["pandas"](), rtol=1e-4, atol=1e-6)
            yield Case(f"{name}, 10 000 x 50", functions, {"pandas": 5.0})


def amihud(close: pd.DataFrame, volume: pd.DataFrame, window: int) -> pd.DataFrame:
    """As one writes it."""
    money = close * volume
    ratio = (close.pct_change().abs() / money).where(money > 0)
    found: pd.DataFrame = ratio.rolling(window, min_periods=1).mean()
    found.iloc[:window] = np.nan
    return found


def roll(close: pd.DataFrame, window: int) -> pd.DataFrame:
    """The same."""
    change = close.diff()
    covariance = change.rolling(window).cov(change.shift(), pairwise=False)
    found: pd.DataFrame = 2.0 * np.sqrt(-covariance.where(covariance < 0))
    return found


def kyle(close: pd.DataFrame, volume: pd.DataFrame, window: int) -> pd.DataFrame:
    """The same."""
    change = close.diff()
    volume = volume.where(change.notna())
    found: pd.DataFrame = change.rolling(window).cov(volume, pairwise=False) / volume.rolling(window).var()
    return found


def corwin_schultz(high: pd.DataFrame, low: pd.DataFrame, close: pd.DataFrame) -> pd.DataFrame:
    """The same."""
    before = close.shift()
    gap = (low - before).clip(lower=0.0) + (high - before).clip(upper=0.0)
    moved_high, moved_low = high - gap, low - gap
    beta = np.log(high.shift() / low.shift()) ** 2 + np.log(moved_high / moved_low) ** 2
    gamma = np.log(np.maximum(high.shift(), moved_high) / np.minimum(low.shift(), moved_low)) ** 2
    k = 3.0 - 2.0 * np.sqrt(2.0)
    alpha = (np.sqrt(2.0 * beta) - np.sqrt(beta)) / k - np.sqrt(gamma / k)
    found: pd.DataFrame = (2.0 * (np.exp(alpha) - 1.0) / (1.0 + np.exp(alpha))).clip(lower=0.0)
    return found


if __name__ == "__main__":
    race(__doc__ or "", (levels, orders, features, bars), rounds=9)
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB")
