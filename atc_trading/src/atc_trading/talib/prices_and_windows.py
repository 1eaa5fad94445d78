"""TA-Lib's price transforms, and its math operators and statistics over a window."""

from __future__ import annotations

import numpy as np

import atc_core
from atc_trading.talib.averages import deviation
from atc_trading.talib.overlap import quietly
from atc_trading.talib.series import Values
from atc_trading.talib.study import study

PRICES = "Price Transform"
OPERATORS = "Math Operators"
STATISTICS = "Statistic Functions"


@study(PRICES)
@quietly
def AVGPRICE(open: Values, high: Values, low: Values, close: Values) -> Values:  # noqa: A002 TA-Lib's name
    """Mean of open, high, low and close."""
    return (high + low + close + open) / 4.0


@study(PRICES)
@quietly
def MEDPRICE(high: Values, low: Values) -> Values:
    """Mean of high and low."""
    return (high + low) / 2.0


@study(PRICES)
@quietly
def TYPPRICE(high: Values, low: Values, close: Values) -> Values:
    """Mean of high, low and close."""
    return (high + low + close) / 3.0


@study(PRICES)
@quietly
def WCLPRICE(high: Values, low: Values, close: Values) -> Values:
    """Mean of high, low and twice the close."""
    return (high + low + close * 2.0) / 4.0


@study(OPERATORS)
def MAX(real: Values, timeperiod: int = 30) -> Values:
    """Highest value of the last bars."""
    return atc_core.rolling_max(real, timeperiod)


@study(OPERATORS)
def MIN(real: Values, timeperiod: int = 30) -> Values:
    """Lowest value of the last bars."""
    return atc_core.rolling_min(real, timeperiod)


@study(OPERATORS, "min", "max")
def MINMAX(real: Values, timeperiod: int = 30) -> tuple[Values, ...]:
    """Lowest and highest value of the last bars."""
    return atc_core.rolling_min(real, timeperiod), atc_core.rolling_max(real, timeperiod)


@study(STATISTICS)
@quietly
def STDDEV(real: Values, timeperiod: int = 5, nbdev: float = 1.0) -> Values:
    """Standard deviation of the last bars, divided by their number, times `nbdev`; that of `bollinger`."""
    return deviation(real, timeperiod) * nbdev


@study(STATISTICS)
@quietly
def VAR(real: Values, timeperiod: int = 5, nbdev: float = 1.0) -> Values:  # noqa: ARG001 TA-Lib does not use it either
    """Variance of the last bars, divided by their number; `nbdev` does nothing, as in TA-Lib."""
    return deviation(real, timeperiod) ** 2


@study(STATISTICS)
def LINEARREG(real: Values, timeperiod: int = 14) -> Values:
    """Value at the newest bar of the line through the last bars."""
    return atc_core.lsma(real, timeperiod)


@study(STATISTICS)
@quietly
def LINEARREG_SLOPE(real: Values, timeperiod: int = 14) -> Values:
    """Slope per bar of the line through the last bars: `lsma` is half a window of slopes above `sma`."""
    return slope(real, timeperiod)


@study(STATISTICS)
@quietly
def LINEARREG_ANGLE(real: Values, timeperiod: int = 14) -> Values:
    """Angle of the line through the last bars in degrees."""
    return np.degrees(np.arctan(slope(real, timeperiod)))


@study(STATISTICS)
@quietly
def LINEARREG_INTERCEPT(real: Values, timeperiod: int = 14) -> Values:
    """Value at the oldest bar of the line through the last bars."""
    return 2.0 * atc_core.sma(real, timeperiod) - atc_core.lsma(real, timeperiod)


@study(STATISTICS)
@quietly
def TSF(real: Values, timeperiod: int = 14) -> Values:
    """Value one bar ahead of the line through the last bars."""
    return atc_core.lsma(real, timeperiod) + slope(real, timeperiod)


def slope(real: Values, timeperiod: int) -> Values:
    """``2*(lsma - sma)/(timeperiod - 1)``."""
    rise = atc_core.lsma(real, timeperiod) - atc_core.sma(real, timeperiod)
    return 2.0 * rise / max(timeperiod - 1, 1)
