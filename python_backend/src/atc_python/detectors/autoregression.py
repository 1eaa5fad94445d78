"""A first-order autoregression of one series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from atc_core.arrays import Series, complete_rows
from atc_core.declarations.detectors.autoregression import Ar1Model
from atc_python import backend
from atc_python.results import deliver_each
from atc_python.sums import nearest_mean, normalised, root_mean_square
from atc_python.ties import TIE_BAND

NORMAL = 1.4826
"""Times the median absolute deviation it is the standard deviation of a normal distribution."""
MOST = 0.999
"""Of phi: beyond it a series does not return."""
LEAST_PAIRS = 3


@backend.implements("ar1_fit")
def ar1_fit(x: Series, center: str = "median", *, out: Sequence[Any] | None = None) -> Sequence[Any]:
    """What a series returns to, how slowly, and the spread of the rest."""
    return deliver_each(fitted(x, center), out)


@backend.implements("ar1_score")
def ar1_score(x: Series, model: Ar1Model, *, out: Sequence[Any] | None = None) -> Sequence[Any]:
    """What is not expected of each bar, and that in standard deviations."""
    mu, phi, sigma = map(float, model)
    residual, zscore = np.full(len(x), np.nan), np.full(len(x), np.nan)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        now, before, paired = pairs(x, mu)
        residual[1:][paired] = now - phi * before
        zscore[1:][paired] = scores(residual[1:][paired], np.maximum(np.abs(now), np.abs(before)), sigma)
    return deliver_each((residual, zscore), out)


def fitted(x: Series, center: str) -> tuple[float, float, float]:
    """The three numbers of a model."""
    values = x[complete_rows(x)]
    if not len(values):
        return math.nan, math.nan, math.nan
    mu = float(np.median(values)) if center == "median" else nearest_mean(values)
    now, before, _ = pairs(x, mu)
    phi = slope(now, before)
    return mu, phi, spread(now - phi * before, float(np.median(np.abs(values - mu))))


def pairs(x: Series, mu: float) -> tuple[Series, Series, Any]:
    """The distances from mu of neighbours that are both there, the later ones first, and at which bars they are."""
    valid = complete_rows(x)
    paired = valid[1:] & valid[:-1]
    return x[1:][paired] - mu, x[:-1][paired] - mu, paired


def slope(now: Series, before: Series) -> float:
    """Phi, at most 0.999 in magnitude."""
    if len(now) < LEAST_PAIRS or not before.any():
        return 0.0
    (units, exponent), (later, other) = normalised(before), normalised(now)
    ratio = math.fsum(later * units) / math.fsum(units * units)
    with np.errstate(over="ignore"):
        return float(np.clip(np.ldexp(ratio, other - exponent), -MOST, MOST))


def spread(errors: Series, typical: float) -> float:
    """Sigma: robust; of errors most of which are equal, as a quantised sensor's are, the root of their mean square."""
    if not len(errors):
        return math.nan
    least = TIE_BAND * typical
    robust = NORMAL * float(np.median(np.abs(errors - np.median(errors))))
    if robust > least:
        return robust
    usual = root_mean_square(errors)
    return usual if usual > least else 0.0


def scores(errors: Series, scale: Series, sigma: float) -> Series:
    """Errors in standard deviations; where there are none, only rounding is no error."""
    if sigma != 0.0:
        return errors / sigma
    return np.where(np.abs(errors) <= TIE_BAND * scale, 0.0, np.copysign(np.inf, errors))
