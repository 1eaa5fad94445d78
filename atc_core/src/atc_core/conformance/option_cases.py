"""The values of options that are worth a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from atc_core.domains import LARGEST_REAL

if TYPE_CHECKING:
    from atc_core.kernel import Kernel
    from atc_core.parameters import Parameter

SHORT, LONG = 37, 611
"""Bars: neither is a multiple of a vector; the longer one is longer than the tiles that backends work in."""
MANY_OPTIONS = 8
"""A kernel with more options than this is tried with few values of each."""


def is_window(parameter: Parameter) -> bool:
    """Whether an option may be as large as a series is long."""
    return parameter.kind == "integer" and not parameter.domain.tried


def option_sets(kernel: Kernel[..., Any], n: int) -> Iterator[tuple[Any, ...]]:
    """The typical options, then each option in turn at its borders and around the size of the series."""
    typical = [item.typical for item in kernel.options]
    yield tuple(typical)
    values = few_option_values if has_many_options(kernel) else option_values
    for position, parameter in enumerate(kernel.options):
        for value in values(parameter, n):
            yield (*typical[:position], value, *typical[position + 1 :])


def has_many_options(kernel: Kernel[..., Any]) -> bool:
    """Whether all values of all options would be too many cases."""
    return len(kernel.options) > MANY_OPTIONS


def few_option_values(parameter: Parameter, n: int) -> list[Any]:
    """A few values of an option that is one of many."""
    if n not in (SHORT, LONG):
        return []
    return [9, n] if parameter.kind == "integer" else option_values(parameter, n)[-2:]


def option_values(parameter: Parameter, n: int) -> list[Any]:
    """Values of one option that are worth a case."""
    domain = parameter.domain
    none = [None] if parameter.optional else []
    if domain.tried:
        return [*none, *domain.tried]
    if parameter.kind == "choice":
        return [*none, *domain.choices]
    if parameter.kind == "flag":
        return [*none, False, True]
    if parameter.kind == "integer":
        wanted = [domain.at_least, 1, 2, 3, 4, 5, 8, 9, 16, 17, n - 1, n, n + 1, domain.at_most]
        return [*none, *sorted({int(item) for item in wanted if item is not None and domain.allow(item)})]
    if parameter.kind == "duration":
        return [item for item in (1, parameter.typical // 7, parameter.typical * 50) if domain.allow(item)]
    if parameter.kind == "number":
        return [*none, *(item for item in (1, 2, 0.5, 0.95) if domain.allow(item))]
    if parameter.kind != "real":
        return []
    borders = [item for item in (domain.at_least, domain.at_most) if item is not None and abs(item) < LARGEST_REAL]
    reals = [*borders, parameter.typical * 0.1, parameter.typical * 50.0]
    return [*none, *(float(item) for item in reals if domain.allow(item))]
