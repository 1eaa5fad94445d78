"""Liquidity, as the definitions read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from atc_core.arrays import Array, Series
from atc_python import backend
from atc_python.results import deliver, deliver_each
from atc_python.rolling.moments import centred, mean, sum_of_products
from atc_python.rolling.valid_values import Windows, in_windows
from atc_python.windows import highest

NO_BOUNCE = 1e-10
"""A covariance above minus this part of the largest square is rounding."""


@backend.implements("liquidity_metrics")
def liquidity_metrics(
    high: Series, low: Series, close: Series, lookback: int = 14, *, out: Sequence[Array] | None = None
) -> Sequence[Any]:
    """Means of the last bars."""
    if len(close) <= lookback:
        return deliver_each((np.nan, np.nan), out)
    high, low, before = high[-lookback:], low[-lookback:], close[-lookback - 1 : -1]
    with np.errstate(all="ignore"):
        ranges = np.maximum(high - low, np.maximum(np.abs(high - before), np.abs(low - before)))
        atr = 100.0 * (np.mean(ranges) / close[-1])
        spread = 100.0 * np.mean((high - low) / close[-lookback:])
    return deliver_each((float(atr), float(spread)), out)


@backend.implements("amihud")
def amihud(close: Series, volume: Series, window: int, min_periods: int = 1, *, out: Series | None = None) -> Series:
    """The mean of what is finite; the first return is no whole window."""
    with np.errstate(all="ignore"):
        traded = close[1:] * volume[1:]
        ratio = np.where(traded > 0.0, np.abs(close[1:] / close[:-1] - 1.0) / traded, np.nan)
    result = np.full(len(close), np.nan)
    result[1:] = in_windows(mean, window, min_periods, ratio)[0]
    result[:window] = np.nan
    return deliver(result, out)


def changes(close: Series) -> Series:
    """The change of each close; NaN at the first."""
    with np.errstate(all="ignore"):
        return np.append(np.full(len(close[:1]), np.nan), np.diff(close))


@backend.implements("roll_spread")
def roll_spread(close: Series, window: int, *, out: Series | None = None) -> Series:
    """The covariance in units of the window's largest change, which is what it must be large against."""
    change = changes(close)
    result = np.full(len(close), np.nan)
    largest = highest(np.abs(change[1:]), window + 1)
    if not len(largest):
        return deliver(result, out)
    before = np.append(np.nan, change[:-1])
    covariance, *units = in_windows(covariances, window, None, change, before, fields=3)[:, window + 1 :]
    with np.errstate(all="ignore"):
        relative = covariance * (units[0] / largest) * (units[1] / largest)
        result[window + 1 :] = np.where(relative < -NO_BOUNCE, 2.0 * largest * np.sqrt(-relative), np.nan)
    return deliver(result, out)


def covariances(x: Windows, y: Windows) -> tuple[Series, Series, Series]:
    """The covariance of each window, and the units that it is in."""
    (a, unit_a), (b, unit_b) = centred(x), centred(y)
    return sum_of_products(a, b) / (x.number - 1.0), unit_a, unit_b


@backend.implements("kyle_lambda")
def kyle_lambda(close: Series, signed_volume: Series, window: int, *, out: Series | None = None) -> Series:
    """The slope of changes on volumes; equal volumes, whose spread is 0, make it NaN."""
    result: Series = in_windows(slopes, window, None, signed_volume, changes(close))[0]
    return deliver(result, out)


def slopes(x: Windows, y: Windows) -> Series:
    """The slope of the line through the points of each window."""
    (a, unit_a), (b, unit_b) = centred(x), centred(y)
    slope: Series = sum_of_products(a, b) / sum_of_products(a, a) * (unit_b / unit_a)
    return np.where((x.away == 0.0).all(axis=1), np.nan, slope)


@backend.implements("corwin_schultz")
def corwin_schultz(high: Series, low: Series, close: Series, *, out: Series | None = None) -> Series:
    """Two ranges of one bar each, and one of both bars; the later bar without the gap before it."""
    result = np.full(len(close), np.nan)
    before, moved_high, moved_low = close[:-1], high[1:], low[1:]
    k = 3.0 - 2.0 * np.sqrt(2.0)
    with np.errstate(all="ignore"):
        span = moved_high - moved_low
        is_above, is_below = moved_low > before, moved_high < before
        moved_high = np.select([is_above, is_below], [before + span, before], moved_high)
        moved_low = np.select([is_above, is_below], [before, before - span], moved_low)
        beta = np.log(high[:-1] / low[:-1]) ** 2 + np.log(moved_high / moved_low) ** 2
        gamma = np.log(np.maximum(high[:-1], moved_high) / np.minimum(low[:-1], moved_low)) ** 2
        alpha = (np.sqrt(2.0 * beta) - np.sqrt(beta)) / k - np.sqrt(gamma / k)
        # 2*(e**a - 1)/(1 + e**a), which overflows.
        spread = 2.0 * np.tanh(alpha / 2.0)
    result[1:] = np.where(np.isnan(before), np.nan, np.where(spread < 0.0, 0.0, spread))
    return deliver(result, out)
