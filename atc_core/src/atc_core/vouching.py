"""What nothing has verified runs where it was asked for by name, or has the only streams, but not without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atc_core.blame import warn
from atc_core.errors import UnverifiedWarning

if TYPE_CHECKING:
    from atc_core.choice import Choice
    from atc_core.kernel import Kernel

VERIFIED: set[tuple[str, str]] = set()
"""Kernels and backends that the conformance suite found right in this process."""


def vouch(choice: Choice, kernel: Kernel[..., object], backend: str) -> None:
    """Warn once where what is about to run was never verified."""
    key = (kernel.name, backend)
    if key in choice.vouched:
        return
    choice.vouched.add(key)
    if not is_verified(choice, kernel, backend):
        warn(
            f"{kernel.name} runs on backend {backend!r}, which nothing has verified; verify it with: "
            f"atc-tune --kernel {kernel.name}, or with atc_core.conformance.checks({backend!r})",
            UnverifiedWarning,
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
