"""States in the order of time: what they are, how long they hold, and what comes after which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import EXACT, Array, Axes, Integer, Labels, Number, Table, complete_rows
from atc_core.domains import LARGEST_INTEGER, Domain, FiniteNumber, Restarts, Seed
from atc_core.kernel import Options, kernel
from atc_core.samples import labels_of_rows, rows_in_groups

States: TypeAlias = Annotated[NDArray[np.int64], Axes("time")]
Duration: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, typical=4)]
ClusterCount: TypeAlias = Annotated[int, Domain(at_least=2, at_most=LARGEST_INTEGER, tried=(2, 3, 6))]
MOST_STATES = 10_000
"""Labels of which a table takes 1.6 GB; more of them are numbers and no states."""
StateCount: TypeAlias = Annotated[int, Domain(at_least=1, at_most=MOST_STATES, tried=(4, 5, 9))]
RegimeCenters: TypeAlias = Annotated[NDArray[np.float64], Axes("regimes", "columns"), EXACT]
StateCounts: TypeAlias = Annotated[NDArray[np.int64], Axes("states", "states")]
Shares: TypeAlias = Annotated[NDArray[np.float64], Axes("states", "states")]


LEAST_STATES = 2


class Regimes(NamedTuple):
    """The states of a data set."""

    labels: Labels
    centers: RegimeCenters
    n_clusters: Integer
    score: Number
    """The silhouette score of these clusters, or the best one that was not good enough."""


class Transitions(NamedTuple):
    """How often each state came after each, and which share of the times that one was left or kept."""

    counts: StateCounts
    probabilities: Shares


def least_is_at_most(options: Options) -> str | None:
    """What is wrong with the numbers of clusters to try."""
    least, most = options["min_clusters"], options["max_clusters"]
    return None if least <= most else f"min_clusters must be at most max_clusters, {most}, was {least}"


def any_row(data: Mapping[str, Array], _: Options) -> str | None:
    """What is wrong where no row is complete."""
    return None if complete_rows(data["x"]).any() else "x must have at least 1 row without a missing value, had 0"


def labels_in_range(data: Mapping[str, Array], options: Options) -> str | None:
    """What is wrong with labels of more states than there are."""
    labels, states = data["labels"], options["n_states"]
    most = MOST_STATES if states is None else states
    if not len(labels) or int(labels.max()) < most:
        return None
    row = int(np.argmax(labels >= most))
    limit = most if states is None else f"n_states, {most}"
    return f"labels must be below {limit}; row {row} is {labels[row]}"


def one_scale(*_: Any) -> tuple[float, float, float, float]:
    """A silhouette is within 1; the rest is exact."""
    return 0.0, 0.0, 0.0, 1.0


@kernel(sample=rows_in_groups, check=least_is_at_most, check_data=any_row, scale=one_scale, largest=1_000)
def regimes(
    x: Table,
    min_clusters: ClusterCount = 2,
    max_clusters: ClusterCount = 6,
    min_score: FiniteNumber = 0.15,
    seed: Seed = 0,
    n_init: Restarts = 10,
) -> Regimes:
    """The states that the rows of a data set fall into: the k-means clusters with the best silhouette score.

    Formula:
        1. For each $k$ from `min_clusters` to `max_clusters` the rows are put into $k$ clusters by `kmeans` with `seed`
           and `n_init`.
        2. The $k$ with the best `silhouette_score` gives labels, centres and `n_clusters`.
        3. If that score is below `min_score`, all rows have label 0, and the one centre is their mean.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        min_clusters: the fewest clusters to try, at least 2.
        max_clusters: the most, at least `min_clusters`.
        min_score: the silhouette score below which all rows are one state, finite.
        seed: of the random numbers, from 0 to 2**63 - 1.
        n_init: how many starts of `kmeans` are tried for each number of clusters, at least 1.

    Returns:
        A named tuple: `labels`, int64 of shape ``(rows,)``, -1 for a row with a missing value; `centers`, float64 of
        shape ``(regimes, columns)``; `n_clusters`; `score`, NaN where no number of clusters could be tried: it must be
        below the number of complete rows, and leave two clusters that are not empty. Of scores within 1e-10 of each
        other the one of fewer clusters is taken.

    Raises:
        TypeError: `x` is not numeric, an option not of its type.
        ValueError: `x` is not 1-D or 2-D or has no complete row, `min_clusters` is above `max_clusters`, or an option
            is out of range.

    Source: Rousseeuw, "Silhouettes" (1987), on `kmeans`.
    """


@kernel(sample=labels_of_rows)
def smooth_labels(labels: States, min_duration: Duration, *, out: States | None = None) -> States:
    """The last label that held for `min_duration` bars in a row, at each bar; -1 before the first.

    Formula:
        $$ y_t = labels_t $$
        where the last `min_duration` bars that have a label all have that of bar $t$; else $y_t = y_{t-1}$.

    Args:
        labels: integers, shape ``(time,)`` or ``(time, series)``; below 0 where a bar has none.
        min_duration: how many bars in a row a label must hold, at least 1; bars without a label do not count.
        out: where to write the result; it is then returned.

    Returns:
        int64, the shape of `labels`. A bar without a label repeats the one before it.

    Raises:
        TypeError: `labels` or `min_duration` is not of integers.
        ValueError: `labels` is not 1-D or 2-D, or `min_duration` is below 1.

    Source: the debounced switch of electronics.
    """


@kernel(sample=labels_of_rows, check_data=labels_in_range)
def transition_matrix(labels: Labels, n_states: StateCount | None = None) -> Transitions:
    r"""How often each label came right after each, and the shares of that.

    Formula:
        $$ probabilities_{a,b} = \frac{counts_{a,b}}{\sum_c counts_{a,c}} $$
        where $counts_{a,b}$ is the number of rows $t$ with $labels_t = a$ and $labels_{t+1} = b$, and $c$ runs over all
        labels.

    Args:
        labels: integers, shape ``(rows,)``; below 0 where a row has none.
        n_states: how many labels there are, from 1 to 10 000; the largest and one if not given.

    Returns:
        A named tuple of two matrices of shape ``(states, states)``: `counts`, int64, of neighbours of which both have a
        label, in row the earlier, in column the later; `probabilities`, float64, each row over its sum, NaN in a row
        of zeros.

    Raises:
        TypeError: `labels` or `n_states` is not of integers.
        ValueError: `labels` is not 1-D, a label is not below `n_states` or 10 000, or that is below 1 or above 10 000.

    Source: the estimate of a Markov chain.
    """
