"""TA-Lib's momentum indicators that compare a price with its range or its past."""

from __future__ import annotations

from typing import Any

import numpy as np

import atc_core
from atc_trading.talib.averages import MA_Type, average, together
from atc_trading.talib.overlap import quietly
from atc_trading.talib.series import Values
from atc_trading.talib.study import study

GROUP = "Momentum Indicators"


@study(GROUP)
def RSI(real: Values, timeperiod: int = 14) -> Values:
    """Relative strength index: 0 to 100, 50 where nothing moves."""
    return atc_core.rsi(real, timeperiod)


@study(GROUP)
def CMO(real: Values, timeperiod: int = 14) -> Values:
    """Chande's momentum oscillator as TA-Lib smooths it, which is ``2*rsi - 100``."""
    return 2.0 * atc_core.rsi(real, timeperiod) - 100.0


@study(GROUP, "slowk", "slowd")
def STOCH(
    high: Values,
    low: Values,
    close: Values,
    fastk_period: int = 5,
    slowk_period: int = 3,
    slowk_matype: int = MA_Type.SMA,
    slowd_period: int = 3,
    slowd_matype: int = MA_Type.SMA,
) -> tuple[Values, ...]:
    """Slow stochastic: where the close is in the range of the last bars, smoothed twice; 50 where there is no range."""
    if slowk_matype == slowd_matype == MA_Type.SMA:
        return tuple(atc_core.stochastic(high, low, close, fastk_period, slowk_period, slowd_period))
    raw = atc_core.stochastic(high, low, close, fastk_period, 1, 1).k
    return smoothed(average(raw, slowk_period, slowk_matype), slowd_period, slowd_matype)


@study(GROUP, "fastk", "fastd")
def STOCHF(
    high: Values,
    low: Values,
    close: Values,
    fastk_period: int = 5,
    fastd_period: int = 3,
    fastd_matype: int = MA_Type.SMA,
) -> tuple[Values, ...]:
    """Fast stochastic: where the close is in the range of the last bars, and its average."""
    if fastd_matype == MA_Type.SMA:
        return tuple(atc_core.stochastic(high, low, close, fastk_period, 1, fastd_period))
    return smoothed(atc_core.stochastic(high, low, close, fastk_period, 1, 1).k, fastd_period, fastd_matype)


@study(GROUP, "fastk", "fastd")
def STOCHRSI(
    real: Values, timeperiod: int = 14, fastk_period: int = 5, fastd_period: int = 3, fastd_matype: int = MA_Type.SMA
) -> tuple[Values, ...]:
    """Fast stochastic of the relative strength index."""
    if fastd_matype == MA_Type.SMA:
        return tuple(atc_core.stochastic_rsi(real, timeperiod, fastk_period, 1, fastd_period))
    return smoothed(atc_core.stochastic_rsi(real, timeperiod, fastk_period, 1, 1).k, fastd_period, fastd_matype)


@study(GROUP, "k", "d", "j")
def KDJ(
    high: Values,
    low: Values,
    close: Values,
    fastk_period: int = 9,
    slowk_period: int = 3,
    slowk_matype: int = MA_Type.RMA,
    slowd_period: int = 3,
    slowd_matype: int = MA_Type.RMA,
) -> tuple[Values, ...]:
    """KDJ: the stochastic with Wilder's averages, and ``j = 3k - 2d``."""
    if slowk_matype == slowd_matype == MA_Type.RMA:
        return tuple(atc_core.kdj(high, low, close, fastk_period, slowk_period, slowd_period))
    raw = atc_core.stochastic(high, low, close, fastk_period, 1, 1).k
    k, d = smoothed(average(raw, slowk_period, slowk_matype), slowd_period, slowd_matype)
    return k, d, 3.0 * k - 2.0 * d


def smoothed(k: Any, period: int, matype: int) -> tuple[Any, Any]:
    """A line and its average, both from the average's first bar on."""
    d = average(k, period, matype)
    k[np.isnan(d)] = np.nan
    return k, d


@study(GROUP)
def WILLR(high: Values, low: Values, close: Values, timeperiod: int = 14) -> Values:
    """Williams' %R: -100 to 0, -50 where there is no range."""
    return atc_core.williams_r(high, low, close, timeperiod)


@study(GROUP)
def CCI(high: Values, low: Values, close: Values, timeperiod: int = 14) -> Values:
    """Commodity channel index; 0 where all typical prices are equal."""
    return atc_core.cci(high, low, close, timeperiod)


@study(GROUP)
def MFI(high: Values, low: Values, close: Values, volume: Values, timeperiod: int = 14) -> Values:
    """Money flow index: 0 to 100, 50 without flow."""
    return atc_core.mfi(high, low, close, volume, timeperiod)


@study(GROUP)
def ULTOSC(
    high: Values, low: Values, close: Values, timeperiod1: int = 7, timeperiod2: int = 14, timeperiod3: int = 28
) -> Values:
    """Ultimate oscillator; the periods may come in any order."""
    return atc_core.ultimate_oscillator(high, low, close, *sorted((timeperiod1, timeperiod2, timeperiod3)))


@study(GROUP, "aroondown", "aroonup")
def AROON(high: Values, low: Values, timeperiod: int = 14) -> tuple[Values, ...]:
    """Aroon: the age of the lowest low and of the highest high, down first."""
    ages = atc_core.aroon(high, low, timeperiod)
    together(ages.down, ages.up)
    return ages.down, ages.up


@study(GROUP)
def AROONOSC(high: Values, low: Values, timeperiod: int = 14) -> Values:
    """Aroon oscillator: up less down."""
    ages = atc_core.aroon(high, low, timeperiod)
    return ages.up - ages.down


@study(GROUP)
def MOM(real: Values, timeperiod: int = 10) -> Values:
    """Difference to the price `timeperiod` bars ago."""
    return atc_core.momentum(real, timeperiod)


@study(GROUP)
def ROC(real: Values, timeperiod: int = 10) -> Values:
    """Change since `timeperiod` bars ago in percent."""
    return atc_core.roc(real, timeperiod)


@study(GROUP)
def ROCP(real: Values, timeperiod: int = 10) -> Values:
    """Change since `timeperiod` bars ago as a fraction."""
    return atc_core.roc(real, timeperiod) / 100.0


@study(GROUP)
def ROCR(real: Values, timeperiod: int = 10) -> Values:
    """Ratio to the price `timeperiod` bars ago."""
    return atc_core.roc(real, timeperiod) / 100.0 + 1.0


@study(GROUP)
def ROCR100(real: Values, timeperiod: int = 10) -> Values:
    """Ratio to the price `timeperiod` bars ago in percent."""
    return atc_core.roc(real, timeperiod) + 100.0


@study(GROUP)
@quietly
def BOP(open: Values, high: Values, low: Values, close: Values) -> Values:  # noqa: A002 TA-Lib's name
    """Balance of power: the body over the range of each bar, 0 where there is no range."""
    span = high - low
    return np.divide(close - open, span, out=np.where(np.isnan(span), np.nan, 0.0), where=span > 0.0)
