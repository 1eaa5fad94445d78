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
    r"""How much nearer each row is to its own cluster than to the next, from -1 to 1.

    Formula:
        $$ s_i = \frac{b_i - a_i}{max(a_i, b_i)}; a_i = \frac{1}{n_c - 1} \sum_{j \in c} |x_i - x_j| $$
        $$ b_i = \min_{k \ne c} \frac{1}{n_k} \sum_{j \in k} |x_i - x_j| $$
        where $c$ is the cluster of row $i$, $k$ any other, $n_k$ its number of rows, and $|x_i - x_j|$ the Euclidean
        distance.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        labels: the cluster of each row, integers of shape ``(rows,)``; below 0 for a row that is left out.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(rows,)``; 0 for a row that is alone in its cluster, and where both distances are 0. NaN for
        a row that is left out or has a missing value.

    Raises:
        TypeError: `x` is not numeric, `labels` not of integers.
        ValueError: the numbers of rows differ, `x` is not 1-D or 2-D, or there are fewer than 2 different labels among
            the rows that are not left out, or as many as rows.

    Source: Rousseeuw, "Silhouettes" (1987); scikit-learn ``silhouette_samples``, in memory of a row.
    """


@kernel(sample=rows_and_labels, check_data=several_clusters, largest=LARGEST_MEASURED)
def silhouette_score(x: Table, labels: Labels, *, out: Number | None = None) -> Number:
    r"""Mean of `silhouette_samples` over the rows that are not left out.

    Formula:
        $$ y = \frac{1}{n} \sum_i s_i; s = silhouette_samples(x, labels) $$
        where $i$ runs over the $n$ rows that are not left out.

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
    r"""Davies-Bouldin index: how wide clusters are for their distance, of each the worst, on average; low is good.

    Formula:
        $$ y = \frac{1}{k} \sum_{i=1}^{k} \max_{j \ne i} \frac{s_i + s_j}{|m_i - m_j|} $$
        $$ s_i = \frac{1}{n_i} \sum_{t \in i} |x_t - m_i| $$
        where $m_i$ is the mean of the $n_i$ rows of cluster $i$, one of $k$, and $|m_i - m_j|$ the Euclidean distance.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        labels: the cluster of each row, integers of shape ``(rows,)``; below 0 for a row that is left out.
        out: where to write the result; it is then returned.

    Returns:
        A float. Of two clusters with one centre the ratio is 0 if both have no width, else infinite.

    Raises:
        TypeError: `x` is not numeric, `labels` not of integers.
        ValueError: the numbers of rows differ, `x` is not 1-D or 2-D, or there are fewer than 2 different labels among
            the rows that are not left out, or as many as rows.

    Source: Davies and Bouldin (1979); scikit-learn ``davies_bouldin_score``, without a tolerance.
    """
