"""What ``help(atc_core)`` begins with: every kernel in a line, those of installed packages too."""

from __future__ import annotations

from itertools import groupby
from textwrap import fill

from atc_core.registry import REGISTRY

WIDTH = 79


def overview(introduction: str) -> str:
    """The introduction of the package, then the kernels family by family."""
    families = groupby(REGISTRY.all().values(), key=lambda kernel: kernel.family)
    parts = [introduction.strip(), "Kernels; `help(atc_core.ema)` says all about one:"]
    for family, kernels in families:
        lines = [line(kernel.name, kernel.summary) for kernel in kernels]
        parts.append("\n".join([family.replace("_", " "), *lines]))
    return "\n\n".join(parts) + "\n"


def line(name: str, summary: str) -> str:
    """A kernel's name and what it gives."""
    return fill(summary, WIDTH, initial_indent=f"    {name:<20} ", subsequent_indent=" " * 25)
