"""The options of `atc-tune`: how they are written, checked and completed."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Annotated

import typer

from atc_core.command.terminal import version_option
from atc_core.errors import UnknownBackendError
from atc_core.process import PROCESS
from atc_core.registry import REGISTRY, find_kernel, kernels
from atc_core.spelling import did_you_mean


def check_kernel(name: str) -> str:
    """`name` must be a kernel; the error names the closest match."""
    try:
        return find_kernel(name).name
    except KeyError as error:
        raise typer.BadParameter(error.args[0]) from None


def check_kernels(names: list[str]) -> list[str]:
    """The kernels that names, families and patterns mean, each once; the error names the closest match."""
    return list(dict.fromkeys(kernel for name in names for kernel in expanded(name)))


def expanded(name: str) -> list[str]:
    """The kernels of a name: that kernel, else those of a family or a pattern such as ``rolling_*``."""
    found = REGISTRY.find(name)
    if found is not None:
        return [found.name]
    every = {**REGISTRY.all(), **REGISTRY.all("float32")}
    if any(sign in name for sign in "*?["):
        matching = [kernel for kernel in every if fnmatchcase(kernel, name)]
    else:
        matching = [kernel.name for kernel in REGISTRY.all().values() if kernel.family == name]
    if not matching:
        families = [kernel.family for kernel in REGISTRY.all().values()]
        known = list(dict.fromkeys([*every, *families]))
        elsewhere = REGISTRY.called_elsewhere(name)
        hint = f": {elsewhere}" if elsewhere else f" {name!r}{did_you_mean(name, known)}"
        raise typer.BadParameter(f"unknown kernel or family{hint}")
    return matching


def check_backends(names: list[str]) -> list[str]:
    """Every name must be a backend; the error names the closest match."""
    for name in names:
        try:
            PROCESS.choice.plugins.status(name)
        except UnknownBackendError as error:
            raise typer.BadParameter(str(error)) from None
    return names


def read_duration(text: str | None) -> str | None:
    """A duration such as ``30s``; the error shows how one is written."""
    if text is not None and not seconds(text) > 0.0:
        raise typer.BadParameter(f"must be a duration such as 30s or 2m, was {text!r}")
    return text


def seconds(text: str) -> float:
    """The seconds in ``500ms``, ``30s``, ``2m``, ``1h`` or ``30``; 0 where it is none of these."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|)\s*", text)
    if found is None:
        return 0.0
    return float(found[1]) * {"ms": 1e-3, "": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}[found[2]]


def complete_kernel(incomplete: str) -> list[str]:
    """The kernels and families that a shell may complete to."""
    families = dict.fromkeys(kernel.family for kernel in REGISTRY.all().values())
    names = dict.fromkeys((*kernels(), *kernels("float32"), *families))
    return [name for name in names if name.startswith(incomplete)]


def complete_backend(incomplete: str) -> list[str]:
    """The backends that a shell may complete to."""
    return [name for name in PROCESS.choice.plugins.statuses() if name.startswith(incomplete)]


Version = Annotated[bool, version_option("atc-core")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON and nothing else to standard output.")]
KernelNames = Annotated[
    list[str],
    typer.Option(
        "--kernel",
        "-k",
        help="Only this kernel, family (metrics) or pattern ('rolling_*'); may be repeated.",
        callback=check_kernels,
        autocompletion=complete_kernel,
    ),
]
BackendNames = Annotated[
    list[str],
    typer.Option(
        "--backend",
        "-b",
        help="Only this backend; may be repeated.",
        callback=check_backends,
        autocompletion=complete_backend,
    ),
]
KernelName = Annotated[
    str, typer.Argument(help="The kernel's name.", callback=check_kernel, autocompletion=complete_kernel)
]
