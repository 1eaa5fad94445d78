"""The record of a decision: which backend runs, which rung said so, what is predicted, and why no other."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from atc_core.tuning.model import Curve, Thresholds
    from atc_core.tuning.profile import Candidate

RUNGS = {
    1: "asked for in the call",
    2: "with atc_core.use(…)",
    3: "atc_core.configure(backend=…)",
    4: "ATC_BACKEND",
    5: "tuned profile of this machine",
    6: "shipped default",
}
TUNED, SHIPPED = 5, 6
RANKED = (TUNED, SHIPPED)
"""The rungs that compare predicted costs."""
REASONS = {
    "not-installed": "a library it needs is missing",
    "broken": "its plugin failed",
    "blocked": "named in ATC_BACKEND_BLOCK",
    "no-kernel": "it does not implement the kernel",
    "quarantined": "it disagreed with the reference",
    "slower": "predicted slower at this size",
    "unmeasured": "never measured here",
    "expired": "it changed since it was measured",
    "not-earned": "its first call costs more than it has saved so far",
    "not-preferred": "another backend was asked for",
}


class Rejection(NamedTuple):
    """Why a backend does not run: a code of `REASONS` and the particulars."""

    backend: str
    code: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.backend}: {self.code} ({self.detail or REASONS[self.code]})"


class Verdict(NamedTuple):
    """Which backend runs, and the rung that said so."""

    backend: str
    rung: int


class Prediction(NamedTuple):
    """Seconds of a call, and their relative uncertainty when they were measured."""

    seconds: float
    spread: float

    def __str__(self) -> str:
        return f"{self.seconds * 1e6:.3g} µs ± {self.spread:.0%}"


class Decision(NamedTuple):
    """Which backend runs a kernel at a size, and why."""

    kernel: str
    n: int
    backend: str
    rung: int
    predicted: dict[str, Prediction]
    """By backend, where measured."""
    rejected: tuple[Rejection, ...]

    def __str__(self) -> str:
        lines = [f"{self.kernel} at n={self.n}: {self.backend} (rung {self.rung}, {RUNGS[self.rung]})"]
        cheapest_first = sorted(self.predicted.items(), key=lambda item: item[1].seconds)
        lines += [f"  predicted {name}: {prediction}" for name, prediction in cheapest_first]
        lines += [f"  rejected {rejection}" for rejection in self.rejected]
        return "\n".join(lines)


class Ranking(NamedTuple):
    """The candidates of one kernel by predicted cost: rungs 5 and 6."""

    rung: int
    thresholds: Thresholds
    curves: dict[str, Curve]
    candidates: dict[str, Candidate]
    rejected: dict[str, Rejection]

    def first_call(self, name: str) -> float:
        """Seconds that import and first call of a backend take; 0 where unknown."""
        return self.candidates[name].first_call if name in self.candidates else 0.0

    def predict(self, name: str, n: int) -> Prediction:
        """What a call at `n` bars costs; the spread is that of the nearest measured size below."""
        candidate = self.candidates[name]
        position = max(bisect_right(candidate.sizes, n) - 1, 0)
        return Prediction(self.curves[name].at(n), candidate.spread[position])
