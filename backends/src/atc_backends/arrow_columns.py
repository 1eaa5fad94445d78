"""Columns of decimals to libraries of Arrow and back: on the same memory, but for words of 8 bytes and shifted bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from atc_core.decimals import Chunk, Decimals, Fault, Packed, RowError
from atc_core.decimals.arrow import read

WIDE = 2
"""Dimensions of words of 16 bytes."""


def packed_chunks(column: Decimals) -> list[Packed]:
    """The chunks of a column as Arrow keeps them; of none an empty one."""
    return [packed_chunk(chunk) for chunk in column.chunks or (Chunk(np.zeros((0, 2), np.int64)),)]


def packed_chunk(chunk: Chunk) -> Packed:
    """A chunk in words of 16 bytes, with a bitmap that begins with a byte."""
    words = chunk.words if chunk.words.ndim == WIDE else np.stack([chunk.words, chunk.words >> 63], axis=-1)
    valid = chunk.valid
    if valid is not None and chunk.first_bit:
        valid = np.packbits(np.asarray(chunk.is_valid()), bitorder="little")
    return Packed(np.ascontiguousarray(words), valid)


def packed(value: Any) -> Packed:
    """What a library gives, in one chunk, on its own memory."""
    found = read(value)
    if isinstance(found, str):
        raise TypeError(f"a column of decimals has Arrow's format d, was {found}")
    parts = [packed_chunk(chunk) for chunk in found.chunks] or [Packed(np.zeros((0, 2), np.int64), None)]
    if len(parts) > 1:
        raise ValueError(f"a result must lie in one chunk, lay in {len(parts)}")
    return parts[0]


def by_rows(compute: Callable[[int], Any], count: int, failure: type[Exception]) -> Any:
    """What `compute` gives of all rows; RowError at the first one without which it does not fail.

    Libraries say that a result has no room, and not in which row: of the first rows, halves are tried.
    """
    try:
        return compute(count)
    except failure:
        good, bad = 0, count
        compute(good)
    while bad - good > 1:
        middle = (good + bad) // 2
        try:
            compute(middle)
            good = middle
        except failure:
            bad = middle
    raise RowError(Fault.TOO_LARGE, bad - 1)
