"""Moving averages as SciPy's filters: `lfilter` is the recursion, `correlate1d` the window.

Left out: kama, whose share of the way changes from bar to bar, which no linear filter does.
"""

from scipy.ndimage import correlate1d  # type: ignore[import-not-found,import-untyped,unused-ignore]
from scipy.signal import lfilter  # type: ignore[import-not-found,import-untyped,unused-ignore]

from atc_backends.exponential import double_exponential_average, exponential_average
from atc_backends.results import deliver
from atc_backends.scipy import backend
from atc_backends.windows import hull_average, line_average, simple_average, weighted_average
from atc_core.arrays import Series
from atc_core.declarations import moving_averages as declared


def recursion(values: Series, length: int) -> Series:
    """``y[t] = share*x[t] + (1-share)*y[t-1]``, from the first value on."""
    share = 2.0 / (length + 1.0)
    averages: Series = lfilter([share], [1.0, share - 1.0], values, zi=(1.0 - share) * values[:1])[0]
    return averages


def weighted_sums(x: Series, weights: Series) -> Series:
    """The correlation at whole windows: sums made afresh, so that nothing lingers."""
    width = len(weights)
    newest = (width - 1) - width // 2
    sums: Series = correlate1d(x, weights, mode="constant", origin=newest)[width - 1 :]
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
