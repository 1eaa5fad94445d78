"""What is installed, what is missing, what is broken, and what would help: the facts behind `atc-tune doctor`."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import msgspec

from atc_core.checked_settings import problems
from atc_core.errors import BackendError
from atc_core.registry import REGISTRY
from atc_core.settings import unknown_variables
from atc_core.slowness import faster_missing
from atc_core.tuning.crashes import crashes
from atc_core.tuning.exchange import expiry
from atc_core.tuning.machine import describe, fingerprint
from atc_core.tuning.profile import ProfileError, load_profile, profile_path

if TYPE_CHECKING:
    from atc_core.choice import Choice

DISTRIBUTIONS = ("atc-core", "numpy", "numba", "pandas", "polars")


class BackendReport(msgspec.Struct):
    """How one backend stands."""

    state: str
    detail: str
    distribution: str
    version: str = ""
    kernels: list[str] = []
    untunable: str = ""
    traceback: str = ""


class FamilyReport(msgspec.Struct):
    """How the kernels of one module stand."""

    state: str
    """"available" or "broken"."""
    module: str
    kernels: list[str] = []
    detail: str = ""
    traceback: str = ""


class ProfileReport(msgspec.Struct):
    """How the profile file stands."""

    path: str
    state: str
    """"missing", "usable" or "unusable"."""
    detail: str


class Report(msgspec.Struct):
    """Everything that doctor knows."""

    machine: str
    fingerprint: str
    python: str
    versions: dict[str, str]
    backends: dict[str, BackendReport]
    families: dict[str, FamilyReport]
    profile: ProfileReport
    environment: dict[str, str]

    settings: list[str] = []
    """What is wrong with the settings: every call ends in these errors."""
    advice: list[str] = []
    """Where speed is missing."""
    notes: list[str] = []
    """What counts for nothing, or could be better."""

    @property
    def problems(self) -> list[str]:
        """Sentences about what should be repaired."""
        broken = [
            f"backend {name} is broken: {item.detail}" for name, item in self.backends.items() if item.state == "broken"
        ]
        broken += [
            f"kernels {name} are broken: {item.detail}"
            for name, item in self.families.items()
            if item.state == "broken"
        ]
        unusable = [self.profile.detail] if self.profile.state == "unusable" else []
        return broken + unusable + self.settings


def examine(choice: Choice) -> Report:
    """Look at everything; every backend is imported to find out whether it works, by another process first."""
    crashed = crashes([backend.name for backend in choice.plugins.available()])
    return Report(
        machine=describe(),
        fingerprint=fingerprint(),
        python=f"{platform.python_implementation()} {platform.python_version()}, {sys.executable}",
        versions=versions(),
        backends={name: examine_backend(choice, name, crashed) for name in choice.plugins.statuses()},
        families=examine_families(),
        profile=examine_profile(choice),
        environment={name: value for name, value in sorted(os.environ.items()) if name.startswith("ATC_")},
        settings=list(map(str, problems(choice))),
        advice=speed_missing(choice),
        notes=[*unknown_variables(), *preferred_in_vain(choice)],
    )


def preferred_in_vain(choice: Choice) -> list[str]:
    """A sentence for each backend that is preferred and cannot run: calls fall back, or fail."""
    statuses = choice.plugins.statuses()
    found = {name: statuses[name] for name in choice.settings.environment.backends() if name in statuses}
    return [f"ATC_BACKEND names {name}, which is {item}" for name, item in found.items() if item.state != "available"]


def versions() -> dict[str, str]:
    """The versions of the distributions that matter, where they are installed."""
    found = {}
    for name in DISTRIBUTIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def speed_missing(choice: Choice) -> list[str]:
    """One sentence, where kernels run on their references for want of a faster backend."""
    slow = []
    for kernel in REGISTRY.all().values():
        implemented = (item for item in choice.plugins.available() if item.name != kernel.reference)
        if not any(kernel.name in item.implementations for item in implemented):
            slow.append(kernel)
    found = [(kernel.name, advice) for kernel in slow if (advice := faster_missing(choice, kernel))]
    if not found:
        return []
    (name, advice), *others = found
    return [f"{name} and {len(others)} others run on their references: {advice}" if others else f"{name}: {advice}"]


def examine_backend(choice: Choice, name: str, crashed: dict[str, str]) -> BackendReport:
    """Import a backend, unless that ends a process, and say how it stands."""
    plugins = choice.plugins
    if name in crashed:
        return BackendReport("broken", crashed[name], plugins.status(name).distribution)
    try:
        backend = plugins.load(name)
    except BackendError:
        status = plugins.status(name)
        return BackendReport(status.state, status.detail, status.distribution, traceback=status.traceback)
    status = plugins.status(name)
    kernels = list(backend.implementations)
    return BackendReport(
        status.state, status.detail, status.distribution, backend.version(), kernels, backend.untunable
    )


def examine_families() -> dict[str, FamilyReport]:
    """Every family of kernels, those that could not be imported too."""
    found: dict[str, FamilyReport] = {}
    for kernel in REGISTRY.all().values():
        found.setdefault(kernel.family, FamilyReport("available", REGISTRY.home(kernel.module))).kernels.append(
            kernel.name
        )
    for item in REGISTRY.broken:
        found[item.name] = FamilyReport("broken", item.distribution, [], item.reason, item.traceback)
    return found


def examine_profile(choice: Choice) -> ProfileReport:
    """Read the profile of this machine and say how it stands."""
    try:
        path = profile_path(choice.settings.profile)
    except ProfileError as error:
        return ProfileReport("", "missing", str(error))
    try:
        profile: Any = load_profile(path, fingerprint())
    except ProfileError as error:
        return ProfileReport(str(path), "unusable", f"{error}; remove it with: atc-tune clear")
    if profile is None:
        return ProfileReport(str(path), "missing", "nothing was tuned here; tune with: atc-tune")
    facts = (f"{len(profile.kernels)} kernels tuned", expiry(profile, choice.plugins))
    return ProfileReport(str(path), "usable", "; ".join(filter(None, facts)))
