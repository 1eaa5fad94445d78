"""Random numbers that are counted, not streamed: SplitMix64, the same ones in any order and on any thread."""

from __future__ import annotations

MASK = 2**64 - 1


def draw(key: int, place: int) -> int:
    """64 random bits; those of a key at 0, 1, and so on are the published sequence of that seed."""
    bits = (key + (place + 1) * 0x9E3779B97F4A7C15) & MASK
    bits = ((bits ^ bits >> 30) * 0xBF58476D1CE4E5B9) & MASK
    bits = ((bits ^ bits >> 27) * 0x94D049BB133111EB) & MASK
    return bits ^ bits >> 31


def uniform(key: int, place: int) -> float:
    """A number from 0 to below 1."""
    return float(draw(key, place) >> 11) * 2.0**-53
