"""Gathering the facts from the profile, the ladder and the declarations; nothing is measured."""

from __future__ import annotations

from datetime import datetime, timezone
from math import log10
from typing import TYPE_CHECKING, Any

import msgspec

from atc_core.decision import TUNED, Ranking, Rejection
from atc_core.errors import ReportError
from atc_core.kernel import Kernel
from atc_core.registry import REGISTRY
from atc_core.report.facts import CHOSEN, SIZES, BackendFacts, Cost, Facts, KernelFacts
from atc_core.tuning.doctor import examine
from atc_core.tuning.model import TIE_BAND
from atc_core.tuning.profile import Candidate, Entry, default_profile, load_profile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from atc_core.choice import Choice

PER_DECADE = 8
"""Points of a drawn curve per power of ten, beside its own corners."""
NOTHING = Candidate(version="")
"""Stands for a backend that was not measured."""


def gather(choice: Choice, path: Path, machine: str) -> Facts:
    """The facts about the profile in `path`; ReportError where nothing was tuned."""
    profile = load_profile(path, machine)
    if profile is None or not profile.kernels:
        raise ReportError(f"there is no profile at {path} to report on; tune this machine first with: atc-tune")
    # Every backend is imported here, so that the rankings know which of them are broken.
    doctor = examine(choice)
    measured = (name for entry in choice.measured.values() for name in entry.candidates)
    names = tuple(dict.fromkeys([*doctor.backends, *measured]))
    kernels = tuple(kernel_facts(choice, kernel, names) for kernel in REGISTRY.all().values())
    written = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.utc).astimezone()
    return Facts(str(path), written, doctor, by_wins(names, kernels), kernels)


def by_wins(names: tuple[str, ...], kernels: Iterable[KernelFacts]) -> tuple[str, ...]:
    """The backends, those that are chosen for most kernels and sizes first."""
    wins = dict.fromkeys(names, 0)
    for kernel in kernels:
        for name, item in kernel.backends.items():
            wins[name] += sum(cost.code == CHOSEN for cost in item.costs)
    return tuple(sorted(names, key=lambda name: (-wins[name], name)))


def kernel_facts(choice: Choice, kernel: Kernel[..., Any], names: tuple[str, ...]) -> KernelFacts:
    """What is known about one kernel and each of the backends."""
    ranking = choice.ranking(kernel)
    tuned = ranking.rung == TUNED
    measured = choice.measured.get(kernel.name, Entry({})).candidates
    shipped = {} if tuned else default_profile().kernels.get(kernel.name, Entry({})).candidates
    grid = sizes_to_draw([*measured.values(), *shipped.values()], ranking.thresholds.edges)
    backends = {
        name: backend_facts(
            measured.get(name) or shipped.get(name, NOTHING),
            objection(choice, kernel, ranking, name),
            name,
            ranking,
            grid,
        )
        for name in names
    }
    reference = backends.get(kernel.reference)
    if reference is not None and reference.state == "verified":
        backends[kernel.reference] = msgspec.structs.replace(reference, state="reference")
    return KernelFacts(
        name=kernel.name,
        family=kernel.family,
        summary=kernel.summary,
        tuned=tuned,
        grid=grid,
        fastest=tuple(short(min((curve.at(n) for curve in ranking.curves.values()), default=None)) for n in grid),
        chosen=tuple(short(chosen_seconds(ranking, n)) for n in grid),
        edges=ranking.thresholds.edges,
        names=ranking.thresholds.names,
        backends=backends,
    )


def objection(choice: Choice, kernel: Kernel[..., Any], ranking: Ranking, name: str) -> Rejection | None:
    """What keeps a backend from taking part in the choice."""
    if name in ranking.rejected:
        return ranking.rejected[name]
    if name not in choice.plugins.statuses():
        return Rejection(name, "not-installed", "its plugin is not installed any more")
    return choice.problem(kernel, name)


def backend_facts(
    candidate: Candidate,
    rejection: Rejection | None,
    name: str,
    ranking: Ranking,
    grid: tuple[int, ...],
) -> BackendFacts:
    """How one backend stands for a kernel."""
    if rejection is not None:
        state = rejection.code
    elif not candidate.version:
        # The shipped costs bear no version: they were not measured here.
        state = "unmeasured"
    else:
        state = "verified"
    curve = candidate.curve
    return BackendFacts(
        state=state,
        detail=rejection.detail if rejection else "",
        version=candidate.version,
        first_call=candidate.first_call,
        sizes=candidate.sizes,
        seconds=candidate.seconds,
        spread=tuple(map(rounded, candidate.spread)),
        undecided=candidate.undecided,
        curve=tuple(rounded(curve.at(n)) for n in grid) if curve else (),
        costs=tuple(cost(ranking, name, rejection, n) for n in SIZES),
    )


def cost(ranking: Ranking, name: str, rejection: Rejection | None, n: int) -> Cost:
    """What forcing a backend would cost at `n` bars, and why it is not chosen."""
    curve = None if rejection else ranking.curves.get(name)
    reference = chosen_seconds(ranking, n)
    ratio = curve.at(n) / reference if curve and reference else None
    is_chosen = name == ranking.thresholds.at(n)
    if is_chosen:
        code = CHOSEN
    elif rejection is not None:
        code = rejection.code
    else:
        code = "slower" if curve else "unmeasured"
    predicted = curve is not None and not curve.sizes[0] <= n <= curve.sizes[-1]
    tie = not is_chosen and ratio is not None and ratio < 1.0 / (1.0 - TIE_BAND)
    return Cost(n, code, ratio, predicted, tie)


def chosen_seconds(ranking: Ranking, n: int) -> float | None:
    """What the chosen backend is predicted to take."""
    curve = ranking.curves.get(ranking.thresholds.at(n))
    return curve.at(n) if curve else None


def sizes_to_draw(candidates: Iterable[Candidate], edges: tuple[int, ...]) -> tuple[int, ...]:
    """Sizes spread evenly over the logarithm, and every corner of a curve."""
    corners = {*SIZES, *(n for candidate in candidates for n in candidate.sizes)} - {0}
    low, high = min(corners), max(corners)
    steps = round(PER_DECADE * log10(high / low))
    spread = {round(low * (high / low) ** (step / steps)) for step in range(steps + 1)}
    return tuple(sorted(corners | spread | {n for n in edges if low < n < high}))


def rounded(seconds: float) -> float:
    """Four digits are enough to draw with: a hundred kernels are 0.9 MB."""
    return float(f"{seconds:.4g}")


def short(seconds: float | None) -> float | None:
    """The same where there may be no value."""
    return None if seconds is None else rounded(seconds)
