"""What rows are to principal components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from atc_core.arrays import LARGEST_SQUARE_ROOT, Array, Series
from atc_core.declarations.detectors.components import PcaModel
from atc_numba import backend
from atc_numba.compiling import SERIES, TABLE, loop


@backend.implements("pca_score")
def pca_score(x: Array, model: PcaModel, *, out: Sequence[Any] | None = None) -> Sequence[Any]:
    """The squared distance from the components, and the distance along them in standard deviations, squared."""
    given = (np.empty(len(x)), np.empty(len(x))) if out is None else out
    score(x, *model[:4], *given)
    return given


@loop(f"void({TABLE}, {SERIES}, {SERIES}, {TABLE}, {SERIES}, float64[::1], float64[::1])")
def score(x: Array, mean: Series, scale: Series, components: Array, variances: Series, spe: Series, t2: Series) -> None:
    """Row by row: the rest of a row is what each component in turn leaves of it, not a difference of two squares."""
    scaled, rest = np.empty(x.shape[1]), np.empty(x.shape[1])
    for row in range(x.shape[0]):
        missing = 0
        for column in range(x.shape[1]):
            missing += not abs(x[row, column]) <= LARGEST_SQUARE_ROOT
            scaled[column] = (x[row, column] - mean[column]) / scale[column]
        rest[:] = scaled
        distance = 0.0
        for component in range(components.shape[0]):
            along = 0.0
            for column in range(x.shape[1]):
                along += components[component, column] * scaled[column]
            for column in range(x.shape[1]):
                rest[column] -= along * components[component, column]
            distance += along * along / variances[component]
        squares = 0.0
        for column in range(x.shape[1]):
            squares += rest[column] * rest[column]
        spe[row] = np.nan if missing else squares
        t2[row] = np.nan if missing else distance
