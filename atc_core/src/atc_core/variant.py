"""The kinds of call that may rank backends otherwise than the usual one: long windows, and tables by memory order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from atc_core.kernel import Kernel
    from atc_core.tuning.model import Thresholds

USUAL = ""
LONG = "long"
TABLES = ("C", "F")
LONG_LENGTH = 200
"""Bars of a long window: a sum anew at every bar costs seven times what it costs at 28, a running one the same."""
LONG_FROM = 75
"""Windows from here on count as long: the geometric middle between the two lengths that are measured."""


def variants(kernel: Kernel[..., Any]) -> tuple[str, ...]:
    """The kinds of call, beside the usual one, that a kernel knows."""
    tables = TABLES if kernel.is_by_series else ()
    return (LONG, *tables) if kernel.speed_options else tables


def variant_of(kernel: Kernel[..., Any], options: Sequence[Any], layout: str = "1d") -> str:
    """The kind of a call with these option values on series of this layout."""
    if layout in TABLES and kernel.is_by_series:
        return layout
    return LONG if any(options[position] >= LONG_FROM for position in kernel.speed_options) else USUAL


def entry_name(kernel: str, variant: str) -> str:
    """Under which name a profile keeps what was measured: ``ema``, ``ema:long``, ``ema:C``."""
    return f"{kernel}:{variant}" if variant else kernel


def kernel_name(entry: str) -> str:
    """The kernel of an entry."""
    return entry.partition(":")[0]


def merge_edges(usual: Thresholds, long: Thresholds) -> tuple[tuple[int, ...], list[tuple[str, str]]]:
    """The sizes at which either decision changes, and both decisions from each of them on."""
    edges = tuple(sorted({*usual.edges, *long.edges}))
    return edges, [(usual.at(n), long.at(n)) for n in (0, *edges)]


def by_length(kernel: Kernel[..., Any], usual: Callable[..., Any], long: Callable[..., Any]) -> Callable[..., Any]:
    """A function that takes the one or the other by the length of the window."""
    if usual is long:
        return usual
    first = len(kernel.arrays)
    positions = [first + position for position in kernel.speed_options]

    def chosen(*arguments: Any, **out: Any) -> Any:
        is_long = any(arguments[position] >= LONG_FROM for position in positions)
        return long(*arguments, **out) if is_long else usual(*arguments, **out)

    return chosen
