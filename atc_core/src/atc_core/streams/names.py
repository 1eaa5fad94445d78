"""Symbols by name: bars that are mappings or labelled Series, in the order of a stream's names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.admission import admit_values
from atc_core.gaps import fill_value
from atc_core.labels.containers import Labels
from atc_core.labels.finding import container_of
from atc_core.spelling import did_you_mean

if TYPE_CHECKING:
    from atc_core.arrays import Array
    from atc_core.labels.containers import Container
    from atc_core.parameters import Parameter

Deliver = Callable[["Parameter", Any], Any]
"""Labels a field of a result."""
FLOAT = np.dtype(np.float64)


class Names:
    """What the symbols of a stream are called, and where each is."""

    def __init__(self, names: Sequence[Any]) -> None:
        """Number them."""
        self.names = tuple(names)
        self._places = {name: place for place, name in enumerate(self.names)}
        self._seen: Any = None
        self._seen_places: Array = np.empty(0, np.intp)

    def places(self, kernel: str, argument: str, labels: Iterable[Any]) -> Array:
        """Where the symbols called so are; an unknown or doubled one is an error that names it."""
        # Feeds have the same symbols in every bar: a mapping's keys in one order, one index.
        if labels is self._seen or (type(labels) is type(self._seen) is list and labels == self._seen):
            return self._seen_places
        found = [self._place(kernel, argument, label) for label in labels]
        if len({*found}) < len(found):
            twice = next(self.names[place] for place in found if found.count(place) > 1)
            raise ValueError(f"{kernel}: {argument} must have each symbol once, has {twice!r} twice")
        self._seen, self._seen_places = labels, np.array(found, np.intp)
        return self._seen_places

    def _place(self, kernel: str, argument: str, label: Any) -> int:
        place = self._places.get(label)
        if place is None:
            hint = did_you_mean(label, self.names)
            raise ValueError(f"{kernel}: {argument} must have symbols of the stream, has {label!r}{hint}")
        return place

    def of_mapping(self, kernel: str, parameter: Parameter, value: Mapping[Any, Any]) -> tuple[Array, Deliver]:
        """The values of a mapping in the order of the names, and what makes dicts of results."""
        vector = self._vector(kernel, parameter, list(value.values()), list(value))
        return vector, lambda _, field: dict(zip(self.names, np.atleast_1d(field).tolist(), strict=True))

    def of_series(self, kernel: str, parameter: Parameter, value: Any, container: Container) -> tuple[Array, Deliver]:
        """The values of a Series in the order of the names, and what makes its likes of results."""
        index = container.labels(value)[0]
        vector = self._vector(kernel, parameter, container.take(kernel, parameter, value), index)
        is_in_order = np.array_equal(self._seen_places, np.arange(len(self.names)))
        labels = Labels(index if is_in_order else list(self.names), name=container.name(value))
        return vector, lambda _, field: container.wrap(value, field, labels)

    def _vector(self, kernel: str, parameter: Parameter, values: Any, labels: Iterable[Any]) -> Array:
        """A value for each name, NaN or false where none is given."""
        dtype = FLOAT if parameter.dtype is None else parameter.dtype
        array = admit_values(kernel, parameter, values) if len(values) else np.empty(0, dtype)
        if array.ndim > 1:
            raise ValueError(f"{kernel}: {parameter.name} must have one number a symbol, was {array.ndim}-D")
        places = self.places(kernel, parameter.name, labels)
        vector = np.full(len(self.names), fill_value(dtype), dtype)
        vector[places] = array
        return vector


def by_position(
    kernel: str, names: Names | None, parameters: Sequence[Parameter], values: Sequence[Any]
) -> tuple[list[Any], Deliver | None]:
    """A bar's values, those by name in the order of `names`; and what labels results like the first of these."""
    first: Deliver | None = None
    positioned = []
    for parameter, value in zip(parameters, values, strict=True):
        if isinstance(value, Mapping):
            if names is None:
                raise TypeError(f"{kernel}: {parameter.name} was a mapping; open the stream with symbols=[names]")
            vector, deliver = names.of_mapping(kernel, parameter, value)
        else:
            container = container_of(value) if names is not None else None
            if names is None or container is None or not is_labelled(container, value):
                positioned.append(value)
                continue
            vector, deliver = names.of_series(kernel, parameter, value, container)
        positioned.append(vector)
        first = first or deliver
    return positioned, first


def is_labelled(container: Container, value: Any) -> bool:
    """Whether a value is a Series with an index."""
    return container.has_index and getattr(value, "ndim", 0) == 1 and container.labels(value)[0] is not None


def read_names(kernel: str, symbols: Any) -> Names:
    """The names that a stream is opened with."""
    if isinstance(symbols, str):
        raise TypeError(f"{kernel}: symbols must be a number or a list of names, was the one name {symbols!r}")
    try:
        given = list(symbols)
    except TypeError:
        raise TypeError(
            f"{kernel}: symbols must be a number or a list of names, was {type(symbols).__name__}"
        ) from None
    # Saved as JSON, which has text and integers.
    names = [name.item() if isinstance(name, np.generic) else name for name in given]
    wrong = [name for name in names if type(name) is bool or not isinstance(name, (str, int))]
    if wrong:
        raise TypeError(f"{kernel}: symbols must be called by text or integers, one was {wrong[0]!r}")
    names = [str(name) if isinstance(name, str) else int(name) for name in names]
    if not names:
        raise ValueError(f"{kernel}: symbols must be at least one name, were none")
    if len({*names}) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{kernel}: symbols must be called differently, {twice!r} is there twice")
    return Names(names)
