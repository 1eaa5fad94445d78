"""The exponential averages that pandas computes as we do, on series without gaps, which it would skip.

Left out: sma (`rolling`) takes an infinity for a NaN, with and without weights, and that is the only window of
weights that pandas has without SciPy; kama needs a share that changes from bar to bar.
"""

import pandas as pd

from atc_backends.exponential import double_exponential_average, exponential_average
from atc_backends.pandas import backend
from atc_backends.results import deliver
from atc_core.arrays import Series
from atc_core.declarations import moving_averages as declared


def recursion(values: Series, length: int) -> Series:
    """`ewm` without adjustment starts with the first value itself."""
    averages: Series = pd.Series(values).ewm(span=length, adjust=False).mean().to_numpy()
    return averages


@backend.implements(declared.ema)
def ema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The recursion, from the mean of the first bars on."""
    return deliver(exponential_average(x, length, recursion), out)


@backend.implements(declared.dema)
def dema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The recursion, and the recursion over that."""
    return deliver(double_exponential_average(x, length, recursion), out)
