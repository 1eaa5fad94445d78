"""Random numbers that are counted, not streamed: SplitMix64, the same ones in any order and on any thread."""

from __future__ import annotations

import numpy as np

from atc_numba.compiling import exact_block

GOLDEN, FIRST, SECOND = (np.uint64(item) for item in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
S30, S27, S31, S11, ONE = (np.uint64(item) for item in (30, 27, 31, 11, 1))


@exact_block
def draw(key: np.uint64, place: int) -> np.uint64:
    """64 random bits."""
    bits = key + (np.uint64(place) + ONE) * GOLDEN
    bits = (bits ^ (bits >> S30)) * FIRST
    bits = (bits ^ (bits >> S27)) * SECOND
    mixed: np.uint64 = bits ^ (bits >> S31)
    return mixed


@exact_block
def draw_below(key: np.uint64, place: int, count: int) -> int:
    """An index below `count`."""
    index: int = np.int64(draw(key, place) % np.uint64(count))
    return index


@exact_block
def uniform(key: np.uint64, place: int) -> float:
    """A number from 0 to below 1."""
    share: float = np.float64(draw(key, place) >> S11) * 2.0**-53
    return share
