"""Moving averages as Polars computes them; a rolling sum with weights is made afresh for each window.

Left out: kama, whose share of the way changes from bar to bar.
"""

import polars as pl

from atc_backends.exponential import double_exponential_average, exponential_average
from atc_backends.polars import backend
from atc_backends.results import deliver
from atc_backends.windows import hull_average, line_average, simple_average, weighted_average
from atc_core.arrays import Series
from atc_core.declarations import moving_averages as declared


def recursion(values: Series, length: int) -> Series:
    """`ewm_mean` without adjustment starts with the first value itself."""
    averages: Series = pl.Series(values).ewm_mean(span=length, adjust=False).to_numpy()
    return averages


def weighted_sums(x: Series, weights: Series) -> Series:
    """The sums of whole windows; Polars gives none for the others."""
    width = len(weights)
    sums: Series = pl.Series(x).rolling_sum(width, weights=weights.tolist()).to_numpy()[width - 1 :]
    return sums


@backend.implements(declared.ema)
def ema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The recursion, from the mean of the first bars on."""
    return deliver(exponential_average(x, length, recursion), out)


@backend.implements(declared.dema)
def dema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The recursion, and the recursion over that."""
    return deliver(double_exponential_average(x, length, recursion), out)


@backend.implements(declared.sma)
def sma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The mean of each window."""
    return deliver(simple_average(x, length, weighted_sums), out)


@backend.implements(declared.wma)
def wma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The linearly weighted mean of each window."""
    return deliver(weighted_average(x, length, weighted_sums), out)


@backend.implements(declared.lsma)
def lsma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The height of each window's line at its newest bar."""
    return deliver(line_average(x, length, weighted_sums), out)


@backend.implements(declared.hma)
def hma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """Three weighted averages."""
    return deliver(hull_average(x, length, weighted_sums), out)
