"""How a result differs from what is expected of it: in which field, at which place, and against which rule."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from atc_core.arrays import Array

if TYPE_CHECKING:
    from atc_core.kernel import Kernel

DECLARED = "a result has the shapes and dtypes of the declaration"
EXACT = "every backend gives the very values of the reference"
NEAR = "within {:.3g} of the reference: the kernel's tolerance times the magnitudes that enter"
GIVEN_BACK = "`out` is filled with the result and returned"
OWN_MEMORY = "a result is memory of its own"
INPUTS = "inputs are not written to"
NO_ERRORS = "what the declaration allows raises nothing and warns of nothing"
NO_FORKS = "an implementation does not fork"
REFERENCE = "the reference"


class Expected(NamedTuple):
    """What the reference gives for a case, field by field, and how far a result may be from it at each place."""

    fields: tuple[Array, ...]
    allowed: tuple[Array, ...]


class Difference(NamedTuple):
    """What is wrong, as a sentence, and the rule that it breaks; field, place and values where it has these."""

    problem: str
    rule: str
    field: str = ""
    place: tuple[int, ...] = ()
    value: str = ""
    wanted: str = ""

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}" if self.field else self.problem


class Disagreement(NamedTuple):
    """A case in which a backend's kernel is not right."""

    kernel: str
    case: str
    difference: Difference

    def __str__(self) -> str:
        return f"{self.kernel}, {self.case}: {self.difference}"


def difference(kernel: Kernel[..., Any], result: Any, expected: Expected) -> Difference | None:
    """How `result` differs from what is expected, None where it is within the tolerance."""
    result = kernel.comparable(result)
    count = len(expected.fields)
    if kernel.result.type is not None and (not isinstance(result, (tuple, list, np.ndarray)) or len(result) != count):
        return Difference(f"the result must be a tuple of {count} arrays, was {type(result).__name__}", DECLARED)
    given = [result] if kernel.result.type is None else result
    parts = zip(kernel.result.fields, given, expected.fields, expected.allowed, strict=True)
    for field, *part in parts:
        found = field_difference(*part)
        if found is not None:
            return inside(found, field.name)
    return None


def inside(found: Difference, field: str) -> Difference:
    """A difference in a field, or in a part of one."""
    names = filter(None, (field, found.field))
    return found._replace(field=": ".join(names))


def field_difference(result: Any, wanted: Array, allowed: Array, other: str = REFERENCE) -> Difference | None:
    """How one field differs from what `other` gives."""
    if wanted.ndim == 0 and isinstance(result, (int, float, np.integer, np.floating)):
        result = np.asarray(result, wanted.dtype)
    if type(result) is not np.ndarray or result.dtype != wanted.dtype:
        kind = result.dtype if type(result) is np.ndarray else type(result).__name__
        return Difference(f"the result must be an array of {wanted.dtype}, was {kind}", DECLARED)
    if result.shape != wanted.shape:
        return Difference(f"the result must have shape {wanted.shape}, was {result.shape}", DECLARED)
    if wanted.dtype.names:
        parts = np.moveaxis(allowed, -1, 0) if allowed.ndim > wanted.ndim else repeat(allowed)
        pairs = zip(wanted.dtype.names, parts, strict=False)
        named = ((name, field_difference(result[name], wanted[name], part, other)) for name, part in pairs)
        return next((inside(found, name) for name, found in named if found), None)
    return value_difference(result, wanted, allowed, other)


def value_difference(result: Array, wanted: Array, allowed: Array, other: str = REFERENCE) -> Difference | None:
    """The first place at which values of one shape and dtype differ by more than is allowed."""
    with np.errstate(invalid="ignore", over="ignore"):
        agrees = (result == wanted) | (np.abs(result - wanted) <= allowed) if allowed.any() else result == wanted
    if wanted.dtype.kind == "f":
        agrees = agrees | (np.isnan(result) & np.isnan(wanted))
    if np.all(agrees):
        return None
    place = tuple(map(int, np.unravel_index(int(np.argmin(agrees)), wanted.shape)))
    where = f"bar {place[0]} of {wanted.shape[0]}" if len(place) == 1 else f"place {place}" if place else "the number"
    value, right, room = str(result[place]), str(wanted[place]), float(np.broadcast_to(allowed, wanted.shape)[place])
    rule = NEAR.format(room) if room else EXACT
    return Difference(f"{where} is {value}, {other} gives {right}", rule, "", place, value, right)
