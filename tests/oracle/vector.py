"""Results that can be checked by hand, as the contracts write them."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np

Words: TypeAlias = "str | float | tuple[Words, ...]"
NAN, INF = np.nan, np.inf


class Vector(NamedTuple):
    """A result that can be checked by hand.

    A string has the values of a series, ``;`` between the rows of a table and after its only one, ``|`` between several
    tables, ``-`` for NaN. A tuple has one such string a field, a number is itself.
    """

    kernel: str
    arguments: tuple[Any, ...]
    result: Words

    @property
    def wanted(self) -> Any:
        """An array, a number, or a tuple of them."""
        return parse(self.result)

    def __str__(self) -> str:
        return "-".join([self.kernel, *(str(item) for item in self.arguments if np.isscalar(item))])


def parse(words: Words) -> Any:
    """What the words of a vector say."""
    if isinstance(words, tuple):
        return tuple(parse(item) for item in words)
    if not isinstance(words, str):
        return words
    if "|" in words:
        return np.array([parse(table) for table in words.split("|")])
    rows = [[NAN if word == "-" else float(word) for word in row.split()] for row in words.strip(";").split(";")]
    return np.array(rows if ";" in words else rows[0])


def vector(kernel: str, result: Words, *arguments: Any) -> Vector:
    """Plain tuples among the arguments become read-only arrays, named ones stay models."""
    given = tuple(np.array(item) if type(item) is tuple else item for item in arguments)
    for item in given:
        if isinstance(item, np.ndarray):
            item.flags.writeable = False
    return Vector(kernel, given, result)
