"""tulipy: Tulip Indicators in C. Results leave the warm-up away; a NaN spoils the rest."""

from __future__ import annotations

from typing import Any

import tulipy

from libraries import Array, Fields

DISTRIBUTION = "tulipy"


def sma(x: Array, length: int) -> Array:
    return tulipy.sma(x, length)


def ema(x: Array, length: int) -> Array:
    """Seeded with x[0]."""
    return tulipy.ema(x, length)


def wma(x: Array, length: int) -> Array:
    return tulipy.wma(x, length)


def dema(x: Array, length: int) -> Array:
    """Seeded with x[0]; first result at 2(length-1)."""
    return tulipy.dema(x, length)


def lsma(x: Array, length: int) -> Array:
    return tulipy.linreg(x, length)


def hma(x: Array, length: int) -> Array:
    return tulipy.hma(x, length)


def kama(x: Array, length: int, *_: float) -> Array:
    """Seeded with x[length-1], first result there; fast and slow are fixed."""
    return tulipy.kama(x, length)


def rate_of_change(prices: Array) -> Array:
    return tulipy.roc(prices, 1)


def rolling_max(x: Array, window: int, *_: None) -> Array:
    return tulipy.max(x, window)


def rolling_min(x: Array, window: int, *_: None) -> Array:
    return tulipy.min(x, window)


def trima(x: Array, length: int) -> Array:
    return tulipy.trima(x, length)


def vwma(x: Array, volume: Array, length: int) -> Array:
    return tulipy.vwma(x, volume, length)


def true_range(high: Array, low: Array, close: Array) -> Array:
    return tulipy.tr(high, low, close)


def atr(high: Array, low: Array, close: Array, length: int) -> Array:
    return tulipy.atr(high, low, close, length)


def natr(high: Array, low: Array, close: Array, length: int) -> Array:
    return tulipy.natr(high, low, close, length)


def parabolic_sar(high: Array, low: Array, acceleration: float, maximum: float) -> Array:
    return tulipy.psar(high, low, acceleration, maximum)


def rsi(x: Array, length: int) -> Array:
    return tulipy.rsi(x, length)


def williams_r(high: Array, low: Array, close: Array, length: int) -> Array:
    return tulipy.willr(high, low, close, length)


def cci(high: Array, low: Array, close: Array, length: int) -> Array:
    return tulipy.cci(high, low, close, length)


def mfi(high: Array, low: Array, close: Array, volume: Array, length: int) -> Array:
    return tulipy.mfi(high, low, close, volume, length)


def ultimate_oscillator(high: Array, low: Array, close: Array, short: int, medium: int, long: int) -> Array:
    return tulipy.ultosc(high, low, close, short, medium, long)


def momentum(x: Array, length: int) -> Array:
    return tulipy.mom(x, length)


def roc(x: Array, length: int) -> Array:
    return tulipy.roc(x, length)


def trix(x: Array, length: int) -> Array:
    return tulipy.trix(x, length)


def aroon(high: Array, low: Array, length: int) -> Fields:
    return tulipy.aroon(high, low, length)


def obv(close: Array, volume: Array) -> Array:
    return tulipy.obv(close, volume)


def accumulation_distribution(high: Array, low: Array, close: Array, volume: Array) -> Array:
    return tulipy.ad(high, low, close, volume)


def chaikin_oscillator(high: Array, low: Array, close: Array, volume: Array, fast: int, slow: int) -> Array:
    return tulipy.adosc(high, low, close, volume, fast, slow)


def rma(x: Array, length: int) -> Array:
    return tulipy.wilders(x, length)


def tema(x: Array, length: int) -> Array:
    return tulipy.tema(x, length)


def bollinger(x: Array, length: int, multiplier: float, _: Any) -> Fields:
    return tulipy.bbands(x, length, multiplier)


def macd(x: Array, fast: int, slow: int, signal: int) -> Fields:
    return tulipy.macd(x, fast, slow, signal)


def ppo(x: Array, fast: int, slow: int, _: Any) -> Array:
    return tulipy.ppo(x, fast, slow)


def stochastic(high: Array, low: Array, close: Array, length: int, smooth_k: int, smooth_d: int) -> Fields:
    return tulipy.stoch(high, low, close, length, smooth_k, smooth_d)


def adx(high: Array, low: Array, close: Array, length: int) -> Fields:
    return (tulipy.adx(high, low, close, length), *tulipy.di(high, low, close, length))
