"""What finding out would cost, from what is shipped and from what was measured here before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from atc_core.objective import NOTICEABLE
from atc_core.tuning.profile import default_profile

if TYPE_CHECKING:
    from atc_core.choice import Choice
    from atc_core.kernel import Kernel
    from atc_core.tuning.profile import Candidate

FAR = 10.0
"""A candidate that is so many times slower on the reference machine is not worth its import."""
UNKNOWN = 2.5
"""Seconds that import and first call may take where nothing is known: Numba compiles a simple loop in one."""
COMPILING = 40.0
"""Compiling takes so many times as long as finding what was compiled: 19 s beside 0.5 s for Numba's `atc`."""


def contenders(choice: Choice, kernel: Kernel[..., Any], n: int) -> list[str]:
    """The backends that may be the fastest at `n` bars: those that are near as shipped, and those that are unknown."""
    shipped = shipped_candidates(kernel)
    costs = {name: item.curve.at(n) for name, item in shipped.items() if item.curve}
    best = min(costs.values(), default=0.0)
    known = {name for entry in default_profile().kernels.values() for name in entry.candidates}
    found = []
    for backend in choice.plugins.available():
        name = backend.name
        may_win = costs[name] <= FAR * best if name in costs else kernel.name in backend.implementations
        is_unknown = name not in known and not backend.implementations
        if (may_win or is_unknown or name == kernel.reference) and choice.problem_at_rest(kernel, name) is None:
            found.append(name)
    return found


def shipped_candidates(kernel: Kernel[..., Any]) -> dict[str, Candidate]:
    """What is known of the kernel's candidates on the reference machine."""
    entry = default_profile().kernels.get(kernel.name)
    return entry.candidates if entry else {}


def first_seconds(choice: Choice, kernel: Kernel[..., Any], name: str) -> float:
    """Seconds that import and first call of a backend may take, compilation included."""
    own = choice.measured.get(kernel.name)
    measured = own.candidates[name].first_call if own and name in own.candidates else 0.0
    if measured:
        return measured
    if name == kernel.reference:
        return NOTICEABLE
    shipped = shipped_candidates(kernel)
    if name not in shipped:
        return UNKNOWN
    seconds = shipped[name].first_call
    if seconds < NOTICEABLE:
        return NOTICEABLE
    firsts = (
        entry.candidates[name].first_call for entry in default_profile().kernels.values() if name in entry.candidates
    )
    return UNKNOWN + COMPILING * (seconds - min(filter(None, firsts)))
