"""Numeric trading kernels on the backend that is fastest on this machine, with one answer everywhere.

>>> import atc_core
>>> atc_core.sma([1.0, 2.0, 3.0], 3)
array([nan, nan,  2.])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from atc_core import declarations as _declarations  # noqa: F401
from atc_core.backend import Backend
from atc_core.dispatch import get
from atc_core.errors import BackendError, BackendWarning, ProfileWarning, UnknownBackendError
from atc_core.kernel import KERNELS, SINGLES, Implementation, Kernel, kernel, kernels
from atc_core.parameters import Flags, Series, Signal
from atc_core.process import Call, backends, configure, trace, use
from atc_core.signals import classify, next_bar

if TYPE_CHECKING:
    from atc_core.declarations.atc import *
    from atc_core.declarations.moving_averages import *
    from atc_core.declarations.trend import *
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
    "classify",
    "configure",
    "get",
    "kernel",
    "kernels",
    "next_bar",
    "stream",
    "sweep",
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
    if name in KERNELS or name in SINGLES:
        return globals().setdefault(name, get(name))
    raise AttributeError(f"module 'atc_core' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names and the kernels, for tab completion."""
    return sorted({*__all__, *KERNELS, "hookimpl", "__version__"})
