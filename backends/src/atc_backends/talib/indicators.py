"""The indicators that TA-Lib defines as we do, to the last NaN and infinity.

Left out: what takes a NaN for a number or keeps it in a running sum (`true_range`, `atr`, `natr`, `rsi`, `adx`,
`bollinger`, `trima`, `vwma`, `mfi`, `stochastic`, `aroon`, …), has no neutral value on flat bars, or gives 0 where a
price of 0 divides (`roc`, `trix`, `ppo`).
"""

import numpy as np

from atc_backends.convergence import convergence
from atc_backends.exponential import triple_exponential_average, until_infinity, wilder_average
from atc_backends.results import after_warm_up, deliver, deliver_fields
from atc_backends.talib import backend
from atc_backends.talib.moving_averages import LONGEST, SHORTEST, is_reconfigured, library, recursion
from atc_core.arrays import Series
from atc_core.declarations import indicators as declared

MOST_BARS = 100_000
"""The longest length that TA-Lib takes."""


def is_within(length: int, x: Series, warm_up: int, average: str = "EMA") -> bool:
    """Whether TA-Lib takes the length exactly, for a series longer than the warm-up, and as it was installed."""
    return SHORTEST <= length <= LONGEST and warm_up < len(x) and not is_reconfigured(average)


@backend.implements(declared.averages.rma)
def rma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """TA-Lib's RMA, which takes an infinity for a value that it may leave again."""
    if not is_within(length, x, length - 1, "RMA"):
        return deliver(wilder_average(x, length, recursion), out)
    return deliver(until_infinity(library.RMA(x, length)), out)


@backend.implements(declared.averages.tema)
def tema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """TA-Lib's TEMA: three averages, each with its own seed."""
    if not is_within(length, x, 3 * (length - 1)):
        return deliver(triple_exponential_average(x, length, recursion), out)
    return deliver(library.TEMA(x, length), out)


@backend.implements(declared.momentum.macd)
def macd(
    x: Series, fast: int = 12, slow: int = 26, signal: int = 9, *, out: declared.momentum.Macd | None = None
) -> declared.momentum.Macd:
    """TA-Lib's MACD, whose fast average begins where the slow one does."""
    warm_up = slow + signal - 2
    if is_within(fast, x, warm_up) and is_within(slow, x, warm_up) and is_within(signal, x, warm_up):
        lines = library.MACD(x, fast, slow, signal)
    else:
        lines = convergence(x, fast, slow, signal, recursion)
    return deliver_fields(declared.momentum.Macd(*lines), out)


@backend.implements(declared.momentum.momentum)
def momentum(x: Series, length: int = 10, *, out: Series | None = None) -> Series:
    """TA-Lib's MOM; beyond its longest length the difference itself."""
    if length < len(x) and length <= MOST_BARS:
        return deliver(library.MOM(x, length), out)
    with np.errstate(invalid="ignore"):
        return deliver(after_warm_up(len(x), x[length:] - x[: max(len(x) - length, 0)]), out)
