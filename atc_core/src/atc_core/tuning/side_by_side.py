"""Asking several processes at once, as many as there are processors, while the caller is told that time passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

from atc_core.sweeps.executors import thread_count

TICK = 0.25
"""Seconds between two signs of life."""

Answer = TypeVar("Answer")


def side_by_side(
    names: Sequence[str], ask: Callable[[str, Callable[[], bool]], Answer]
) -> Iterator[tuple[str, Answer | None]]:
    """Each name with its answer as soon as it is there, and in between, at each tick, one that is still awaited.

    Args:
        names: what to ask.
        ask: gives the answer to a name, in another thread; it is to end soon once its second argument gives True.
    """
    stopped = Event()
    with ThreadPoolExecutor(thread_count(), "atc-tune") as pool:
        awaited = {pool.submit(ask, name, stopped.is_set): name for name in names}
        try:
            while awaited:
                done, _ = wait(awaited, TICK, FIRST_COMPLETED)
                for future in [item for item in awaited if item in done]:
                    yield awaited.pop(future), future.result()
                if not done:
                    yield next(iter(awaited.values())), None
        finally:
            stopped.set()
            for future in awaited:
                future.cancel()
