"""A kernel over many options or many tables, on any `concurrent.futures.Executor`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from atc_core.sweeps.doors import sweep, universe
from atc_core.sweeps.outcome import Outcome

if TYPE_CHECKING:
    from atc_core.sweeps.run import Run

__all__ = ["Outcome", "Run", "sweep", "universe"]


def __getattr__(name: str) -> Any:
    """`Run` imports concurrent.futures, which `import atc_core` does not need."""
    if name == "Run":
        from atc_core.sweeps.run import Run

        return Run
    raise AttributeError(f"module 'atc_core.sweeps' has no attribute {name!r}")
