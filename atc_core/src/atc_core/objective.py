"""What "fastest" means: a call in the long run, the first call of a process, or some number of calls."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atc_core.decision import Ranking
    from atc_core.tuning.model import Curve
    from atc_core.tuning.profile import Candidate

NOTICEABLE = 0.05
"""Seconds above the least first call from which one (an import, a compilation) must be earned before it is paid."""

HESITATION = 1e-6
"""Seconds a call that such a first call must save: to count towards it takes 0.7 to 1 us of every call until then."""

LONGEST_LEASE = 1000
"""Calls after which a fallback is decided on anew: a decision costs 45 us, so 0.05 us a call."""


class Objective(NamedTuple):
    """`calls` of a kernel in a process share the cost of the first; "auto" earns that cost before paying it."""

    name: str
    calls: float = inf


AUTO = Objective("auto")


def read_objective(text: str, source: str) -> Objective:
    """Parse ``auto``, ``steady``, ``first_call`` or ``calls=N``."""
    word, _, number = text.strip().partition("=")
    if word == "calls" and number.strip().isdigit() and int(number) > 0:
        return Objective("calls", int(number))
    if number or word not in ("auto", "steady", "first_call"):
        raise ValueError(f"{source} must be auto, steady, first_call or calls=N with N at least 1, was {text!r}")
    return Objective(word, 1 if word == "first_call" else inf)


def priced(curves: Mapping[str, Curve], candidates: Mapping[str, Candidate], objective: Objective) -> dict[str, Curve]:
    """The curves with what each candidate's first call adds to a call by the objective."""
    first_calls = {name: candidates[name].first_call for name in curves}
    least = min(first_calls.values(), default=0.0)

    def added(first_call: float) -> float:
        if objective == AUTO:
            return HESITATION if is_noticeable(first_call, least) else 0.0
        return first_call / objective.calls

    return {
        name: curve._replace(seconds=tuple(item + added(first_calls[name]) for item in curve.seconds))
        for name, curve in curves.items()
    }


def is_noticeable(first_call: float, least: float) -> bool:
    """Whether a first call must be earned before it is paid, where another one takes the least."""
    return first_call >= least + NOTICEABLE


def is_not_worth(ranking: Ranking, name: str, winner: str, n: int) -> bool:
    """Whether a backend would be faster than the winner, by less than its first call is worth."""
    if not {name, winner} <= ranking.curves.keys():
        return False
    is_costlier = is_noticeable(ranking.first_call(name), ranking.first_call(winner))
    return is_costlier and saving(ranking, winner, name, n) > 0


class FirstCallBudget:
    """Which first calls this process has paid, and what it would have saved towards the others."""

    def __init__(self) -> None:
        """Start with nothing paid and nothing saved."""
        self._paid: set[tuple[str, str]] = set()
        self._saved: dict[tuple[str, str], float] = {}

    def fallback(self, kernel: str, ranking: Ranking, n: int) -> str | None:
        """The backend that runs at `n` bars while the winner's first call is not amortised; None where it is."""
        from atc_core.tuning.model import fastest

        winner = ranking.thresholds.at(n)
        saved = self._saved.get((kernel, winner), 0.0)
        if self.is_cheap(kernel, winner, ranking) or saved >= ranking.first_call(winner):
            return None
        ready = {name: curve for name, curve in ranking.curves.items() if self.is_cheap(kernel, name, ranking)}
        return fastest(ready, n, None) if ready else None

    def is_cheap(self, kernel: str, name: str, ranking: Ranking) -> bool:
        """Whether the first call of a backend is paid already, or hardly costs more than the least costly one.

        One has to be paid: in the shipped costs all are noticeable, from 0.053 s on.
        """
        least = min(map(ranking.first_call, ranking.curves), default=0.0)
        return (kernel, name) in self._paid or not is_noticeable(ranking.first_call(name), least)

    def record(self, kernel: str, ranking: Ranking, backend: str, n: int, calls: int = 1) -> None:
        """Take note of calls: their backend's first call is paid, and the winner would have saved this much."""
        self._paid.add((kernel, backend))
        winner = ranking.thresholds.at(n)
        saved = self._saved.get((kernel, winner), 0.0)
        self._saved[kernel, winner] = saved + calls * saving(ranking, backend, winner, n)

    def calls_left(self, kernel: str, ranking: Ranking, backend: str, n: int) -> int:
        """How many more calls `backend` runs in the winner's place."""
        winner = ranking.thresholds.at(n)
        gain = saving(ranking, backend, winner, n)
        missing = ranking.first_call(winner) - self._saved.get((kernel, winner), 0.0)
        return int(min(missing / gain, LONGEST_LEASE)) if gain > 0 and missing > 0 else 0


def saving(ranking: Ranking, backend: str, winner: str, n: int) -> float:
    """The seconds that a call of the winner saves."""
    if winner == backend or not {winner, backend} <= ranking.curves.keys():
        return 0.0
    return ranking.curves[backend].at(n) - ranking.curves[winner].at(n)


class Lease:
    """A fallback that runs without being decided on again, a number of calls of one size and kind."""

    __slots__ = ("calls", "chosen", "left", "n", "variant")

    def __init__(self, n: int, variant: str, chosen: Any, calls: int) -> None:
        """Begin with `calls` left."""
        self.n, self.variant, self.chosen = n, variant, chosen
        self.left = self.calls = calls

    @property
    def used(self) -> int:
        """How many calls ran under it."""
        return self.calls - self.left


NO_LEASE = Lease(-1, "", None, 0)
