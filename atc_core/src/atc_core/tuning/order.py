"""In which order kernels are measured: those of families that are used first, and what compiles for long last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import TYPE_CHECKING, Any

from atc_core.tuning.profile import default_profile

if TYPE_CHECKING:
    from atc_core.kernel import Kernel
    from atc_core.tuning.profile import Candidate

COSTLY = 1.5
"""A first call this many times the median of its backend's is costly: Numba's of `atc` is 2.8 times."""
LONG_CHECK = 10.0
"""A reference this many times as slow as the median makes verification long: that of `atc` takes a third of it all."""
TYPICAL = 611
"""Bars of the longer edge cases."""


def in_order(kernels: Sequence[Kernel[..., Any]], used: Sequence[str]) -> list[Kernel[..., Any]]:
    """The kernels that are `used`, most of all first, then the others of their families, then the rest as it is."""
    families = list(dict.fromkeys(kernel.family for name in used for kernel in kernels if kernel.name == name))

    def place(kernel: Kernel[..., Any]) -> tuple[int, int]:
        if kernel.name in used:
            return -1, used.index(kernel.name)
        return families.index(kernel.family) if kernel.family in families else len(families), 0

    return sorted(kernels, key=place)


def costly_last(backend: str, kernels: Sequence[str]) -> list[str]:
    """The kernels, those last that are known to take long to compile or verify: all others may fit before one."""
    calls = {name: first_call(name, backend) for name in kernels}
    checks = {name: reference_call(name) for name in kernels}
    call, check = COSTLY * typical(calls.values()), LONG_CHECK * typical(checks.values())
    return sorted(kernels, key=lambda name: calls[name] > call or checks[name] > check)


def typical(seconds: Iterable[float]) -> float:
    """The median of what is known."""
    return median([item for item in seconds if item] or [0.0])


def first_call(kernel: str, backend: str) -> float:
    """Seconds of import and first call on the reference machine; 0 where unknown."""
    known = shipped(kernel).get(backend)
    return known.first_call if known else 0.0


def reference_call(kernel: str) -> float:
    """Seconds of the slowest implementation, which is the reference, on the reference machine; 0 where unknown."""
    return max((item.curve.at(TYPICAL) for item in shipped(kernel).values() if item.curve), default=0.0)


def shipped(kernel: str) -> dict[str, Candidate]:
    """What is known of the candidates on the reference machine."""
    entry = default_profile().kernels.get(kernel)
    return entry.candidates if entry else {}
