"""Rolling statistics beside pandas, Bottleneck, Polars, NumPy, SciPy and ordinary Numba loops: ``make bench-rolling``.

One thread, same run, in turns, medians; every result newly allocated. Ours is Rust, or
the backend that is asked for. The last column is what the same call takes with 5 % NaN sprinkled in.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import bottleneck as bn
import numpy as np
import pandas as pd
import polars as pl
from numba import njit
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.fft import rfft

import atc_core

Array = NDArray[Any]
Functions = dict[str, Callable[[Array], Any]]
WINDOW, LEAST = 16, 8
NAN = 0.05
BANDS = ((0.0, 0.1), (0.1, 0.3), (0.3, 1.0))


class Case(NamedTuple):
    """A kernel on data of some shape, and what others have for it; the first function is ours."""

    title: str
    data: Array
    functions: Functions
    takes_gaps: bool = True


@njit(cache=True)  # type: ignore[untyped-decorator]
def sorted_window_mad(x: Array, window: int, least: int) -> Array:
    """What one writes: the window kept sorted, and the distances sorted afresh."""
    out = np.full(x.shape, np.nan)
    kept, far = np.empty(window), np.empty(window)
    for column in range(x.shape[1]):
        count = 0
        for t in range(len(x)):
            old = x[t - window, column] if t >= window else np.nan
            if np.isfinite(old):
                place = np.searchsorted(kept[:count], old)
                kept[place : count - 1] = kept[place + 1 : count].copy()
                count -= 1
            new = x[t, column]
            if np.isfinite(new):
                place = np.searchsorted(kept[:count], new)
                kept[place + 1 : count + 1] = kept[place:count].copy()
                kept[place] = new
                count += 1
            if count >= least:
                middle = (kept[(count - 1) // 2] + kept[count // 2]) / 2
                far[:count] = np.abs(kept[:count] - middle)
                far[:count].sort()
                out[t, column] = (far[(count - 1) // 2] + far[count // 2]) / 2
    return out


@njit(cache=True)  # type: ignore[untyped-decorator]
def sums_of_squares(x: Array, window: int, least: int) -> tuple[Array, Array]:
    """What one writes: running sums, with which an offset of 1e9 leaves no digit of the deviation."""
    mean, std = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    for column in range(x.shape[1]):
        total, squares, count = 0.0, 0.0, 0
        for t in range(len(x)):
            new = x[t, column]
            if np.isfinite(new):
                total += new
                squares += new * new
                count += 1
            if t >= window:
                old = x[t - window, column]
                if np.isfinite(old):
                    total -= old
                    squares -= old * old
                    count -= 1
            if count >= least:
                mean[t, column] = total / count
                std[t, column] = np.sqrt(max(0.0, (squares - total * total / count) / (count - 1)))
    return mean, std


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


def of_pandas(name: str, window: int, least: int, **options: Any) -> Callable[[Array], Any]:
    """A method of pandas' windows; of several columns of a frame."""
    kind: Any = pd.DataFrame

    def run(x: Array) -> Any:
        data = kind(x) if x.ndim > 1 else pd.Series(x)
        return getattr(data.rolling(window, min_periods=least), name)(**options)

    return run


def of_polars(name: str, window: int, least: int) -> Callable[[Array], Any]:
    """A rolling method of Polars' Series, column by column."""

    def run(x: Array) -> Any:
        columns = x.T if x.ndim > 1 else [x]
        return [getattr(pl.Series(item), f"rolling_{name}")(window, min_samples=least) for item in columns]

    return run


def of_bottleneck(*names: str, window: int, least: int, **options: Any) -> Callable[[Array], Any]:
    """Functions of Bottleneck's."""
    functions = [getattr(bn, f"move_{name}") for name in names]
    return lambda x: [function(x, window, least, axis=0, **options) for function in functions]


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
        )
    own = {
        atc: ours("rolling_mad", backend, WINDOW, LEAST),
        "sorted window": lambda x: sorted_window_mad(x, WINDOW, LEAST),
    }
    yield Case("rolling_mad, table", data, own)
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
        )
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
            },
        )
    options = {"window": 100, "least": 100}
    for name in ("mean", "std", "min", "max", "skew", "kurt"):
        others: Functions = {"pandas": of_pandas(name, **options), "polars": of_polars(name, **options)}
        if name in ("mean", "std", "min", "max"):
            others["bottleneck"] = of_bottleneck(name, **options)
        elif name == "kurt":
            del others["polars"]
        yield Case(f"rolling_{name} 100, 1M", data, {"atc": ours(f"rolling_{name}", backend, 100), **others})
    other = walk(1_000_000)[::-1].copy()
    handle = atc_core.get("rolling_corr", backend=backend)
    yield Case(
        "rolling_corr 100, 1M",
        data,
        {
            "atc": lambda x: handle(x, other, 100),
            "pandas": lambda x: pd.Series(x).rolling(100).corr(pd.Series(other)),
        },
    )
    yield Case(
        "spectral_energy 256/64, 100k",
        walk(100_000),
        {"atc": ours("spectral_energy", backend, 256, 64, BANDS), "scipy": energies_of_scipy},
        takes_gaps=False,
    )


def energies_of_scipy(x: Array) -> Array:
    """Strided frames without their means, SciPy's transform, sums of bands."""
    frames = np.lib.stride_tricks.sliding_window_view(x, 256)[::64]
    power = np.abs(rfft(frames - frames.mean(axis=1, keepdims=True), axis=1)) ** 2
    shares = 2 * np.arange(power.shape[1]) / 256
    inside = [(shares >= low) & ((shares < high) | (high == 1)) for low, high in BANDS]
    return np.stack([power[:, band].sum(axis=1) for band in inside], axis=1)


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


def main() -> None:
    """Race and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="parts of titles")
    parser.add_argument("--backend", default="rust", help="ours; auto for the fastest of this machine")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    console = Console(width=110)
    table = Table("case", "ours ms", "others: how many times as long", "5 % NaN")
    for case in (*tables(options.backend), *series(options.backend)):
        if options.only and not any(part in case.title for part in options.only):
            continue
        found = timed(case.functions, case.data, options.rounds)
        own = found.pop("atc")
        gaps = ""
        if case.takes_gaps and not np.isnan(case.data).any():
            gaps = f"{timed({'atc': case.functions['atc']}, sprinkled(case.data), options.rounds)['atc'] / own:.2f}"
        others = ", ".join(
            f"{name} {value / own:.2f}" for name, value in sorted(found.items(), key=lambda item: item[1])
        )
        table.add_row(case.title, f"{own:.3f}", others, gaps)
    console.print(table)


if __name__ == "__main__":
    main()
