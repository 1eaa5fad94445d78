"""What a report tells: plain data, without a word about how it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from statistics import geometric_mean

import msgspec

from atc_core.decision import REASONS
from atc_core.tuning.doctor import Report

SIZES = (32, 1_000, 10_000, 100_000, 1_000_000)
"""Bars at which forcing a backend is priced."""
CHOSEN = "chosen"
CODES = {
    CHOSEN: "it runs at this size",
    "reference": "it defines the right answer",
    "verified": "it agreed with the reference, then it was timed",
    **REASONS,
}
"""How a backend may stand, for a kernel or at a size."""


class Cost(msgspec.Struct, frozen=True):
    """What forcing a backend would cost at one size."""

    n: int
    code: str
    """"chosen", or why it is not."""
    ratio: float | None
    """Times the chosen backend's cost, from the model; None where it could not run."""
    predicted: bool
    """Whether the size lies outside those measured."""
    tie: bool
    """Whether it is as fast as the chosen one, within the tie band."""


class BackendFacts(msgspec.Struct, frozen=True):
    """One backend for one kernel."""

    state: str
    detail: str
    version: str
    first_call: float
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]
    spread: tuple[float, ...]
    undecided: tuple[int, ...]
    """Sizes at which it is not known whether this or the fastest is faster."""
    curve: tuple[float, ...]
    """Predicted seconds along the kernel's grid; empty where nothing was measured."""
    costs: tuple[Cost, ...]

    @property
    def mean(self) -> float | None:
        """Geometric mean of the cost of forcing it."""
        return mean_ratio(self.costs)


class KernelFacts(msgspec.Struct, frozen=True):
    """One kernel."""

    name: str
    family: str
    summary: str
    tuned: bool
    """Whether this machine's profile decides; else the shipped default does."""
    grid: tuple[int, ...]
    """The sizes at which curves are drawn."""
    fastest: tuple[float | None, ...]
    """Seconds of the cheapest candidate along the grid."""
    chosen: tuple[float | None, ...]
    """Seconds of the chosen candidate along the grid."""
    edges: tuple[int, ...]
    names: tuple[str, ...]
    """The chosen backends: `names[i]` up to, but without, ``edges[i]`` bars."""
    backends: dict[str, BackendFacts]


class Facts(msgspec.Struct, frozen=True):
    """Everything in a report."""

    path: str
    measured: datetime
    """When the profile was last written."""
    doctor: Report
    names: tuple[str, ...]
    """The backends, those that are chosen most often first."""
    kernels: tuple[KernelFacts, ...]

    def mean(self, backend: str) -> float | None:
        """Geometric mean of the cost of forcing a backend, over the kernels that it could run."""
        return mean_ratio(cost for kernel in self.kernels for cost in kernel.backends[backend].costs)


def mean_ratio(costs: Iterable[Cost]) -> float | None:
    """The geometric mean of the ratios that are known."""
    ratios = [cost.ratio for cost in costs if cost.ratio is not None]
    return geometric_mean(ratios) if ratios else None
