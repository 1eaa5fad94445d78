"""For which sizes a few measured ones speak: near them, between those that are not far apart, and at the ends."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from atc_core.tuning.model import LARGEST_SIZE, Thresholds

if TYPE_CHECKING:
    from collections.abc import Iterable

NEAR = 4
"""A size speaks for those up to this many times as large or as small."""
GAP = 64
"""Two sizes no further apart than this speak for what lies between them: the tuner's are 32 times apart at most."""
SMALL = 64
"""A size as small as this speaks for all smaller ones: there the call costs more than the bars."""
LARGE = 10_000
"""A size as large as this speaks for all larger ones: there the bars cost more than the call."""


def intervals(sizes: Iterable[int]) -> list[tuple[int, int]]:
    """From each first size that is spoken for up to, but without, the last, in order and apart."""
    merged: list[tuple[int, int]] = []
    last = 0
    for n in sorted(sizes):
        low = 0 if n <= SMALL else n // NEAR
        high = LARGEST_SIZE if n >= LARGE else NEAR * n + 1
        if merged and (low <= merged[-1][1] or n <= GAP * last):
            merged[-1] = merged[-1][0], max(high, merged[-1][1])
        else:
            merged.append((low, high))
        last = n
    return merged


def speaks_for(sizes: Iterable[int], n: int) -> bool:
    """Whether measurements at these sizes tell what a call at `n` bars costs."""
    return any(low <= n < high for low, high in intervals(sizes))


def limited(own: Thresholds, sizes: Iterable[int], other: Thresholds) -> Thresholds:
    """The decisions of `own` for the sizes that are spoken for, and of `other` for the rest."""
    known = intervals(sizes)
    bounds = [bound for interval in known for bound in interval]
    edges: list[int] = []
    names: list[str] = []
    for n in sorted({0, *own.edges, *other.edges, *(bound for bound in bounds if bound < LARGEST_SIZE)}):
        name = (own if bisect_right(bounds, n) % 2 else other).at(n)
        if not names:
            names.append(name)
        elif name != names[-1]:
            edges.append(n)
            names.append(name)
    return Thresholds(tuple(edges), tuple(names))
