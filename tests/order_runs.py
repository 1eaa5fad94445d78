"""Random bars and orders of every kind, which meet often: prices are in ticks, some bars are missing."""

from __future__ import annotations

from typing import Any

import numpy as np
from vectors import run

NAN, INF = np.nan, np.inf
TABLES = ("open", "high", "low", "close", "volume")


def random_bars(random: np.random.Generator, bars: int, assets: int) -> dict[str, Any]:
    """Gaps, doji and missing bars."""
    tick = float(random.choice([1.0, 0.5, 0.01]))
    close = np.maximum(np.round(100.0 * np.exp(random.normal(0.0, 0.03, (bars, assets)).cumsum(axis=0)) / tick), 1.0)
    opening = np.maximum(np.round(close * np.exp(random.normal(0.0, 0.02, close.shape))), 1.0)
    wicks = np.round(random.exponential(2.0, (2, bars, assets)))
    tables = [opening, np.maximum(opening, close) + wicks[0], np.maximum(np.minimum(opening, close) - wicks[1], 0.5)]
    tables = [table * tick for table in (*tables, close)]
    for table in tables:
        table[random.random(table.shape) < 0.02] = NAN
    volume = np.round(random.exponential(200.0, close.shape)) * (random.random(close.shape) > 0.1)
    volume[random.random(volume.shape) < 0.05] = NAN
    return dict(zip(TABLES, (*tables, volume), strict=True))


def random_orders(random: np.random.Generator, tables: dict[str, Any], count: int, lot: float) -> dict[str, Any]:
    """Orders around the prices of their bars, two of three below a parent or in a group."""
    bars, assets = tables["close"].shape
    bar = np.sort(random.integers(-1, bars + 1, count))
    asset = random.integers(0, assets, count)
    group, parent = np.full(count, -1), np.full(count, -1)
    for row in range(1, count):
        earlier = np.flatnonzero(asset[:row] == asset[row])[-6:]
        if len(earlier) and random.random() < 0.6:
            parent[row] = random.choice(earlier)
        if random.random() < 0.6:
            group[row] = asset[row] + assets * random.integers(0, 4)
    kind = random.integers(0, 6, count)
    near = np.nan_to_num(tables["close"][np.clip(bar, 0, bars - 1), asset], nan=100.0)
    limit, stop = (np.maximum(near + np.round(random.normal(0.0, 4.0, count)), 0.5) for _ in range(2))
    stop = np.where(
        kind == 4, random.integers(1, 6, count), np.where(kind == 5, random.choice([0.01, 0.02, 0.05], count), stop)
    )
    quantity = random.integers(1, 40, count) * random.choice([-1, 1], count) * (lot or random.choice([1.0, 0.1]))
    last = np.where(random.random(count) < 0.3, bar + random.integers(1, 6, count), -1)
    columns = (bar, asset, quantity, kind, limit, stop, last, group, parent)
    names = ("bar", "asset", "quantity", "kind", "limit", "stop", "last", "group", "parent")
    return dict(zip(names, columns, strict=True))


def random_options(random: np.random.Generator) -> dict[str, Any]:
    """Each option off in half of the runs."""

    def half(value: Any, other: Any) -> Any:
        return value if random.random() < 0.5 else other

    return {
        "initial_cash": float(random.choice([1e6, 5000.0, 300.0])),
        "lot": half(0.0, 1.0),
        "volume_limit": half(INF, 0.15),
        "limit_touch": half(True, False),
        "slippage_bps": half(0.0, 10.0),
        "slippage_fixed": half(0.0, 0.02),
        "volume_impact": half(0.0, 0.1),
        "per_share": half(0.0, 0.01),
        "per_order": half(0.0, 2.0),
        "maker_rate": half(0.0, -0.0002),
        "taker_rate": half(0.0, 0.0005),
        "minimum": half(0.0, 1.0),
        "leverage": half(INF, 1.0),
        "margin_rate": half(0.0, 0.0003),
        "borrow_rate": half(0.0, 0.0002),
    }


def random_run(seed: int, **options: Any) -> dict[str, Any]:
    """All arguments by name."""
    random = np.random.default_rng(seed)
    chosen = {**random_options(random), **options}
    tables = random_bars(random, int(random.integers(2, 40)), int(random.integers(1, 4)))
    orders = random_orders(random, tables, int(random.integers(0, 40)), chosen["lot"])
    return {**tables, **orders, **chosen}


def simulated(arguments: dict[str, Any], backend: str = "python") -> Any:
    """The run."""
    return run("simulate_orders", **arguments, backend=backend)
