"""The cases of the suite that go beyond what the tuner verifies: every size, every window, a million bars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.arrays import Array
from atc_core.conformance.case import SEED, Case
from atc_core.conformance.changes import changes_of_type
from atc_core.conformance.edge_cases import short_windows
from atc_core.conformance.layouts import read_only
from atc_core.conformance.option_cases import has_many_options, is_window, option_values

if TYPE_CHECKING:
    from atc_core.kernel import Kernel
    from atc_core.parameters import Parameter

MILLION = 1_000_000
MANY = 50_000
"""Bars where a million would take the reference minutes."""
RANDOM_CASES = 250


def sampled(kernel: Kernel[..., Any], n: int, seed: int = SEED) -> tuple[list[Array], tuple[Any, ...]]:
    """Arrays and options; windows are shorter than the series."""
    options, count = kernel.named(short_windows(kernel)[0]), len(kernel.arrays)
    arguments = kernel.around(kernel.sample(np.random.default_rng(seed), n), options)
    return list(arguments[:count]), arguments[count:]


def size_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """Every number of bars up to 80."""
    for n in range(81):
        series, options = sampled(kernel, n)
        yield Case(f"{n} bars", (*map(read_only, series), *options))


def window_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """Every value up to 140 of each option that counts bars."""
    series, options = sampled(kernel, 301)
    step = 23 if has_many_options(kernel) else 1
    for position, parameter in enumerate(kernel.options):
        if is_window(parameter):
            for value in range(1, 141, step):
                yield Case("walk", (*map(read_only, series), *options[:position], value, *options[position + 1 :]))


def long_window_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """Long windows over prices that are constant, stepped or far from zero; only where options count bars."""
    n = 12_000
    prices = {
        "constant": np.full(n, 0.1),
        "step": np.where(np.arange(n) < n // 2, 100.1, 300.3),
        "offset 1e6": 1e6 + np.random.default_rng(SEED).normal(size=n).cumsum(),
    }
    for position, parameter in enumerate(kernel.options):
        lengths = (500, 1024, 5000, 10_000)[: 1 if has_many_options(kernel) else None]
        for length in lengths if parameter.domain.affects_speed else ():
            options = tuple(length if i == position else item.typical for i, item in enumerate(kernel.options))
            for name, x in prices.items():
                yield Case(name, (*(read_only(x.astype(item.dtype)) for item in kernel.arrays), *options))


def random_combinations(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """Up to three changes anywhere in arrays of any size, and any options."""
    random = np.random.default_rng(SEED)
    for _ in range(RANDOM_CASES):
        n = int(random.integers(1, random.choice([40, 200, 700])))
        arrays = kernel.sample(random, n)
        for _ in range(random.integers(4) if arrays else 0):
            item = arrays[random.integers(len(arrays))]
            changes = list(changes_of_type(item.dtype).values())
            with np.errstate(over="ignore"):
                changes[random.integers(len(changes))](item[random.integers(max(len(item), 1)) :])
        options = (any_value(random, item, n) for item in kernel.options)
        yield Case("random", (*map(read_only, arrays), *options))


def any_value(random: np.random.Generator, parameter: Parameter, n: int) -> Any:
    """One of an option's values."""
    values = option_values(parameter, n) or [parameter.typical]
    return values[random.integers(len(values))]


def many_bar_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """Many bars; prices, which are what is positive, are moved up by a million."""
    n = MILLION if kernel.is_per_bar and not has_many_options(kernel) else MANY
    n = min(n, kernel.largest or n)
    arrays = kernel.sample(np.random.default_rng(SEED), n)
    moved = [item + 1e6 if is_price(item) else item for item in arrays]
    yield Case(f"{n} bars", (*map(read_only, moved), *(item.typical for item in kernel.options)))


def is_price(array: Array) -> bool:
    """Whether it holds positive numbers."""
    return array.dtype.kind == "f" and array.size > 0 and bool(array.min() > 0)
