"""tulip_rs: Tulip Indicators in Rust. Results leave the warm-up away, of windows the first valid bar too."""

from __future__ import annotations

from typing import Any

from tulip_rs import indicators

from libraries import Array, Fields

DISTRIBUTION = "tulip-rs"


def first(module: Any, x: Array, length: int) -> Array:
    """The first output of an indicator."""
    return module.indicator([x], [length])[0][0]


def sma(x: Array, length: int) -> Array:
    return first(indicators.sma, x, length)


def ema(x: Array, length: int) -> Array:
    """Seeded with x[0]."""
    return first(indicators.ema, x, length)


def wma(x: Array, length: int) -> Array:
    return first(indicators.wma, x, length)


def dema(x: Array, length: int) -> Array:
    """Seeded with x[0]."""
    return first(indicators.dema, x, length)


def lsma(x: Array, length: int) -> Array:
    return first(indicators.linreg, x, length)


def hma(x: Array, length: int) -> Array:
    return first(indicators.hma, x, length)


def kama(x: Array, length: int, *_: float) -> Array:
    """Seeded with x[length-1]; fast and slow are fixed."""
    return first(indicators.kama, x, length)


def rate_of_change(prices: Array) -> Array:
    return first(indicators.roc, prices, 1)


def outputs(module: Any, inputs: list[Array], *options: float) -> Fields:
    """All outputs of an indicator."""
    return tuple(module.indicator(inputs, list(options))[0])


def trima(x: Array, length: int) -> Fields:
    return outputs(indicators.trima, [x], length)


def vwma(x: Array, volume: Array, length: int) -> Fields:
    return outputs(indicators.vwma, [x, volume], length)


def true_range(high: Array, low: Array, close: Array) -> Fields:
    return outputs(indicators.tr, [high, low, close])


def atr(high: Array, low: Array, close: Array, length: int) -> Fields:
    return outputs(indicators.atr, [high, low, close], length)


def natr(high: Array, low: Array, close: Array, length: int) -> Fields:
    return outputs(indicators.natr, [high, low, close], length)


def parabolic_sar(high: Array, low: Array, acceleration: float, maximum: float) -> Fields:
    return outputs(indicators.psar, [high, low], acceleration, maximum)


def rsi(x: Array, length: int) -> Fields:
    return outputs(indicators.rsi, [x], length)


def williams_r(high: Array, low: Array, close: Array, length: int) -> Fields:
    return outputs(indicators.willr, [high, low, close], length)


def cci(high: Array, low: Array, close: Array, length: int) -> Fields:
    return outputs(indicators.cci, [high, low, close], length)


def mfi(high: Array, low: Array, close: Array, volume: Array, length: int) -> Fields:
    return outputs(indicators.mfi, [high, low, close, volume], length)


def ultimate_oscillator(high: Array, low: Array, close: Array, short: int, medium: int, long: int) -> Fields:
    return outputs(indicators.ultosc, [high, low, close], short, medium, long)


def momentum(x: Array, length: int) -> Fields:
    return outputs(indicators.mom, [x], length)


def roc(x: Array, length: int) -> Fields:
    return outputs(indicators.roc, [x], length)


def trix(x: Array, length: int) -> Fields:
    return outputs(indicators.trix, [x], length)


def aroon(high: Array, low: Array, length: int) -> Fields:
    return outputs(indicators.aroon, [high, low], length)


def obv(close: Array, volume: Array) -> Fields:
    return outputs(indicators.obv, [close, volume])


def accumulation_distribution(high: Array, low: Array, close: Array, volume: Array) -> Fields:
    return outputs(indicators.ad, [high, low, close, volume])


def chaikin_oscillator(high: Array, low: Array, close: Array, volume: Array, fast: int, slow: int) -> Fields:
    return outputs(indicators.adosc, [high, low, close, volume], fast, slow)


def rma(x: Array, length: int) -> Fields:
    return outputs(indicators.wilders, [x], length)


def tema(x: Array, length: int) -> Fields:
    return outputs(indicators.tema, [x], length)


def bollinger(x: Array, length: int, multiplier: float, _: Any) -> Fields:
    return outputs(indicators.bbands, [x], length, multiplier)


def macd(x: Array, fast: int, slow: int, signal: int) -> Fields:
    return outputs(indicators.macd, [x], fast, slow, signal)


def ppo(x: Array, fast: int, slow: int, _: Any) -> Fields:
    return outputs(indicators.ppo, [x], fast, slow)


def stochastic(high: Array, low: Array, close: Array, length: int, smooth_k: int, smooth_d: int) -> Fields:
    return outputs(indicators.stoch, [high, low, close], length, smooth_k, smooth_d)


def chaikin_money_flow(high: Array, low: Array, close: Array, volume: Array, length: int) -> Fields:
    return outputs(indicators.chaikinmf, [high, low, close, volume], length)


def vwap(high: Array, low: Array, close: Array, volume: Array, _: Any) -> Fields:
    return outputs(indicators.vwap, [high, low, close, volume])


def keltner(high: Array, low: Array, close: Array, length: int, multiplier: float, _: Any) -> Fields:
    return outputs(indicators.keltnerchannel, [high, low, close], length, multiplier)


def donchian(high: Array, low: Array, length: int) -> Fields:
    return outputs(indicators.donchianchannel, [high, low], length)


def supertrend(high: Array, low: Array, close: Array, length: int, multiplier: float) -> Fields:
    return outputs(indicators.supertrend, [high, low, close], length, multiplier)


def ichimoku(high: Array, low: Array, conversion: int, base: int, *_: int) -> Fields:
    """Its long span is twice the base; the spans stand a bar later."""
    return outputs(indicators.ichimoku, [high, low, low], conversion, base)
