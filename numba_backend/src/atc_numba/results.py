"""Results of loops that are called with more than the arguments of their kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def deliver_each(fields: Sequence[Any], out: Sequence[Any] | None) -> Sequence[Any]:
    """`fields`, which may differ in shape, or the arrays of `out` with a field in each where they are given."""
    if out is None:
        return tuple(fields)
    for array, field in zip(out, fields, strict=True):
        array[...] = field
    return out
