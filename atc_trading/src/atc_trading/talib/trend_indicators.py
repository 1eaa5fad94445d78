"""TA-Lib's momentum indicators that are made of moving averages or of directional movement."""

from __future__ import annotations

import numpy as np

import atc_core
from atc_trading.talib.averages import MA_Type, average, begun_later, leading_gap
from atc_trading.talib.oscillators import GROUP
from atc_trading.talib.overlap import quietly
from atc_trading.talib.series import Values
from atc_trading.talib.study import study

MACD_LINES = ("macd", "macdsignal", "macdhist")


@study(GROUP, *MACD_LINES)
def MACD(real: Values, fastperiod: int = 12, slowperiod: int = 26, signalperiod: int = 9) -> tuple[Values, ...]:
    """Moving average convergence and divergence; the two periods may be given in either order."""
    fast, slow = sorted((fastperiod, slowperiod))
    return tuple(atc_core.macd(real, fast, slow, signalperiod))


@study(GROUP, *MACD_LINES)
@quietly
def MACDEXT(
    real: Values,
    fastperiod: int = 12,
    fastmatype: int = MA_Type.SMA,
    slowperiod: int = 26,
    slowmatype: int = MA_Type.SMA,
    signalperiod: int = 9,
    signalmatype: int = MA_Type.SMA,
) -> tuple[Values, ...]:
    """MACD of averages of any type; both begin so that their first values are at one bar."""
    fast, slow = sorted(((fastperiod, fastmatype), (slowperiod, slowmatype)), key=lambda pair: pair[0])
    lines = average(real, *fast), average(real, *slow)
    lead = leading_gap(lines[1]) - leading_gap(lines[0])
    macd = average(begun_later(real, max(lead, 0)), *fast) - average(begun_later(real, max(-lead, 0)), *slow)
    signal = average(macd, signalperiod, signalmatype)
    macd[np.isnan(signal)] = np.nan
    return macd, signal, macd - signal


@study(GROUP)
@quietly
def PPO(real: Values, fastperiod: int = 12, slowperiod: int = 26, matype: int = MA_Type.EMA) -> Values:
    """Difference of two averages in percent of the slow one."""
    fast, slow = sorted((fastperiod, slowperiod))
    if matype == MA_Type.EMA:
        return atc_core.ppo(real, fast, slow, 1).ppo
    later = average(real, slow, matype)
    return 100.0 * ((average(real, fast, matype) - later) / later)


@study(GROUP)
@quietly
def APO(real: Values, fastperiod: int = 12, slowperiod: int = 26, matype: int = MA_Type.EMA) -> Values:
    """Difference of two averages, in the units of the price."""
    fast, slow = sorted((fastperiod, slowperiod))
    return average(real, fast, matype) - average(real, slow, matype)


@study(GROUP)
def TRIX(real: Values, timeperiod: int = 30) -> Values:
    """Change of a triple exponential average from bar to bar in percent."""
    return atc_core.trix(real, timeperiod)


@study(GROUP)
def ADX(high: Values, low: Values, close: Values, timeperiod: int = 14) -> Values:
    """Average directional movement index: 0 to 100, how strong a trend is."""
    return atc_core.adx(high, low, close, timeperiod).adx


@study(GROUP)
def ADXR(high: Values, low: Values, close: Values, timeperiod: int = 14) -> Values:
    """Mean of the `ADX` and of that ``timeperiod - 1`` bars ago."""
    now = atc_core.adx(high, low, close, timeperiod).adx
    result = np.full_like(now, np.nan)
    result[timeperiod - 1 :] = (now[timeperiod - 1 :] + now[: len(now) - timeperiod + 1]) / 2.0
    return result


@study(GROUP)
def PLUS_DI(high: Values, low: Values, close: Values, timeperiod: int = 14) -> Values:
    """Plus directional indicator: what part of the range is movement up, in percent."""
    return atc_core.adx(high, low, close, timeperiod).plus_di


@study(GROUP)
def MINUS_DI(high: Values, low: Values, close: Values, timeperiod: int = 14) -> Values:
    """Minus directional indicator: what part of the range is movement down, in percent."""
    return atc_core.adx(high, low, close, timeperiod).minus_di


@study(GROUP)
def DX(high: Values, low: Values, close: Values, timeperiod: int = 14) -> Values:
    """Directional movement index: the difference of the two indicators in percent of their sum, 0 where they are 0."""
    _, plus, minus = atc_core.adx(high, low, close, timeperiod)
    both = plus + minus
    return 100.0 * np.divide(np.abs(plus - minus), both, out=np.where(np.isnan(both), both, 0.0), where=both > 0.0)
