"""The options of `atc-tune`: how they are written, checked and completed."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from atc_core.errors import UnknownBackendError
from atc_core.process import PROCESS
from atc_core.registry import find_kernel, kernels


def check_kernel(name: str) -> str:
    """`name` must be a kernel; the error names the closest match."""
    try:
        return find_kernel(name).name
    except KeyError as error:
        raise typer.BadParameter(error.args[0]) from None


def check_kernels(names: list[str]) -> list[str]:
    """Every name must be a kernel."""
    return [check_kernel(name) for name in names]


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
    """The kernels that a shell may complete to."""
    return [name for name in (*kernels(), *kernels("float32")) if name.startswith(incomplete)]


def complete_backend(incomplete: str) -> list[str]:
    """The backends that a shell may complete to."""
    return [name for name in PROCESS.choice.plugins.statuses() if name.startswith(incomplete)]


Json = Annotated[bool, typer.Option("--json", help="Write JSON and nothing else to standard output.")]
KernelNames = Annotated[
    list[str],
    typer.Option(
        "--kernel",
        "-k",
        help="Only this kernel; may be repeated.",
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
