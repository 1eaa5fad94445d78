"""Models of kernels from what scikit-learn has fitted, without importing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atc_core.declarations.clustering.centers import KMeans
from atc_core.declarations.detectors.components import PcaModel
from atc_core.declarations.detectors.forest import IsolationForestModel
from atc_trading.monitor.estimator import Estimator
from atc_trading.monitor.feature_rows import Array

COUNTS_AS_ZERO = 1e-10
"""Of the largest eigenvalue: components below it are not kept, as `pca_fit` does not."""


def model_of(fitted: Any) -> Any:
    """The model that scoring kernels take, from a fitted estimator of scikit-learn or of this package.

    Args:
        fitted: an ``IsolationForest``, which gives an `IsolationForestModel`; a ``PCA``, a `PcaModel`; a ``KMeans`` or
            ``MiniBatchKMeans``, a `KMeans`; or a detector of this package, whose own model it gives.

    Returns:
        A named tuple of arrays. A forest's rows must be rounded as scikit-learn does inside, ``x.astype(float32)``, and
        have then the negatives of its ``score_samples`` to 1e-12. Of a ``PCA`` that keeps fewer components than there
        are, scikit-learn knows only the mean of the other eigenvalues: `pca_score` is exact, the SPE of `pca_limits` is
        that of equal ones.

    Raises:
        TypeError: it is of another class.
        ValueError: it is not fitted.
    """
    if isinstance(fitted, Estimator):
        model = getattr(fitted, "model_", None)
        if model is None:
            raise ValueError(f"model_of: {type(fitted).__name__} must be a fitted detector, has no model_")
        return model
    found = next((MAKERS[kind.__name__] for kind in type(fitted).__mro__ if is_known(kind)), None)
    if found is None:
        raise TypeError(f"model_of: fitted must be a fitted {', '.join(MAKERS)}, was {type(fitted).__name__}")
    if not hasattr(fitted, "n_features_in_"):
        raise ValueError(f"model_of: fitted must be fitted, {type(fitted).__name__} has no n_features_in_")
    return found(fitted)


def is_known(kind: type) -> bool:
    """Whether it is a class of scikit-learn that there is a model for."""
    return kind.__name__ in MAKERS and kind.__module__.partition(".")[0] == "sklearn"


def forest_model(fitted: Any) -> IsolationForestModel:
    """All trees in one set of arrays."""
    parts: dict[str, list[Array]] = {name: [] for name in ("feature", "threshold", "left", "right", "path_length")}
    roots, first = [], 0
    for tree, columns in zip(fitted.estimators_, fitted.estimators_features_, strict=True):
        nodes = tree.tree_
        is_leaf = nodes.children_left < 0
        parts["feature"].append(np.where(is_leaf, -1, np.asarray(columns)[np.where(is_leaf, 0, nodes.feature)]))
        parts["threshold"].append(np.where(is_leaf, 0.0, nodes.threshold))
        parts["left"].append(np.where(is_leaf, -1, nodes.children_left + first))
        parts["right"].append(np.where(is_leaf, -1, nodes.children_right + first))
        parts["path_length"].append(path_lengths(nodes, is_leaf))
        roots.append(first)
        first += len(is_leaf)
    types = {"threshold": np.float64, "path_length": np.float64}
    fields: dict[str, Any] = {
        name: np.concatenate(arrays).astype(types.get(name, np.int64)) for name, arrays in parts.items()
    }
    fields |= {"roots": np.array(roots), "max_samples": int(fitted.max_samples_)}
    fields["n_features"] = int(fitted.n_features_in_)
    return IsolationForestModel(**fields)


def path_lengths(nodes: Any, is_leaf: NDArray[np.bool_]) -> Array:
    """Of each leaf its depth and what further cuts of its rows would have added; children lie behind their parents."""
    depth = np.zeros(len(is_leaf))
    for node in np.flatnonzero(~is_leaf):
        depth[[nodes.children_left[node], nodes.children_right[node]]] = depth[node] + 1
    return np.where(is_leaf, depth + expected_cuts(np.asarray(nodes.n_node_samples, dtype=np.float64)), 0.0)


def expected_cuts(rows: Array) -> Array:
    """The mean depth at which so many rows are parted from each other, c(n) of the paper."""
    many = np.maximum(rows, 3.0)
    found = 2.0 * (np.log(many - 1.0) + np.euler_gamma) - 2.0 * (many - 1.0) / many
    return np.where(rows <= 1, 0.0, np.where(rows == 2, 1.0, found))  # noqa: PLR2004 two rows take one cut


def component_model(fitted: Any) -> PcaModel:
    """Components of data that were not scaled."""
    kept = np.asarray(fitted.explained_variance_, dtype=np.float64)
    width = int(fitted.n_features_in_)
    rows: Any = int(fitted.n_samples_)
    # A variance has one degree of freedom less than rows; what is beyond that has none.
    others = max(min(width, rows - 1) - len(kept), 0)
    known = np.concatenate([kept, np.full(others, float(fitted.noise_variance_))])[:width]
    eigenvalues = np.concatenate([known, np.zeros(width - len(known))])
    count = int((kept > COUNTS_AS_ZERO * kept.max(initial=0.0)).sum())
    components = np.array(fitted.components_[:count], dtype=np.float64, order="C")
    return PcaModel(np.array(fitted.mean_, dtype=np.float64), np.ones(width), components, eigenvalues, rows)


def cluster_model(fitted: Any) -> KMeans:
    """Labels and centres; those of single precision become double."""
    labels = np.asarray(fitted.labels_, dtype=np.int64)
    centers = np.array(fitted.cluster_centers_, dtype=np.float64, order="C")
    counts = np.bincount(labels, minlength=len(centers)).astype(np.int64)
    figures: dict[str, Any] = {"inertia": float(fitted.inertia_), "n_iter": int(fitted.n_iter_)}
    return KMeans(labels=labels, centers=centers, counts=counts, **figures)


MAKERS: dict[str, Callable[[Any], Any]] = {
    "IsolationForest": forest_model,
    "PCA": component_model,
    "KMeans": cluster_model,
    "MiniBatchKMeans": cluster_model,
}
