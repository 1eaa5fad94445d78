"""Functions that end when time does, whatever they are called by."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from atc_core.tuning.measure import Function


class OutOfTime(KeyboardInterrupt):
    """Time ended. Like Ctrl-C it is no mistake of what it interrupts."""


def until(end: float, now: Callable[[], float], function: Function) -> Function:
    """`function`, except that calls from `end` on raise OutOfTime."""

    @wraps(function)
    def timely(*arguments: Any, **options: Any) -> Any:
        if now() >= end:
            raise OutOfTime
        return function(*arguments, **options)

    return timely
