"""Inputs for tuning, testing and benchmarking: each sampler makes the arguments of a kernel for a size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from atc_core.arrays import Array, Flags, Series

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
    """Returns of 1 % and a signal of -1, 0 or 1 that cannot be predicted."""
    return random.normal(0.0, 0.01, n), random.integers(-1, 2, n).astype(np.float64)


def price_and_targets(random: np.random.Generator, n: int) -> tuple[Series, Array]:
    """A price walk, and positions of -1, 0 or 1 that are held for ten bars on average."""
    (prices,) = price_walk(random, n)
    drawn = random.integers(-1, 2, n).astype(np.int8)
    starts = np.where(random.random(n) < 0.1, np.arange(n), 0)
    return prices, drawn[np.maximum.accumulate(starts)]


def average_signal(random: np.random.Generator, n: int) -> tuple[Series]:
    """A signal between -1 and 1 in hundredths, as an average of signals is."""
    return (np.round(random.uniform(-1.0, 1.0, n), 2),)


def price_table(random: np.random.Generator, n: int) -> tuple[Array]:
    """Eight price walks side by side."""
    return (np.stack([price_walk(random, n)[0] for _ in range(8)], axis=1),)


def three_walks(random: np.random.Generator, n: int) -> tuple[Array]:
    """Three price walks side by side that share half of their steps."""
    steps = random.normal(0.0, 0.007, (n, 3)) + random.normal(0.0, 0.007, (n, 1))
    return (100.0 * np.exp(np.cumsum(steps, axis=0)),)


def two_walks(random: np.random.Generator, n: int) -> tuple[Series, Series]:
    """Two of these, each an array of its own."""
    (table,) = three_walks(random, n)
    return np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1])


def walk_with_gaps(random: np.random.Generator, n: int) -> tuple[Series]:
    """A price walk of which one bar in twenty is missing, and one in four of those after a missing one."""
    (prices,) = price_walk(random, n)
    starts = random.random(n) < 0.05
    later = np.concatenate([np.zeros(min(n, 1), np.bool_), starts[:-1]]) & (random.random(n) < 0.25)
    prices[starts | later] = np.nan
    return (prices,)


def returns_per_bar(random: np.random.Generator, n: int) -> tuple[Series]:
    """Returns of about 1 %, a little more often up than down."""
    return (random.normal(0.0005, 0.01, n),)


def around_target(random: np.random.Generator, n: int) -> tuple[Series]:
    """Values around 100 with a spread of 1, of which every third stretch of 200 bars lies 2 higher, or lower."""
    levels = np.repeat(random.integers(-1, 2, n // 200 + 1), 200)[:n]
    return (random.normal(100.0 + 2.0 * levels, 1.0),)


def labels_of_rows(random: np.random.Generator, n: int) -> tuple[Array]:
    """Labels of four states that last some ten bars, of which one in twenty flickers and one in fifty is missing."""
    labels = np.repeat(random.integers(0, 4, n // 10 + 1), 10)[:n]
    labels = np.where(random.random(n) < 0.05, random.integers(0, 4, n), labels)
    return (np.where(random.random(n) < 0.02, -1, labels),)


def rows_and_centers(random: np.random.Generator, n: int) -> tuple[Array, Array]:
    """Rows of four columns around three of their eight centres."""
    centers = random.normal(0.0, 3.0, (8, 4))
    return centers[random.integers(0, 3, n)] + random.normal(0.0, 1.0, (n, 4)), centers


def two_samples(random: np.random.Generator, n: int) -> tuple[Series, Series]:
    """A sample, and half as many values of a somewhat wider one a little higher up, some of them equal."""
    return np.round(random.normal(0.0, 1.0, n), 2), np.round(random.normal(0.2, 1.2, n // 2 + n % 2), 2)


def rows_in_groups(random: np.random.Generator, n: int) -> tuple[Array]:
    """Rows of two columns around four centres, of which two lie close together."""
    centers = np.array([[0.0, 0.0], [2.5, 1.0], [8.0, -3.0], [3.0, 9.0]])
    return (centers[random.integers(0, 4, n)] + random.normal(0.0, 0.8, (n, 2)),)


def rows_and_starts(random: np.random.Generator, n: int) -> tuple[Array, Array]:
    """The same rows, and three centres to start from that are none of theirs."""
    return rows_in_groups(random, n)[0], random.normal(2.0, 3.0, (3, 2))


def rows_and_labels(random: np.random.Generator, n: int) -> tuple[Array, Array]:
    """Rows of two columns around three centres, and which; one in thirty is labelled at random, one in forty not."""
    labels = random.integers(0, 3, n)
    rows = np.array([[0.0, 0.0], [4.0, 1.0], [1.0, 6.0]])[labels] + random.normal(0.0, 1.0, (n, 2))
    labels = np.where(random.random(n) < 1 / 30, random.integers(0, 3, n), labels)
    return rows, np.where(random.random(n) < 1 / 40, -1, labels)


def rows_of_data(random: np.random.Generator, n: int) -> tuple[Array]:
    """Rows of four columns that share half of their spread, each column in units of its own."""
    shared, own = random.normal(0.0, 1.0, (n, 1)), random.normal(0.0, 1.0, (n, 4))
    return (np.array([1.0, 5.0, 0.2, 30.0]) * (shared + own) + np.array([0.0, 100.0, 1.0, -20.0]),)


def rows_and_precision(random: np.random.Generator, n: int) -> tuple[Array, Array, Array]:
    """The same rows, their mean and the inverse of their covariance."""
    (rows,) = rows_of_data(random, n)
    spread = np.array([1.0, 5.0, 0.2, 30.0])
    precision = np.linalg.inv(np.outer(spread, spread) * (np.ones((4, 4)) + np.eye(4)))
    return rows, np.array([0.0, 100.0, 1.0, -20.0]), precision


def no_arrays(random: np.random.Generator, n: int) -> tuple[()]:  # noqa: ARG001
    """Nothing, for kernels of a model alone."""
    return ()


def trades_per_minute(random: np.random.Generator, n: int) -> tuple[Array, ...]:
    """Bars about every seven seconds: timestamps in nanoseconds, open, high, low, close, volume."""
    timestamps = 1_600_000_000_000_000_000 + np.cumsum(random.integers(0, 14_000_000_000, n))
    (close,) = price_walk(random, n)
    spread = close * random.uniform(0.0, 0.01, (2, n))
    opening = close + random.uniform(-0.5, 0.5, n) * spread[0]
    volume = np.round(random.exponential(1000.0, n))
    return timestamps, opening, close + spread[0], close - spread[1], close, volume


def bars(*fields: str) -> Sampler:
    """A sampler of some fields of plausible bars: high, low, close, volume, or whether a session starts.

    The close is a price walk, the open of a bar is the close before it; one bar in twenty has no volume.
    """

    def sample(random: np.random.Generator, n: int) -> tuple[Array, ...]:
        (close,) = price_walk(random, n)
        opening = np.concatenate([close[:1], close[:-1]])
        wicks = 1.0 + np.abs(random.normal(0.0, 0.003, (2, n)))
        found = {
            "high": np.maximum(opening, close) * wicks[0],
            "low": np.minimum(opening, close) / wicks[1],
            "close": close,
            "volume": np.round(random.exponential(1000.0, n)) * (random.random(n) >= 0.05),
            "session_start": random.random(n) < 0.02,
        }
        return tuple(found[field] for field in fields)

    return sample


def close_and_signed_volume(random: np.random.Generator, n: int) -> tuple[Series, Series]:
    """A price walk, and volume bought less volume sold, which moves it."""
    volume = np.round(random.normal(0.0, 1000.0, n))
    return 100.0 * np.exp(np.cumsum(5e-6 * volume + random.normal(0.0, 0.005, n))), volume
