"""Numeric trading kernels on the backend that is fastest on this machine, with one answer everywhere.

>>> import atc_core
>>> atc_core.sma([1.0, 2.0, 3.0], 3)
array([nan, nan,  2.])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from atc_core.arrays import Flags, Series, Signal
from atc_core.backend import Backend
from atc_core.dispatch import get
from atc_core.errors import BackendError, BackendWarning, ProfileWarning, UnknownBackendError
from atc_core.kernel import Implementation, Kernel, kernel
from atc_core.process import Call, backends, configure, register, trace, use
from atc_core.registry import REGISTRY, kernels

if TYPE_CHECKING:
    from atc_core.declarations.atc import *
    from atc_core.declarations.moving_averages import *
    from atc_core.declarations.trend import *
    from atc_core.frames import to_frame
    from atc_core.plugins import hookimpl as hookimpl
    from atc_core.streams.opening import atc_stream, stream
    from atc_core.streams.stream import Stream
    from atc_core.sweeps import sweep, universe

__version__ = "0.1.0"
__all__ = [
    "Backend",
    "BackendError",
    "BackendWarning",
    "Call",
    "Flags",
    "Implementation",
    "Kernel",
    "ProfileWarning",
    "Series",
    "Signal",
    "Stream",
    "UnknownBackendError",
    "atc_stream",
    "backends",
    "configure",
    "get",
    "kernel",
    "kernels",
    "register",
    "stream",
    "sweep",
    "to_frame",
    "trace",
    "universe",
    "use",
]


LATER = {
    "hookimpl": "atc_core.plugins",
    "Stream": "atc_core.streams.stream",
    "atc_stream": "atc_core.streams.opening",
    "stream": "atc_core.streams.opening",
    "sweep": "atc_core.sweeps",
    "to_frame": "atc_core.frames",
    "universe": "atc_core.sweeps",
}
"""What is imported when it is first asked for, and where it is."""


def __getattr__(name: str) -> Any:
    """Kernels are attributes, and so is what costs an import that not every program needs."""
    if name in LATER:
        from importlib import import_module

        return globals().setdefault(name, getattr(import_module(LATER[name]), name))
    kernel_name, _, backend = name.partition("@")
    if backend:
        return get(kernel_name, backend=backend)
    found = None if name.startswith("_") else REGISTRY.find(name)
    if found is not None:
        # What a notebook declares may be declared again.
        return get(name) if found.module == "__main__" else globals().setdefault(name, get(name))
    raise AttributeError(f"module 'atc_core' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names and the kernels, for tab completion."""
    return sorted({*__all__, *kernels(), "hookimpl", "__version__"})
