"""Forks: one waits while another thread does something for the first time, and the child gets locks of its own."""

from __future__ import annotations

import os
import time
from _thread import get_ident
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")

PATIENCE = 10.0
"""Seconds that a fork waits for the others; an import or a compilation takes less."""
PAUSE = 0.0005


class FirstTimes:
    """A block in which something is imported, compiled or read: it excludes no other, but no other thread forks in it.

    A child would find the locks of imports and compilers held by threads that it does not have, and wait for ever.
    """

    def __init__(self) -> None:
        """Nothing is done for the first time, and nothing forks."""
        self._depths: dict[int, int] = {}
        self._forking = 0

    def __enter__(self) -> None:
        thread = get_ident()
        depth = self._depths.get(thread, 0)
        self._depths[thread] = depth + 1
        while depth == 0 and self._forking not in (0, thread):
            # The fork has seen, or will see, that this block has not begun.
            del self._depths[thread]
            time.sleep(PAUSE)
            self._depths[thread] = 1

    def __exit__(self, *_: object) -> None:
        thread = get_ident()
        self._depths[thread] -= 1
        if not self._depths[thread]:
            del self._depths[thread]

    def wait(self) -> None:
        """Before a fork: wait for the blocks of other threads, and let none begin."""
        self._forking, end = get_ident(), time.monotonic() + PATIENCE
        while self._depths.keys() - {self._forking} and time.monotonic() < end:
            time.sleep(PAUSE)

    def go_on(self) -> None:
        """After a fork, in the parent."""
        self._forking = 0

    def begin_anew(self) -> None:
        """After a fork, in the child, which has one thread."""
        self._depths = {thread: depth for thread, depth in self._depths.items() if thread == get_ident()}
        self._forking = 0


FIRST_TIME = FirstTimes()


class once(Generic[Value]):  # noqa: N801 a decorator
    """A property that is computed when first needed; of two threads that compute it at once, the first result stays.

    `functools.cached_property` holds a lock meanwhile up to Python 3.11: a forked child may wait for it for ever.
    """

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        """Take the method's place."""
        self.compute, self.name, self.__doc__ = compute, compute.__name__, compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> once[Value]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...
    def __get__(self, instance: object, owner: type) -> Any:
        """Compute, and keep the value in the instance, where it is found before this is asked again."""
        if instance is None:
            return self
        with FIRST_TIME:
            value = self.compute(instance)
        return vars(instance).setdefault(self.name, value)


def after_fork_in_child(renew: Callable[[], None]) -> None:
    """Call `renew` in every forked child."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=renew)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=FIRST_TIME.wait, after_in_parent=FIRST_TIME.go_on, after_in_child=FIRST_TIME.begin_anew)
