"""How far rows lie from a centre, in the units of its spread."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import COMPLETE, Array, Axes, Scores, Table
from atc_core.declarations.detectors.magnitudes import magnitudes
from atc_core.kernel import kernel
from atc_core.samples import rows_and_precision

Mean: TypeAlias = Annotated[NDArray[np.float64], Axes("columns"), COMPLETE]
Precision: TypeAlias = Annotated[NDArray[np.float64], Axes("columns", "columns"), COMPLETE]


def distance_scale(x: Array, mean: Array, precision: Array, _: Array) -> Array:
    """The sum of ``abs(d_i) * abs(precision_ij) * abs(d_j)``."""
    away = np.abs(np.where(magnitudes(x) == np.abs(x), x, 0.0) - mean)
    with np.errstate(over="ignore"):
        return np.asarray(((away @ np.abs(precision)) * away).sum(axis=1))


@kernel(sample=rows_and_precision, scale=distance_scale)
def mahalanobis(x: Table, mean: Mean, precision: Precision, *, out: Scores | None = None) -> Scores:
    r"""Squared Mahalanobis distance of each row: ``(x - mean) @ precision @ (x - mean)``.

    Formula:
        $$ mahalanobis_i = (x_i - mean)^T \cdot precision \cdot (x_i - mean) $$
        where $x_i$ is row $i$.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        mean: shape ``(columns,)``, no value missing.
        precision: the inverse of a covariance, shape ``(columns, columns)``, none missing; not always symmetric.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(rows,)``; NaN for a row with a missing value (NaN, infinite, beyond 1e150).

    Raises:
        TypeError: an input is not numeric.
        ValueError: the numbers of columns differ, `x` is not 1-D or 2-D, or `mean` or `precision` misses a value.

    Source: Mahalanobis (1936); scikit-learn ``EmpiricalCovariance.mahalanobis``.
    """
