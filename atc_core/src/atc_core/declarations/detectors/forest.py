"""Isolation forests: unusual rows are cut off from the others sooner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import EXACT, Array, Axes, Integer, Scores, Table, complete_rows
from atc_core.domains import LARGEST_INTEGER, Domain, Seed
from atc_core.kernel import Options, Sizes, kernel
from atc_core.samples import rows_of_data

Numbers: TypeAlias = Annotated[NDArray[np.int64], Axes("nodes")]
Thresholds: TypeAlias = Annotated[NDArray[np.float64], Axes("nodes"), EXACT]
Lengths: TypeAlias = Annotated[NDArray[np.float64], Axes("nodes")]
Roots: TypeAlias = Annotated[NDArray[np.int64], Axes("trees")]
Trees: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, tried=(1, 2, 13))]
Samples: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, tried=(1, 2, 3, 8, 33, 256))]


class IsolationForestModel(NamedTuple):
    """All trees in one set of arrays: a node is a place in these; a leaf has feature, left and right -1."""

    feature: Numbers
    """The column that decides at a node."""
    threshold: Thresholds
    """Up to it the left child is next; 0 at leaves."""
    left: Numbers
    right: Numbers
    path_length: Lengths
    """Of a leaf its depth and what further cuts of its rows would have added; 0 elsewhere."""
    roots: Roots
    """The first node of each tree."""
    max_samples: Integer
    """The rows that each tree was made of."""
    n_features: Integer


def typical_model(trees: int = 100, depth: int = 6) -> IsolationForestModel:
    """Whole binary trees for four columns, read-only: of a usual size, so that what is measured is usual."""
    nodes = 2 ** (depth + 1) - 1
    right = np.full(nodes, -1)

    def grow(node: int, left: int) -> int:
        """Number a subtree in preorder; gives the number behind it."""
        if not left:
            return node + 1
        right[node] = grow(node + 1, left - 1)
        return grow(int(right[node]), left - 1)

    grow(0, depth)
    is_leaf = np.tile(right < 0, trees)
    places, starts = np.arange(trees * nodes), np.repeat(np.arange(trees) * nodes, nodes)
    feature = places * 7 // 3 % 4
    share = places * 0.6180339887498949 % 1.0 - 0.5
    threshold = np.array([0.0, 100.0, 1.0, -20.0])[feature] + np.array([4.0, 20.0, 0.8, 120.0])[feature] * share
    fields = (
        np.where(is_leaf, -1, feature),
        np.where(is_leaf, 0.0, threshold),
        np.where(is_leaf, -1, places + 1),
        np.where(is_leaf, -1, np.tile(right, trees) + starts),
        np.where(is_leaf, depth + 4.0 * np.abs(share), 0.0),
        np.arange(trees) * nodes,
        np.array(256),
        np.array(4),
    )
    for item in fields:
        item.flags.writeable = False
    return IsolationForestModel(*fields)


Forest: TypeAlias = Annotated[IsolationForestModel, Domain(typical=typical_model())]


def any_row(data: Mapping[str, Array], _: Options) -> str | None:
    """What is wrong where no row is complete."""
    return None if complete_rows(data["x"]).any() else "x must have at least 1 row without a missing value, had 0"


class Sound:
    """The forest that was last looked at and is sound: looking at 10 000 nodes costs more than scoring a row."""

    def __init__(self) -> None:
        """None yet."""
        self._model: IsolationForestModel | None = None

    def fault(self, model: IsolationForestModel) -> str | None:
        """What is wrong with the nodes of a forest, unless it is the last one."""
        if model is self._model:
            return None
        found = unsound(model)
        self._model = model if found is None else None
        return found


def unsound(model: IsolationForestModel) -> str | None:
    """What is wrong with the nodes of a forest: each child must come behind its parent, or a walk may never end."""
    nodes, places = len(model.feature), np.arange(len(model.feature))
    inner = model.feature >= 0
    if not len(model.roots) or not ((model.roots >= 0) & (model.roots < nodes)).all():
        return f"model.roots must be at least one, each from 0 to {nodes - 1}"
    if int(model.max_samples) < 1:
        return f"model.max_samples must be at least 1, was {int(model.max_samples)}"
    if (model.feature >= int(model.n_features)).any():
        return f"model.feature must be below model.n_features, {int(model.n_features)}, was {int(model.feature.max())}"
    for name in ("left", "right"):
        child = getattr(model, name)
        wrong = inner & ~((child > places) & (child < nodes))
        if wrong.any():
            node = int(np.argmax(wrong))
            return f"model.{name} must lie behind its node and below {nodes}; node {node} has {child[node]}"
    return None


SOUND = Sound()


def fits_columns(sizes: Sizes, options: Options) -> str | None:
    """What is wrong with a forest, or with the number of columns for it."""
    model = options["model"]
    if sizes["columns"] != int(model.n_features):
        return f"x must have {int(model.n_features)} columns, as the model has, had {sizes['columns']}"
    return SOUND.fault(model)


@kernel(
    sample=rows_of_data,
    sizes={"trees": lambda _, options: int(options["n_estimators"])},
    check_data=any_row,
    also=("IsolationForest",),
)
def isolation_forest_fit(
    x: Table, n_estimators: Trees = 100, max_samples: Samples = 256, seed: Seed = 0
) -> IsolationForestModel:
    r"""Isolation forest of the complete rows of a data set: the same bits everywhere.

    Formula:
        1. Tree $i$ draws from SplitMix64 with the key $k = draw(seed, i)$, where $draw(k, j)$ is its number $j$ and
           $uniform(k, j) = 2^{-53} floor(draw(k, j) / 2^{11})$; its rows are $n$ of all complete ones, $n$ at most
           `max_samples`, by Floyd's method with draws 0 to $n - 1$.
        2. Node $m$, in preorder from 0, is a leaf with one row, or with all columns constant, or at the depth $D$, the
           least from 1 on with $2^D >= n$.
        3. Else it cuts, of its $q$ columns that vary, number $draw(k, n + 2 m) \bmod q$ at
           $a + uniform(k, n + 2 m + 1) (b - a)$, from the least value $a$ to the greatest $b$; rows at or below the cut
           go left.
        4. A leaf of $r$ rows at depth $d$ has the path length $d + c(r)$,
           $c(r) = 2 (\ln(r - 1) + 0.5772...) - 2 (r - 1) / r$, $c(2) = 1$, $c(1) = 0$.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column. A value is missing where it is NaN,
            infinite or beyond 1e150; a row with one is left out.
        n_estimators: how many trees, at least 1.
        max_samples: rows that each tree is made of, at least 1; all where there are fewer.
        seed: of the random numbers, from 0 to 2**63 - 1.

    Returns:
        A named tuple of arrays with all nodes of all trees, each in preorder: int64 `feature`, float64 `threshold`,
        int64 `left` and `right`, which are -1 (0) at leaves, and float64 `path_length`, at leaves the depth and the
        expected further cuts of the rows there; int64 `roots`, one a tree; `max_samples`, the rows that were really
        used, and `n_features`.

    Raises:
        TypeError: `x` is not numeric, an option not an integer.
        ValueError: `x` is not 1-D or 2-D or has no complete row, or an option is out of range.

    Source: Liu, Ting and Zhou, "Isolation forest" (2008); scikit-learn ``IsolationForest``, but for its random numbers
    and its float32.
    """


@kernel(sample=rows_of_data, check_sizes=fits_columns)
def isolation_forest_score(x: Table, model: Forest, *, out: Scores | None = None) -> Scores:
    r"""How unusual each row is to an isolation forest, above 0 and at most 1; usual rows are below a half.

    Formula:
        $$ y_i = 2^{-h_i / c(max_samples)}; c(r) = 2 (\ln(r - 1) + 0.5772...) - \frac{2 (r - 1)}{r} $$
        where $h_i$ is the mean over the trees of `path_length` at the leaf that row $i$ comes to, left where its value
        is at most `threshold`; $c(2) = 1$.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        model: what `isolation_forest_fit` gave.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(rows,)``; 0.5 of a forest of one row. NaN for a row with a missing value (NaN, infinite,
        beyond 1e150).

    Raises:
        TypeError: `x` is not numeric, `model` not such a tuple.
        ValueError: `x` is not 1-D or 2-D, has not the columns of the model, or a node of that leads nowhere.

    Source: Liu, Ting and Zhou, "Isolation forest" (2008); the negative of scikit-learn's ``score_samples``.
    """
