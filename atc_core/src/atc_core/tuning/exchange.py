"""Profiles that travel: what in them no longer holds, and how two of them differ."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from atc_core.places import read_file as read_bytes
from atc_core.tuning.model import fastest
from atc_core.tuning.profile import Profile, ProfileError, decode, refuse
from atc_core.tuning.show import entry_curves
from atc_core.tuning.store import merge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from atc_core.plugins import Plugins


class Change(NamedTuple):
    """How one kernel at one size differs between two profiles."""

    kernel: str
    n: int
    before: str
    """The fastest in the first profile."""
    after: str
    ratio: float
    """The cost of the fastest in the second profile, as a multiple of that in the first."""


def read_file(path: Path) -> Profile:
    """The profile in a file that a user names; ProfileError where there is none."""
    try:
        return decode(read_bytes(path))
    except OSError as error:
        refuse(path, f"cannot be read ({error.strerror or error})")
    except ProfileError as error:
        refuse(path, str(error))


def changes(first: Profile, second: Profile) -> Iterator[Change]:
    """Every kernel of both profiles at every size that one of them measured."""
    for kernel in first.kernels.keys() & second.kernels.keys():
        before, after = entry_curves(first.kernels[kernel]), entry_curves(second.kernels[kernel])
        if not before or not after:
            continue
        for n in sorted({n for curve in (*before.values(), *after.values()) for n in curve.sizes}):
            old, new = fastest(before, n, None), fastest(after, n, None)
            yield Change(kernel, n, old, new, after[new].at(n) / before[old].at(n))


def only_in(first: Profile, second: Profile) -> list[str]:
    """The kernels that the second profile lacks."""
    return [name for name in first.kernels if name not in second.kernels]


def merged(paths: Sequence[Path]) -> Profile:
    """The profiles of one machine in one: what later files measured replaces what earlier ones did."""
    result = None
    for path in paths:
        profile = read_file(path)
        if result is not None and profile.machine != result.machine:
            refuse(path, f"was measured on another machine ({profile.description}) than {paths[0]}")
        result = merge(result, profile)
    if result is None:
        raise ProfileError("there is nothing to merge")
    return result


def expired(profile: Profile, plugins: Plugins) -> dict[str, list[str]]:
    """By backend that changed since it was measured, the kernels that it was measured for."""
    versions = {backend.name: backend.version() for backend in plugins.available()}
    found: dict[str, list[str]] = defaultdict(list)
    for kernel, entry in profile.kernels.items():
        for name, candidate in entry.candidates.items():
            if versions.get(name, candidate.version) != candidate.version:
                found[name].append(kernel)
    return dict(found)


def expiry(profile: Profile, plugins: Plugins) -> str:
    """One sentence about the backends that changed; empty where none did."""
    found = expired(profile, plugins)
    parts = [f"{name} changed since it was measured ({len(kernels)} kernels)" for name, kernels in found.items()]
    return f"{', '.join(parts)}: tune again with: atc-tune" if parts else ""
