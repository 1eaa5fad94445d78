"""Rows that do not fit the way in which columns usually move together."""

from __future__ import annotations

from typing import ClassVar, Literal, NamedTuple

import numpy as np

from atc_core import get
from atc_core.declarations.detectors.components import PcaModel, PcaScore
from atc_trading.monitor.detector import Detector
from atc_trading.monitor.feature_rows import Array

ROUNDING = 1e-10
"""Share of the variance below which what is outside of the components is the rounding of sums."""


class Limits(NamedTuple):
    """What a share of normal rows exceeds."""

    spe: float
    t2: float


class PCADetector(Detector):
    """Principal components; a row's score is the larger one of SPE and T², each in units of its own limit.

    Attributes:
        model_: what `pca_fit` gave.
        limits_: what `pca_limits` gave; the one of SPE is at least 1e-10 of the variance.
        offset_: 1.

    Source: `pca_fit`, `pca_score` and `pca_limits`.
    """

    fewest_rows: ClassVar[int] = 2
    model_: PcaModel
    limits_: Limits

    def __init__(
        self,
        n_components: float | None = None,
        scale: Literal["std", "iqr", "none"] = "std",
        alpha: float = 0.01,
    ) -> None:
        """Take parameters.

        Args:
            n_components: how many to keep, or as a float the share of the variance that they explain; 5 at most if not
                given.
            scale: what columns are divided by: standard deviation, distance of quartiles, or nothing.
            alpha: the share of normal rows that exceeds either limit.
        """
        self.n_components = n_components
        self.scale = scale
        self.alpha = alpha

    def charts(self, X: object) -> PcaScore:  # noqa: N803 as scikit-learn calls it
        """SPE and T² of each row, as `pca_score` has them."""
        return self._charts(self._rows_to_score(X).values)

    def _charts(self, x: Array) -> PcaScore:
        score: PcaScore = get("pca_score")(x, self.model_)
        return score

    def _fit(self, x: Array) -> None:
        self.model_ = get("pca_fit")(x, self.n_components, self.scale)
        spe, t2 = get("pca_limits")(self.model_, self.alpha)
        self.limits_ = Limits(max(float(spe), ROUNDING * float(self.model_.eigenvalues.sum())), float(t2))
        self.offset_ = 1.0

    def _score(self, x: Array) -> Array:
        charts = self._charts(x)
        return np.maximum(in_limits(charts.spe, self.limits_.spe), in_limits(charts.t2, self.limits_.t2))


class Contributions(NamedTuple):
    """What columns add to the two charts, of shape ``(rows, columns)``."""

    spe: Array
    t2: Array


def contributions(x: Array, model: PcaModel) -> Contributions:
    """How far each chart of a row would fall if one column were what the others lead to expect.

    Of a fault of a single column that one falls farthest; plain squared residuals are smeared over its neighbours.

    Source: Alcala and Qin, "Reconstruction-based contribution for process monitoring" (2009).
    """
    scaled = (x - model.mean) / model.scale
    kept = model.eigenvalues[: len(model.components)]
    outside = np.eye(len(model.mean)) - model.components.T @ model.components
    along = (model.components.T / kept) @ model.components
    return Contributions(falls(scaled, outside), falls(scaled, along))


def falls(scaled: Array, form: Array) -> Array:
    """The fall of the quadratic form ``scaled @ form @ scaled`` at its least along each column."""
    own = np.diag(form)
    free = own > ROUNDING
    return np.where(free, (scaled @ form) ** 2 / np.where(free, own, 1.0), 0.0)


def in_limits(chart: Array, limit: float) -> Array:
    """A chart in units of its limit; 0 where it is 0, also of a limit of 0."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(chart == 0, 0.0, chart / np.float64(limit))
