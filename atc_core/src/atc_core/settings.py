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


class Variable(NamedTuple):
    """A variable of the environment, what reads it, and what it is for."""

    name: str
    read: Callable[[str, str], Any]
    meaning: str
    """A phrase in Markdown, for the documentation."""


READERS = {
    "environment": Variable(
        "ATC_BACKEND",
        read_preference,
        "preferred backends: `numba`, a list `rust,numba`, or per kernel `equity=rust;ema=numba;*=auto`",
    ),
    "blocked": Variable(
        "ATC_BACKEND_BLOCK",
        lambda text, variable: frozenset(read_names(text, variable)),
        "backends that are not loaded at all: `numba,talib`",
    ),
    "fallback": Variable(
        "ATC_FALLBACK",
        one_of(*get_args(Fallback)),
        "where a preferred backend cannot run a kernel: `warn` (default), `raise` or `silent`",
    ),
    "log": Variable(
        "ATC_LOG",
        one_of(*get_args(LogLevel)),
        "`info` logs each choice of a backend for a kernel once: `ema backend=rust n=10000`",
    ),
    "profile": Variable("ATC_PROFILE", lambda text, _: text, "path of the profile file, in place of the user's"),
    "objective": Variable(
        "ATC_OBJECTIVE", read_objective, "what the fastest means: `auto` (default), `steady`, `first_call`, `calls=N`"
    ),
    "freeze": Variable(
        "ATC_FREEZE",
        lambda text, _: text,
        "a file of decisions: followed where it exists, else written when the process ends",
    ),
    "is_counting": Variable(
        "ATC_COUNT",
        lambda text, variable: one_of("off", "on")(text, variable) == "on",
        "`on` counts calls by kernel, backend and rung: `atc_core.counts()`",
    ),
    "tune": Variable(
        "ATC_TUNE",
        one_of(*get_args(TuneMode)),
        "`auto` measures at use what takes long; `record` appends to `atc-record.jsonl` what the program calls, "
        "for `atc-tune --from`; `off` (default) neither",
    ),
}
"""By setting: its variable."""
OTHER_VARIABLES = {
    "ATC_CACHE_SECRET": "what seals kept results of `atc_trading` on a server, for a team",
    "ATC_C_LIBRARIES": "paths of shared libraries that are backends, separated as those of `PATH` are",
    "ATC_NUM_THREADS": "threads that share a table, else `OMP_NUM_THREADS`, else one a processor",
}
"""What backends, and programs that are built on the core, read for themselves, and what it is for."""


def read_environment() -> Settings:
    """The settings that the variables ``ATC_*`` give, and what is wrong with them; empty counts as unset."""
    found, problems = dict[str, Any](), []
    for setting, variable in READERS.items():
        text = os.environ.get(variable.name, "").strip()
        try:
            if text:
                found[setting] = variable.read(text, variable.name)
        except ValueError as error:
            problems.append(str(error))
    return Settings(**found, problems=tuple(problems))


def variables() -> dict[str, str]:
    """Every variable that is read, by ours and by what is built on the core, and what it is for."""
    return dict(sorted({**{item.name: item.meaning for item in READERS.values()}, **OTHER_VARIABLES}.items()))


def unknown_variables() -> list[str]:
    """Sentences about variables of the environment that look like settings and are none."""
    known = variables()
    names = (name for name in sorted(os.environ) if name.startswith("ATC_") and name not in known)
    return [f"{name} is no setting{did_you_mean(name, known)}" for name in names]


def check_choice(name: str, value: str, allowed: tuple[str, ...]) -> str:
    """`value`, or an error that lists what is allowed."""
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, was {value!r}{closest(value, allowed)}")
    return value


BLOCK: ContextVar[Preference] = ContextVar("atc_backend", default=NO_PREFERENCE)
"""The preference of the innermost ``with use(…)``, per thread and task."""
