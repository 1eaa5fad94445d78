"""A first-order autoregression of one series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from atc_core.arrays import LARGEST_SQUARE_ROOT, Series
from atc_core.declarations.detectors.autoregression import Ar1Model
from atc_numba import backend
from atc_numba.compiling import SERIES, block, loop
from atc_numba.results import deliver_each
from atc_numba.sums import mean, normaliser, product
from atc_numba.ties import TIE_BAND

NORMAL = 1.4826
"""Times the median absolute deviation it is the standard deviation of a normal distribution."""
MOST = 0.999
"""Of phi: beyond it a series does not return."""
LEAST_PAIRS = 3


@backend.implements("ar1_fit")
def ar1_fit(x: Series, center: str = "median", *, out: Sequence[Any] | None = None) -> Sequence[Any]:
    """What a series returns to, how slowly, and the spread of the rest."""
    return deliver_each(fitted(x, center == "mean"), out)


@backend.implements("ar1_score")
def ar1_score(x: Series, model: Ar1Model, *, out: Sequence[Any] | None = None) -> Sequence[Any]:
    """What is not expected of each bar, and that in standard deviations."""
    given = (np.empty(len(x)), np.empty(len(x))) if out is None else out
    score(x, float(model.mu), float(model.phi), float(model.sigma), *given)
    return given


@loop(f"UniTuple(float64, 3)({SERIES}, boolean)")
def fitted(x: Series, is_mean: bool) -> tuple[float, float, float]:  # noqa: FBT001 Numba has no keywords here
    """The three numbers of a model."""
    values, count = np.empty(x.shape[0]), 0
    for value in x:
        if abs(value) <= LARGEST_SQUARE_ROOT:
            values[count] = value
            count += 1
    if count == 0:
        return np.nan, np.nan, np.nan
    kept = values[:count]
    mu = center_of(kept, is_mean)
    now, before, pairs = np.empty(x.shape[0]), np.empty(x.shape[0]), 0
    for t in range(1, x.shape[0]):
        if abs(x[t]) <= LARGEST_SQUARE_ROOT and abs(x[t - 1]) <= LARGEST_SQUARE_ROOT:
            now[pairs], before[pairs] = x[t] - mu, x[t - 1] - mu
            pairs += 1
    now, before = now[:pairs], before[:pairs]
    phi = slope(now, before)
    for i in range(pairs):
        now[i] -= phi * before[i]
    for i in range(count):
        kept[i] = abs(kept[i] - mu)
    return mu, phi, spread(now, np.median(kept))


@block
def center_of(values: Series, is_mean: bool) -> float:  # noqa: FBT001 Numba has no keywords here
    """The median, or the mean; what the values have beyond a first mean is averaged too."""
    if not is_mean:
        return float(np.median(values))
    first = mean(values)
    return first + mean(values - first)


@block
def slope(now: Series, before: Series) -> float:
    """Phi, at most 0.999 in magnitude."""
    if now.shape[0] < LEAST_PAIRS or not before.any():
        return 0.0
    # Powers of two, so that no square of 1e-200 vanishes.
    unit, other = normaliser(before), normaliser(now)
    scaled = before * unit
    ratio = product(now * other, scaled) / product(scaled, scaled) * (unit / other)
    return min(max(ratio, -MOST), MOST)


@block
def spread(errors: Series, typical: float) -> float:
    """Sigma: robust; of errors most of which are equal, as a quantised sensor's are, the root of their mean square."""
    if errors.shape[0] == 0:
        return np.nan
    least = TIE_BAND * typical
    robust = NORMAL * float(np.median(np.abs(errors - np.median(errors))))
    if robust > least:
        return robust
    if not errors.any():
        return 0.0
    unit = normaliser(errors)
    scaled = errors * unit
    usual = math.sqrt(product(scaled, scaled) / errors.shape[0]) / unit
    return usual if usual > least else 0.0


@loop(f"void({SERIES}, float64, float64, float64, float64[::1], float64[::1])")
def score(x: Series, mu: float, phi: float, sigma: float, residual: Series, zscore: Series) -> None:
    """What is not expected of each bar, and that in standard deviations."""
    before = np.nan
    for t in range(x.shape[0]):
        now = x[t] - mu if abs(x[t]) <= LARGEST_SQUARE_ROOT else np.nan
        error = now - phi * before
        residual[t] = error
        if sigma != 0.0 or error != error:
            zscore[t] = error / sigma if error == error else np.nan
        else:
            is_none = abs(error) <= TIE_BAND * max(abs(now), abs(before))
            zscore[t] = 0.0 if is_none else math.copysign(np.inf, error)
        before = now
