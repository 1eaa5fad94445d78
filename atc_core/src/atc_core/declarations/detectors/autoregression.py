"""A series that remembers its last value: how far each bar is from what the one before it leads to expect."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

import numpy as np

from atc_core.arrays import Array, Number, Series, complete_rows
from atc_core.declarations.detectors.magnitudes import largest, magnitudes
from atc_core.domains import Domain
from atc_core.kernel import kernel
from atc_core.samples import around_target


class Ar1Model(NamedTuple):
    """A first-order autoregression: each a number a series."""

    mu: Number
    """What the series returns to."""
    phi: Number
    """How much of the distance from it is left a bar later."""
    sigma: Number
    """The spread of what is not expected."""


class Ar1Score(NamedTuple):
    """What was not expected of each bar, as it is and in standard deviations."""

    residual: Series
    zscore: Series


TYPICAL = Ar1Model(np.float64(100.0), np.float64(0.5), np.float64(1.5))
Ar1: TypeAlias = Annotated[Ar1Model, Domain(typical=TYPICAL)]


def fit_scale(x: Array, *rest: Any) -> tuple[float, float, float]:
    """Of the mean the largest value, of phi 1, of sigma the largest distance from the mean."""
    away = np.where(complete_rows(x), x - np.float64(rest[-1][0]), 0.0)
    return largest(x), 1.0, largest(away)


def score_scale(x: Array, model: Ar1Model, result: tuple[Array, Array]) -> tuple[Array, Array]:
    """The larger distance from mu, of the bar and the one before it; the same over sigma."""
    away = magnitudes(x - model.mu)
    scale = np.fmax(away, np.concatenate([away[:1], away[:-1]]))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return scale, np.where(np.isfinite(result[1]) & (model.sigma > 0), scale / model.sigma, 0.0)


@kernel(sample=around_target, scale=fit_scale)
def ar1_fit(x: Series, center: Literal["median", "mean"] = "median", *, out: Ar1Model | None = None) -> Ar1Model:
    r"""First-order autoregression of a series: what it returns to, how slowly, and the spread of the rest.

    Formula:
        $$ phi = \frac{\sum c_t c_{t-1}}{\sum c_{t-1}^2}; c_t = x_t - mu $$
        $$ sigma = 1.4826 \cdot median(|e_t - median(e)|); e_t = c_t - phi \cdot c_{t-1} $$
        where $mu$ is the `center` of the valid values, and $t$ runs over the bars whose own value and the one before
        are valid.

    Args:
        x: the series, shape ``(time,)`` or ``(time, series)``. A value is missing where it is NaN, infinite or beyond
            1e150.
        center: whether the series returns to its median or to its mean.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of floats, or of float64 of shape ``(series,)``: `mu`; `phi`, at most 0.999 in magnitude, 0 of
        fewer than 3 pairs of neighbours or without a spread; `sigma`. Where that is not above 1e-10 of the median of
        ``abs(x - mu)``, as of a quantised sensor, it is the root of the mean square of what is not expected, and where
        that is not either, 0. Without a pair `sigma` is NaN, without a value all are.

    Raises:
        TypeError: `x` is not numeric, `center` not a word.
        ValueError: `x` is not 1-D or 2-D, or `center` is unknown.

    Source: statsmodels ``AutoReg(x - mu, 1, trend="n")``, but for the robust spread.
    """


@kernel(sample=around_target, scale=score_scale, gaps=None)
def ar1_score(x: Series, model: Ar1, *, out: Ar1Score | None = None) -> Ar1Score:
    r"""How far each bar is from what a first-order autoregression expects of it, signed, and in standard deviations.

    Formula:
        $$ residual_t = c_t - phi \cdot c_{t-1}; zscore_t = \frac{residual_t}{sigma}; c_t = x_t - mu $$

    Args:
        x: the series, shape ``(time,)`` or ``(time, series)``. A value is missing where it is NaN, infinite or beyond
            1e150.
        model: what `ar1_fit` gave: `mu`, `phi` and `sigma`, a number each, or one for each series.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(residual, zscore)`` of float64 of the shape of `x`, NaN at the first bar, where a value is
        missing, and after that. With a `sigma` of 0 a score is 0 where the residual is within 1e-10 of the larger
        distance from `mu`, of the bar and the one before it, else infinite.

    Raises:
        TypeError: `x` is not numeric, `model` not a tuple of three numbers.
        ValueError: `x` is not 1-D or 2-D, or the model is of another number of series.

    Source: Box and Jenkins, "Time Series Analysis" (1970).
    """
