"""An implementation that was asked for by name runs, but not without a word where nothing has verified it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from atc_core.decision import RANKED, Verdict
from atc_core.errors import UnverifiedWarning

if TYPE_CHECKING:
    from atc_core.choice import Choice
    from atc_core.kernel import Kernel

VERIFIED: set[tuple[str, str]] = set()
"""Kernels and backends that the conformance suite found right in this process."""


def vouch(choice: Choice, kernel: Kernel[..., object], verdict: Verdict) -> None:
    """Warn once where what is about to run was asked for by name and never verified."""
    name, key = verdict.backend, (kernel.name, verdict.backend)
    if verdict.rung in RANKED or key in choice.vouched:
        return
    choice.vouched.add(key)
    if not is_verified(choice, kernel, name):
        warnings.warn(
            f"{kernel.name} runs on backend {name!r}, which nothing has verified; verify it with: "
            f"atc-tune --kernel {kernel.name}, or with atc_core.conformance.checks({name!r})",
            UnverifiedWarning,
            stacklevel=4,
        )


def is_verified(choice: Choice, kernel: Kernel[..., object], backend: str) -> bool:
    """Whether something has compared an implementation with the reference: our own suite, or a tuning here."""
    from atc_core.plugins import extras

    if backend == kernel.reference or backend in extras() or (kernel.name, backend) in VERIFIED:
        return True
    entry = choice.measured.get(kernel.name)
    candidate = entry.candidates.get(backend) if entry else None
    version = choice.plugins.backends[backend].version()
    return candidate is not None and bool(candidate.sizes) and candidate.version == version
