"""Rows that random cuts part from the others sooner than usual."""

from __future__ import annotations

import numpy as np

from atc_core import get
from atc_core.declarations.detectors.forest import IsolationForestModel
from atc_core.domains import Domain
from atc_core.option_values import check_option
from atc_core.parameters import Parameter
from atc_trading.monitor.detector import Detector
from atc_trading.monitor.feature_rows import Array

ALPHA = Parameter("alpha", "real", domain=Domain(at_least=0, below=1))


class IsolationForestDetector(Detector):
    """An isolation forest; a row's score is that of `isolation_forest_score`, above 0 and at most 1.

    Attributes:
        model_: what `isolation_forest_fit` gave.
        offset_: the score that a share of `alpha` of the fitted rows exceeds.

    Source: `isolation_forest_fit` and `isolation_forest_score`.
    """

    model_: IsolationForestModel

    def __init__(self, n_estimators: int = 100, max_samples: int = 256, alpha: float = 0.01, seed: int = 0) -> None:
        """Take parameters.

        Args:
            n_estimators: how many trees.
            max_samples: rows that each is made of.
            alpha: the share of the fitted rows that is unusual, at least 0 and below 1.
            seed: of the random numbers.
        """
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.alpha = alpha
        self.seed = seed

    def _fit(self, x: Array) -> None:
        alpha = check_option("IsolationForestDetector", ALPHA, self.alpha)
        self.model_ = get("isolation_forest_fit")(x, self.n_estimators, self.max_samples, self.seed)
        self.offset_ = float(np.nanquantile(self._score(x), 1 - alpha))

    def _score(self, x: Array) -> Array:
        scores: Array = get("isolation_forest_score")(x, self.model_)
        return scores
