"""One kernel over many symbols in one frame, beside what the libraries have themselves.

    python benchmarks/groups.py [--symbols 200] [--bars 1000] [--rounds 40]

Every contender runs once in each round, and the median is shown; polars-talib takes part where it is installed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

import atc_core.pandas
import atc_core.polars  # noqa: F401 registers the namespace

LENGTH = 28
Contenders = dict[str, Callable[[], Any]]


def main() -> int:
    """Measure both libraries; fail where a kernel is slower than the fastest of the others."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name, default in (("symbols", 200), ("bars", 1_000), ("rounds", 40)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    slower = False
    for order, by_symbol in (("symbol after symbol", np.repeat), ("bar after bar", np.tile)):
        columns = data(options.symbols, options.bars, by_symbol)
        for library, contenders in (("polars", of_polars(columns)), ("pandas", of_pandas(columns))):
            slower |= show(f"{library}, {order}", timed(contenders, options.rounds))
    return int(slower)


def data(symbols: int, bars: int, by_symbol: Callable[..., Any]) -> dict[str, Any]:
    """Random walks of symbols, in either order of rows."""
    steps = np.random.default_rng(1).normal(0, 0.01, symbols * bars)
    names = [f"S{number:04d}" for number in by_symbol(np.arange(symbols), bars)]
    return {"symbol": names, "close": 100 * np.exp(np.cumsum(steps))}


def of_polars(columns: dict[str, Any]) -> Contenders:
    """Expressions over symbols."""
    frame, close = pl.DataFrame(columns), pl.col("close")
    expressions = {"atc": close.atc.ema(LENGTH), "ewm_mean": close.ewm_mean(span=LENGTH, adjust=False)}
    if find_spec("polars_talib"):
        import polars_talib  # noqa: F401 registers the namespace

        expressions["polars-talib"] = close.ta.ema(LENGTH)
    return {name: lambda item=item: frame.with_columns(y=item.over("symbol")) for name, item in expressions.items()}


def of_pandas(columns: dict[str, Any]) -> Contenders:
    """Groups of a column."""
    frame = pd.DataFrame(columns)
    return {
        "atc": lambda: frame.groupby("symbol")["close"].atc.ema(LENGTH),
        "ewm": lambda: frame.groupby("symbol")["close"].ewm(span=LENGTH, adjust=False).mean(),
    }


def timed(contenders: Contenders, rounds: int) -> dict[str, float]:
    """The median of each in milliseconds, interleaved."""
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            start = perf_counter()
            run()
            found[name].append(1e3 * (perf_counter() - start))
    return {name: median(values) for name, values in found.items()}


def show(title: str, found: dict[str, float]) -> bool:
    """Print a line; True where another one is faster."""
    others = {name: value / found["atc"] for name, value in found.items() if name != "atc"}
    print(
        f"{title:<28} atc {found['atc']:7.2f} ms, "
        + ", ".join(f"{name} {ratio:.2f} x" for name, ratio in others.items())
    )
    return min(others.values()) < 1.0


if __name__ == "__main__":
    sys.exit(main())
