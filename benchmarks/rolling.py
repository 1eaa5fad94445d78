"""Rolling statistics beside pandas, Bottleneck, Polars, NumPy, SciPy and ordinary Numba loops: ``make bench-rolling``.

One thread, same run, in turns, medians; every result newly allocated. Ours is Rust, or
the backend that is asked for. The last column is what the same call takes with 5 % NaN sprinkled in.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from functools import partial
from statistics import geometric_mean, median
from time import perf_counter
from typing import Any, NamedTuple

import bottleneck as bn
import numpy as np
import pandas as pd
import talib
from rich.console import Console
from rich.table import Table
from rolling_peers import (
    BANDS,
    LAGS,
    LEAST,
    WINDOW,
    Array,
    energies_of_scipy,
    lagged_corrcoef,
    of_bottleneck,
    of_pandas,
    of_polars,
    pandas_mad,
    shifted,
    sorted_window_mad,
    sums_of_squares,
)
from scipy.ndimage import median_filter

import atc_core

Functions = dict[str, Callable[[Array], Any]]
NAN = 0.05


class Case(NamedTuple):
    """A kernel on data of some shape, and what others have for it; the first function is ours."""

    title: str
    data: Array
    functions: Functions
    takes_gaps: bool = True
    is_other: bool = False
    """One of those that have no bar of their own, but together."""


def walk(*shape: int) -> Array:
    """Random walks around 100."""
    return 100.0 + np.random.default_rng(1).normal(0, 0.1, shape).cumsum(axis=0)


def sprinkled(x: Array) -> Array:
    """With missing values."""
    return np.where(np.random.default_rng(2).random(x.shape) < NAN, np.nan, x)


def ours(name: str, backend: str | None, *options: Any) -> Callable[[Array], Any]:
    """A kernel of ours."""
    handle = atc_core.get(name, backend=backend)
    return lambda x: handle(x, *options)


def tables(backend: str | None) -> Iterator[Case]:
    """The wide table of sensors."""
    data, least = walk(10_000, 50), {"window": WINDOW, "least": LEAST}
    atc = "atc"
    for name in ("median", "min", "max", "mean"):
        yield Case(
            f"rolling_{name}, table",
            data,
            {
                atc: ours(f"rolling_{name}", backend, WINDOW, LEAST),
                "pandas": of_pandas(name, **least),
                "bottleneck": of_bottleneck(name, **least),
            },
            is_other=name != "median",
        )
    own = {
        atc: ours("rolling_mad", backend, WINDOW, LEAST),
        "sorted window": lambda x: sorted_window_mad(x, WINDOW, LEAST),
    }
    yield Case("rolling_mad, table", data, own)
    own = {atc: ours("rolling_mad", backend, WINDOW, LEAST), "pandas' apply": pandas_mad}
    yield Case("rolling_mad, one series", data[:, 0].copy(), own, takes_gaps=False)
    yield Case(
        "rolling_mean_std, table",
        data,
        {
            atc: ours("rolling_mean_std", backend, WINDOW, LEAST),
            "poor loop": lambda x: sums_of_squares(x, WINDOW, LEAST),
            "bottleneck": of_bottleneck("mean", "std", **least),
        },
    )
    for name in ("std", "skew", "kurt"):
        yield Case(
            f"rolling_{name}, table",
            data,
            {atc: ours(f"rolling_{name}", backend, WINDOW, LEAST), "pandas": of_pandas(name, **least)},
            is_other=True,
        )
    handle, other = atc_core.get("rolling_corr", backend=backend), data[:, ::-1].copy()
    rolling: Functions = {
        atc: lambda x: handle(x, other, WINDOW, LEAST),
        "pandas": lambda x: (
            pd.DataFrame(x).rolling(WINDOW, min_periods=LEAST).corr(pd.DataFrame(other), pairwise=False)
        ),
    }
    yield Case("rolling_corr, table", data, rolling, is_other=True)
    yield Case(
        "correlation_matrix", data, {atc: ours("correlation_matrix", backend), "numpy": lambda x: np.corrcoef(x.T)}
    )
    holes = np.where(np.random.default_rng(2).random(data.shape) < 0.01, np.nan, data)
    yield Case(
        "correlation_matrix, 1 % NaN",
        holes,
        {atc: ours("correlation_matrix", backend), "pandas": lambda x: pd.DataFrame(x).corr(min_periods=2)},
    )
    yield Case(
        "fill_missing, table",
        sprinkled(data),
        {
            atc: ours("fill_missing", backend),
            "pandas": lambda x: pd.DataFrame(x).ffill(),
            "bottleneck": lambda x: bn.push(x, axis=0),
        },
        is_other=True,
    )
    yield Case(
        f"lagged_correlation {LAGS}, table",
        data,
        {atc: ours("lagged_correlation", backend, LAGS), "numpy": lagged_corrcoef},
        is_other=True,
    )
    yield Case(
        f"lag_features {LAGS}, table",
        data,
        {atc: ours("lag_features", backend, LAGS), "pandas": shifted},
        takes_gaps=False,
        is_other=True,
    )


def series(backend: str | None) -> Iterator[Case]:
    """A million bars."""
    data = walk(1_000_000)
    for window in (16, 100, 1000):
        options = {"window": window, "least": window}
        yield Case(
            f"rolling_median {window}, 1M",
            data,
            {
                "atc": ours("rolling_median", backend, window),
                "pandas": of_pandas("median", **options),
                "bottleneck": of_bottleneck("median", **options),
                "polars": of_polars("median", **options),
                "scipy": partial(median_filter, size=window),
            },
        )
    options = {"window": 100, "least": 100}
    for name in ("mean", "std", "min", "max", "skew", "kurt"):
        others: Functions = {"pandas": of_pandas(name, **options), "polars": of_polars(name, **options)}
        if name in ("mean", "std", "min", "max"):
            others["bottleneck"] = of_bottleneck(name, **options)
        elif name == "kurt":
            del others["polars"]
        own = {"atc": ours(f"rolling_{name}", backend, 100), **others}
        yield Case(f"rolling_{name} 100, 1M", data, own, is_other=True)
    own = {"atc": ours("rolling_slope", backend, 100), "talib": lambda x: talib.LINEARREG_SLOPE(x, 100)}
    yield Case("rolling_slope 100, 1M", data, own, is_other=True)
    other = walk(1_000_000)[::-1].copy()
    handle = atc_core.get("rolling_corr", backend=backend)
    yield Case(
        "rolling_corr 100, 1M",
        data,
        {
            "atc": lambda x: handle(x, other, 100),
            "pandas": lambda x: pd.Series(x).rolling(100).corr(pd.Series(other)),
        },
        is_other=True,
    )
    yield Case(
        "spectral_energy 256/64, 100k",
        walk(100_000),
        {"atc": ours("spectral_energy", backend, 256, 64, BANDS), "scipy": energies_of_scipy},
        takes_gaps=False,
    )


def timed(functions: Functions, data: Array, rounds: int) -> dict[str, float]:
    """The median milliseconds of each, in turns."""
    for function in functions.values():
        function(data)
    found: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            begin = perf_counter()
            function(data)
            found[name].append(1e3 * (perf_counter() - begin))
    return {name: median(values) for name, values in found.items()}


def digits(backend: str | None) -> float:
    """How many digits of a deviation are right at an offset of 1e9, at least."""
    x = walk(10_000)
    options = WINDOW, LEAST
    near = atc_core.get("rolling_mean_std", backend="python")(x + 1e9, *options).std[LEAST:]
    own = atc_core.get("rolling_mean_std", backend=backend)(x + 1e9, *options).std[LEAST:]
    return float(-np.log10(np.abs(own / near - 1.0).max() + 1e-17))


def main() -> None:
    """Race and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="parts of titles")
    parser.add_argument("--backend", default="rust", help="ours; auto for the fastest of this machine")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    console = Console(width=110)
    table = Table("case", "ours ms", "others: how many times as long", "5 % NaN")
    others: list[float] = []
    for case in (*tables(options.backend), *series(options.backend)):
        if options.only and not any(part in case.title for part in options.only):
            continue
        found = timed(case.functions, case.data, options.rounds)
        own = found.pop("atc")
        gaps = ""
        others += [min(found.values()) / own] * case.is_other
        if case.takes_gaps and not np.isnan(case.data).any():
            gaps = f"{timed({'atc': case.functions['atc']}, sprinkled(case.data), options.rounds)['atc'] / own:.2f}"
        times = ", ".join(
            f"{name} {value / own:.2f}" for name, value in sorted(found.items(), key=lambda item: item[1])
        )
        table.add_row(case.title, f"{own:.3f}", times, gaps)
    console.print(table)
    if others:
        console.print(
            f"Those without a bar of their own: {geometric_mean(others):.2f} times as fast as the fastest other."
        )
    console.print(f"rolling_mean_std at an offset of 1e9: {digits(options.backend):.1f} digits of std are right.")


if __name__ == "__main__":
    main()
