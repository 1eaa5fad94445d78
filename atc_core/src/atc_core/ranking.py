"""Rungs 5 and 6 of the ladder: which candidate is predicted fastest at which size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from atc_core.decision import SHIPPED, TUNED, Ranking, Rejection
from atc_core.errors import BackendError, UnknownBackendError
from atc_core.objective import priced
from atc_core.tuning.coverage import limited
from atc_core.tuning.model import Curve, Thresholds, compile_thresholds
from atc_core.tuning.profile import Entry, default_profile
from atc_core.variant import entry_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atc_core.choice import Choice
    from atc_core.kernel import Kernel


def rank(choice: Choice, kernel: Kernel[..., Any], rejected: dict[str, Rejection], variant: str) -> Ranking:
    """The thresholds for one kind of call of `kernel` among the candidates that are not `rejected`."""
    rejected = {**rejected, **unusable(choice, kernel)}
    usable = [name for name in choice.plugins.statuses() if name not in rejected]
    shipped = entry_of(default_profile().kernels, kernel, variant)
    vouched = curves(shipped, usable)
    doubtful = [name for name in usable if name not in vouched]
    entry, expired = unexpired(choice, entry_of(choice.measured, kernel, variant), doubtful)
    rejected |= expired
    measured = curves(entry, usable)
    costs, source, rung = (measured, entry, TUNED) if measured else (vouched, shipped, SHIPPED)
    candidates = source.candidates if source else {}
    thresholds = frozen(choice, kernel, usable, variant)
    if thresholds is None:
        objective = choice.settings.objective
        incumbent = default_thresholds(kernel, priced(vouched, shipped.candidates if shipped else {}, objective))
        thresholds = incumbent
        if costs:
            thresholds = compile_thresholds(priced(costs, candidates, objective), incumbent if rung == TUNED else None)
            if rung == TUNED and vouched:
                thresholds = limited(thresholds, {n for curve in costs.values() for n in curve.sizes}, incumbent)
        else:
            check_reference(choice, kernel)
    return Ranking(rung, thresholds, costs, candidates, rejected)


Found = TypeVar("Found")


def entry_of(entries: Mapping[str, Found], kernel: Kernel[..., Any], variant: str) -> Found | None:
    """What there is for one kind of call, else for the usual one: only kinds that rank otherwise have their own."""
    return entries.get(entry_name(kernel.name, variant)) or entries.get(kernel.name)


def frozen(choice: Choice, kernel: Kernel[..., Any], usable: list[str], variant: str) -> Thresholds | None:
    """The pinned decisions for `kernel`, if all backends that they name are usable."""
    pinned = entry_of(choice.frozen, kernel, variant)
    return pinned if pinned is not None and set(pinned.names) <= set(usable) else None


def unusable(choice: Choice, kernel: Kernel[..., Any]) -> dict[str, Rejection]:
    """What is known against each backend without importing it."""
    problems = ((name, choice.problem_at_rest(kernel, name)) for name in choice.plugins.statuses())
    return {name: problem for name, problem in problems if problem is not None}


def curves(entry: Entry | None, usable: list[str]) -> dict[str, Curve]:
    """The cost curves of the usable candidates of an entry."""
    found = entry.candidates.items() if entry else ()
    return {name: item.curve for name, item in found if name in usable and item.curve is not None}


def unexpired(choice: Choice, entry: Entry | None, doubtful: list[str]) -> tuple[Entry | None, dict[str, Rejection]]:
    """The entry without candidates whose version changed, and a rejection for each of those.

    A backend with shipped costs is kept although its version changed: dropping it would leave a slower one, many times
    as slow, until the next tuning.
    """
    if entry is None:
        return None, {}
    expired = {}
    for name in entry.candidates.keys() & set(doubtful):
        recorded, version = entry.candidates[name].version, choice.plugins.backends[name].version()
        if recorded != version:
            expired[name] = Rejection(name, "expired", f"measured {recorded}, is {version}")
    valid = {name: item for name, item in entry.candidates.items() if name not in expired}
    return Entry(valid), expired


def default_thresholds(kernel: Kernel[..., Any], costs: Mapping[str, Curve]) -> Thresholds:
    """The shipped model's decisions; without one the reference runs, until another backend is verified here."""
    return compile_thresholds(costs) if costs else Thresholds((), (kernel.reference,))


def check_reference(choice: Choice, kernel: Kernel[..., Any]) -> None:
    """Raise what keeps the reference from running where nothing else may."""
    try:
        problem = str(choice.problem(kernel, kernel.reference) or "")
    except UnknownBackendError as error:
        problem = str(error)
    if problem:
        raise BackendError(
            f"{kernel.name}: nothing was verified here, and its reference cannot run: {problem}; run `atc-tune doctor`"
        )
