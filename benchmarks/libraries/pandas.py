"""pandas."""

from __future__ import annotations

import pandas as pd

from libraries import Array, marked

DISTRIBUTION = "pandas"
given = pd.Series


def sma(x: pd.Series[float], length: int) -> pd.Series[float]:
    return x.rolling(length).mean()


def ema(x: pd.Series[float], length: int) -> pd.Series[float]:
    """Seeded with x[0]; a NaN is skipped."""
    return x.ewm(span=length, adjust=False, min_periods=length).mean()


def dema(x: pd.Series[float], length: int) -> pd.Series[float]:
    """Two calls of ewm, seeded with x[0]; a NaN is skipped."""
    once = x.ewm(span=length, adjust=False).mean()
    return 2.0 * once - once.ewm(span=length, adjust=False).mean()


def rate_of_change(prices: pd.Series[float]) -> pd.Series[float]:
    return prices.pct_change(fill_method=None)


def signal_persistence(up: Array, down: Array) -> pd.Series[float]:
    """A forward fill: float64, NaN before the first signal."""
    return pd.Series(marked(up, down)).ffill()


def rolling_max(x: pd.Series[float], window: int, *_: None) -> pd.Series[float]:
    return x.rolling(window).max()


def rolling_min(x: pd.Series[float], window: int, *_: None) -> pd.Series[float]:
    return x.rolling(window).min()
