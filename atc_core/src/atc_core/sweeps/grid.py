"""The options of a sweep: every combination of a grid, checked before anything starts."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, product
from typing import Any, TypeAlias

from atc_core.kernel import Kernel
from atc_core.option_values import check_option, find_option

Options: TypeAlias = dict[str, Any]
Grid: TypeAlias = Mapping[str, Iterable[Any]] | Iterable[Mapping[str, Any]]
"""Values by option, of which every combination is meant; or the options of each job."""


def combinations(kernel: Kernel[..., Any], grid: Grid, fixed: Options) -> tuple[Iterator[Options], int | None]:
    """The options of each job in grid order, and how many there are where that is known."""
    if isinstance(grid, Mapping):
        return crossed(kernel, grid, fixed)
    if isinstance(grid, Sequence):
        for options in grid:
            check_job(kernel, options, fixed)
        return (dict(options) for options in grid), len(grid)
    rest = iter(grid)
    first = list(islice(rest, 1))
    for options in first:
        check_job(kernel, options, fixed)
    return (dict(options) for options in chain(first, rest)), None


def crossed(
    kernel: Kernel[..., Any], grid: Mapping[str, Iterable[Any]], fixed: Options
) -> tuple[Iterator[Options], int]:
    """Every combination of the values of each option; the last option changes fastest."""
    check_names(kernel, grid, fixed)
    axes = {name: axis(kernel, name, values) for name, values in grid.items()}
    jobs = (dict(zip(axes, values, strict=True)) for values in product(*axes.values()))
    return jobs, math.prod(map(len, axes.values()))


def axis(kernel: Kernel[..., Any], name: str, values: Any) -> list[Any]:
    """The values of one option, each checked."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"{kernel.name}: grid must give a list of values for {name}, was {values!r}")
    return [checked(kernel, name, value) for value in values]


def check_job(kernel: Kernel[..., Any], options: Any, fixed: Options) -> None:
    """The options of one job must be known, complete and in range."""
    if not isinstance(options, Mapping):
        raise TypeError(f"{kernel.name}: grid must give options by name, was {options!r}")
    check_names(kernel, options, fixed)
    for name, value in options.items():
        checked(kernel, name, value)


def check_names(kernel: Kernel[..., Any], given: Iterable[str], fixed: Options) -> None:
    """Names must be the kernel's, each given once, and none may be missing that has no default."""
    for name in given:
        find_option(kernel, name)
        if name in fixed:
            raise TypeError(f"{kernel.name}: {name} is given in the grid and beside it")
    needed = [item.name for item in kernel.options if item.default is inspect.Parameter.empty]
    missing = [name for name in needed if name not in {*given, *fixed}]
    if missing:
        raise TypeError(f"{kernel.name}: {', '.join(missing)} must be given")


def checked(kernel: Kernel[..., Any], name: str, value: Any) -> Any:
    """`value` as the door of the kernel lets it in."""
    return check_option(kernel.name, find_option(kernel, name), value)


def check_together(kernel: Kernel[..., Any], options: Options) -> None:
    """The options of every job must be allowed together; how many bars there will be is not known yet."""
    complete = [checked(kernel, item.name, options.get(item.name, item.default)) for item in kernel.options]
    reason = kernel.conflict(complete)
    if reason:
        raise ValueError(f"{kernel.name}: {reason}")
