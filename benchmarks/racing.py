"""Measuring side by side: functions take turns on rotating inputs, so that noise hits all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle, islice
from typing import Any, NamedTuple

import numpy as np

SAMPLES = 7
"""Inputs that take turns: on a single one the branch predictor learns the bars by heart."""

Function = Callable[..., Any]
Arguments = tuple[Any, ...]


GROUP = 10
"""Neighbouring rounds that share a median."""


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


def samples(kernel: Any, n: int, seed: int = 0) -> list[Arguments]:
    """Several inputs of `n` bars for a kernel."""
    random = np.random.default_rng(seed)
    return [kernel.arguments(random, n) for _ in range(SAMPLES)]


def race(functions: Mapping[str, Function], inputs: Sequence[Arguments], rounds: int = 60) -> dict[str, Lane]:
    """Time the functions in turns, forwards and backwards; the first is what the others are compared with."""
    names = list(functions)
    for function in functions.values():
        function(*inputs[0])
    repeats = {name: calls_per_block(functions[name], inputs) for name in names}
    times: dict[str, list[float]] = {name: [] for name in names}
    collecting = gc.isenabled()
    gc.disable()
    try:
        for turn in range(rounds):
            for name in names if turn % 2 == 0 else reversed(names):
                times[name].append(block(functions[name], inputs, repeats[name], turn))
    finally:
        if collecting:
            gc.enable()
    first = times[names[0]]
    return {
        name: Lane(taken, [base / own for base, own in zip(first, taken, strict=True)]) for name, taken in times.items()
    }


def calls_per_block(function: Function, inputs: Sequence[Arguments], target: float = 2e5) -> int:
    """How many calls take about `target` nanoseconds."""
    return max(1, round(target / max(1.0, min(block(function, inputs, 3, turn) for turn in range(5)))))


def block(function: Function, inputs: Sequence[Arguments], calls: int, turn: int) -> float:
    """Nanoseconds per call, over `calls` calls on inputs that take turns."""
    batch = list(islice(cycle(inputs), turn % len(inputs), turn % len(inputs) + calls))
    start = time.perf_counter_ns()
    for arguments in batch:
        function(*arguments)
    return (time.perf_counter_ns() - start) / calls
