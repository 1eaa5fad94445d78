"""The detectors side by side: scores in units of their limits, and which columns make a row unusual."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core import get
from atc_core.declarations.clustering.states import Transitions
from atc_trading.monitor.autoregression_detector import AR1Detector
from atc_trading.monitor.component_detector import PCADetector, contributions, in_limits
from atc_trading.monitor.feature_rows import Array
from atc_trading.monitor.forest_detector import IsolationForestDetector
from atc_trading.monitor.gap_filling import Prepared
from atc_trading.monitor.time_breaks import parted

Rows: TypeAlias = NDArray[np.int64]


class Finding(NamedTuple):
    """What one detector says of every row."""

    detector: str
    score: Array
    """In units of the limit, above 1 is unusual; NaN where there is none."""
    limit: float
    """In the detector's own unit."""
    shares: Callable[[Rows], Array]
    """For some rows, which share of their score is each column's."""


def ar1_finding(data: Prepared, threshold: float) -> Finding:
    """Values that the one before does not lead to expect, column by column, never across a gap."""
    x, places = parted(data.x, data.breaks)
    training = places[data.is_training]
    detector = AR1Detector(threshold=threshold).fit(x[training[0] : training[-1] + 1])
    zscores = detector.zscores(x)[places]
    score = np.fmax.reduce(np.abs(zscores), axis=1) / threshold
    return Finding("ar1", score, threshold, lambda rows: shares_of(zscores[rows] ** 2))


def pca_finding(data: Prepared, alpha: float) -> Finding:
    """Rows in which columns do not move together as they did."""
    detector = PCADetector(alpha=alpha).fit(data.training)

    def shares(rows: Rows) -> Array:
        """Of the chart that is farther beyond its limit."""
        charts, limits = detector.charts(data.filled[rows]), detector.limits_
        own = contributions(data.filled[rows], detector.model_)
        is_outside = in_limits(charts.spe, limits.spe) >= in_limits(charts.t2, limits.t2)
        return shares_of(np.where(is_outside[:, None], own.spe, own.t2))

    return Finding("pca", detector.score_samples(data.filled), 1.0, shares)


def forest_finding(data: Prepared, alpha: float, seed: int) -> Finding:
    """Rows that random cuts part from the others soon."""
    detector = IsolationForestDetector(alpha=alpha, seed=seed).fit(data.training)

    def shares(rows: Rows) -> Array:
        """How far a row's score falls where a column has its median instead."""
        width = data.filled.shape[1]
        instead = np.repeat(data.filled[rows], width, axis=0)
        places = np.tile(np.arange(width), len(rows))
        instead[np.arange(len(instead)), places] = data.medians[places]
        own = detector.score_samples(data.filled[rows])
        fallen = own[:, None] - detector.score_samples(instead).reshape(len(rows), width)
        return shares_of(np.fmax(fallen, 0.0))

    score = detector.score_samples(data.filled) / detector.offset_
    return Finding("isolation_forest", score, detector.offset_, shares)


def shares_of(parts: Array) -> Array:
    """Each part over the sum of its row; an infinite one has all, and a row of nothing is shared out evenly."""
    parts = np.nan_to_num(parts, nan=0.0, posinf=np.inf)
    parts = np.where(np.isinf(parts).any(axis=1, keepdims=True), np.isinf(parts), parts)
    total = parts.sum(axis=1, keepdims=True)
    return np.where(total > 0, parts / np.where(total > 0, total, 1.0), 1.0 / parts.shape[1])


class RegimeFinding(NamedTuple):
    """The state of every row."""

    labels: NDArray[np.int64]
    """Smoothed; -1 before the first state holds."""
    n_clusters: int
    score: float
    sampled: int
    """The rows that the states were found in."""
    transitions: Transitions
    """How often each state came right after each."""


def regime_finding(data: Prepared, duration: int, most_rows: int, seed: int) -> RegimeFinding:
    """States of the training rows, at most so many of them, and which one each row is in."""
    mean, scale = get("pca_fit")(data.training, 1)[:2]
    filled = (data.filled - mean) / scale
    training = (data.training - mean) / scale
    # The silhouette score takes a time of rows squared.
    places = np.unique(np.linspace(0, len(training) - 1, min(most_rows, len(training))).astype(np.int64))
    found = get("regimes")(training[places], seed=seed)
    labels = get("smooth_labels")(get("kmeans_predict")(filled, found.centers), duration)
    count = int(found.n_clusters)
    return RegimeFinding(labels, count, float(found.score), len(places), get("transition_matrix")(labels, count))
