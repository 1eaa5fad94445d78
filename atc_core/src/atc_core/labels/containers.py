"""What the containers of a library are to a call: values to take out, labels to align by, and a way back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

import numpy as np

from atc_core.admission import WORDS, admit_values, check_magnitude
from atc_core.arrays import Array
from atc_core.parameters import Parameter
from atc_core.registry import REGISTRY

TABLE = 2
"""Dimensions of what becomes a frame."""
NUMBERS = "biuf"
"""Kinds of dtype that are numbers, booleans included."""


class Labels(NamedTuple):
    """What the axes of a result are called, None where they are not."""

    rows: Any = None
    columns: Any = None
    name: Any = None
    """Of a Series."""


class Container(Protocol):
    """The Series, frames and their like of one library."""

    has_index: bool
    """Whether rows have labels."""

    def take(self, kernel: str, parameter: Parameter, value: Any, /) -> Array:
        """The values of a column or of a frame, without copying where that can be; what is no number is an error."""

    def labels(self, value: Any, /) -> tuple[Any, ...]:
        """The labels of each axis, None where there are none."""

    def name(self, value: Any, /) -> Any:
        """What a column is called; None where it is not, and of frames."""

    def again(self, like: Any, values: Array, /) -> Any:
        """Other values in place of those of `like`, with all its labels."""

    def wrap(self, like: Any, values: Array, labels: Labels, /) -> Any:
        """One or two dimensions in the library, dtype family and class of `like`; what is missing as it has it."""

    def rows(self, like: Any, values: Array, labels: Labels, /) -> Any:
        """A frame of structured rows: a column a field."""

    def times(self, like: Any, values: Array, labels: Labels, /) -> Any:
        """A column of times in the zone of `like`, and in its unit where that holds every one of them."""


class Column(NamedTuple):
    """A column of a frame: its label, and itself."""

    label: Any
    values: Any


def refusal(kernel: str, parameter: Parameter, was: str) -> TypeError:
    """The error of a column that is of another kind than declared."""
    hint = of_decimals(kernel) if "decimal" in was.lower() else ""
    return TypeError(f"{kernel}: {parameter.name} must be {WORDS[parameter.column]}, was {was}{hint}")


def of_decimals(kernel: str) -> str:
    """What to do with a column of exact decimals, which never becomes one of floats in silence."""
    twin = REGISTRY.find(f"decimal_{kernel}")
    return f"; {f'use {twin.name}, or ' if twin else ''}convert it to floats"


def with_missing(kernel: str, parameter: Parameter, values: Array, missing: Array) -> Array:
    """Numbers with NaN where they are missing; other columns have no word for that."""
    if not missing.any():
        return values
    if parameter.column != "number":
        row = int(np.argmax(missing))
        raise ValueError(f"{kernel}: {parameter.name} must have no missing values; row {row} is missing")
    admitted = admit_values(kernel, parameter, values)
    floats = admitted.astype(admitted.dtype if admitted.dtype.kind == "f" else np.float64)
    floats[missing] = np.nan
    return floats


def stacked(kernel: str, parameter: Parameter, rows: int, columns: Iterable[Column], container: Container) -> Array:
    """The columns of a frame side by side, each admitted by itself, so that an error names the column."""
    owns, taken = [], []
    for label, column in columns:
        own = parameter._replace(name=f"column {label!r} of {parameter.name}")
        values = container.take(kernel, own, column)
        taken.append(values if values.dtype.kind == "M" else admit_values(kernel, own, values))
        owns.append(own)
    dtype = parameter.dtype
    if dtype is None or parameter.column == "datetime":
        dtype = np.result_type(*taken) if taken else np.dtype(np.float64)
    table = np.empty((rows, len(taken)), dtype, order="F")
    for place, (own, values) in enumerate(zip(owns, taken, strict=True)):
        if values.dtype.kind in "iu":
            check_magnitude(kernel, own._replace(dtype=dtype), values)
        table[:, place] = values
    return table


def spelled(labels: Any) -> list[str]:
    """Labels as the names of columns in a library whose names are text, without a name given twice."""
    names: list[str] = []
    for label in labels:
        name = "_".join(map(str, label)) if isinstance(label, tuple) else str(label)
        place = 0
        while (own := f"{name}_{place}" if place else name) in names:
            place += 1
        names.append(own)
    return names


def numbered(count: int) -> list[str]:
    """Names of columns that have none."""
    return [f"column_{place}" for place in range(count)]
