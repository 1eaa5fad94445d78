"""The public names that are no kernels, documented by mkdocstrings from their docstrings."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import atc_core

ENTRY = "::: {place}\n    options:\n      heading_level: 3\n"


def section(module: str) -> str:
    """Everything public in a package, in the order of its list."""
    package = import_module(module)
    kernels = set(atc_core.kernels())
    return "\n\n".join(
        ENTRY.format(place=place(package, name))
        for name in package.__all__
        if name not in kernels and is_described(package, name)
    )


def is_described(package: Any, name: str) -> bool:
    """Whether a name is a class or a function; aliases of types are described with kernels of one's own."""
    found = getattr(package, name)
    return getattr(found, "__module__", "").startswith("atc_") and hasattr(found, "__qualname__")


def place(package: Any, name: str) -> str:
    """Where a name is defined."""
    found = getattr(package, name)
    return f"{found.__module__}.{found.__qualname__}"
