"""Other people's libraries as one would call them, a file each: `make bench-peers` measures them beside ours.

A function bears the name of the kernel that it answers. Its documentation says where the library's definition differs
from ours, and is empty where it does not. A result that leaves the warm-up away is compared from its end.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import atc_core

Array = NDArray[Any]
Fields = tuple[Array, ...]


class Library(NamedTuple):
    """An installed library and what it offers."""

    name: str
    version: str
    functions: dict[str, Callable[..., Any]]
    given: Callable[[Array], Any]
    """Makes an array what the library takes; that is not timed."""

    def conventions(self) -> dict[str, str]:
        """By kernel, where the definition differs from ours."""
        return {kernel: function.__doc__ for kernel, function in self.functions.items() if function.__doc__}


def installed() -> tuple[list[Library], dict[str, str]]:
    """The libraries that are there, and of the others why they are not."""
    found, missing = [], {}
    for item in pkgutil.iter_modules(__path__):
        try:
            found.append(read(importlib.import_module(f"{__name__}.{item.name}")))
        except (ImportError, PackageNotFoundError) as error:
            missing[item.name] = str(error)
    return found, missing


def read(module: ModuleType) -> Library:
    """The library that a module of this package calls."""
    offered = {name: getattr(module, name) for name in atc_core.kernels() if hasattr(module, name)}
    distribution = module.DISTRIBUTION
    return Library(distribution.lower(), version(distribution), offered, getattr(module, "given", as_it_is))


def as_it_is(x: Array) -> Array:
    """Most libraries take arrays."""
    return x


def marked(up: Array, down: Array) -> Array:
    """1 where `up`, -1 where `down`, NaN elsewhere: what a forward fill turns into a signal."""
    return np.where(up, 1.0, np.where(down, -1.0, np.nan))
