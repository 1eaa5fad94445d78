"""TA-Lib. A NaN spoils the rest of every series."""

from __future__ import annotations

import talib

from libraries import Array, Fields

DISTRIBUTION = "TA-Lib"


def sma(x: Array, length: int) -> Array:
    return talib.SMA(x, length)


def ema(x: Array, length: int) -> Array:
    return talib.EMA(x, length)


def wma(x: Array, length: int) -> Array:
    return talib.WMA(x, length)


def dema(x: Array, length: int) -> Array:
    """The second average is seeded with a mean too; first result at 2(length-1)."""
    return talib.DEMA(x, length)


def lsma(x: Array, length: int) -> Array:
    return talib.LINEARREG(x, length)


def hma(x: Array, length: int) -> Array:
    return talib.HMA(x, length)


def kama(x: Array, length: int, *_: float) -> Array:
    """Seeded with x[length-1], first result at length; fast and slow are fixed."""
    return talib.KAMA(x, length)


def rate_of_change(prices: Array) -> Array:
    return talib.ROCP(prices, 1)


def rolling_max(x: Array, window: int, *_: None) -> Array:
    return talib.MAX(x, window)


def rolling_min(x: Array, window: int, *_: None) -> Array:
    return talib.MIN(x, window)


def rma(x: Array, length: int) -> Array:
    return talib.RMA(x, length)


def tema(x: Array, length: int) -> Array:
    return talib.TEMA(x, length)


def trima(x: Array, length: int) -> Array:
    return talib.TRIMA(x, length)


def vwma(x: Array, volume: Array, length: int) -> Array:
    return talib.VWMA(x, volume, length)


def true_range(high: Array, low: Array, close: Array) -> Array:
    return talib.TRANGE(high, low, close)


def atr(high: Array, low: Array, close: Array, length: int) -> Array:
    return talib.ATR(high, low, close, length)


def natr(high: Array, low: Array, close: Array, length: int) -> Array:
    return talib.NATR(high, low, close, length)


def bollinger(x: Array, length: int, multiplier: float, _: int) -> Fields:
    return talib.BBANDS(x, length, multiplier, multiplier)


def keltner(high: Array, low: Array, close: Array, length: int, multiplier: float, atr_length: int) -> Fields:
    """Its middle is the average of the typical price."""
    return talib.KC(high, low, close, length, atr_length, multiplier)


def donchian(high: Array, low: Array, length: int) -> Fields:
    return talib.DONCHIAN(high, low, length)


def supertrend(high: Array, low: Array, close: Array, length: int, multiplier: float) -> Fields:
    return talib.SUPERTREND(high, low, close, length, multiplier)


def parabolic_sar(high: Array, low: Array, acceleration: float, maximum: float) -> Array:
    return talib.SAR(high, low, acceleration, maximum)


def rsi(x: Array, length: int) -> Array:
    return talib.RSI(x, length)


def stochastic(high: Array, low: Array, close: Array, length: int, smooth_k: int, smooth_d: int) -> Fields:
    return talib.STOCH(high, low, close, length, smooth_k, 0, smooth_d, 0)


def stochastic_rsi(x: Array, length: int, stochastic_length: int, _: int, smooth_d: int) -> Fields:
    """Not smoothed before its second line."""
    return talib.STOCHRSI(x, length, stochastic_length, smooth_d)


def kdj(high: Array, low: Array, close: Array, length: int, smooth_k: int, smooth_d: int) -> Fields:
    return talib.KDJ(high, low, close, length, smooth_k, smooth_d)


def williams_r(high: Array, low: Array, close: Array, length: int) -> Array:
    return talib.WILLR(high, low, close, length)


def cci(high: Array, low: Array, close: Array, length: int) -> Array:
    return talib.CCI(high, low, close, length)


def mfi(high: Array, low: Array, close: Array, volume: Array, length: int) -> Array:
    return talib.MFI(high, low, close, volume, length)


def ultimate_oscillator(high: Array, low: Array, close: Array, short: int, medium: int, long: int) -> Array:
    return talib.ULTOSC(high, low, close, short, medium, long)


def momentum(x: Array, length: int) -> Array:
    return talib.MOM(x, length)


def roc(x: Array, length: int) -> Array:
    return talib.ROC(x, length)


def macd(x: Array, fast: int, slow: int, signal: int) -> Fields:
    return talib.MACD(x, fast, slow, signal)


def ppo(x: Array, fast: int, slow: int, _: int) -> Array:
    """Without its signal line."""
    return talib.PPO(x, fast, slow, 1)


def trix(x: Array, length: int) -> Array:
    return talib.TRIX(x, length)


def adx(high: Array, low: Array, close: Array, length: int) -> Fields:
    return tuple(function(high, low, close, length) for function in (talib.ADX, talib.PLUS_DI, talib.MINUS_DI))


def aroon(high: Array, low: Array, length: int) -> Fields:
    return talib.AROON(high, low, length)


def obv(close: Array, volume: Array) -> Array:
    return talib.OBV(close, volume)


def accumulation_distribution(high: Array, low: Array, close: Array, volume: Array) -> Array:
    return talib.AD(high, low, close, volume)


def chaikin_oscillator(high: Array, low: Array, close: Array, volume: Array, fast: int, slow: int) -> Array:
    return talib.ADOSC(high, low, close, volume, fast, slow)


def chaikin_money_flow(high: Array, low: Array, close: Array, volume: Array, length: int) -> Array:
    return talib.CMF(high, low, close, volume, length)


def vwap(high: Array, low: Array, close: Array, volume: Array, _: Array) -> Array:
    """One session only."""
    return talib.VWAP(high, low, close, volume)
