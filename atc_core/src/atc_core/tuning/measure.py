"""Timing that survives noise: blocks of calls, candidates interleaved, ratios of what ran side by side."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from math import sqrt
from statistics import median
from typing import Any, NamedTuple, TypeAlias

from atc_core.conformance.forks import noticed_forks
from atc_core.errors import described
from atc_core.tuning.model import TIE_BAND

Function: TypeAlias = Callable[..., Any]
Inputs: TypeAlias = Sequence[tuple[Any, ...]]
Clock: TypeAlias = Callable[[], int]
"""Gives nanoseconds."""

BLOCK = 100_000
"""Nanoseconds of calls that are timed together."""
LONG_CALL = 200_000
"""Nanoseconds from which a call is timed on the CPU clock of its thread, if it uses no other."""
PAUSE = 50_000_000
"""Nanoseconds; no interruption makes a short block this long."""
LOOKS_AT_CALIBRATION = 3
DISTURBED = 1.2
"""Two blocks of one round that differ by more were not disturbed alike."""
FINE = 1e-6
"""Seconds; a clock that ticks no finer than this is no good for single calls."""
FEWEST_ROUNDS = 7
"""Rounds before a ratio's interval means anything: all on one side of the median happens once in 64 times."""
ENOUGH_ROUNDS = 15
"""Rounds after which a candidate that is far behind is known well enough."""
CLOSE_ROUNDS = 60
"""Rounds before a narrow verdict counts: fewer fit between two interruptions of a busy machine."""
LOOKS = (3, 7, 15, 30, 60, 100, 140, 200)
"""Rounds after which the race is judged: every look is a chance to be wrong."""
SETTLED = 0.01
"""An interval this narrow needs no further round."""
CONFIDENCE = 3.0
"""Standard normal quantile; wide, because a race is judged several times."""
LOSER = 1.5
"""A candidate surely this many times slower needs no further round."""
CLEAR_LOSER = 2.5
"""So much slower that a few rounds show it."""
FEW_ROUNDS = 3
"""Rounds that are not all interrupted."""


class Clocks(NamedTuple):
    """Where time comes from; tests give their own."""

    wall: Clock = time.perf_counter_ns
    thread: Clock = time.thread_time_ns
    process: Clock = time.process_time_ns
    thread_is_fine: bool = time.get_clock_info("thread_time").resolution <= FINE


class Timing(NamedTuple):
    """What one candidate costs per call."""

    seconds: float
    low: float
    """Lower end of the interval of its ratio to the fastest."""
    high: float
    """Upper end of that interval."""
    spread: float
    """Half of the width of the interval of its seconds, relative to their middle."""
    rounds: int

    @property
    def verdict(self) -> str:
        """Against the fastest: "slower" beyond the tie band, "tie" within it, else "undecided"."""
        if self.rounds < FEWEST_ROUNDS:
            return "slower" if is_lost(self) else "undecided"
        if self.low > 1.0 + TIE_BAND:
            return "slower"
        return "tie" if self.high <= 1.0 + TIE_BAND else "undecided"

    @property
    def is_open(self) -> bool:
        """Whether more rounds could still show this one to be the fastest."""
        return self.verdict == "undecided" and self.low <= LOSER


class RacerError(Exception):
    """A candidate that may not race on."""

    def __init__(self, name: str, problem: str) -> None:
        """Say which one, and why."""
        super().__init__(f"{name}: {problem}")
        self.name, self.problem = name, problem


class Racer:
    """One candidate in a race: its calls per block, its clock and what its blocks took."""

    def __init__(self, name: str, function: Function, inputs: Inputs, clocks: Clocks) -> None:
        """Call once to warm up, then find out how many calls fill a block."""
        self.name = name
        self.function = function
        self.repeat = repeater(len(inputs[0]))
        self.inputs = cycle(inputs)
        self.clocks = clocks
        self.clock = clocks.wall
        self.calls = 1
        self.blocks: list[float] = []
        self._calibrate()

    def _calibrate(self) -> None:
        self.block()
        while (cost := self._undisturbed()) * self.calls < BLOCK / 2 and self.calls < BLOCK:
            self.calls = min(max(2 * self.calls, int(BLOCK / max(cost, 1.0))), BLOCK)
        if cost >= LONG_CALL and self._stays_in_its_thread():
            self.clock = self.clocks.thread

    def _undisturbed(self) -> float:
        """The least of several blocks: one that was interrupted must not pass for a long call."""
        costs = [self.block()]
        while len(costs) < LOOKS_AT_CALIBRATION and costs[0] * self.calls < PAUSE:
            costs.append(self.block())
        return min(costs)

    def _stays_in_its_thread(self) -> bool:
        """Whether a call computes in the calling thread only."""
        if not self.clocks.thread_is_fine:
            return False
        thread, process = self.clocks.thread(), self.clocks.process()
        self.block()
        return self.clocks.process() - process < 1.2 * (self.clocks.thread() - thread)

    def block(self) -> float:
        """Nanoseconds per call over one block."""
        function, clock, repeat = self.function, self.clock, self.repeat
        arguments = list(islice(self.inputs, self.calls))
        with noticed_forks() as forks:
            begin = clock()
            try:
                repeat(function, arguments)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                raise RacerError(self.name, f"it raised {described(error)}") from error
            took = clock() - begin
        if forks:
            raise RacerError(self.name, "it forked")
        return took / self.calls


def repeater(count: int) -> Callable[[Function, Inputs], None]:
    """A loop of its own that writes out `count` arguments as a program does: unpacking costs a call more."""
    names = ", ".join(f"argument_{position}" for position in range(count))
    code = f"def repeat(function, inputs):\n    for [{names}] in inputs:\n        function({names})\n"
    namespace: dict[str, Any] = {}
    exec(code, namespace)  # noqa: S102
    repeat: Callable[[Function, Inputs], None] = namespace["repeat"]
    return repeat


def race(
    functions: Mapping[str, Function], inputs: Inputs, limit: float, clocks: Clocks | None = None
) -> dict[str, Timing]:
    """Time the candidates side by side for at most about `limit` seconds, each by at least one round."""
    clocks = clocks or Clocks()
    end = clocks.wall() + int(limit * 1e9)
    with quiet():
        racers = {name: Racer(name, function, inputs, clocks) for name, function in functions.items()}
        running = list(racers)
        for turn in range(1, LOOKS[-1] + 1):
            run_round([racers[name] for name in running], backwards=turn % 2 == 0)
            if clocks.wall() >= end:
                break
            if turn in LOOKS:
                timings = compare(racers)
                running = [name for name in running if not is_lost(timings[name])]
                if all(is_settled(timings[name]) for name in running):
                    break
        return compare(racers)


def run_round(racers: Sequence[Racer], *, backwards: bool) -> None:
    """One block each, forth and back (A B B A), so that a drift of the machine hits all alike."""
    order = racers[::-1] if backwards else racers
    first = [racer.block() for racer in order]
    second = [racer.block() for racer in reversed(order)][::-1]
    for racer, one, two in zip(order, first, second, strict=True):
        racer.blocks.append(together(one, two))


def together(one: float, two: float) -> float:
    """The mean of two blocks that agree, else the shorter: what interrupts a block only makes it longer."""
    return (one + two) / 2 if max(one, two) < DISTURBED * min(one, two) else min(one, two)


def compare(racers: Mapping[str, Racer]) -> dict[str, Timing]:
    """Each candidate against the one that is fastest in the median, by the rounds that both ran."""
    medians = {name: median(racer.blocks) for name, racer in racers.items()}
    best = min(medians, key=lambda name: medians[name])
    scale = medians[best] * 1e-9
    timings = {}
    for name, racer in racers.items():
        ratios = sorted(a / b for a, b in zip(racer.blocks, racers[best].blocks, strict=False))
        timings[name] = Timing(
            scale * median(ratios), *interval(ratios), spread(sorted(racer.blocks)), len(racer.blocks)
        )
    return timings


def interval(ordered: Sequence[float]) -> tuple[float, float]:
    """An interval for the median of which `ordered` is a sample: its order statistics, no distribution assumed."""
    count = len(ordered)
    rank = max(int((count - CONFIDENCE * sqrt(count)) / 2), 0)
    return ordered[rank], ordered[-1 - rank]


def spread(ordered: Sequence[float]) -> float:
    """Half of the width of the interval for the median, relative to its middle."""
    low, high = interval(ordered)
    return (high - low) / (high + low)


def is_lost(timing: Timing) -> bool:
    """Whether a candidate is clearly slower, so that its exact cost does not matter."""
    if timing.rounds < FEWEST_ROUNDS:
        return timing.rounds >= FEW_ROUNDS and timing.low > CLEAR_LOSER
    return timing.low > LOSER


def is_settled(timing: Timing) -> bool:
    """Whether more rounds would not change what is known."""
    if timing.low > LOSER:
        return timing.rounds >= ENOUGH_ROUNDS
    if timing.rounds < CLOSE_ROUNDS or timing.verdict == "undecided":
        return False
    return timing.high - timing.low < SETTLED or timing.low > 1.0 + 2 * TIE_BAND


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the garbage collector away while something is timed."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
