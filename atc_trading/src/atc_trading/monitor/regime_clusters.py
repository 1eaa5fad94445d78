"""States that rows fall into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from atc_core import get
from atc_trading.monitor.estimator import Estimator
from atc_trading.monitor.feature_rows import Array

if TYPE_CHECKING:
    from typing_extensions import Self


class KMeansRegimes(Estimator):
    """The k-means clusters with the best silhouette score, or a single one where none is good enough.

    Columns count as they are: bring them to one scale first. A row with a missing value has the label -1.

    Attributes:
        labels_: of the rows that were fitted.
        cluster_centers_: of shape ``(n_clusters_, columns)``.
        n_clusters_: how many there are.
        score_: their silhouette score, or the best one that was not good enough.

    Source: `regimes` and `kmeans_predict`.
    """

    estimator_type: ClassVar[str] = "clusterer"
    labels_: NDArray[np.int64]
    cluster_centers_: Array
    n_clusters_: int
    score_: float

    def __init__(
        self, min_clusters: int = 2, max_clusters: int = 6, min_score: float = 0.15, seed: int = 0, n_init: int = 10
    ) -> None:
        """Take the options of `regimes`.

        Args:
            min_clusters: the fewest clusters to try, at least 2.
            max_clusters: the most.
            min_score: the silhouette score below which there is a single state.
            seed: of the random numbers.
            n_init: how many starts are tried for each number of clusters.
        """
        self.min_clusters = min_clusters
        self.max_clusters = max_clusters
        self.min_score = min_score
        self.seed = seed
        self.n_init = n_init

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002, N803 as scikit-learn calls them
        """Find the states of rows; those with a missing value are left out."""
        rows = self._rows_to_fit(X)
        try:
            found = get("regimes")(
                rows.values, self.min_clusters, self.max_clusters, self.min_score, self.seed, self.n_init
            )
        except Exception:
            del self.n_features_in_
            raise
        self.labels_, self.cluster_centers_, self.n_clusters_, self.score_ = found
        return self

    def predict(self, X: Any) -> NDArray[np.int64]:  # noqa: N803 as before
        """The number of each row's state, -1 where a value is missing."""
        labels: NDArray[np.int64] = get("kmeans_predict")(self._rows_to_score(X).values, self.cluster_centers_)
        return labels

    def fit_predict(self, X: Any, y: Any = None) -> NDArray[np.int64]:  # noqa: ARG002, N803 as before
        """The states of the rows that are fitted."""
        return self.fit(X).labels_
