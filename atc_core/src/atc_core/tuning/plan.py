"""How much to measure, and with what."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from atc_core.conformance.measured import wrong_results
from atc_core.kernel import Kernel
from atc_core.tuning.first_call import FirstCalls, first_calls
from atc_core.tuning.measure import Clocks, Function

if TYPE_CHECKING:
    from atc_core.tuning.recorded import Case

Disagreement: TypeAlias = Callable[[Kernel[..., Any], Function, Function], "str | None"]


class Plan(NamedTuple):
    """What to measure, and for how long."""

    sizes: tuple[int, ...]
    """In the order in which they are measured."""
    probes: int
    """Further sizes per kernel, where candidates come close."""
    timing: float
    """Seconds for the timing itself, after everything has been verified."""
    longest: float
    """Seconds for one kernel at one size."""
    repeats: int = 0
    """How often a case that stays undecided is raced again."""
    deadline: float = float("inf")
    """Seconds for everything."""
    recorded: tuple[Case, ...] = ()
    """What a program really calls, the costliest first; measured before everything else."""

    @property
    def probe_size(self) -> int:
        """The size at which a kind of call shows whether it ranks the candidates otherwise."""
        return max((n for n in self.sizes if n <= LARGEST_PROBE), default=self.sizes[0])


LARGEST_PROBE = 10_000
QUICK = Plan(sizes=(1_000, 10_000, 32, 100_000), probes=1, timing=8.0, longest=0.12, deadline=18.0)
FULL = Plan(sizes=(1_000, 10_000, 32, 100_000, 1_000_000), probes=2, timing=float("inf"), longest=0.3, repeats=1)
"""As long as it takes: in 60 s for 92 kernels no time was left for tables, where choices then cost 4 times the best."""


class Step(NamedTuple):
    """Progress: `done` of `total` steps, and what was done."""

    done: int
    total: int
    text: str


class Tools(NamedTuple):
    """What the tuner works with; tests give their own."""

    disagreement: Disagreement
    first_calls: Callable[[str, list[str], Callable[[], float]], FirstCalls] = first_calls
    """Of a backend and kernels; the last argument gives the seconds that are left."""
    clocks: Clocks = Clocks()
    now: Callable[[], float] = time.monotonic
    wrong_results: Callable[..., dict[str, str]] = wrong_results


def default_tools() -> Tools:
    """The real ones."""
    from atc_core.conformance.agreement import disagreement

    return Tools(disagreement)
