"""How good a clustering is, from differences of rows."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Array, Labels, Scores, Series
from atc_core.declarations.clustering.quality import labelled
from atc_python import backend
from atc_python.results import deliver, deliver_number


@backend.implements("silhouette_samples")
def silhouette_samples(x: Array, labels: Labels, *, out: Scores | None = None) -> Scores:
    """How much nearer each row is to its own cluster than to the next."""
    kept = labelled(x, labels)
    scores = np.full(len(x), np.nan)
    scores[kept] = silhouettes(x[kept], labels[kept])
    return deliver(scores, out)


@backend.implements("silhouette_score")
def silhouette_score(x: Array, labels: Labels, *, out: Scores | None = None) -> float | Scores:
    """The mean of these."""
    kept = labelled(x, labels)
    return deliver_number(float(silhouettes(x[kept], labels[kept]).mean()), out)


@backend.implements("davies_bouldin_score")
def davies_bouldin_score(x: Array, labels: Labels, *, out: Scores | None = None) -> float | Scores:
    """How wide clusters are for their distance, of each the worst, on average."""
    kept = labelled(x, labels)
    rows, numbers = in_units(x[kept]), np.unique(labels[kept], return_inverse=True)[1]
    middles = [middle(rows[numbers == number]) for number in range(numbers.max() + 1)]
    firsts, offsets, widths = map(np.array, zip(*middles, strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (widths[:, None] + widths) / np.array(
            [lengths((firsts - first) + (offsets - offset)) for first, offset in zip(firsts, offsets, strict=True)]
        )
    # Of two clusters of equal rows, all at one place, and of a cluster with itself.
    ratios[np.isnan(ratios)] = 0.0
    np.fill_diagonal(ratios, 0.0)
    return deliver_number(float(ratios.max(axis=1).mean()), out)


def silhouettes(rows: Array, labels: Labels) -> Series:
    """Of each row; a row at a time, so that memory is one of rows and not of pairs."""
    rows, numbers = in_units(rows), np.unique(labels, return_inverse=True)[1]
    counts = np.bincount(numbers)
    scores = np.zeros(len(rows))
    for place, (row, own) in enumerate(zip(rows, numbers.tolist(), strict=True)):
        if counts[own] == 1:
            continue
        sums = np.bincount(numbers, lengths(rows - row))
        within = sums[own] / (counts[own] - 1)
        means = sums / counts
        means[own] = np.inf
        beyond = means.min()
        widest = max(within, beyond)
        scores[place] = (beyond - within) / widest if widest > 0.0 else 0.0
    return scores


def middle(rows: Array) -> tuple[Series, Series, float]:
    """The first row of a cluster, the way from it to the centre, and the mean distance from there."""
    away = rows - rows[0]
    offset = away.mean(axis=0)
    return rows[0], offset, float(lengths(away - offset).mean())


def lengths(differences: Array) -> Series:
    """The Euclidean length of each row."""
    found: Series = np.sqrt((differences * differences).sum(axis=1))
    return found


def in_units(rows: Array) -> Array:
    """The rows over a power of two, none beyond 1: no square overflows or, of data in units of 1e-200, vanishes."""
    return np.ldexp(rows, -int(np.frexp(np.abs(rows).max(initial=0.0))[1]))
