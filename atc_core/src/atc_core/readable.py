"""Annotations as `help()` should print them."""

from __future__ import annotations

import sys
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from atc_core.arrays import Axes
from atc_core.domains import Duration
from atc_core.parameters import opened

NAMES = {name: value for name, value in vars(sys.modules[Axes.__module__]).items() if get_origin(value) is Annotated}
"""The types that declarations write, by name."""


class Word(str):
    """An annotation that `help()` prints as it is."""

    __slots__ = ()
    __repr__ = str.__str__


def readable(annotation: Any) -> Word:
    """``Series`` or ``int`` in place of the full type."""
    parts = [item for item in get_args(annotation) if item is not NoneType]
    if NoneType in get_args(annotation) and len(parts) == 1:
        return Word(f"{readable(parts[0])} | None")
    for name, value in NAMES.items():
        if annotation == value:
            return Word(name)
    bare, metadata, _ = opened(annotation)
    if any(isinstance(item, Duration) for item in metadata):
        return Word("int | timedelta")
    if get_origin(bare) is Literal:
        return Word(" | ".join(map(repr, get_args(bare))))
    if get_origin(bare) is tuple:
        return Word(f"tuple[{', '.join('...' if item is Ellipsis else readable(item) for item in get_args(bare))}]")
    for item in metadata:
        if isinstance(item, Axes):
            return Word(f"Array[{', '.join(item)}]")
    return Word(getattr(bare, "__name__", str(bare)))
