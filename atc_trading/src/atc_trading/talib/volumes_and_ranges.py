"""TA-Lib's volume and volatility indicators."""

from __future__ import annotations

import numpy as np

import atc_core
from atc_trading.talib.series import Values
from atc_trading.talib.study import study

VOLUME = "Volume Indicators"
VOLATILITY = "Volatility Indicators"


@study(VOLATILITY)
def TRANGE(high: Values, low: Values, close: Values) -> Values:
    """True range: from the bar's extremes or the close before, whichever is further."""
    return atc_core.true_range(high, low, close)


@study(VOLATILITY)
def ATR(high: Values, low: Values, close: Values, timeperiod: int = 14) -> Values:
    """Average true range, smoothed as Wilder does."""
    return atc_core.atr(high, low, close, timeperiod)


@study(VOLATILITY)
def NATR(high: Values, low: Values, close: Values, timeperiod: int = 14) -> Values:
    """Average true range in percent of the close."""
    return atc_core.natr(high, low, close, timeperiod)


@study(VOLUME)
def OBV(real: Values, volume: Values) -> Values:
    """On-balance volume: volumes added at a higher close, taken away at a lower one."""
    return atc_core.obv(real, volume)


@study(VOLUME)
def AD(high: Values, low: Values, close: Values, volume: Values) -> Values:
    """Chaikin's accumulation and distribution line."""
    return atc_core.accumulation_distribution(high, low, close, volume)


@study(VOLUME)
def ADOSC(
    high: Values, low: Values, close: Values, volume: Values, fastperiod: int = 3, slowperiod: int = 10
) -> Values:
    """Chaikin's oscillator: the fast less the slow average of that line; with periods exchanged, its negative."""
    if fastperiod > slowperiod:
        return -atc_core.chaikin_oscillator(high, low, close, volume, slowperiod, fastperiod)
    return atc_core.chaikin_oscillator(high, low, close, volume, fastperiod, slowperiod)


@study(VOLUME)
def CMF(high: Values, low: Values, close: Values, volume: Values, timeperiod: int = 20) -> Values:
    """Chaikin's money flow: -1 to 1, 0 without volume."""
    return atc_core.chaikin_money_flow(high, low, close, volume, timeperiod)


@study(VOLUME)
def VWAP(high: Values, low: Values, close: Values, volume: Values) -> Values:
    """Volume-weighted average of the typical price since the first bar; `atc_core.vwap` knows sessions."""
    return atc_core.vwap(high, low, close, volume, np.zeros(len(close), np.bool_))
