"""What a program says of itself as a whole: preferences, what is logged, counted and traced, its own backends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from atc_core.choice import Choice
from atc_core.counting import Counted
from atc_core.objective import read_objective
from atc_core.process import PROCESS, counter
from atc_core.settings import Fallback, LogLevel, TuneMode, check_choice, read_preference

if TYPE_CHECKING:
    from atc_core.backend import Backend


def use(backend: str) -> Any:
    """Prefer a backend inside a ``with`` block, for this thread or task only; blocks nest.

    Args:
        backend: ``"numba"``, a list ``"rust,numba"``, per kernel ``"equity=rust;*=auto"``, or ``"auto"``.
    """
    return PROCESS.use(backend)


def trace() -> Any:
    """Record which backend computes each call, in any thread: ``with atc_core.trace() as calls:`` fills a list."""
    return PROCESS.trace()


def configure(
    *,
    backend: str | None = None,
    fallback: Fallback | None = None,
    log: LogLevel | None = None,
    count: bool | None = None,
    profile: str | None = None,
    objective: str | None = None,
    tune: TuneMode | None = None,
) -> None:
    """Set what holds for the whole program; what is not given stays as it is.

    Args:
        backend: the preferred backend, as in :func:`use`; ``"auto"`` takes the fastest again.
        fallback: what happens where the preferred backend cannot run a kernel: "warn", "raise" or "silent".
        log: "info" logs each choice of a backend for a kernel once, "off" none.
        count: whether :func:`counts` counts calls.
        profile: path of the profile file.
        objective: what the fastest means: "steady" (a call in the long run), "first_call" (of the process), "calls=N"
            (N calls of each kernel), or "auto": as steady, but a costly first call must be earned back first.
        tune: "auto" measures what takes long and was never measured here, for a twentieth of the time spent on it;
            "record" writes down what is called; "off" neither.
    """
    settings = PROCESS.choice.settings
    if backend is not None:
        settings = settings._replace(program=read_preference(backend, "configure(backend=…)"))
    if fallback is not None:
        check_choice("fallback", fallback, get_args(Fallback))
        settings = settings._replace(fallback=fallback)
    if log is not None:
        check_choice("log", log, get_args(LogLevel))
        settings = settings._replace(log=log)
    if count is not None:
        settings = settings._replace(is_counting=count)
    if profile is not None:
        settings = settings._replace(profile=profile)
    if objective is not None:
        settings = settings._replace(objective=read_objective(objective, "configure(objective=…)"))
    if tune is not None:
        check_choice("tune", tune, get_args(TuneMode))
        settings = settings._replace(tune=tune)
    PROCESS.invalidate(Choice(settings))


def counts() -> dict[Counted, int]:
    """How many calls each backend computed, by kernel, backend and rung; empty until counting was switched on.

    ``ATC_COUNT=on`` or ``configure(count=True)`` does that. A counted call costs 0.1 us more.
    """
    return counter.calls()


def backends() -> dict[str, Any]:
    """Every installed backend by name, and how it stands: available, not installed, broken or blocked."""
    return PROCESS.choice.plugins.statuses()


def register(backend: Backend) -> None:
    """Take in a backend of the program itself, as an installed plugin's would be: for notebooks and scripts.

    Args:
        backend: its implementations; one of that name that the program registered before is replaced.

    Raises:
        TypeError: `backend` is no Backend.
        ValueError: an installed plugin has that name.
    """
    PROCESS.choice.plugins.add(backend)
    PROCESS.invalidate()
