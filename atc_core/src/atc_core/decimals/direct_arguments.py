"""Arguments that are right already, told by a few looks; `read_arguments` reads all others, and says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from atc_core.arrays import NANOSECONDS
from atc_core.decimals.decimal_arguments import Arguments
from atc_core.decimals.libraries import library_of
from atc_core.decimals.numbers import in_every_row, known_number
from atc_core.decimals.types import NOT_NULL
from atc_core.decimals.words import Decimals

if TYPE_CHECKING:
    from atc_core.arrays import Array
    from atc_core.decimals.declaring import DecimalKernel
    from atc_core.decimals.libraries import Library
    from atc_core.parameters import Parameter

Take: TypeAlias = Callable[[Any], "Decimals | Array | None"]
NUMBERS = (Decimal, int)
"""Classes of numbers that say value and scale as text."""


class Ways(NamedTuple):
    """How arguments of some classes are read."""

    takes: tuple[Take | None, ...]
    """One a column; None of a number, which stands in every row."""
    libraries: tuple[tuple[int, Library], ...]
    """By place, the libraries of columns of decimals or integers."""


class DirectArguments:
    """What a handle knows of its kernel's columns: by the classes that they are of, how they are read."""

    def __init__(self, kernel: DecimalKernel[..., Any]) -> None:
        """Nothing was read yet."""
        self.kernel = kernel
        self.count = len(kernel.arrays)
        self.ways: dict[tuple[type, ...], Ways | None] = {}

    def read(self, values: tuple[Any, ...]) -> Arguments | None:
        """The arguments of a call; None where one of them is not right, or takes a closer look."""
        given = values[: self.count]
        classes = tuple(map(type, given))
        try:
            ways = self.ways[classes]
        except KeyError:
            ways = self.ways[classes] = self.find_ways(classes)
        if ways is None:
            return None
        columns: list[Any] = []
        size = -1
        try:
            for take, value in zip(ways.takes, given):  # noqa: B905 strict takes 60 ns
                column = in_every_row(known_number(str(value)), size) if take is None else take(value)
                if column is None or column.size != size >= 0:
                    return None
                columns.append(column)
                size = column.size
            kinds = [columns[place].type for place in self.kernel.decimal_places]
            types, options = self.kernel.settled(kinds, values[self.count :])
        except Exception:
            # A stranger's object may raise anything; the closer look says what is wrong.
            return None
        for place, library in ways.libraries:
            if not columns[place].is_of_integers:
                like = values[place]
                return Arguments(self.kernel, size, columns, options, types, library, like, None, None, True)
        return None

    def find_ways(self, classes: Sequence[type]) -> Ways | None:
        """How arguments of these classes are read; None where one must be looked at closely."""
        takes: list[Take | None] = []
        libraries: list[tuple[int, Library]] = []
        for place, (parameter, kind) in enumerate(zip(self.kernel.arrays, classes, strict=True)):
            if parameter.column != "decimal":
                takes.append(partial(plain, parameter))
                continue
            library = library_of(kind)
            is_number = parameter.or_number and kind in NUMBERS and place > 0
            if len(parameter.axes) > 1 or (library is None and not is_number):
                return None
            if library is not None:
                libraries.append((place, library))
                takes.append(partial(complete, library) if NOT_NULL in parameter.rules else library.column)
            else:
                takes.append(None)
        return Ways(tuple(takes), tuple(libraries))


def complete(library: Library, value: Any) -> Decimals | None:
    """A column of which nothing says that a row may be null."""
    column = library.column(value)
    return None if column is None or any(chunk.valid is not None for chunk in column.chunks) else column


def plain(parameter: Parameter, value: Any) -> Array | None:
    """A contiguous array of the declared dtype that keeps all rules."""
    if type(value) is not np.ndarray or value.ndim != 1:
        return None
    if parameter.column == "datetime" and value.dtype == NANOSECONDS and not np.isnat(value).any():
        value = value.view(np.int64)
    if value.dtype != parameter.dtype or not value.flags.c_contiguous or not value.flags.aligned:
        return None
    return value if not len(value) or all(rule.holds(value) for rule in parameter.rules) else None
