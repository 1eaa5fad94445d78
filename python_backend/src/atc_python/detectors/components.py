"""Principal components of normal rows, and what rows are to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from atc_core.arrays import Array, Series, complete_rows
from atc_core.declarations.detectors.components import PcaModel
from atc_python import backend
from atc_python.results import deliver_each
from atc_python.sums import nearest_mean, root_mean_square

USUAL = 5
"""Components that are kept at most, unless more are asked for."""
BAND = 1e-10
"""Of the largest eigenvalue: what is not above it counts as 0. Of a share: what is missing of it by rounding."""
EQUAL = 1e-8
"""Of the largest entry of a component: what is no farther from it is as large."""


@backend.implements("pca_fit")
def pca_fit(x: Array, n_components: int | float | None = None, scale: str = "std") -> tuple[Any, ...]:  # noqa: PYI041
    """Mean and scale of each column, and the directions of the largest variance."""
    rows = x[complete_rows(x)]
    means, scales = (
        map(np.array, zip(*(center_and_scale(column, scale) for column in rows.T), strict=True))
        if (rows.shape[1])
        else (np.empty(0), np.empty(0))
    )
    scaled = (rows - means) / scales
    values, vectors = np.linalg.eigh(scaled.T @ scaled / (len(rows) - 1))
    eigenvalues = np.maximum(values[::-1], 0.0)
    kept = component_count(eigenvalues, n_components, len(rows))
    return means, scales, signed(vectors.T[::-1][:kept]), eigenvalues, len(rows)


@backend.implements("pca_score")
def pca_score(x: Array, model: PcaModel, *, out: Sequence[Any] | None = None) -> Sequence[Any]:
    """The squared distance from the components, and the distance along them in standard deviations, squared."""
    complete = complete_rows(x)
    spe, t2 = np.full(len(x), np.nan), np.full(len(x), np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = (x[complete] - model.mean) / model.scale
        along = scaled @ model.components.T
        # From the rest itself: a difference of two squares would lose its digits, and may be negative.
        rest = scaled - along @ model.components
        spe[complete] = (rest * rest).sum(axis=1)
        t2[complete] = (along * along / model.eigenvalues[: len(model.components)]).sum(axis=1)
    return deliver_each((spe, t2), out)


def center_and_scale(column: Series, scale: str) -> tuple[float, float]:
    """The mean of a column and what its distances from it are divided by; of equal values 1."""
    if column.min() == column.max():
        return float(column[0]), 1.0
    mean = nearest_mean(column)
    if scale == "none":
        return mean, 1.0
    away = column - mean
    low, high = np.quantile(away, [0.25, 0.75]) if scale == "iqr" else (0.0, 0.0)
    deviation = root_mean_square(away) * np.sqrt(len(away) / (len(away) - 1))
    return mean, float(high - low if high > low else deviation)


def component_count(eigenvalues: Series, wanted: float | None, rows: int) -> int:
    """How many components are kept, none of which has no variance."""
    present = int((eigenvalues > BAND * eigenvalues.max(initial=0.0)).sum())
    if isinstance(wanted, float):
        shares = np.cumsum(eigenvalues) / eigenvalues.sum() if present else np.empty(0)
        wanted = 1 + int((shares < wanted - BAND).sum())
    return min(present, len(eigenvalues), rows - 1, USUAL if wanted is None else int(wanted))


def signed(components: Array) -> Array:
    """The components, each turned so that the first of its largest entries is positive."""
    if not components.size:
        return np.ascontiguousarray(components)
    sizes = np.abs(components)
    first = (sizes >= (1.0 - EQUAL) * sizes.max(axis=1, keepdims=True, initial=0.0)).argmax(axis=1)
    signs = np.sign(np.take_along_axis(components, first[:, None], axis=1))
    return np.ascontiguousarray(components * signs)
