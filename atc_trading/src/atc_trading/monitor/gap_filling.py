"""Gaps filled with what the other columns of their row lead to expect, by the training rows alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core import get
from atc_trading.monitor.feature_rows import Array

FEWEST_A_COLUMN = 10
"""Complete rows for each column that a fit should have; with fewer, gaps in training are filled with medians."""
MOST_MISSING = 0.5
"""Share of a row that is missing from which on it is not filled."""
RIDGE = 1e-6
"""Added to variances of 1: copies of one sensor do not have to be told apart."""

NONE = np.array([], dtype=np.int64)


class Prepared(NamedTuple):
    """The columns that detectors see."""

    x: Array
    """With gaps."""
    filled: Array
    """Without them, but for rows of which half is missing."""
    training: Array
    """What a fit sees: the complete training rows if there are enough, else all of them, filled with medians."""
    is_training: NDArray[np.bool_]
    medians: Array
    """Of the training rows."""
    breaks: NDArray[np.int64]
    """The rows before which time is missing."""


def prepared(x: Array, is_training: NDArray[np.bool_], before: NDArray[np.int64] = NONE) -> Prepared:
    """Fill gaps by the training rows, never by those that are scored; `before` are the rows after breaks in time."""
    own = x[is_training]
    medians = np.nanmedian(own, axis=0)
    is_complete = ~np.isnan(own).any(axis=1)
    if int(is_complete.sum()) >= FEWEST_A_COLUMN * own.shape[1]:
        training = own[is_complete]
    else:
        is_usable = np.isnan(own).mean(axis=1) < MOST_MISSING
        training = np.where(np.isnan(own), medians, own)[is_usable]
    return Prepared(x, filled_rows(x, training), training, is_training, medians, before)


def filled_rows(x: Array, training: Array) -> Array:
    """The rows, a missing value being the linear regression on those of its row that are there.

    A median instead parts columns that move together: 50 000 rows of ten such columns with 1 % of gaps had 606 episodes
    instead of 134.
    """
    is_missing = np.isnan(x)
    rows = np.flatnonzero(is_missing.any(axis=1) & (is_missing.mean(axis=1) < MOST_MISSING))
    filled: Array = x.copy()
    if not len(rows):
        return filled
    width = x.shape[1]
    model = get("pca_fit")(training, min(width, len(training) - 1))
    kept = model.eigenvalues[: len(model.components)]
    correlation = (model.components.T * kept) @ model.components + RIDGE * np.eye(width)
    patterns, which = np.unique(is_missing[rows], axis=0, return_inverse=True)
    groups = np.split(
        np.argsort(which.ravel(), kind="stable"), np.cumsum(np.bincount(which.ravel(), minlength=len(patterns)))[:-1]
    )
    for pattern, group in zip(patterns, groups, strict=True):
        places = rows[group]
        there = (x[np.ix_(places, ~pattern)] - model.mean[~pattern]) / model.scale[~pattern]
        weights = np.linalg.solve(correlation[np.ix_(~pattern, ~pattern)], correlation[np.ix_(~pattern, pattern)])
        filled[np.ix_(places, pattern)] = product(there, weights) * model.scale[pattern] + model.mean[pattern]
    return filled


def product(rows: Array, weights: Array) -> Array:
    """Rows times weights, each row by itself: BLAS rounds it otherwise where there are more rows, on AMD's EPYC."""
    total: Array = np.zeros((len(rows), weights.shape[1]))
    for column, weight in zip(rows.T, weights, strict=True):
        total += column[:, None] * weight
    return total
