"""Inputs for tuning, testing and benchmarking: each sampler makes the arguments of a kernel for a size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from atc_core.parameters import Flags, Series

Sampler: TypeAlias = "Callable[[np.random.Generator, int], tuple[Any, ...]]"  # evaluated, it would import numpy.random
"""``sample(random, n)`` gives the positional series arguments of a kernel, each of length `n`."""


def price_walk(random: np.random.Generator, n: int) -> tuple[Series]:
    """A random walk of prices that starts near 100, with 1 % steps."""
    return (100.0 * np.exp(np.cumsum(random.normal(0.0, 0.01, n))),)


def price_and_average(random: np.random.Generator, n: int) -> tuple[Series, Series]:
    """A price walk and a smoothed copy of it, which it crosses often."""
    (prices,) = price_walk(random, n)
    average = prices * (1.0 + random.normal(0.0, 0.01, n))
    return prices, average


def crossings(random: np.random.Generator, n: int) -> tuple[Flags, Flags]:
    """Two sparse series of flags: crossed up, crossed down."""
    return random.random(n) < 0.05, random.random(n) < 0.05


def returns_and_signal(random: np.random.Generator, n: int) -> tuple[Series, Series]:
    """Returns of 1 % and a signal of -1, 0 or 1 that nobody can predict."""
    return random.normal(0.0, 0.01, n), random.integers(-1, 2, n).astype(np.float64)
