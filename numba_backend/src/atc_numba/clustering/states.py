"""States in the order of time."""

from __future__ import annotations

from atc_core.arrays import Labels
from atc_numba.implementations import implements


@implements("void(Array(int64, 1, 'C', readonly=True), int64, int64[::1])")
def smooth_labels(labels: Labels, min_duration: int, out: Labels) -> None:
    """The last label that held for a while, at each bar."""
    state, latest, count = -1, -1, 0
    for t in range(labels.shape[0]):
        label = labels[t]
        if label >= 0:
            count = count + 1 if label == latest else 1
            latest = label
            state = label if count >= min_duration else state
        out[t] = state
