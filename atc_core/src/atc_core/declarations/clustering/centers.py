"""Centres, and the rows that are nearest to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import COMPLETE, EXACT, Array, Axes, ExactNumber, Integer, Labels, Table, complete_rows
from atc_core.domains import LARGEST_INTEGER, LARGEST_REAL, Domain, Restarts, Rounds, Seed
from atc_core.kernel import Options, Sizes, kernel
from atc_core.samples import rows_and_centers, rows_and_starts, rows_in_groups

Centers: TypeAlias = Annotated[NDArray[np.float64], Axes("centers", "columns"), COMPLETE]
ExactCenters: TypeAlias = Annotated[NDArray[np.float64], Axes("centers", "columns"), EXACT]
Counts: TypeAlias = Annotated[NDArray[np.int64], Axes("centers")]
Clusters: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, typical=4, tried=(1, 2, 3, 4, 7))]
Tolerance: TypeAlias = Annotated[float, Domain(at_least=0, at_most=LARGEST_REAL)]


class KMeans(NamedTuple):
    """Clusters of rows."""

    labels: Labels
    centers: ExactCenters
    inertia: ExactNumber
    """The sum of the squared distances of rows to their centres."""
    n_iter: Integer
    """The rounds until nothing moved any more."""
    counts: Counts
    """The rows of each cluster, 0 where it stayed empty."""


def any_center(sizes: Sizes, _: Options) -> str | None:
    """What is wrong where there is nothing to choose from."""
    return None if sizes["centers"] else "centers must have at least one row, had 0"


def row_for_each(data: Mapping[str, Array], options: Options) -> str | None:
    """What is wrong where there are fewer complete rows than clusters."""
    count = int(complete_rows(data["x"]).sum())
    wanted = len(data["centers"]) if "centers" in data else options["n_clusters"]
    if count >= wanted:
        return None
    return f"x must have at least {wanted} rows without a missing value, one for each cluster, had {count}"


@kernel(
    sample=rows_in_groups,
    sizes={"centers": lambda _, options: int(options["n_clusters"])},
    check_data=row_for_each,
)
def kmeans(
    x: Table,
    n_clusters: Clusters,
    seed: Seed = 0,
    n_init: Restarts = 1,
    max_iter: Rounds = 300,
    tol: Tolerance = 1e-4,
    *,
    out: KMeans | None = None,
) -> KMeans:
    r"""K-means clusters of the complete rows of a data set, from greedy k-means++ starts: the same bits everywhere.

    Formula:
        1. Start $r$ draws from SplitMix64 with the key $k = draw(seed, r)$, where $draw(k, i)$ is its number $i$ and
           $uniform(k, i) = 2^{-53} floor(draw(k, i) / 2^{11})$. Its first centre is row $draw(k, 0) \bmod n$ of the $n$
           complete ones.
        2. For centre $c$, from 1 on, $L = 2 + floor(\ln(n_clusters))$ rows are tried, number $l$ where the running sum
           of $d_i$, the squared distance of row $i$ to the nearest centre so far, first exceeds
           $uniform(k, 1 + (c - 1) L + l) \sum_i d_i$. The one that leaves the least $\sum_i d_i$ stays.
        3. Rounds follow, as in `kmeans_lloyd`; of the `n_init` results the one with the least $inertia = \sum_i d_i$
           stays.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        n_clusters: how many clusters, from 1 to the number of complete rows.
        seed: of the random numbers, from 0 to 2**63 - 1.
        n_init: how many starts are tried, at least 1; the one with the least inertia stays, the earliest at a tie.
        max_iter: rounds of a start at most, at least 1.
        tol: a start ends where the squared movement of the centres is at most `tol` times the mean variance of the
            columns; finite and at least 0.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple: `labels`, int64 of shape ``(rows,)``, -1 for a row with a missing value, else the number of the
        nearest centre, the lowest at a tie; `centers`, float64 of shape ``(n_clusters, columns)``; `inertia`; `n_iter`;
        `counts`, int64 of shape ``(n_clusters,)``. An empty cluster takes the row that is farthest from its centre,
        if it is apart from it, and else keeps its own centre and stays empty.

    Raises:
        TypeError: `x` is not numeric, an option not of its type.
        ValueError: `x` is not 1-D or 2-D or has fewer complete rows than clusters, or an option is out of range.

    Source: Lloyd (1982); Arthur and Vassilvitskii, "k-means++" (2007); scikit-learn ``KMeans``, but for its random
    numbers and the order of its sums.
    """


@kernel(sample=rows_and_starts, check_sizes=any_center, check_data=row_for_each)
def kmeans_lloyd(
    x: Table, centers: Centers, max_iter: Rounds = 300, tol: Tolerance = 1e-4, *, out: KMeans | None = None
) -> KMeans:
    r"""K-means clusters of the complete rows of a data set, from given centres: the same bits everywhere.

    Formula:
        1. A label is the centre $c$ with the least $d_{i,c} = \sum_j (x_{i,j} - centers_{c,j})^2$, summed from the
           first column on.
        2. A cluster without rows takes the row that is farthest from its centre, of all in clusters of several, unless
           it lies on it.
        3. A centre becomes the mean of its rows: sums in blocks of 1024 rows, and over the blocks, from the first on.
        4. Rounds end where no label changed, where the centres' squared moves sum to at most $tol \cdot v$, $v$ the
           mean variance of the columns, or after `max_iter`. Labels and $inertia = \sum_i d_{i,labels_i}$ are those of
           the final centres.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        centers: where to start, shape ``(centers, columns)``, no value missing; at most as many as complete rows.
        max_iter: rounds at most, at least 1.
        tol: as in `kmeans`.
        out: where to write the result; it is then returned.

    Returns:
        What `kmeans` does.

    Raises:
        TypeError: an input is not numeric, an option not of its type.
        ValueError: the numbers of columns differ; `x` is not 1-D or 2-D or has fewer complete rows than `centers` has
            rows; `centers` has no row or a missing value; an option is out of range.

    Source: Lloyd, "Least squares quantization in PCM" (1982).
    """


@kernel(sample=rows_and_centers, check_sizes=any_center)
def kmeans_predict(x: Table, centers: Centers, *, out: Labels | None = None) -> Labels:
    r"""Number of the centre that is nearest to each row, the lowest at a tie; -1 for a row with a missing value.

    The squared distance is summed from the first column to the last in float64, without fused multiply-add.

    Formula:
        $$ labels_i = argmin_c \sum_j (x_{i,j} - centers_{c,j})^2 $$

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
