"""Two labelled axes meet: the same labels in another order are aligned, other labels are an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from atc_core.arrays import Array

SHOWN = 3
"""Labels that an error names."""
WORDS = ("index", "columns")


class Axis(NamedTuple):
    """The labels of an axis, and which argument they came with."""

    labels: Any
    argument: str
    position: int
    """0 for rows, 1 for columns."""

    def of_first_bar(self) -> Axis:
        """The labels of a stream's first bar, to compare the next ones with."""
        return self._replace(argument="the first bar")


def aligned(kernel: str, first: Axis, second: Axis, values: Array) -> Array:
    """The values of the second argument in the order of the first."""
    own, other = without_guessing(first.labels, second.labels)
    if is_equal(own, other):
        return values
    try:
        places = places_of(own, other)
        if places is not None:
            return values.take(places, axis=second.position)
        reason = difference(first, second)
    except TypeError as error:
        reason = f"{first.argument} and {second.argument} have labels that cannot be compared: {error}"
    raise ValueError(f"{kernel}: {reason}")


def without_guessing(first: Any, second: Any) -> tuple[Any, Any]:
    """Both; where one holds times and the other objects, the times as objects: pandas would guess, and warn."""
    kinds = [getattr(getattr(labels, "dtype", None), "kind", "") for labels in (first, second)]
    if kinds == ["M", "O"]:
        return first.astype(object), second
    return (first, second.astype(object)) if kinds == ["O", "M"] else (first, second)


def is_equal(first: Any, second: Any) -> bool:
    """Whether labels are the same in the same order."""
    if len(first) == len(second) == 0:
        return True
    if hasattr(first, "equals") and hasattr(second, "equals"):
        return bool(first.equals(second))
    return len(first) == len(second) and list(first) == list(second)


def places_of(first: Any, second: Any) -> Array | None:
    """Where the second has each label of the first; None where that is not one place each."""
    if len(first) != len(second):
        return None
    if hasattr(first, "get_indexer") and hasattr(second, "get_indexer"):
        # An index of pandas knows that 09:00 in London is 10:00 in Berlin, and that NaN is a label.
        if not (first.is_unique and second.is_unique):
            return None
        places, back = (np.asarray(one.get_indexer(other)) for one, other in ((second, first), (first, second)))
        # Both ways: dates find their text and intervals their points, but not the other way round.
        return places if min(places.min(), back.min()) >= 0 else None
    known = {label: place for place, label in enumerate(second)}
    found = [known.get(label, -1) for label in first]
    return np.array(found, np.intp) if len(known) == len({*found} - {-1}) == len(second) else None


def difference(first: Axis, second: Axis) -> str:
    """In words, which labels of two arguments differ."""
    word = WORDS[first.position] if first.position == second.position else "labels"
    own, other = Counter(first.labels), Counter(second.labels)
    only = [*only_in(first, own - other), *only_in(second, other - own)]
    if only:
        return f"{first.argument} and {second.argument} must have the same {word}; {'; '.join(only)}"
    twice = [label for label, count in own.items() if count > 1]
    if not twice:
        kinds = " and ".join(str(getattr(axis.labels, "dtype", "text")) for axis in (first, second))
        return f"{first.argument} and {second.argument} must have the same {word}, were of {kinds}"
    order = "one order where a label is there twice"
    return f"{first.argument} and {second.argument} must have their {word} in {order}, as {shown(twice[0])} is"


def only_in(axis: Axis, labels: Iterable[Any]) -> list[str]:
    """Some of the labels that one argument alone has."""
    names = [shown(label) for label in labels]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return [f"only in {axis.argument}: {', '.join(names[:SHOWN])}{more}"] if names else []


def labels_at(place: Mapping[str, int], labels: Mapping[str, Any]) -> str:
    """In brackets, the labels of a place; empty where its axes have none, or such as count rows."""
    found = [shown(labels[axis][position]) for axis, position in place.items() if labels.get(axis) is not None]
    return f" ({', '.join(found)})" if found and found != list(map(str, place.values())) else ""


def shown(label: Any) -> str:
    """A label as an error writes it: text in quotes, a date as a date."""
    return repr(label) if isinstance(label, (str, tuple)) or label is None else str(label)
