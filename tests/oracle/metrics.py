"""Performance metrics: fractions, and fifty digits for a root or a power."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from oracle.rolling import DIGITS, covariance, real, root
from oracle.series import Exact
from oracle.vector import INF, NAN, vector

if TYPE_CHECKING:
    pass

Array = np.ndarray[Any, Any]
Numbers = "Sequence[Fraction]"
LARGEST_LOGARITHM = 710
"""Of a float."""


def kept(values: Array) -> list[Fraction]:
    return [Fraction(value) for value in values.tolist() if not math.isnan(value)]


def sharpe_ratio(returns: Array, rf_per_period: float = 0.0, periods_per_year: float = 252.0, ddof: int = 1) -> float:
    return excess_over_deviation(kept(returns), rf_per_period, periods_per_year, ddof)


def excess_over_deviation(values: Numbers, rf: float, periods: float, ddof: int) -> float:
    if len(values) < 2 or len(values) <= ddof:
        return math.nan
    if len(set(values)) == 1:
        return 0.0
    excess = sum(values) / Fraction(len(values)) - Fraction(rf)
    std = root(covariance(values, values) / (len(values) - ddof))
    return float(Exact(excess / std * root(Fraction(periods))))


def sortino_ratio(returns: Array, target: float = 0.0, periods_per_year: float = 252.0) -> float:
    return excess_over_downside(kept(returns), target, periods_per_year)


def excess_over_downside(values: Numbers, target: float, periods: float) -> float:
    if not values:
        return math.nan
    away = [value - Fraction(target) for value in values]
    squares = sum(min(value, Fraction(0)) ** 2 for value in away)
    if squares == 0:
        return math.inf if any(away) else 0.0
    deviation = root(squares / Fraction(len(away)))
    return float(Exact(sum(away) / len(away) / deviation * root(Fraction(periods))))


def volatility(returns: Array, periods_per_year: float = 252.0, ddof: int = 1) -> float:
    return deviation_per_year(kept(returns), periods_per_year, ddof)


def deviation_per_year(values: Numbers, periods: float, ddof: int) -> float:
    if len(values) <= ddof:
        return math.nan
    return float(Exact(root(covariance(values, values) / (len(values) - ddof)) * root(Fraction(periods))))


def value_at_risk(returns: Array, level: float = 0.05) -> float:
    values = sorted(kept(returns))
    return float(values[math.floor((len(values) - 1) * level)]) if values else math.nan


def conditional_value_at_risk(returns: Array, level: float = 0.05) -> float:
    quantile = value_at_risk(returns, level)
    worst = [value for value in kept(returns) if value <= quantile]
    return float(sum(worst) / Fraction(len(worst))) if worst else math.nan


def drawdown(equity: Array) -> Array:
    losses = iter(below_peak(kept(equity)))
    return np.array([NAN if math.isnan(value) else float(Exact(next(losses))) for value in equity.tolist()])


def max_drawdown(equity: Array) -> float:
    return float(Exact(max(below_peak(kept(equity))))) if kept(equity) else math.nan


def below_peak(values: Numbers) -> list[Fraction]:
    return [1 - value / peak for value, peak in zip(values, accumulate(values, max), strict=True)]


def annual_return(equity: Array, periods_per_year: float = 252.0) -> float:
    return float(growth(kept(equity), periods_per_year))


def growth(values: Numbers, periods: float) -> Any:
    """What a curve gains in a year, to fifty digits."""
    if len(values) < 2:
        return math.nan
    if values[-1] <= 0:
        return -1.0
    with mpmath.workdps(DIGITS):
        power = mpmath.log(real(values[-1] / values[0])) * periods / (len(values) - 1)
        return mpmath.expm1(power) if power < LARGEST_LOGARITHM else math.inf


def calmar_ratio(equity: Array, periods_per_year: float = 252.0) -> float:
    values = kept(equity)
    if len(values) < 2:
        return math.nan
    lost, gained = max(below_peak(values)), growth(values, periods_per_year)
    if lost == 0:
        return math.inf if gained > 0 else 0.0
    with mpmath.workdps(DIGITS):
        return float(gained / real(lost))


RETURNS = (0.01, -0.02, 0.03, NAN, 0, -0.01, 0.02)
CURVE = (100, 110, 99, NAN, 105, 121, 115)
VECTORS = [
    vector("sharpe_ratio", 4.2426406871, RETURNS),
    vector("sharpe_ratio", 4.4746907315, RETURNS, 0.001, 365.0, 0),
    vector("sharpe_ratio", 0.0, (0.1, 0.1, 0.1)),
    vector("sortino_ratio", 8.6948260477, RETURNS),
    vector("sortino_ratio", 1.0125791108, RETURNS, 0.002, 12.0),
    vector("sortino_ratio", INF, (0.1, 0.1, 0.1)),
    vector("sortino_ratio", 0.0, (0.1, 0.1, 0.1), 0.1),
    vector("volatility", 0.2969848481, RETURNS),
    vector("volatility", 0.0591607978, RETURNS, 12.0, 0),
    vector("value_at_risk", -0.02, RETURNS),
    vector("value_at_risk", -0.01, RETURNS, 0.25),
    vector("conditional_value_at_risk", -0.02, RETURNS),
    vector("conditional_value_at_risk", -0.015, RETURNS, 0.25),
    vector("drawdown", "0 0 .1 - .0454545455 0 .0495867769", CURVE),
    vector("max_drawdown", 0.1, CURVE),
    vector("max_drawdown", 1.2, (100, 50, -20)),
    vector("annual_return", 0.3985397572, CURVE, 12.0),
    vector("annual_return", -1.0, (100, 50, -20)),
    vector("calmar_ratio", 3.9853975718, CURVE, 12.0),
]
