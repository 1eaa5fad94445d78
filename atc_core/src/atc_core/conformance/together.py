"""Calls at the same time: two threads in a hurry, and one call between the lines of another."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Barrier
from time import perf_counter
from typing import Any, TypeAlias

Call: TypeAlias = Callable[[], str]
"""Calls an implementation and says what is wrong with the result."""

SECONDS, FEWEST_CALLS = 0.01, 2
"""How long two threads call, and how often each does at least."""
OFTEN = 1e-6
"""Seconds after which the interpreter lets another thread run; by default it is 5 ms, and a call takes less."""
LINES = 60
"""Lines of Python, a third of them ours, between which another call runs: what is shared shows at once."""
PATIENCE = 0.02
"""Seconds to wait for that other call: one that waits for a lock, as it may, is not waited for."""


def threads_problem(one: Call, other: Call) -> str:
    """What is wrong where two threads call at once, each with other data."""
    with switching_often(), ThreadPoolExecutor(2) as pool:
        return interrupted(one, other, pool) or next(filter(None, raced(one, other, pool)), "")


def raced(one: Call, other: Call, pool: ThreadPoolExecutor) -> Iterator[str]:
    """What is wrong in two threads that begin together."""
    start = Barrier(2)

    def many(call: Call) -> str:
        start.wait()
        end, problems = perf_counter() + SECONDS, list[str]()
        while len(problems) < FEWEST_CALLS or perf_counter() < end:
            problems.append(call())
            if problems[-1]:
                break
        return problems[-1]

    return pool.map(many, (one, other))


def interrupted(one: Call, other: Call, pool: ThreadPoolExecutor) -> str:
    """What is wrong with a call between whose first lines another one runs."""
    others: list[Any] = []

    def between(_frame: Any, event: str, _argument: Any) -> Any:
        if len(others) >= LINES:
            return None
        if event == "line":
            others.append(pool.submit(other))
            wait(others[-1:], PATIENCE)
        return between

    tracing = sys.gettrace()
    sys.settrace(between)
    try:
        problem = one()
    finally:
        sys.settrace(tracing)
    return problem or next(filter(None, (item.result() for item in others)), "")


@contextmanager
def switching_often() -> Iterator[None]:
    """Let threads take turns as often as possible."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(OFTEN)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
