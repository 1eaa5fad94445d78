"""What implementations give, as plain arrays that verification compares: words of what counts, and where it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from atc_core.arrays import Array
from atc_core.decimals.faults import RowError
from atc_core.decimals.integers import packed
from atc_core.decimals.words import Chunk, Decimals
from atc_core.parameters import Parameter, Result

VALUE = np.dtype([("low", np.uint64), ("high", np.int64), ("valid", np.bool_)])
"""A row of a column; of a null all is 0."""
NO_ROW = -1


def outcome(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """What a function gives, or the first row for which it says that there is nothing to give."""
    try:
        return function(*arguments)
    except RowError as error:
        return error


def as_arrays(declared: Result, result: Any) -> tuple[Array, ...]:
    """The fields of an outcome; an error has its fault and its row in place of each."""
    if isinstance(result, RowError):
        row = NO_ROW if result.row is None else result.row
        return tuple(np.array([result.fault, row]) for _ in declared.fields)
    fields = [result] if declared.type is None else result
    return tuple(as_array(*pair) for pair in zip(declared.fields, fields, strict=True))


def as_array(field: Parameter, value: Any) -> Array:
    """One field."""
    if field.column != "decimal":
        return np.asarray(value)
    column = Chunk(*(value if field.axes else packed([value])))
    found = np.zeros(len(column.words), VALUE)
    valid = column.is_valid()
    is_there = np.ones(len(found), np.bool_) if valid is None else valid
    found["low"] = np.where(is_there, column.words[:, 0], 0).view(np.uint64)
    found["high"] = np.where(is_there, column.words[:, 1], 0)
    found["valid"] = is_there
    return found if field.axes else np.asarray(found[0])


def arrays_in(arguments: Any) -> Iterator[Array]:
    """All memory that arguments lie in."""
    for item in arguments:
        if isinstance(item, np.ndarray):
            yield item
        elif isinstance(item, Decimals):
            yield from arrays_in(part for chunk in item.chunks for part in (chunk.words, chunk.valid))
        elif isinstance(item, tuple):
            yield from arrays_in(item)
