"""How good a clustering is: distances within clusters beside those between them.

Distances are of differences: the digits of rows that lie far from 0 are kept, and equal rows have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from atc_core.arrays import Array, Labels, Number, Scores, Table, complete_rows
from atc_core.kernel import Options, kernel
from atc_core.samples import rows_and_labels

LARGEST_MEASURED = 2_000
"""Rows of which the reference takes all pairs in a tenth of a second."""
FEWEST = 2


def labelled(x: Array, labels: Array) -> Any:
    """True at the rows that count: complete, with a label."""
    return complete_rows(x) & (labels >= 0)


def several_clusters(data: Mapping[str, Array], _: Options) -> str | None:
    """What is wrong with the number of clusters."""
    kept = data["labels"][labelled(data["x"], data["labels"])]
    count = len(np.unique(kept))
    if FEWEST <= count < len(kept):
        return None
    return (
        f"labels must have from 2 to {max(len(kept) - 1, 0)} different values, one fewer than the {len(kept)} rows "
        f"with a label and without a missing value, had {count}"
    )


@kernel(sample=rows_and_labels, check_data=several_clusters, largest=LARGEST_MEASURED)
def silhouette_samples(x: Table, labels: Labels, *, out: Scores | None = None) -> Scores:
    """How much nearer each row is to its own cluster than to the next, from -1 to 1.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        labels: the cluster of each row, integers of shape ``(rows,)``; below 0 for a row that is left out.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(rows,)``: ``(b - a) / max(a, b)`` of a, the mean distance to the other rows of the own
        cluster, and b, the least mean distance to another one; 0 for a row that is alone in its cluster, and where a
        and b are 0. NaN for a row that is left out or has a missing value.

    Raises:
        TypeError: `x` is not numeric, `labels` not of integers.
        ValueError: the numbers of rows differ, `x` is not 1-D or 2-D, or there are fewer than 2 different labels among
            the rows that are not left out, or as many as rows.

    Source: Rousseeuw, "Silhouettes" (1987); scikit-learn ``silhouette_samples``, in memory of a row.
    """


@kernel(sample=rows_and_labels, check_data=several_clusters, largest=LARGEST_MEASURED)
def silhouette_score(x: Table, labels: Labels, *, out: Number | None = None) -> Number:
    """Mean of `silhouette_samples` over the rows that are not left out.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        labels: the cluster of each row, integers of shape ``(rows,)``; below 0 for a row that is left out.
        out: where to write the result; it is then returned.

    Returns:
        A float from -1 to 1.

    Raises:
        TypeError: `x` is not numeric, `labels` not of integers.
        ValueError: the numbers of rows differ, `x` is not 1-D or 2-D, or there are fewer than 2 different labels among
            the rows that are not left out, or as many as rows.

    Source: Rousseeuw, "Silhouettes" (1987); scikit-learn ``silhouette_score``.
    """


@kernel(sample=rows_and_labels, check_data=several_clusters)
def davies_bouldin_score(x: Table, labels: Labels, *, out: Number | None = None) -> Number:
    """Davies-Bouldin index: how wide clusters are for their distance, of each the worst, on average; low is good.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        labels: the cluster of each row, integers of shape ``(rows,)``; below 0 for a row that is left out.
        out: where to write the result; it is then returned.

    Returns:
        A float: the mean over clusters of the largest ``(s_i + s_j) / d`` of their widths, the mean distances to the
        centre, and the distance of the centres; of ``0 / 0`` it is 0, of ``s / 0`` infinite.

    Raises:
        TypeError: `x` is not numeric, `labels` not of integers.
        ValueError: the numbers of rows differ, `x` is not 1-D or 2-D, or there are fewer than 2 different labels among
            the rows that are not left out, or as many as rows.

    Source: Davies and Bouldin (1979); scikit-learn ``davies_bouldin_score``, without a tolerance.
    """
