"""Numeric trading kernels on the backend that is fastest on this machine, with one answer everywhere.

>>> import atc_core
>>> atc_core.sma([1.0, 2.0, 3.0], 3)
array([nan, nan,  2.])
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from atc_core.errors import BackendError, BackendWarning, ProfileWarning, UnknownBackendError, UnverifiedWarning
from atc_core.forking import FIRST_TIME

# At once: later, the module of that name would stand in the function's place.
from atc_core.kernel import Implementation, Kernel, kernel

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
    "UnverifiedWarning",
    "atc_stream",
    "backends",
    "configure",
    "counts",
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
    "arrays": ("Flags", "Series", "Signal"),
    "backend": ("Backend",),
    "dispatch": ("get",),
    "frames": ("to_frame",),
    "plugins": ("hookimpl",),
    "process": ("Call",),
    "program": ("backends", "configure", "counts", "register", "trace", "use"),
    "registry": ("kernels",),
    "streams.opening": ("atc_stream", "stream"),
    "streams.stream": ("Stream",),
    "sweeps": ("sweep", "universe"),
}
"""The public names by module: imported when first asked for, since all of them together take 10 ms."""
ORIGINS = {name: f"atc_core.{module}" for module, names in LATER.items() for name in names}


def __getattr__(name: str) -> Any:
    """Kernels are attributes, and so are the public names that are imported later."""
    from importlib import import_module

    if name.startswith("_"):
        raise AttributeError(f"module 'atc_core' has no attribute {name!r}")
    with FIRST_TIME:
        if name in ORIGINS:
            return globals().setdefault(name, getattr(import_module(ORIGINS[name]), name))
        return kernel_attribute(name)


def kernel_attribute(name: str) -> Any:
    """The handle of a kernel: ``ema``, or ``ema@rust``, which is the name that a pinned handle is pickled by."""
    from atc_core.dispatch import get
    from atc_core.registry import REGISTRY
    from atc_core.spelling import CLOSE_KERNEL, closest

    kernel_name, _, backend = name.partition("@")
    if backend:
        return get(kernel_name, backend=backend)
    found = REGISTRY.find(name)
    if found is None:
        elsewhere = REGISTRY.called_elsewhere(name)
        hint = f": {elsewhere}" if elsewhere else closest(name, [*__all__, *REGISTRY.all()], CLOSE_KERNEL)
        raise AttributeError(f"module 'atc_core' has no attribute {name!r}{hint}")
    # What a notebook declares may be declared again.
    return get(name) if found.module == "__main__" else globals().setdefault(name, get(name))


def __dir__() -> list[str]:
    """The public names and the kernels, for tab completion."""
    from atc_core.registry import kernels

    return sorted({*__all__, *kernels(), "hookimpl", "__version__"})


class Package(ModuleType):
    """This module, whose documentation has a line for every kernel that is installed."""

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """What ``help(atc_core)`` begins with."""
        from atc_core.overview import overview

        return overview(vars(self)["__doc__"])

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """By name, as other modules are pickled: cloudpickle, and so Dask, knows no further type of module."""
        from importlib import import_module

        return import_module, (self.__name__,)


sys.modules[__name__].__class__ = Package
