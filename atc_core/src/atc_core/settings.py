"""What the user asks for: per block, per program and by the environment."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from atc_core.objective import AUTO as AUTO_OBJECTIVE
from atc_core.objective import Objective, read_objective
from atc_core.registry import REGISTRY
from atc_core.spelling import closest, did_you_mean

AUTO = "auto"
Fallback: TypeAlias = Literal["warn", "raise", "silent"]
LogLevel: TypeAlias = Literal["off", "info"]
TuneMode: TypeAlias = Literal["off", "record", "auto"]


class Preference(NamedTuple):
    """Backend names in order of preference, for all kernels or kernel by kernel."""

    everywhere: tuple[str, ...]
    by_kernel: dict[str, tuple[str, ...]]

    def names(self, kernel: str) -> tuple[str, ...]:
        """The names to try for `kernel`; none means no preference, ``("auto",)`` means the fastest."""
        return self.by_kernel.get(kernel, self.everywhere)

    def backends(self) -> list[str]:
        """Every backend that is named anywhere."""
        lists = (self.everywhere, *self.by_kernel.values())
        return [name for names in lists for name in names if name != AUTO]


NO_PREFERENCE = Preference((), {})


def read_preference(text: str, source: str) -> Preference:
    """Parse ``"numba"``, ``"rust,numba"`` or ``"equity=rust;ema=numba;*=auto"``."""
    if "=" not in text:
        return Preference(read_names(text, source), {})
    by_kernel: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (item.strip() for item in text.split(";"))):
        kernel, separator, names = (item.strip() for item in part.partition("="))
        if not separator:
            raise ValueError(f"{source}: {part!r} must be written kernel=backend, in {text!r}")
        if kernel != "*" and REGISTRY.find(kernel) is None:
            raise ValueError(f"{source}: {REGISTRY.unknown(kernel)}")
        if kernel in by_kernel:
            raise ValueError(f"{source}: {kernel} is named twice, in {text!r}")
        by_kernel[kernel] = read_names(names, source, part)
    return Preference(by_kernel.pop("*", ()), by_kernel)


def read_names(text: str, source: str, part: str = "") -> tuple[str, ...]:
    """The comma-separated names in `text`, which is all of a setting or the `part` of a kernel."""
    names = tuple(filter(None, (item.strip() for item in text.split(","))))
    if not names:
        raise ValueError(f"{source}: names no backend, was {part or text!r}")
    for name in names:
        if "=" in name or ";" in name:
            rule = "kernels are separated by ';'" if part else "backends are separated by ','"
            raise ValueError(f"{source}: {name!r} is no backend's name; {rule}, was {part or text!r}")
    return names


class Settings(NamedTuple):
    """One program's settings; those of the environment are read when a call first needs them."""

    program: Preference = NO_PREFERENCE
    environment: Preference = NO_PREFERENCE
    blocked: frozenset[str] = frozenset()
    fallback: Fallback = "warn"
    log: LogLevel = "off"
    profile: str = ""
    objective: Objective = AUTO_OBJECTIVE
    freeze: str = ""
    tune: TuneMode = "off"
    is_counting: bool = False
    problems: tuple[str, ...] = ()
    """Sentences about variables that cannot be read."""


def one_of(*allowed: str) -> Callable[[str, str], str]:
    """Reads one of a few words, in any case of letters."""
    return lambda text, variable: check_choice(variable, text.lower(), allowed)


READERS: dict[str, tuple[str, Callable[[str, str], Any]]] = {
    "environment": ("ATC_BACKEND", read_preference),
    "blocked": ("ATC_BACKEND_BLOCK", lambda text, variable: frozenset(read_names(text, variable))),
    "fallback": ("ATC_FALLBACK", one_of(*get_args(Fallback))),
    "log": ("ATC_LOG", one_of(*get_args(LogLevel))),
    "profile": ("ATC_PROFILE", lambda text, _: text),
    "objective": ("ATC_OBJECTIVE", read_objective),
    "freeze": ("ATC_FREEZE", lambda text, _: text),
    "is_counting": ("ATC_COUNT", lambda text, variable: one_of("off", "on")(text, variable) == "on"),
    "tune": ("ATC_TUNE", one_of(*get_args(TuneMode))),
}
"""By setting: its variable, and what reads that."""
OTHER_VARIABLES = ("ATC_CACHE_SECRET", "ATC_C_LIBRARIES", "ATC_NUM_THREADS")
"""What backends, and programs that are built on the core, read for themselves."""


def read_environment() -> Settings:
    """The settings that the variables ``ATC_*`` give, and what is wrong with them; empty counts as unset."""
    found, problems = dict[str, Any](), []
    for setting, (variable, read) in READERS.items():
        text = os.environ.get(variable, "").strip()
        try:
            if text:
                found[setting] = read(text, variable)
        except ValueError as error:
            problems.append(str(error))
    return Settings(**found, problems=tuple(problems))


def unknown_variables() -> list[str]:
    """Sentences about variables of the environment that look like settings and are none."""
    known = [*OTHER_VARIABLES, *(variable for variable, _ in READERS.values())]
    names = (name for name in sorted(os.environ) if name.startswith("ATC_") and name not in known)
    return [f"{name} is no setting{did_you_mean(name, known)}" for name in names]


def check_choice(name: str, value: str, allowed: tuple[str, ...]) -> str:
    """`value`, or an error that lists what is allowed."""
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, was {value!r}{closest(value, allowed)}")
    return value


BLOCK: ContextVar[Preference] = ContextVar("atc_backend", default=NO_PREFERENCE)
"""The preference of the innermost ``with use(…)``, per thread and task."""
