"""The moving average that TA-Lib defines as we do.

Left out: sma, wma, lsma (`LINEARREG`) and hma are running sums; dema and kama start with another seed.
"""

from typing import Any

import numpy as np
import talib

from atc_backends.exponential import exponential_average
from atc_backends.results import deliver
from atc_backends.talib import backend
from atc_core.arrays import Series
from atc_core.declarations import moving_averages as declared

library: Any = talib
SHORTEST, LONGEST = 2, 10_000
"""TA-Lib takes up to 100 000, but sums the seed term by term: 0.1 comes out as 0.1 + 2e-13 there."""


@backend.implements(declared.ema)
def ema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """TA-Lib's EMA: the same seed and recursion, leading NaNs skipped, a later one kept to the end.

    Where TA-Lib cannot say it, this adapter works it out itself: lengths outside its range, a series with an
    infinity, which TA-Lib turns into NaN at the bar after, and a warm-up or seed that the program has changed.
    """
    if not SHORTEST <= length <= min(LONGEST, len(x)) or is_reconfigured():
        return deliver(exponential_average(x, length, recursion), out)
    result: Series = library.EMA(x, length)
    if np.isnan(result[-1]) and np.isinf(x).any():
        result = exponential_average(x, length, recursion)
    return deliver(result, out)


def recursion(values: Series, length: int) -> Series:
    """The definition, bar by bar."""
    share = 2.0 / (length + 1.0)
    step = np.frompyfunc(lambda average, bar: share * bar + (1.0 - share) * average, 2, 1)
    averages: Series = step.accumulate(values.astype(object)).astype(np.float64)
    return averages


def is_reconfigured(average: str = "EMA") -> bool:
    """Whether the program changed TA-Lib's warm-up or seed, which are global."""
    return bool(library.get_unstable_period(average) or library.get_compatibility())
