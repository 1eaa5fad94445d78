"""TA-Lib's overlap studies: averages, bands and stops in the units of the prices."""

from __future__ import annotations

import numpy as np

import atc_core
from atc_trading.talib.averages import MA_Type, adaptive_average, average, deviation, double_average, together
from atc_trading.talib.series import Values
from atc_trading.talib.study import study

GROUP = "Overlap Studies"
BANDS = ("upperband", "middleband", "lowerband")
quietly = np.errstate(divide="ignore", invalid="ignore", over="ignore")


@study(GROUP)
def SMA(real: Values, timeperiod: int = 30) -> Values:
    """Simple moving average."""
    return atc_core.sma(real, timeperiod)


@study(GROUP)
def EMA(real: Values, timeperiod: int = 30) -> Values:
    """Exponential moving average, seeded with the mean of the first bars."""
    return atc_core.ema(real, timeperiod)


@study(GROUP)
def WMA(real: Values, timeperiod: int = 30) -> Values:
    """Weighted moving average: the newest bar weighs `timeperiod`, the oldest 1."""
    return atc_core.wma(real, timeperiod)


@study(GROUP)
@quietly
def DEMA(real: Values, timeperiod: int = 30) -> Values:
    """Double exponential moving average of two `ema`, each with its own seed; the kernel `dema` starts earlier."""
    return double_average(real, timeperiod)


@study(GROUP)
def TEMA(real: Values, timeperiod: int = 30) -> Values:
    """Triple exponential moving average."""
    return atc_core.tema(real, timeperiod)


@study(GROUP)
def TRIMA(real: Values, timeperiod: int = 30) -> Values:
    """Triangular moving average: the middle of the window weighs most."""
    return atc_core.trima(real, timeperiod)


@study(GROUP)
@quietly
def KAMA(real: Values, timeperiod: int = 30) -> Values:
    """Kaufman's adaptive moving average: `kama` with constants 2/3 and 2/31, begun at bar `timeperiod`."""
    return adaptive_average(real, timeperiod)


@study(GROUP)
def HMA(real: Values, timeperiod: int = 20) -> Values:
    """Hull moving average."""
    return atc_core.hma(real, timeperiod)


@study(GROUP)
def RMA(real: Values, timeperiod: int = 30) -> Values:
    """Wilder's moving average."""
    return atc_core.rma(real, timeperiod)


@study(GROUP)
def VWMA(real: Values, volume: Values, timeperiod: int = 30) -> Values:
    """Volume-weighted moving average; NaN without volume."""
    return atc_core.vwma(real, volume, timeperiod)


@study(GROUP)
@quietly
def MA(real: Values, timeperiod: int = 30, matype: int = MA_Type.SMA) -> Values:
    """The moving average of a type (`MA_Type`); of MAMA, T3 and ZLEMA the installed TA-Lib's."""
    return average(real, timeperiod, matype)


@study(GROUP, *BANDS)
@quietly
def BBANDS(
    real: Values, timeperiod: int = 20, nbdevup: float = 2.0, nbdevdn: float = 2.0, matype: int = MA_Type.SMA
) -> tuple[Values, ...]:
    """Bollinger bands; with another `matype` around that average, the deviation being the simple one's all the same."""
    if matype == MA_Type.SMA and nbdevup == nbdevdn and nbdevup > 0.0:
        return tuple(atc_core.bollinger(real, timeperiod, nbdevup))
    middle, spread = average(real, timeperiod, matype), deviation(real, timeperiod)
    middle[np.isnan(spread)] = np.nan
    return middle + nbdevup * spread, middle, middle - nbdevdn * spread


@study(GROUP, *BANDS)
def DONCHIAN(high: Values, low: Values, timeperiod: int = 20) -> tuple[Values, ...]:
    """Donchian channel: highest high, lowest low, and their middle."""
    upper, middle, lower = atc_core.donchian(high, low, timeperiod)
    together(upper, lower)
    return upper, middle, lower


@study(GROUP, "supertrend", "trend")
def SUPERTREND(
    high: Values, low: Values, close: Values, timeperiod: int = 10, multiplier: float = 3.0
) -> tuple[Values, ...]:
    """Supertrend, and its direction: 1 while rising, -1 while falling."""
    line, direction = atc_core.supertrend(high, low, close, timeperiod, multiplier)
    return line, direction.astype(np.int32)


@study(GROUP)
def SAR(high: Values, low: Values, acceleration: float = 0.02, maximum: float = 0.2) -> Values:
    """Wilder's parabolic stop and reverse."""
    return atc_core.parabolic_sar(high, low, acceleration, maximum)


@study(GROUP)
def MIDPOINT(real: Values, timeperiod: int = 14) -> Values:
    """Middle of the highest and lowest value of the last bars."""
    return atc_core.donchian(real, real, timeperiod).middle


@study(GROUP)
def MIDPRICE(high: Values, low: Values, timeperiod: int = 14) -> Values:
    """Middle of the highest high and the lowest low of the last bars."""
    return atc_core.donchian(high, low, timeperiod).middle
