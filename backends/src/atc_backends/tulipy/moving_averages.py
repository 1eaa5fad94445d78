"""The exponential averages that tulipy computes as we do; it is a recursion from the first value on.

Left out: sma, wma, lsma (`linreg`) and hma are running sums: after a spike of 1e10 averages of 78.7 are off by
2e-7, 8e-6, 2e-5 and 1e-4 for good. kama is one too, and its fast and slow are fixed.
"""

import tulipy  # type: ignore[import-not-found,import-untyped,unused-ignore]

from atc_backends.exponential import double_exponential_average, exponential_average
from atc_backends.results import deliver
from atc_backends.tulipy import backend
from atc_core.arrays import Series
from atc_core.declarations import moving_averages as declared


def recursion(values: Series, length: int) -> Series:
    """The EMA of tulipy starts with the first value itself."""
    averages: Series = tulipy.ema(values, length)
    return averages


@backend.implements(declared.ema)
def ema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The recursion, from the mean of the first bars on."""
    return deliver(exponential_average(x, length, recursion), out)


@backend.implements(declared.dema)
def dema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The recursion, and the recursion over that."""
    return deliver(double_exponential_average(x, length, recursion), out)
