"""The spread of returns, and what was earned for it."""

import math

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver_number
from atc_python.sums import centred, mean, normalised


@backend.implements("sharpe_ratio")
def sharpe_ratio(
    returns: Series,
    rf_per_period: float = 0.0,
    periods_per_year: float = 252.0,
    ddof: int = 1,
    *,
    out: NDArray[np.float64] | None = None,
) -> float | NDArray[np.float64]:
    """The mean excess return over the standard deviation, per year; 0 where all returns are equal."""
    kept = returns[~np.isnan(returns)]
    return deliver_number(ratio_per_period(kept, rf_per_period, ddof) * math.sqrt(periods_per_year), out)


@backend.implements("sortino_ratio")
def sortino_ratio(
    returns: Series,
    target: float = 0.0,
    periods_per_year: float = 252.0,
    *,
    out: NDArray[np.float64] | None = None,
) -> float | NDArray[np.float64]:
    """The mean excess return over the deviation below the target, per year."""
    kept = returns[~np.isnan(returns)]
    return deliver_number(downside_ratio(kept, target) * math.sqrt(periods_per_year), out)


@backend.implements("volatility")
def volatility(
    returns: Series, periods_per_year: float = 252.0, ddof: int = 1, *, out: NDArray[np.float64] | None = None
) -> float | NDArray[np.float64]:
    """The standard deviation, per year."""
    spread, exponent = deviation(returns[~np.isnan(returns)], ddof)
    with np.errstate(over="ignore"):
        per_year = float(np.ldexp(spread * math.sqrt(periods_per_year), exponent))
    return deliver_number(per_year, out)


def ratio_per_period(returns: Series, rf: float, ddof: int) -> float:
    """``(mean - rf) / std``; NaN for fewer than two returns or not more than `ddof`."""
    spread, exponent = deviation(returns, ddof)
    if len(returns) <= 1:
        return math.nan
    if spread == 0.0:
        return 0.0
    with np.errstate(over="ignore"):
        excess = mean(np.ldexp(returns, -exponent)) - float(np.ldexp(rf, -exponent))
    return excess / spread


def downside_ratio(returns: Series, target: float) -> float:
    """``(mean - target) / sqrt(mean(min(returns - target, 0)**2))``; infinite without a return below the target."""
    if not len(returns):
        return math.nan
    if returns.min() >= target:
        return math.inf if returns.max() > target else 0.0
    below, exponent = normalised(np.minimum(returns - target, 0.0))
    with np.errstate(over="ignore"):
        excess = float(np.ldexp(mean(returns) - target, -exponent))
    return excess / math.sqrt(mean(below * below))


def deviation(returns: Series, ddof: int) -> tuple[float, int]:
    """The standard deviation over a power of two, and its exponent; exactly 0 of equal returns, NaN of too few."""
    count = len(returns)
    if count <= ddof:
        return math.nan, 0
    if returns.min() == returns.max():
        return 0.0, 0
    values, exponent = normalised(returns)
    deviations = centred(values)
    total = math.fsum(deviations)
    return math.sqrt((math.fsum(deviations * deviations) - total * total / count) / (count - ddof)), exponent
