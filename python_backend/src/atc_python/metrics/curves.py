"""How a curve of equity grew, and how far below its peaks it fell."""

import math

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver, deliver_number


@backend.implements("drawdown")
def drawdown(equity: Series, *, out: Series | None = None) -> Series:
    """The share of the highest value so far that is lost at each bar."""
    return deliver(below_peak(equity), out)


@backend.implements("max_drawdown")
def max_drawdown(equity: Series, *, out: NDArray[np.float64] | None = None) -> float | NDArray[np.float64]:
    """The largest of these."""
    return deliver_number(deepest(equity), out)


@backend.implements("annual_return")
def annual_return(
    equity: Series, periods_per_year: float = 252.0, *, out: NDArray[np.float64] | None = None
) -> float | NDArray[np.float64]:
    """The growth from the first bar to the last, per year."""
    return deliver_number(growth_per_year(equity[~np.isnan(equity)], periods_per_year), out)


@backend.implements("calmar_ratio")
def calmar_ratio(
    equity: Series, periods_per_year: float = 252.0, *, out: NDArray[np.float64] | None = None
) -> float | NDArray[np.float64]:
    """The growth per year over the largest drawdown."""
    kept = equity[~np.isnan(equity)]
    return deliver_number(growth_for_drawdown(kept, periods_per_year), out)


def below_peak(equity: Series) -> Series:
    """``1 - equity / peak``."""
    with np.errstate(over="ignore"):
        lost: Series = 1.0 - equity / np.fmax.accumulate(equity)
    return lost


def deepest(equity: Series) -> float:
    """The largest drawdown; NaN without values."""
    return float(np.fmax.reduce(below_peak(equity), initial=np.nan))


def growth_per_year(equity: Series, periods: float) -> float:
    """``(last / first) ** (periods / (n - 1)) - 1``; NaN for fewer than two bars."""
    if len(equity) <= 1:
        return math.nan
    if equity[-1] <= 0:
        return -1.0
    with np.errstate(over="ignore"):
        return float(np.expm1(np.float64(periods) / (len(equity) - 1) * log_ratio(equity[-1], equity[0])))


def growth_for_drawdown(equity: Series, periods: float) -> float:
    """That over the largest drawdown; infinite for a gain without one."""
    if len(equity) <= 1:
        return math.nan
    lost = deepest(equity)
    if lost == 0.0:
        return math.inf if equity[-1] > equity[0] else 0.0
    with np.errstate(over="ignore"):
        return float(np.float64(growth_per_year(equity, periods)) / lost)


def log_ratio(last: float, first: float) -> float:
    """``log(last / first)`` to the last digits, of values that are nearly equal too, or 1e600 times each other."""
    if 0.5 * first <= last <= 2.0 * first:
        return math.log1p((last - first) / first)
    (a, power), (b, other) = math.frexp(last), math.frexp(first)
    return math.log(a / b) + (power - other) * math.log(2.0)
