"""Which backend is to run a call that takes far longer than its bars tell."""

from __future__ import annotations

from atc_core.decision import RANKED
from atc_core.objective import saving
from atc_core.process import PROCESS
from atc_core.registry import find_kernel
from atc_core.variant import USUAL


def backend_for(name: str, n: int, calls: float = 1.0, backend: str | None = None) -> str:
    """The backend that runs a call of `n` bars that takes as long as `calls` usual ones.

    A costly first call, such as a compilation, is otherwise paid only once many calls have earned it: a large one that
    saves more than that need not wait. Nothing but the backend is imported.

    Raises:
        KeyError: there is no such kernel.
        BackendError: `backend` cannot run it.
    """
    kernel, choice = find_kernel(name, "float64"), PROCESS.choice
    verdict = choice.decide(kernel, n, backend)
    if verdict.rung not in RANKED or not choice.has_fallback(kernel, n, USUAL):
        return verdict.backend
    ranking = choice.ranking(kernel)
    winner = ranking.thresholds.at(n)
    is_earned = calls * saving(ranking, verdict.backend, winner, n) >= ranking.first_call(winner)
    return winner if is_earned and choice.problem(kernel, winner) is None else verdict.backend
