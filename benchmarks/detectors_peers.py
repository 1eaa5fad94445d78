"""What others have for condition monitoring: loops that one writes, and what one writes with libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray
from sklearn.cluster import KMeans

Array = NDArray[Any]
NORMAL = 1.4826


def ar1_of_pandas(x: Array) -> Any:
    """Fit and score of every column, as one writes it with frames."""
    frame = pd.DataFrame(x)
    away = frame - frame.median()
    before = away.shift()
    phi = ((away * before).sum() / (before * before).where(away.notna()).sum()).clip(-0.999, 0.999)
    residual = away - phi * before
    sigma = NORMAL * (residual - residual.median()).abs().median()
    return residual, residual / sigma


@njit(cache=True)  # type: ignore[untyped-decorator]
def ar1_loop(x: Array) -> tuple[Array, Array]:
    """The same, column by column."""
    rows, columns = x.shape
    residual, zscore = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    for column in range(columns):
        series = x[:, column].copy()
        mu = np.median(series[np.isfinite(series)])
        products, squares, count = 0.0, 0.0, 0
        errors = np.empty(rows)
        for t in range(1, rows):
            now, before = series[t] - mu, series[t - 1] - mu
            if np.isfinite(now) and np.isfinite(before):
                products += now * before
                squares += before * before
        phi = min(max(products / squares, -0.999), 0.999) if squares > 0.0 else 0.0
        for t in range(1, rows):
            error = (series[t] - mu) - phi * (series[t - 1] - mu)
            residual[t, column] = error
            if np.isfinite(error):
                errors[count] = error
                count += 1
        sigma = NORMAL * np.median(np.abs(errors[:count] - np.median(errors[:count])))
        for t in range(1, rows):
            zscore[t, column] = residual[t, column] / sigma
    return residual, zscore


def three_products(x: Array, model: Any) -> tuple[Array, Array]:
    """SPE and T² with NumPy: along the components, back, and the squares of the rest."""
    scaled = (x - model.mean) / model.scale
    along = scaled @ model.components.T
    rest = scaled - along @ model.components
    return (rest * rest).sum(axis=1), (along * along / model.eigenvalues[: along.shape[1]]).sum(axis=1)


@njit(cache=True)  # type: ignore[untyped-decorator]
def ewma_loop(x: Array, target: float, sigma: float, smoothing: float, width: float) -> tuple[Array, Array, Array]:
    """The average that forgets, its limits and the signal."""
    ewma, half_width, signal = np.empty(len(x)), np.empty(len(x)), np.zeros(len(x), np.int8)
    average, decay = target, 1.0
    for t in range(len(x)):
        average = smoothing * x[t] + (1.0 - smoothing) * average
        decay *= (1.0 - smoothing) ** 2
        half = width * sigma * np.sqrt(smoothing / (2.0 - smoothing) * (1.0 - decay))
        ewma[t], half_width[t] = average, half
        if abs(average - target) > half:
            signal[t] = 1 if average > target else -1
    return ewma, half_width, signal


@njit(cache=True)  # type: ignore[untyped-decorator]
def cusum_loop(x: Array, target: float, sigma: float, slack: float, threshold: float) -> tuple[Array, Array, Array]:
    """The two sums, which start anew after a signal."""
    high, low, signal = np.empty(len(x)), np.empty(len(x)), np.zeros(len(x), np.int8)
    up, down = 0.0, 0.0
    for t in range(len(x)):
        away = (x[t] - target) / sigma
        up, down = max(0.0, up + away - slack), max(0.0, down - away - slack)
        high[t], low[t] = up, down
        if up > threshold or down > threshold:
            signal[t] = 1 if up > threshold else -1
            up, down = 0.0, 0.0
    return high, low, signal


@njit(cache=True)  # type: ignore[untyped-decorator]
def page_hinkley_loop(
    x: Array, delta: float, threshold: float, forgetting: float, least: int
) -> tuple[Array, Array, Array]:
    """How far the series has gone up and down from its mean so far."""
    ups, downs, signal = np.empty(len(x)), np.empty(len(x)), np.zeros(len(x), np.int8)
    count, mean, up, down, lowest, highest = 0, 0.0, 0.0, 0.0, np.inf, -np.inf
    for t in range(len(x)):
        count += 1
        mean += (x[t] - mean) / count
        up = forgetting * up + (x[t] - mean) - delta
        down = forgetting * down + (x[t] - mean) + delta
        lowest, highest = min(lowest, up), max(highest, down)
        ups[t], downs[t] = up - lowest, highest - down
        if count >= least and max(ups[t], downs[t]) > threshold:
            signal[t] = 1 if ups[t] >= downs[t] else -1
            count, mean, up, down, lowest, highest = 0, 0.0, 0.0, 0.0, np.inf, -np.inf
    return ups, downs, signal


def page_hinkley_of_river(x: Array) -> list[bool]:
    """What river's detector says, value by value."""
    from river.drift import PageHinkley

    detector, found = PageHinkley(), []
    for value in x.tolist():
        detector.update(value)
        found.append(detector.drift_detected)
    return found


def rounds_of_scikit_learn(x: Array, centers: Array) -> KMeans:
    """Lloyd's rounds from given centres."""
    return KMeans(len(centers), init=centers, n_init=1, max_iter=300, tol=1e-4, algorithm="lloyd").fit(x)
