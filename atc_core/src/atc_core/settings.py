"""What the user asks for: per block, per program and by the environment."""

from __future__ import annotations

import os
from contextvars import ContextVar
from typing import Literal, NamedTuple, TypeAlias, cast, get_args

from atc_core.objective import AUTO as AUTO_OBJECTIVE
from atc_core.objective import Objective, read_objective
from atc_core.registry import REGISTRY, did_you_mean

AUTO = "auto"
Fallback: TypeAlias = Literal["warn", "raise", "silent"]
LogLevel: TypeAlias = Literal["off", "info"]


class Preference(NamedTuple):
    """Backend names in order of preference, for all kernels or kernel by kernel."""

    everywhere: tuple[str, ...]
    by_kernel: dict[str, tuple[str, ...]]

    def names(self, kernel: str) -> tuple[str, ...]:
        """The names to try for `kernel`; none means no preference, ``("auto",)`` means the fastest."""
        return self.by_kernel.get(kernel, self.everywhere)


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
            raise ValueError(f"{source}: unknown kernel {kernel!r}{did_you_mean(kernel, REGISTRY.all())}")
        by_kernel[kernel] = read_names(names, source)
    return Preference(by_kernel.pop("*", ()), by_kernel)


def read_names(text: str, source: str) -> tuple[str, ...]:
    """The comma-separated names in `text`."""
    names = tuple(filter(None, (item.strip() for item in text.split(","))))
    if not names:
        raise ValueError(f"{source}: names no backend, was {text!r}")
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
    record: bool = False


def read_environment() -> Settings:
    """The settings that the variables ``ATC_*`` give; empty counts as unset."""
    backend = os.environ.get("ATC_BACKEND", "").strip()
    blocked = os.environ.get("ATC_BACKEND_BLOCK", "")
    return Settings(
        environment=read_preference(backend, "ATC_BACKEND") if backend else NO_PREFERENCE,
        blocked=frozenset(filter(None, (item.strip() for item in blocked.split(",")))),
        fallback=cast(Fallback, read_choice("ATC_FALLBACK", get_args(Fallback), "warn")),
        log=cast(LogLevel, read_choice("ATC_LOG", get_args(LogLevel), "off")),
        profile=os.environ.get("ATC_PROFILE", ""),
        objective=read_objective(os.environ.get("ATC_OBJECTIVE", "") or "auto", "ATC_OBJECTIVE"),
        freeze=os.environ.get("ATC_FREEZE", ""),
        record=read_choice("ATC_TUNE", ("off", "record"), "off") == "record",
    )


def read_choice(variable: str, allowed: tuple[str, ...], default: str) -> str:
    """The value of an environment variable that takes one of a few words."""
    value = os.environ.get(variable, "").strip().lower() or default
    return check_choice(variable, value, allowed)


def check_choice(name: str, value: str, allowed: tuple[str, ...]) -> str:
    """`value`, or an error that lists what is allowed."""
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, was {value!r}{did_you_mean(value, allowed)}")
    return value


BLOCK: ContextVar[Preference] = ContextVar("atc_backend", default=NO_PREFERENCE)
"""The preference of the innermost ``with use(…)``, per thread and task."""
