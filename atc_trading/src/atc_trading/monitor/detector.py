"""What the detectors of unusual rows have in common: a score, a limit, and what is beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from atc_trading.monitor.estimator import Estimator
from atc_trading.monitor.feature_rows import Array

if TYPE_CHECKING:
    from typing_extensions import Self

NORMAL, UNUSUAL, UNKNOWN = 1, -1, 0


class Detector(Estimator):
    """Scores rows by how unusual they are; higher is more unusual, the other way round than in scikit-learn."""

    estimator_type: ClassVar[str] = "outlier_detector"
    offset_: float
    """The score above which a row is unusual."""

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002, N803 as scikit-learn calls them
        """Fit a model to rows that are taken to be normal; those with a missing value are left out."""
        rows = self._rows_to_fit(X)
        try:
            self._fit(rows.values)
        except Exception:
            del self.n_features_in_
            raise
        return self

    def score_samples(self, X: Any) -> Array:  # noqa: N803 as before
        """How unusual each row is, higher is more unusual; NaN where values are missing."""
        return self._score(self._rows_to_score(X).values)

    def decision_function(self, X: Any) -> Array:  # noqa: N803 as before
        """How far each row is from the limit: below 0 where it is unusual, as in scikit-learn."""
        score = self.score_samples(X)
        return np.asarray(self.offset_ - score)

    def predict(self, X: Any) -> NDArray[np.int64]:  # noqa: N803 as before
        """For each row -1 where it is unusual, 1 where it is not, and 0 where it has no score."""
        score = self.score_samples(X)
        side = np.where(score > self.offset_, UNUSUAL, NORMAL)
        return np.where(np.isnan(score), UNKNOWN, side).astype(np.int64)

    def fit_predict(self, X: Any, y: Any = None) -> NDArray[np.int64]:  # noqa: ARG002, N803 as before
        """What :meth:`predict` says of the rows that the model is fitted to."""
        return self.fit(X).predict(X)

    def _fit(self, x: Array) -> None:
        """Set the model and `offset_`."""
        raise NotImplementedError

    def _score(self, x: Array) -> Array:
        """The score of each row."""
        raise NotImplementedError
