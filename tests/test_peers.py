"""Other libraries as independent oracles, where their definition is ours."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import talib

import atc_core

RANDOM = np.random.default_rng(11)
X = 100.0 * np.exp(RANDOM.normal(0.0, 0.01, 3000).cumsum())
AVERAGE = X * (1.0 + RANDOM.normal(0.0, 0.01, len(X)))
LENGTHS = [2, 3, 14, 28, 200]
SETTLED = 1500
"""Bars after which an average has forgotten its seed."""


def ours(name, *arguments):
    return atc_core.get(name, backend="python")(*arguments)


def close(result, wanted):
    np.testing.assert_allclose(result, np.asarray(wanted), rtol=1e-11, atol=0.0)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize(
    ("name", "theirs"),
    [("sma", talib.SMA), ("ema", talib.EMA), ("wma", talib.WMA), ("lsma", talib.LINEARREG)],
)
def test_talib(name, theirs, length):
    close(ours(name, X, length), theirs(X, length))


@pytest.mark.parametrize("length", [4, 9, 28])
def test_talib_hma(length):
    ahead = 2.0 * talib.WMA(X, length // 2) - talib.WMA(X, length)
    close(ours("hma", X, length), talib.WMA(ahead, int(length**0.5)))


@pytest.mark.parametrize("length", [2, 3, 14, 28])
def test_talib_dema_once_the_seed_is_forgotten(length):
    close(ours("dema", X, length)[SETTLED:], talib.DEMA(X, length)[SETTLED:])


@pytest.mark.parametrize("length", [2, 10, 28])
def test_talib_kama_once_the_seed_is_forgotten(length):
    late = slice(len(X) - 10, None)
    close(ours("kama", X, length, 2 / 3, 2 / 31)[late], talib.KAMA(X, length)[late])


def test_talib_rate_of_change():
    np.testing.assert_allclose(ours("rate_of_change", X), talib.ROCP(X, 1), rtol=0, atol=1e-15)


@pytest.mark.parametrize("length", [1, *LENGTHS])
def test_pandas_windows_with_gaps(length):
    x = X.copy()
    x[[0, 17, 400, 401, 2999]] = np.nan
    windows = pd.Series(x).rolling(length)
    weights = np.arange(1.0, length + 1.0) / (length * (length + 1) / 2)
    close(ours("sma", x, length), windows.mean())
    close(ours("wma", x, length), windows.apply(lambda window: window @ weights, raw=True))


@pytest.mark.parametrize("length", [3, 28])
def test_numpy_polyfit(length):
    def newest(window):
        return np.polynomial.Polynomial.fit(np.arange(length), window, 1)(length - 1)

    close(ours("lsma", X[:200], length), pd.Series(X[:200]).rolling(length).apply(newest, raw=True))


@pytest.mark.parametrize("length", [1, *LENGTHS])
def test_pandas_exponential(length):
    seeded = pd.Series(np.append(X[:length].mean(), X[length:]))
    e1 = seeded.ewm(span=length, adjust=False).mean()
    e2 = e1.ewm(span=length, adjust=False).mean()
    close(ours("ema", X, length)[length - 1 :], e1)
    close(ours("dema", X, length)[length - 1 :], 2 * e1 - e2)


def test_pandas_rate_of_change():
    x = X.copy()
    x[[5, 900]] = np.nan, 0.0
    np.testing.assert_allclose(ours("rate_of_change", x), pd.Series(x).pct_change(fill_method=None), rtol=0, atol=1e-15)


def test_pandas_signal_persistence():
    up, down = RANDOM.random((2, 500)) < 0.1
    events = pd.Series(np.where(up, 1.0, np.where(down, -1.0, np.nan)))
    np.testing.assert_array_equal(ours("signal_persistence", up, down), events.ffill().fillna(0.0))


def test_pandas_crossover():
    side = pd.Series(np.sign(X - AVERAGE))
    crossed = side.where(side != side.shift(fill_value=side[0]))
    np.testing.assert_array_equal(ours("crossover_signal", X, AVERAGE), crossed.ffill().fillna(0.0))


def test_pandas_equity_above_the_floor():
    r, signal = RANDOM.normal(0.001, 0.01, 500), RANDOM.integers(-1, 2, 500).astype(float)
    growth = pd.Series(0.999 * (1.0 + r * signal))
    growth[0] = 10.0
    wanted = growth.cumprod()
    assert wanted.min() > 0.25
    close(ours("equity", r, signal, 10.0, 0.999, 0), wanted)
