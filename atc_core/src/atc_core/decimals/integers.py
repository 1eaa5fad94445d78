"""Words of 64 bits as Python's integers, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from atc_core.arrays import Array

LOW = 2**64 - 1


class Packed(NamedTuple):
    """A column as an implementation gives it: the door knows its type."""

    words: Array
    """int64 of shape ``(n, 2)``, the low word first."""
    valid: Array | None
    """Bits in bytes, the least first; None where no row is null."""


def as_integers(words: Array) -> list[int]:
    """The integers of words of shape ``(n,)`` or ``(n, 2)``."""
    if words.ndim == 1:
        return [int(value) for value in words.tolist()]
    low, high = words[:, 0].view(np.uint64).tolist(), words[:, 1].tolist()
    return [(upper << 64) | lower for lower, upper in zip(low, high, strict=True)]


def as_words(values: Sequence[int]) -> Array:
    """Words of shape ``(n, 2)`` of integers that 16 bytes hold."""
    words = np.empty((len(values), 2), np.int64)
    words[:, 0] = np.array([value & LOW for value in values], np.uint64).view(np.int64)
    words[:, 1] = [value >> 64 for value in values]
    return words


def packed(values: Sequence[int | None]) -> Packed:
    """A column of integers, None where it is null."""
    words = as_words([0 if value is None else value for value in values])
    if not any(value is None for value in values):
        return Packed(words, None)
    return Packed(words, np.packbits([value is not None for value in values], bitorder="little"))
