"""Isolation forests: Python's floats, one operation after the other, as the contract writes them."""

from __future__ import annotations

import functools
import math
from typing import Any

import mpmath
import numpy as np

from atc_core.declarations.detectors.forest import IsolationForestModel
from oracle.clustering import draw, rows_of, uniform
from oracle.vector import NAN, vector

Array = np.ndarray[Any, Any]
Node = "list[Any]"


@functools.cache
def usual(n: int) -> float:
    if n <= 2:
        return max(n - 1.0, 0.0)
    with mpmath.workdps(40):
        return float(2 * (mpmath.log(n - 1) + mpmath.euler) - mpmath.mpf(2 * (n - 1)) / n)


def isolation_forest_fit(x: Array, n_estimators: int = 100, max_samples: int = 256, seed: int = 0) -> tuple[Any, ...]:
    rows, _ = rows_of(x)
    columns = 1 if x.ndim == 1 else x.shape[1]
    psi = min(max_samples, len(rows))
    deepest = next(d for d in range(1, 99) if 2**d >= psi)
    nodes: list[Node] = []
    roots = []
    for tree in range(n_estimators):
        key, chosen = draw(seed, tree), []
        for i in range(psi):
            j = len(rows) - psi + i
            r = draw(key, i) % (j + 1)
            chosen.append(j if r in chosen else r)
        roots.append(len(nodes))
        # Nodes that wait: rows, depth, and where their number goes.
        waiting: list[Any] = [([rows[row] for row in chosen], 0, None)]
        while waiting:
            own, depth, place = waiting.pop()
            number = len(nodes)
            if place is not None:
                nodes[place[0]][place[1]] = number
            spans = [(c, min(row[c] for row in own), max(row[c] for row in own)) for c in range(columns)]
            spans = [span for span in spans if span[1] < span[2]]
            if depth == deepest or len(own) == 1 or not spans:
                nodes.append([-1, 0.0, -1, -1, depth + usual(len(own))])
                continue
            m = number - roots[-1]
            column, low, high = spans[draw(key, psi + 2 * m) % len(spans)]
            cut = low + uniform(key, psi + 2 * m + 1) * (high - low)
            cut = cut if cut < high else low
            nodes.append([column, cut, -1, -1, 0.0])
            waiting.append(([row for row in own if row[column] > cut], depth + 1, (number, 3)))
            waiting.append(([row for row in own if row[column] <= cut], depth + 1, (number, 2)))
    fields = [np.array(field) for field in zip(*nodes, strict=True)]
    return (*fields, np.array(roots), psi, columns)


def isolation_forest_score(x: Array, model: Any) -> Array:
    feature, threshold, left, right, path_length, roots = (np.asarray(field).tolist() for field in model[:6])
    scores, c = [], usual(int(model[6]))
    for row in x[:, None].tolist() if x.ndim == 1 else x.tolist():
        if not all(abs(value) <= 1e150 for value in row):
            scores.append(NAN)
            continue
        lengths = []
        for root in roots:
            node = root
            while feature[node] >= 0:
                node = left[node] if row[feature[node]] <= threshold[node] else right[node]
            lengths.append(path_length[node])
        scores.append(2.0 ** (-math.fsum(lengths) / len(lengths) / c) if c else 0.5)
    return np.array(scores, np.float64)


ROWS = ((0.0, 0), (1, 0), (0, 1), (1, 1), (8, 9), (2, NAN))
FIELDS = (
    "1 1 -1 -1 -1 1 1 -1 -1 -1",
    "5.6996283571 .3782994830 0 0 0 5.9565864748 .4568972854 0 0 0",
    "1 2 -1 -1 -1 6 7 -1 -1 -1",
    "4 3 -1 -1 -1 9 8 -1 -1 -1",
    "0 0 3 2 1 0 0 3 2 1",
    "0 5",
    4,
    2,
)
MODEL = IsolationForestModel(*isolation_forest_fit(np.array(ROWS), 2, 4, 17))
VECTORS = [
    vector("isolation_forest_fit", FIELDS, ROWS, 2, 4, 17),
    vector("isolation_forest_score", ".3252968076 .3252968076 .4729913526 .4729913526 .6877436678 -", ROWS, MODEL),
]
