"""An implementation that forks while it is looked at: the child ends at once, and the one who looks is told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident

WATCHES: dict[int, list[int]] = {}
"""By thread, the forks that were noticed in it."""


@contextmanager
def noticed_forks() -> Iterator[list[int]]:
    """Watch this thread: the list holds a number for every fork; a forked child never leaves the block."""
    thread = get_ident()
    outer = WATCHES.get(thread)
    WATCHES[thread] = forks = [] if outer is None else outer
    try:
        yield forks
    finally:
        if outer is None:
            del WATCHES[thread]


def notice() -> None:
    """Note a fork in the thread that forks, if that is watched."""
    if (forks := WATCHES.get(get_ident())) is not None:
        forks.append(os.getpid())


def end_child() -> None:
    """End a child that was forked by what is watched: it would go on as a second tuner."""
    if get_ident() in WATCHES:
        os._exit(0)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=notice, after_in_child=end_child)
