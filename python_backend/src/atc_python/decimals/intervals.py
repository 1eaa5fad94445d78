"""Bars of longer intervals on integers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from atc_core.decimals import Decimals, Packed, packed
from atc_python import backend
from atc_python.decimals.exact import complete, fitting

Integers = NDArray[np.int64]


@backend.implements("decimal_ohlcv_resample")
def decimal_ohlcv_resample(
    timestamps: Integers,
    open: Decimals,  # noqa: A002
    high: Decimals,
    low: Decimals,
    close: Decimals,
    volume: Decimals,
    every: int,
) -> tuple[Integers, Packed, Packed, Packed, Packed, Packed]:
    """First, highest, lowest, last and sum of each interval that has rows, and where it starts."""
    intervals = timestamps // every * every
    firsts = np.flatnonzero(np.append(True, np.diff(intervals) != 0)[: len(intervals)])
    edges = [*firsts.tolist(), len(intervals)]
    parts = [slice(*pair) for pair in pairwise(edges)]
    opens, highs, lows, closes, volumes = map(complete, (open, high, low, close, volume))
    return (
        intervals[firsts],
        packed([opens[part][0] for part in parts]),
        packed([max(highs[part]) for part in parts]),
        packed([min(lows[part]) for part in parts]),
        packed([closes[part][-1] for part in parts]),
        packed([fitting(sum(volumes[part]), part.stop - 1) for part in parts]),
    )
