"""Rows in which a series is not where the value before it leads to expect."""

from __future__ import annotations

from typing import Literal

import numpy as np

from atc_core import get
from atc_core.declarations.detectors.autoregression import Ar1Model
from atc_core.domains import Domain
from atc_core.option_values import check_option
from atc_core.parameters import Parameter
from atc_trading.monitor.detector import Detector
from atc_trading.monitor.feature_rows import Array

THRESHOLD = Parameter("threshold", "real", domain=Domain(above=0))


class AR1Detector(Detector):
    """First-order autoregression of each column; a row's score is the largest magnitude of its columns' z-scores.

    Rows are neighbours in time, so a score depends on the row before: the first has none, and a value after a gap has
    none either. A column that has no score does not keep the others of its row from having one.

    Attributes:
        model_: what `ar1_fit` gave, a number a column.
        offset_: `threshold`.

    Source: `ar1_fit` and `ar1_score`.
    """

    model_: Ar1Model

    def __init__(self, center: Literal["median", "mean"] = "median", threshold: float = 5.0) -> None:
        """Take parameters.

        Args:
            center: whether a series returns to its median or to its mean.
            threshold: standard deviations beyond which a value is unusual, above 0.
        """
        self.center = center
        self.threshold = threshold

    def zscores(self, X: object) -> Array:  # noqa: N803 as scikit-learn calls it
        """The signed z-score of every value, of the shape of `X`."""
        return self._zscores(self._rows_to_score(X).values)

    def _fit(self, x: Array) -> None:
        self.offset_ = check_option("AR1Detector", THRESHOLD, self.threshold)
        self.model_ = get("ar1_fit")(x, self.center)

    def _zscores(self, x: Array) -> Array:
        scores: Array = get("ar1_score")(x, self.model_).zscore
        return scores

    def _score(self, x: Array) -> Array:
        return np.asarray(np.fmax.reduce(np.abs(self._zscores(x)), axis=1))
