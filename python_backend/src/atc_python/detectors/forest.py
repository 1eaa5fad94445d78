"""Isolation forests, tree by tree."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from atc_core.arrays import Array, Scores, Series, complete_rows
from atc_core.declarations.detectors.forest import IsolationForestModel
from atc_python import backend
from atc_python.random_numbers import draw, uniform
from atc_python.results import deliver

EULER = 0.5772156649015329


@backend.implements("isolation_forest_fit")
def isolation_forest_fit(x: Array, n_estimators: int = 100, max_samples: int = 256, seed: int = 0) -> tuple[Any, ...]:
    """Trees that cut random rows at random places until each is alone."""
    rows = x[complete_rows(x)]
    samples = min(max_samples, len(rows))
    nodes, roots = list[tuple[int, float, int, int, float]](), list[int]()
    for tree in range(n_estimators):
        key = draw(seed, tree)
        roots.append(len(nodes))
        Tree(key, samples, nodes).grow(rows[drawn(key, samples, len(rows))], 0)
    feature, threshold, left, right, path_length = map(np.array, zip(*nodes, strict=True))
    return feature, threshold, left, right, path_length, np.array(roots), samples, x.shape[1]


@backend.implements("isolation_forest_score")
def isolation_forest_score(x: Array, model: IsolationForestModel, *, out: Scores | None = None) -> Scores:
    """The mean length of each row's paths, against the usual one."""
    complete = complete_rows(x)
    scores = np.full(len(x), np.nan)
    rows, usual = x[complete], usual_length(int(model.max_samples))
    lengths = np.zeros(len(rows))
    for root in model.roots:
        lengths += model.path_length[leaves(rows, model, int(root))]
    scores[complete] = 2.0 ** (-lengths / len(model.roots) / usual) if usual else 0.5
    return deliver(scores, out)


def drawn(key: int, samples: int, count: int) -> list[int]:
    """So many different indices below `count` (Floyd)."""
    taken: dict[int, None] = {}
    for place in range(samples):
        last = count - samples + place
        row = draw(key, place) % (last + 1)
        taken[last if row in taken else row] = None
    return list(taken)


class Tree:
    """A tree that grows at the end of a list of nodes, in preorder."""

    def __init__(self, key: int, samples: int, nodes: list[tuple[int, float, int, int, float]]) -> None:
        """Start with no node."""
        self.key, self.samples, self.nodes = key, samples, nodes
        self.root = len(nodes)
        self.deepest = max(1, math.ceil(math.log2(samples)))

    def grow(self, rows: Array, depth: int) -> None:
        """Add a node for some rows, then its left and its right subtree."""
        node = len(self.nodes)
        low, high = rows.min(axis=0), rows.max(axis=0)
        varying = np.flatnonzero(low < high)
        if depth == self.deepest or not len(varying):
            self.nodes.append((-1, 0.0, -1, -1, depth + usual_length(len(rows))))
            return
        place = self.samples + 2 * (node - self.root)
        column = int(varying[draw(self.key, place) % len(varying)])
        least, greatest = float(low[column]), float(high[column])
        cut = least + uniform(self.key, place + 1) * (greatest - least)
        # Rounding may reach the greatest value, which must stay on the right.
        cut = cut if cut < greatest else least
        is_left = rows[:, column] <= cut
        self.nodes.append((column, cut, node + 1, -1, 0.0))
        self.grow(rows[is_left], depth + 1)
        self.nodes[node] = (column, cut, node + 1, len(self.nodes), 0.0)
        self.grow(rows[~is_left], depth + 1)


def usual_length(rows: int) -> float:
    """The expected number of cuts until one of some rows is alone."""
    if rows <= 2:  # noqa: PLR2004 one cut parts two
        return float(max(rows - 1, 0))
    return 2.0 * (math.log(rows - 1.0) + EULER) - 2.0 * (rows - 1.0) / rows


def leaves(rows: Array, model: IsolationForestModel, root: int) -> Series:
    """The leaf of each row in one tree."""
    nodes = np.full(len(rows), root)
    inner = np.flatnonzero(model.feature[nodes] >= 0)
    while len(inner):
        own = nodes[inner]
        is_left = rows[inner, model.feature[own]] <= model.threshold[own]
        nodes[inner] = np.where(is_left, model.left[own], model.right[own])
        inner = inner[model.feature[nodes[inner]] >= 0]
    return nodes
