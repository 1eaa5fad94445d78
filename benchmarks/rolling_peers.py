"""What others have for rolling statistics: loops that one writes, and what one writes with libraries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bottleneck as bn
import numpy as np
import pandas as pd
import polars as pl
from numba import njit
from numpy.typing import NDArray
from scipy.fft import rfft

Array = NDArray[Any]
WINDOW, LEAST = 16, 8
LAGS = 5
BANDS = ((0.0, 0.1), (0.1, 0.3), (0.3, 1.0))


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


def pandas_mad(x: Array) -> Any:
    """What pandas calls for each window."""
    return pd.Series(x).rolling(WINDOW, min_periods=LEAST).apply(mad_of_window, raw=True)


def mad_of_window(values: Array) -> Any:
    """The median distance from the median."""
    return np.median(np.abs(values - np.median(values)))


def lagged_corrcoef(x: Array) -> Array:
    """NumPy's correlations of the series with themselves some bars earlier."""
    series = x.shape[1]
    later = [np.corrcoef(x[lag:].T, x[: len(x) - lag].T)[:series, series:] for lag in range(1, LAGS + 1)]
    return np.stack([np.corrcoef(x.T), *later])


def shifted(x: Array) -> Any:
    """The columns of lags, with pandas."""
    frame = pd.DataFrame(x)
    return pd.concat([frame.shift(lag) for lag in range(LAGS + 1)], axis=1)


def energies_of_scipy(x: Array) -> Array:
    """Strided frames without their means, SciPy's transform, sums of bands."""
    frames = np.lib.stride_tricks.sliding_window_view(x, 256)[::64]
    power = np.abs(rfft(frames - frames.mean(axis=1, keepdims=True), axis=1)) ** 2
    shares = 2 * np.arange(power.shape[1]) / 256
    inside = [(shares >= low) & ((shares < high) | (high == 1)) for low, high in BANDS]
    return np.stack([power[:, band].sum(axis=1) for band in inside], axis=1)
