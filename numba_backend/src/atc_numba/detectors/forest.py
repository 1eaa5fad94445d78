"""Isolation forests, tree by tree."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from atc_core.arrays import Array, Labels, Scores, Series
from atc_core.declarations.detectors.forest import IsolationForestModel
from atc_numba import backend
from atc_numba.clustering.rows import complete_columns, is_complete
from atc_numba.compiling import SERIES, TABLE, exact_block, loop
from atc_numba.random_numbers import draw, draw_below, uniform

EULER = 0.5772156649015329
INTEGERS = "Array(int64, 1, 'C', readonly=True)"


@backend.implements("isolation_forest_fit")
def isolation_forest_fit(x: Array, n_estimators: int = 100, max_samples: int = 256, seed: int = 0) -> tuple[Any, ...]:
    """Trees that cut random rows at random places until each is alone."""
    feature, left, right, roots, threshold, path_length, samples = grown(x, n_estimators, max_samples, seed)
    return feature, threshold, left, right, path_length, roots, samples, x.shape[1]


@backend.implements("isolation_forest_score")
def isolation_forest_score(x: Array, model: IsolationForestModel, *, out: Scores | None = None) -> Scores:
    """The mean length of each row's paths, against the usual one."""
    scores = np.empty(len(x)) if out is None else out
    score(x, *model[:6], int(model.max_samples), scores)
    return scores


GROWN = ", ".join(["int64[::1]"] * 4 + ["float64[::1]"] * 2 + ["int64"])


@loop(f"Tuple(({GROWN}))({TABLE}, int64, int64, int64)", fastmath=False)
def grown(x: Array, trees: int, max_samples: int, seed: int) -> Any:
    """All nodes of all trees; their arrays grow with them."""
    columns = complete_columns(x)
    samples = min(max_samples, columns.shape[1])
    rows, roots, count = np.empty(samples, np.int64), np.empty(trees, np.int64), 0
    room = 2 * samples - 1
    numbers, values = np.empty((3, room), np.int64), np.empty((2, room))
    for tree in range(trees):
        if numbers.shape[1] < count + room:
            numbers, values = wider(numbers, count + room), wider(values, count + room)
        key = draw(np.uint64(seed), tree)
        choose(key, columns.shape[1], rows)
        roots[tree] = count
        count = grow(columns, key, rows, numbers, values, count)
    return (
        numbers[0, :count].copy(),
        numbers[1, :count].copy(),
        numbers[2, :count].copy(),
        roots,
        values[0, :count].copy(),
        values[1, :count].copy(),
        samples,
    )


@exact_block
def wider(nodes: Array, least: int) -> Array:
    """The same with twice as many places, or as many as are needed."""
    room = np.empty((nodes.shape[0], max(2 * nodes.shape[1], least)), nodes.dtype)
    room[:, : nodes.shape[1]] = nodes
    return room


@exact_block
def choose(key: np.uint64, count: int, rows: Labels) -> None:
    """Different indices below `count` (Floyd)."""
    taken = set()
    for place in range(rows.shape[0]):
        last = count - rows.shape[0] + place
        row = draw_below(key, place, last + 1)
        rows[place] = last if row in taken else row
        taken.add(rows[place])


@exact_block
def grow(columns: Array, key: np.uint64, rows: Labels, numbers: Array, values: Array, first: int) -> int:
    """Write a tree in preorder from a node on; gives the node behind it. Rows are parted in place."""
    deepest = 1
    while (1 << deepest) < rows.shape[0]:
        deepest += 1
    # Right subtrees that wait: parent, first row, end and depth.
    waiting, count = np.empty((deepest + 1, 4), np.int64), 0
    start, end, depth, node = 0, rows.shape[0], 0, first
    while True:
        place = rows.shape[0] + 2 * (node - first)
        column, cut = cut_of(columns, key, place, rows[start:end], depth == deepest)
        numbers[0, node], numbers[1, node], numbers[2, node] = column, -1, -1
        values[0, node], values[1, node] = cut, 0.0
        if column >= 0:
            middle = start + part(columns[column], cut, rows[start:end])
            numbers[1, node] = node + 1
            waiting[count, 0], waiting[count, 1], waiting[count, 2], waiting[count, 3] = node, middle, end, depth + 1
            count += 1
            end, depth = middle, depth + 1
        else:
            values[1, node] = depth + usual_length(end - start)
            if count == 0:
                return node + 1
            count -= 1
            numbers[2, waiting[count, 0]] = node + 1
            start, end, depth = waiting[count, 1], waiting[count, 2], waiting[count, 3]
        node += 1


@exact_block
def cut_of(columns: Array, key: np.uint64, place: int, rows: Labels, is_deepest: bool) -> tuple[int, float]:  # noqa: FBT001 Numba has no keywords here
    """The column that parts some rows, and where; -1 for a leaf."""
    varying = 0
    for column in range(0 if is_deepest else columns.shape[0]):
        varying += varies(columns[column], rows)
    if varying == 0:
        return -1, 0.0
    left, column = draw_below(key, place, varying), -1
    while left >= 0:
        column += 1
        left -= varies(columns[column], rows)
    low = high = columns[column, rows[0]]
    for row in rows:
        low, high = min(low, columns[column, row]), max(high, columns[column, row])
    cut = low + uniform(key, place + 1) * (high - low)
    return column, cut if cut < high else low


@exact_block
def varies(values: Series, rows: Labels) -> bool:
    """Whether some rows differ in a column."""
    first = values[rows[0]]
    for row in rows:  # noqa: SIM110 a loop that leaves early
        if values[row] != first:
            return True
    return False


@exact_block
def part(values: Series, cut: float, rows: Labels) -> int:
    """Move the rows up to the cut to the front; gives how many they are."""
    count = 0
    for i in range(rows.shape[0]):
        if values[rows[i]] <= cut:
            rows[i], rows[count] = rows[count], rows[i]
            count += 1
    return count


@exact_block
def usual_length(rows: int) -> float:
    """The expected number of cuts until one of some rows is alone."""
    if rows <= 2:  # noqa: PLR2004 one cut parts two
        return float(max(rows - 1, 0))
    return 2.0 * (math.log(rows - 1.0) + EULER) - 2.0 * (rows - 1.0) / rows


@loop(
    f"void({TABLE}, {INTEGERS}, {SERIES}, {INTEGERS}, {INTEGERS}, {SERIES}, {INTEGERS}, int64, float64[::1])",
    fastmath=False,
)
def score(
    x: Array,
    feature: Labels,
    threshold: Series,
    left: Labels,
    right: Labels,
    path_length: Series,
    roots: Labels,
    samples: int,
    out: Scores,
) -> None:
    """The scores, row by row."""
    usual = usual_length(samples)
    for row in range(x.shape[0]):
        if not is_complete(x, row):
            out[row] = np.nan
            continue
        total = 0.0
        for root in roots:
            node = root
            while feature[node] >= 0:
                node = left[node] if x[row, feature[node]] <= threshold[node] else right[node]
            total += path_length[node]
        out[row] = 2.0 ** (-total / roots.shape[0] / usual) if usual > 0.0 else 0.5
