"""Columns as loops read them, the width that their values need, and loops that are compiled for each width."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.decimals import Decimals, Fault, Packed, RowError
from atc_numba.compiling import SETTINGS, compile_loop, exact_block, loop
from atc_numba.decimals.wide_integers import as_wide, pushed, words_of

Words: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Codes: TypeAlias = NDArray[np.int64]
"""Numbers of assets, of orders or of rows."""
Status: TypeAlias = tuple[int, int]

COLUMN = "Array(int64, 2, 'A', readonly=True)"
FLAGS = "Array(boolean, 1, 'C', readonly=True)"
CODES = "Array(int64, 1, 'C', readonly=True)"
OUT = "int64[:, ::1]"
STATUS = "UniTuple(int64, 2)"
"""A fault and its row."""
GOOD = (-1, 0)
EVERYWHERE = np.ones(0, np.bool_)
"""The validity of columns without a null."""
TOO_LARGE, NO_DIVISOR, NO_BASE = int(Fault.TOO_LARGE), int(Fault.DIVISION_BY_ZERO), int(Fault.NO_CHANGE_FROM_ZERO)
NO_PEAK, NO_VOLUME, ABOVE_LIMIT = int(Fault.NO_PEAK), int(Fault.NO_VOLUME), int(Fault.ABOVE_LIMIT)
BEYOND = 10**38
BEYOND_LOW, BEYOND_HIGH = BEYOND % 2**64 - 2**64 * (BEYOND >> 63 & 1), BEYOND >> 64
WORD, WIDE = 2**64, 2
WIDTHS = (2, 4, 8, 16)
"""Words of the integers that loops compute with; no kernel needs more than 900 bits."""
SPARE = 3
"""Bits above the largest value, so that it can be doubled."""


def wide_loop(signature: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A loop that is called with a width first, and compiled for it by the first call; ``wide`` is an integer of it."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        compiled: dict[int, Any] = {}

        def call(width: int, *arguments: Any) -> Any:
            if width not in compiled:
                own = signature.replace("wide", f"UniTuple(int64, {width})")
                compiled[width] = compile_loop(own, function, SETTINGS | {"fastmath": False})
            return compiled[width](*arguments)

        return call

    return decorate


class Rows:
    """Columns side by side."""

    def __init__(self, *columns: Decimals) -> None:
        """Where they lie in memory, of several chunks joined; RowError where a value has more digits than its type."""
        self.words = [words_in(column) for column in columns]
        valid = [valid_in(column) for column in columns]
        self.largest = [largest_in(*item) for item in zip(columns, self.words, valid, strict=True)]
        """The magnitudes that no value of each column is above."""
        known = [flags for flags in valid if len(flags)]
        self.valid = np.logical_and.reduce(known) if known else EVERYWHERE

    def computed(self, loop: Any, bound: int, numbers: tuple[int, ...], *further: Any) -> Packed:
        """A column that a loop fills; no integer on the way is above `bound`."""
        width, out = width_of(bound, *numbers), np.empty((len(self.words[0]), WIDE), np.int64)
        check(loop(width, *self.words, self.valid, *(number(item, width) for item in numbers), *further, out))
        return Packed(out, bits_of(self.valid))


def words_in(column: Decimals) -> Words:
    """The words of a column, of shape ``(n, 1)`` or ``(n, 2)``."""
    parts = [chunk.words if chunk.words.ndim == WIDE else chunk.words[:, np.newaxis] for chunk in column.chunks]
    if len(parts) == 1:
        return parts[0]
    wide = [np.hstack([part, part >> 63]) if part.shape[1] < WIDE else part for part in parts]
    return np.concatenate(wide) if wide else np.zeros((0, WIDE), np.int64)


def valid_in(column: Decimals) -> Flags:
    """Whether each row is not null; of no rows where none is null."""
    found = column.is_valid()
    return EVERYWHERE if found is None or found.all() else found


def bits_of(valid: Flags) -> Any:
    """Validity as a result has it, None where every row is valid."""
    return None if valid.all() else np.packbits(valid, bitorder="little")


def largest_in(column: Decimals, words: Words, valid: Flags) -> int:
    """A magnitude that no value of a column is above, less than twice the largest."""
    low, high = spread(words, valid)
    found = high % WORD * WORD + low % WORD + 1
    row = column.beyond() if found >= 10**column.type.precision else None
    if row is not None:
        raise RowError(Fault.TOO_LARGE, row)
    return int(found)


def width_of(*bounds: int) -> int:
    """Words of integers that hold all of these."""
    bits = max(abs(bound) for bound in bounds).bit_length() + SPARE
    return next(width for width in WIDTHS if 64 * width >= bits)


@lru_cache(maxsize=256)
def number(value: int, width: int) -> tuple[int, ...]:
    """A number in so many words."""
    words = [value >> 64 * place & WORD - 1 for place in range(width)]
    return tuple(word - WORD if word >> 63 else word for word in words)


def check(status: Status) -> None:
    """Raise what a loop found."""
    fault, row = status
    if fault >= 0:
        raise RowError(Fault(fault), row)


def fitting(value: int) -> int:
    """A result of all rows, of at most 38 digits."""
    if abs(value) >= BEYOND:
        raise RowError(Fault.TOO_LARGE)
    return value


def integers_of(words: Words) -> list[int]:
    """The integers that a loop has stored, one a row."""
    return [
        sum(word % WORD << 64 * place for place, word in enumerate(row[:-1])) + (row[-1] << 64 * (len(row) - 1))
        for row in words.tolist()
    ]


@loop(f"{STATUS}({COLUMN}, {FLAGS})")
def spread(words: Words, valid: Flags) -> tuple[int, int]:
    """The two words of all bits in which a value differs from its sign."""
    low = high = 0
    for row in range(len(words)):
        if is_there(valid, row):
            sign = words[row, -1] >> 63
            low |= words[row, 0] ^ sign
            if words.shape[1] == WIDE:
                high |= words[row, 1] ^ sign
    return low, high


@exact_block
def is_there(valid: Flags, row: int) -> bool:
    """Whether a row is not null."""
    return len(valid) == 0 or valid[row]


@exact_block
def load(words: Words, row: int, like: Any) -> Any:
    """A row of a column as an integer of another one's width."""
    if words.shape[1] == WIDE:
        return pushed(as_wide(words[row, 1], like), words[row, 0])
    return as_wide(words[row, 0], like)


@exact_block
def put(out: Words, row: int, value: Any) -> bool:
    """Write a row of the result; False where it has more than 38 digits."""
    words = words_of(value)
    out[row, 0], out[row, 1] = words[0], words[1]
    beyond = pushed(as_wide(BEYOND_HIGH, value), BEYOND_LOW)
    return bool(value < beyond and as_wide(0, value) - value < beyond)


@exact_block
def put_null(out: Words, row: int) -> None:
    """Write zeros where a row is null."""
    out[row, 0] = out[row, 1] = 0


@exact_block
def recall(memory: Words, row: int, like: Any) -> Any:
    """An integer that was kept."""
    count = len(words_of(like))
    found = as_wide(memory[row, count - 1], like)
    for place in range(count - 2, -1, -1):
        found = pushed(found, memory[row, place])
    return found


@exact_block
def keep(memory: Words, row: int, value: Any) -> None:
    """Keep an integer in all its words."""
    words = words_of(value)
    for place in range(len(words)):
        memory[row, place] = words[place]
