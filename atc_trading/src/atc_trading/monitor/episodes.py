"""Unusual rows that lie close together, as one episode each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from atc_trading.monitor.findings import Finding


class Episode(NamedTuple):
    """From the first unusual row to the last, with no more than a few usual ones between."""

    detector: str
    start: int
    end: int
    rows: int
    """How many are unusual."""
    peak: int
    """The most unusual row."""
    score: float
    """Its score, in units of the limit."""
    column: str
    """The one that makes it unusual most."""
    contribution: float
    """Its share of that, from 0 to 1."""


def episodes(finding: Finding, names: Sequence[str], gap: int, fewest: int) -> list[Episode]:
    """The episodes of one detector, oldest first.

    Args:
        finding: the scores; rows that are not to be looked at have NaN.
        names: of the columns.
        gap: usual rows at most between two unusual ones of an episode.
        fewest: unusual rows of an episode at least.
    """
    groups = [group for group in close_together(finding.score, gap) if len(group) >= fewest]
    if not groups:
        return []
    peaks = np.array([group[np.argmax(finding.score[group])] for group in groups])
    shares = finding.shares(peaks)
    worst = shares.argmax(axis=1)
    return [
        Episode(
            *(finding.detector, int(group[0]), int(group[-1]), len(group), int(peak), float(finding.score[peak])),
            *(names[column], float(share[column])),
        )
        for group, peak, column, share in zip(groups, peaks, worst, shares, strict=True)
    ]


def close_together(score: np.ndarray, gap: int) -> Iterator[np.ndarray]:
    """The unusual rows in groups, with at most `gap` rows between neighbours."""
    unusual = np.flatnonzero(score > 1)
    if len(unusual):
        yield from np.split(unusual, np.flatnonzero(np.diff(unusual) > gap + 1) + 1)


def counted(count: int) -> str:
    """``1 episode``, ``2,000 episodes``."""
    return f"{count:,} episode" + ("" if count == 1 else "s")
