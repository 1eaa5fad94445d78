"""What a stream remembers, as JSON holds it: floats survive it to the last bit."""

from collections import deque
from typing import Any, ClassVar


class Remembering:
    """Something that goes on from attributes that can be saved: numbers, windows, and others of its kind."""

    remembers: ClassVar[tuple[str, ...]] = ()


def kept(value: Any) -> Any:
    """The value as JSON holds it."""
    if isinstance(value, Remembering):
        return [kept(getattr(value, name)) for name in value.remembers]
    if isinstance(value, (list, deque)):
        return [kept(item) for item in value]
    return value


def recalled(fresh: Any, memory: Any) -> Any:
    """What `fresh` was when it was kept; what cannot be of its kind is a TypeError or a ValueError."""
    if isinstance(fresh, Remembering):
        for name, item in zip(fresh.remembers, memory, strict=True):
            setattr(fresh, name, recalled(getattr(fresh, name), item))
        return fresh
    if isinstance(fresh, deque):
        return deque(map(float, memory), fresh.maxlen)
    if isinstance(fresh, list) and fresh:
        return [recalled(item, part) for item, part in zip(fresh, memory, strict=True)]
    if isinstance(fresh, list):
        return [float(item) for item in memory]
    return type(fresh)(memory)
