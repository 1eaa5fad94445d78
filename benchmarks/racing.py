"""Measuring side by side with the tuner's own stopwatch, on rotating inputs and a fixed number of rounds.

Nobody is dropped here and every ratio is to the first function, so that a table can show all of them.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

import atc_core
from atc_core.registry import find_kernel
from atc_core.tuning.measure import Clocks, Racer, quiet, run_round

SAMPLES = 7
"""Inputs that take turns: on a single one the branch predictor learns the bars by heart."""
GROUP = 10
"""Neighbouring rounds that share a median."""

Function = Callable[..., Any]
Arguments = tuple[Any, ...]


class Entry(NamedTuple):
    """A function and the inputs that it takes in turns."""

    function: Function
    inputs: Sequence[Arguments]


class Lane(NamedTuple):
    """One function's nanoseconds per call in every round, and its ratios to the first function's, round by round."""

    nanoseconds: list[float]
    ratios: list[float]

    @property
    def typical(self) -> float:
        """The median of the times."""
        return statistics.median(self.nanoseconds)

    @property
    def least(self) -> float:
        """The least of the medians of neighbouring rounds: what a call costs where little disturbs it."""
        return min(statistics.median(near) for near in batched(self.nanoseconds))

    @property
    def ratio(self) -> float:
        """How many times as fast as the first function: the median of the ratios of neighbours in time."""
        return statistics.median(self.ratios)


def batched(values: Sequence[float]) -> Iterator[Sequence[float]]:
    """Groups of neighbours."""
    return (values[start : start + GROUP] for start in range(0, len(values), GROUP))


def samples(kernel: Any, n: int, seed: int = 0, **options: Any) -> list[Arguments]:
    """Several inputs of `n` bars for a kernel."""
    random = np.random.default_rng(seed)
    return [kernel.arguments(random, n, **options) for _ in range(SAMPLES)]


def building_blocks() -> list[str]:
    """The kernels that are not made of others: those with one array as their result."""
    return [name for name in atc_core.kernels() if find_kernel(name).result.fields == ()]


def race(functions: Mapping[str, Function], inputs: Sequence[Arguments], rounds: int = 60) -> dict[str, Lane]:
    """Time functions in turns on the same inputs; the first is what the others are compared with."""
    return race_entries({name: Entry(function, inputs) for name, function in functions.items()}, rounds)


def race_entries(entries: Mapping[str, Entry], rounds: int = 60) -> dict[str, Lane]:
    """Time functions in turns, each on inputs of its own; the first is what the others are compared with."""
    with quiet():
        racers = {name: Racer(entry.function, entry.inputs, Clocks()) for name, entry in entries.items()}
        for turn in range(rounds):
            run_round(list(racers.values()), backwards=turn % 2 == 1)
    first = next(iter(racers.values())).blocks
    return {
        name: Lane(racer.blocks, [base / own for base, own in zip(first, racer.blocks, strict=True)])
        for name, racer in racers.items()
    }
