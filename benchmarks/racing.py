"""Measuring side by side with the tuner's own stopwatch, on rotating inputs and a fixed number of rounds.

No function is dropped here and every ratio is to the first one, so that a table can show all of them.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

import atc_core
from atc_core.columns import as_result
from atc_core.kernel import Kernel
from atc_core.registry import REGISTRY
from atc_core.tuning.measure import Clocks, Racer, quiet, run_round
from atc_core.validation import bind

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


def samples(kernel: Kernel[..., Any], n: int, seed: int = 0, **options: Any) -> list[Arguments]:
    """Several inputs of `n` bars for a kernel."""
    random = np.random.default_rng(seed)
    return [kernel.arguments(random, n, **options) for _ in range(SAMPLES)]


def building_blocks() -> list[str]:
    """The kernels that give one value a bar."""
    return [name for name, kernel in REGISTRY.all().items() if is_building_block(kernel)]


def is_building_block(kernel: Kernel[..., Any]) -> bool:
    """Whether a kernel takes series and gives one series."""
    return kernel.is_per_bar and kernel.result.type is None


def implements(backend: str, kernel: str) -> bool:
    """Whether a backend can run a kernel here."""
    try:
        atc_core.get(kernel, backend=backend)
    except atc_core.BackendError:
        return False
    return True


def of_length(kernel: Kernel[..., Any], length: int) -> dict[str, Any]:
    """The options that decide how long a call takes, all of them `length`; none where there are none."""
    return {kernel.options[position].name: length for position in kernel.speed_options}


def outputs(kernel: Kernel[..., Any], arguments: Arguments) -> Any:
    """New memory for the result of a call, as `out` takes it."""
    count = len(kernel.arrays)
    arrays = arguments[:count]
    pairs = zip(kernel.shapes(bind(kernel, arrays), arguments[count:]), kernel.dtypes(arrays), strict=True)
    return as_result(kernel, [np.empty(shape, dtype) for shape, dtype in pairs])


def race(functions: Mapping[str, Function], inputs: Sequence[Arguments], rounds: int = 60) -> dict[str, Lane]:
    """Time functions in turns on the same inputs; the first is what the others are compared with."""
    return race_entries({name: Entry(function, inputs) for name, function in functions.items()}, rounds)


def race_entries(entries: Mapping[str, Entry], rounds: int = 60) -> dict[str, Lane]:
    """Time functions in turns, each on inputs of its own; the first is what the others are compared with."""
    with quiet():
        racers = {name: Racer(name, entry.function, entry.inputs, Clocks()) for name, entry in entries.items()}
        for turn in range(rounds):
            run_round(list(racers.values()), backwards=turn % 2 == 1)
    first = next(iter(racers.values())).blocks
    return {
        name: Lane(racer.blocks, [base / own for base, own in zip(first, racer.blocks, strict=True)])
        for name, racer in racers.items()
    }
