"""Columns of decimals as they lie in memory: integers of 8 or 16 bytes, and bits that say which of them count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from atc_core.arrays import Array
from atc_core.decimals.integers import as_integers
from atc_core.decimals.types import DecimalType

NARROW, WIDE = 1, 2
"""Dimensions of words: one of 8 bytes a value, or two, the low one first."""
BITS = 8
"""Rows that a byte of validity tells of."""


class Chunk(NamedTuple):
    """Some rows that lie side by side."""

    words: Array
    """int64, of shape ``(n,)`` or, low word first, ``(n, 2)``; a number in every row has a stride of 0."""
    valid: Array | None = None
    """Bits in bytes, the least first, set where a value is not null; None where none is."""
    first_bit: int = 0
    """Which of them is the first row's."""

    def is_valid(self) -> Array | None:
        """A boolean a row; None where all are valid."""
        if self.valid is None:
            return None
        count = len(self.words)
        bits = np.unpackbits(self.valid, bitorder="little", count=self.first_bit + count)
        return np.asarray(bits[self.first_bit :].view(np.bool_))


class Decimals:
    """A column of decimals, which an implementation reads chunk by chunk and never writes to."""

    __slots__ = ("chunks", "is_of_integers", "size", "type")

    def __init__(self, chunks: Sequence[Chunk], kind: DecimalType, *, is_of_integers: bool = False) -> None:
        """Of these chunks, which may be a caller's column of integers."""
        self.chunks, self.type, self.is_of_integers = tuple(chunks), kind, is_of_integers
        # One chunk is the usual case: a sum takes three times as long.
        self.size = len(chunks[0].words) if len(chunks) == 1 else sum(len(chunk.words) for chunk in chunks)

    @property
    def scale(self) -> int:
        """Digits behind the point."""
        return self.type.scale

    def __len__(self) -> int:
        return self.size

    def integers(self) -> list[int | None]:
        """The values times ``10**scale``, None where they are null."""
        return [value for chunk in self.chunks for value in integers_of(chunk)]

    def is_valid(self) -> Array | None:
        """A boolean a row; None where no row is null."""
        parts = [chunk.is_valid() for chunk in self.chunks]
        if all(part is None for part in parts):
            return None
        pairs = zip(parts, self.chunks, strict=True)
        return np.concatenate([np.ones(len(chunk.words), np.bool_) if part is None else part for part, chunk in pairs])

    def beyond(self) -> int | None:
        """The first row of more digits than the type has, which Arrow lets a buffer hold; None where none is."""
        start = 0
        for chunk in self.chunks:
            bad = bad_words(chunk.words, self.type.precision)
            if bad is not None:
                valid = chunk.is_valid()
                bad = bad if valid is None else bad & valid
                if bad.any():
                    return start + int(np.argmax(bad))
            start += len(chunk.words)
        return None

    def __repr__(self) -> str:
        return f"<{self.size} decimals of {self.type}>"


def integers_of(chunk: Chunk) -> Iterator[int | None]:
    """The integers of a chunk."""
    valid, found = chunk.is_valid(), as_integers(chunk.words)
    if valid is None:
        return iter(found)
    return (value if is_there else None for value, is_there in zip(found, valid.tolist(), strict=True))


def bad_words(words: Array, precision: int) -> Array | None:
    """True at each word of more digits than that, at nulls too; None where one look at all says that there is none."""
    least, most = -(10**precision) + 1, 10**precision - 1
    if words.ndim == NARROW:
        if most >= 2**63 or not len(words) or (words.max() <= most and words.min() >= least):
            return None
        return np.asarray((words > most) | (words < least))
    low, high = words[:, 0].view(np.uint64), words[:, 1]
    if not len(words) or (high.max() < most >> 64 and high.min() > least >> 64):
        return None
    above = (high > most >> 64) | ((high == most >> 64) & (low > np.uint64(most & (2**64 - 1))))
    below = (high < least >> 64) | ((high == least >> 64) & (low < np.uint64(least & (2**64 - 1))))
    return np.asarray(above | below) if (above | below).any() else None
