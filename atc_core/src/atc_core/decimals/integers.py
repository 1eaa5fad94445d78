"""Words of 64 bits as Python's integers, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from atc_core.arrays import Array
from atc_core.decimals.faults import Fault, RowError

LOW = 2**64 - 1
BEYOND = 10**38
"""The first integer of 39 digits."""


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


def packed(values: Iterable[int | None]) -> Packed:
    """A column of integers, None where it is null; RowError at the first one of more than 38 digits."""
    found: list[int] = []
    valid: list[bool] = []
    for row, value in enumerate(values):
        if value is not None and abs(value) >= BEYOND:
            raise RowError(Fault.TOO_LARGE, row)
        found.append(0 if value is None else value)
        valid.append(value is not None)
    return Packed(as_words(found), None if all(valid) else np.packbits(valid, bitorder="little"))
