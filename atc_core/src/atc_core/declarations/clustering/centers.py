"""Centres, and the rows that are nearest to them."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import COMPLETE, Axes, Labels, Table
from atc_core.kernel import Options, Sizes, kernel
from atc_core.samples import rows_and_centers

Centers: TypeAlias = Annotated[NDArray[np.float64], Axes("centers", "columns"), COMPLETE]


def any_center(sizes: Sizes, _: Options) -> str | None:
    """What is wrong where there is nothing to choose from."""
    return None if sizes["centers"] else "centers must have at least one row, had 0"


@kernel(sample=rows_and_centers, check_sizes=any_center, also=("kmeans",))
def kmeans_predict(x: Table, centers: Centers, *, out: Labels | None = None) -> Labels:
    """Number of the centre that is nearest to each row, the lowest at a tie; -1 for a row with a missing value.

    The squared distance is summed from the first column to the last in float64, without fused multiply-add.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        centers: shape ``(centers, columns)``, at least one row, no value missing.
        out: where to write the result; it is then returned.

    Returns:
        int64, shape ``(rows,)``.

    Raises:
        TypeError: an input is not numeric.
        ValueError: the numbers of columns differ, `x` is not 1-D or 2-D, or `centers` has no row or a missing value.

    Source: Lloyd, "Least squares quantization in PCM" (1982); scikit-learn ``KMeans.predict``, but for near ties.
    """
