"""Moving averages by TA-Lib's types, and the two that start there in another way than our kernels."""

from __future__ import annotations

from typing import Any

import numpy as np

import atc_core
from atc_trading.talib.installed import installed

FAST, SLOW = 2 / 3, 2 / 31
"""TA-Lib's constants of `KAMA`: two bars and thirty."""
FORGOTTEN = 10_000
"""Bars after which nothing is left of the start of a Kaufman average: ``(1 - SLOW**2)**10_000`` is 8e-19."""


class MA_Type:  # noqa: N801 TA-Lib's name
    """TA-Lib's types of moving averages."""

    SMA, EMA, WMA, DEMA, TEMA, TRIMA, KAMA, MAMA, T3, HMA, DISABLED, DEFAULT, ZLEMA, RMA = range(14)


KERNELS = {
    MA_Type.SMA: "sma",
    MA_Type.EMA: "ema",
    MA_Type.WMA: "wma",
    MA_Type.TEMA: "tema",
    MA_Type.TRIMA: "trima",
    MA_Type.HMA: "hma",
    MA_Type.RMA: "rma",
}
PASSED_ON = (MA_Type.MAMA, MA_Type.T3, MA_Type.ZLEMA)


def average(real: Any, timeperiod: int, matype: int) -> Any:
    """The moving average of a type; of those without a kernel the installed TA-Lib's."""
    if matype in KERNELS:
        return getattr(atc_core, KERNELS[matype])(real, timeperiod)
    if matype == MA_Type.DEMA:
        return double_average(real, timeperiod)
    if matype == MA_Type.KAMA:
        return adaptive_average(real, timeperiod)
    if matype == MA_Type.DISABLED:
        return real.copy()
    if matype in PASSED_ON:
        return installed("MA")(real, timeperiod, matype)
    known = ", ".join(f"{value} ({name})" for name, value in vars(MA_Type).items() if is_known(value))
    raise ValueError(f"matype must be one of {known}, was {matype!r}")


def is_known(value: Any) -> bool:
    """Whether a value is a type that :func:`average` knows."""
    return isinstance(value, int) and value != MA_Type.DEFAULT


def double_average(real: Any, timeperiod: int) -> Any:
    """``2*e1 - e2`` with e2 seeded by a mean of e1; the kernel `dema` seeds it with the first e1."""
    once = atc_core.ema(real, timeperiod)
    return 2.0 * once - atc_core.ema(once, timeperiod)


def adaptive_average(real: Any, timeperiod: int) -> Any:
    """`kama` begun with the bar before its first window, as TA-Lib begins it; the kernel begins with the first bar.

    Two starts differ by the share that is left of the first: the product of what each bar keeps.
    """
    result = atc_core.kama(real, timeperiod, FAST, SLOW)
    if timeperiod == 1:
        return real.copy()
    start = leading_gap(real)
    begin = start + timeperiod
    result[start:begin] = np.nan
    window = real[start : begin + FORGOTTEN]
    if len(window) <= timeperiod:
        return result
    noise = timeperiod * atc_core.sma(np.abs(np.diff(window)), timeperiod)[timeperiod - 1 :]
    change = np.abs(window[timeperiod:] - window[:-timeperiod])
    ratio = np.divide(change, noise, out=np.zeros_like(noise), where=noise != 0.0)
    kept = np.cumprod(1.0 - (ratio * (FAST - SLOW) + SLOW) ** 2)
    result[begin : begin + len(kept)] += (real[begin - 1] - real[start]) * kept
    return result


def leading_gap(real: Any) -> int:
    """How many bars are missing before the first that is not."""
    missing = np.isnan(real)
    return len(real) if missing.all() else int(missing.argmin())


def together(first: Any, second: Any) -> None:
    """Make two outputs missing at the same bars, as TA-Lib begins them; our kernels let each follow its own input."""
    missing = np.isnan(first) | np.isnan(second)
    first[missing] = second[missing] = np.nan


def begun_later(real: Any, bars: int) -> Any:
    """The series without its first `bars` bars, so that an average begins with those after them."""
    later = real.copy()
    later[: leading_gap(real) + bars] = np.nan
    return later


def deviation(real: Any, timeperiod: int) -> Any:
    """Standard deviation of the last bars, without loss: its band is so wide that the price is nothing beside it."""
    wide = 2.0**60
    bands = atc_core.bollinger(real, timeperiod, wide)
    return (bands.upper - bands.lower) / (2.0 * wide)
