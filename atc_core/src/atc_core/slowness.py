"""Silence where speed is missing: the first long call on a reference says which faster backend could be installed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from atc_core.blame import warn
from atc_core.errors import BackendWarning
from atc_core.tuning.profile import default_profile

if TYPE_CHECKING:
    from atc_core.choice import Choice
    from atc_core.kernel import Kernel

NOTICEABLE = 0.05
"""Seconds of a call from which a faster backend would be noticed."""
SIZE = 10_000
"""Bars at which backends are compared."""
TOLD: set[str] = set()
"""The kernels at which this process was told; one is enough."""


def faster_missing(choice: Choice, kernel: Kernel[..., Any]) -> str:
    """A backend that is not installed and would be faster than the reference, and the command; empty without one."""
    shipped = default_profile().kernels.get(kernel.name)
    curves = {name: item.curve for name, item in shipped.candidates.items() if item.curve} if shipped else {}
    statuses = choice.plugins.statuses()
    missing = [name for name in curves if name in statuses and statuses[name].state == "not installed"]
    if not missing or kernel.reference not in curves:
        return ""
    best = min(missing, key=lambda name: curves[name].at(SIZE))
    ratio = curves[kernel.reference].at(SIZE) / curves[best].at(SIZE)
    return f"{best} is about {ratio:.0f} times as fast; {statuses[best].detail}" if ratio > 1.0 else ""


def telling(choice: Choice, kernel: Kernel[..., Any], function: Callable[..., Any]) -> Callable[..., Any]:
    """The reference's function; while nobody was told, its first long call warns where a faster backend is missing."""
    if TOLD or not (advice := faster_missing(choice, kernel)):
        return function

    def timed(*arguments: Any, **out: Any) -> Any:
        begin = time.perf_counter()
        result = function(*arguments, **out)
        seconds = time.perf_counter() - begin
        if seconds > NOTICEABLE and not TOLD:
            TOLD.add(kernel.name)
            sentence = f"{kernel.name} took {1e3 * seconds:.0f} ms on its reference, backend {kernel.reference!r}"
            warn(f"{sentence}: {advice}", BackendWarning)
        return result

    return timed
