"""Tuning a machine: verify every candidate, then time the verified ones, most valuable measurement first."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from atc_core.errors import BackendError
from atc_core.kernel import Kernel
from atc_core.tuning import machine
from atc_core.tuning.first_call import TIMEOUT, FirstCalls, first_calls
from atc_core.tuning.lengths import joined, option_classes
from atc_core.tuning.measure import Clocks, Function, race
from atc_core.tuning.model import Curve, next_probe
from atc_core.tuning.profile import SCHEMA, Candidate, Entry, Profile

if TYPE_CHECKING:
    from atc_core.plugins import Plugins
    from atc_core.tuning.recorded import Case

REFERENCE = "python"
ROTATION = 4
"""Samples that the calls rotate through."""
SHARE_OF_FIRST_CALLS = 0.4
"""How much of all the time the first calls of all backends together may take."""
EARLY = 0.02
"""Seconds for a first look at a kernel, where time may not last until it is its turn."""
PATIENCE = 3.0
"""How many times as long a race may take that was undecided before."""
LARGE = 500_000
"""From this size on two samples are enough to leave no cache warm."""

SHARE_OF_RECORDED = 0.5
"""How much of the time for timing recorded cases may take."""

AnyKernel: TypeAlias = Kernel[..., Any]
Disagreement: TypeAlias = Callable[[AnyKernel, Function, Function], "str | None"]


class Plan(NamedTuple):
    """What to measure, and for how long."""

    sizes: tuple[int, ...]
    """In the order in which they are measured."""
    probes: int
    """Further sizes per kernel, where candidates come close."""
    timing: float
    """Seconds for the timing itself, after everything has been verified."""
    longest: float
    """Seconds for one kernel at one size."""
    repeats: int = 0
    """How often a case that stays undecided is raced again."""
    deadline: float = float("inf")
    """Seconds for everything."""
    recorded: tuple[Case, ...] = ()
    """What a program really calls, the costliest first; measured before everything else."""


QUICK = Plan(sizes=(1_000, 10_000, 32, 100_000), probes=1, timing=4.0, longest=0.12)
FULL = Plan(sizes=(1_000, 10_000, 32, 100_000, 1_000_000), probes=2, timing=60.0, longest=0.6, repeats=1)


class Step(NamedTuple):
    """Progress: `done` of `total` steps, and what was done."""

    done: int
    total: int
    text: str


class Tools(NamedTuple):
    """What the tuner works with; tests give their own."""

    disagreement: Disagreement
    first_calls: Callable[[str, list[str], float], FirstCalls] = first_calls
    clocks: Clocks = Clocks()
    now: Callable[[], float] = time.monotonic


def default_tools() -> Tools:
    """The real ones."""
    from atc_core.tuning.verify import disagreement

    return Tools(disagreement)


class Tuning:
    """One tuning of some kernels; whenever it is stopped, `profile` gives what is known so far."""

    def __init__(
        self,
        plugins: Plugins,
        kernels: Sequence[AnyKernel],
        backends: Sequence[str],
        plan: Plan,
        tools: Tools,
    ) -> None:
        """Tune `kernels` on `backends`; nothing is imported yet."""
        self.plugins = plugins
        self.kernels = in_order(kernels, [case.kernel for case in plan.recorded])
        self.plan = plan
        self.tools = tools
        self.notes: list[str] = []
        """Sentences about what was left out."""
        self.candidates: dict[str, dict[str, Candidate]] = {kernel.name: {} for kernel in kernels}
        self._names = list(backends)
        self._functions: dict[str, dict[str, Function]] = {kernel.name: {} for kernel in kernels}
        self._measured: set[tuple[str, int]] = set()
        self._end = tools.now() + plan.deadline
        self._end_of_first_calls = tools.now() + SHARE_OF_FIRST_CALLS * plan.deadline

    def profile(self) -> Profile:
        """What has been measured and found out so far."""
        kernels = {}
        for kernel, found in self.candidates.items():
            known = {name: item for name, item in found.items() if item.sizes or item.quarantine}
            if known:
                kernels[kernel] = Entry(known)
        return Profile(SCHEMA, machine.fingerprint(), machine.describe(), kernels)

    def steps(self) -> Iterator[Step]:
        """Do the work, one step at a time."""
        cases = len(self.kernels) * len(self.plan.sizes) + len(self.plan.recorded)
        total = len(self._names) + len(self.kernels) + cases
        done = 0
        for name in self._names:
            if self._is_over():
                return
            self._prepare(name)
            yield Step(done := done + 1, total, f"first calls of {name}")
        for kernel in self.kernels:
            if self._is_over():
                return
            self._verify(kernel)
            if self.plan.deadline < float("inf") and not self._is_over():
                self._measure(kernel, self.plan.sizes[0], EARLY)
            yield Step(done := done + 1, total, f"verify {kernel.name}")
        for kernel, n in self._time():
            done = min(done + 1, total)
            yield Step(done, total, f"time {kernel.name} at {n} bars")

    def _is_over(self) -> bool:
        return self.tools.now() >= self._end

    def _prepare(self, name: str) -> None:
        """Load a backend, after a process of its own has survived doing so."""
        timeout = min(TIMEOUT, self._end_of_first_calls - self.tools.now())
        first = FirstCalls(late=True)
        if timeout > 0:
            first = self.tools.first_calls(name, list(self.candidates), timeout)
        failure = first.failure
        if first.late and timeout == TIMEOUT:
            failure = f"its first calls took longer than {timeout:.0f} s"
        if failure:
            self.notes.append(f"{name} is left out: {failure}")
            return
        try:
            backend = self.plugins.load(name)
        except BackendError as error:
            self.notes.append(f"{name} is left out: {error}")
            return
        if backend.untunable:
            self.notes.append(f"{name} is not measured: {backend.untunable}")
            return
        for kernel in filter(backend.implementations.__contains__, self.candidates):
            self._functions[kernel][name] = backend.implementations[kernel]
            self.candidates[kernel][name] = Candidate(backend.version(), first_call=first.seconds(kernel))
            if kernel in first.crashed:
                self._quarantine(kernel, name, first.crashed[kernel])

    def _verify(self, kernel: AnyKernel) -> None:
        """Quarantine every candidate that disagrees with the reference."""
        reference = reference_for(self.plugins, kernel)
        for name, function in list(self._functions[kernel.name].items()):
            if name == REFERENCE:
                continue
            try:
                problem = self.tools.disagreement(kernel, function, reference)
            except (Exception, SystemExit) as error:
                problem = f"it raised {type(error).__name__}: {error}"
            if problem:
                self._quarantine(kernel.name, name, problem)

    def _quarantine(self, kernel: str, name: str, problem: str) -> None:
        del self._functions[kernel][name]
        version = self.candidates[kernel][name].version
        self.candidates[kernel][name] = Candidate(version, quarantine=problem)
        self.notes.append(f"{name} is quarantined for {kernel}: {problem}")

    def _time(self) -> Iterator[tuple[AnyKernel, int]]:
        """Time what was recorded, then all cases, then probes, then what stayed undecided."""
        gc.collect()
        end = min(self._end, self.tools.now() + self.plan.timing)
        yield from self._time_recorded(end)
        yield from self._time_sizes(end)
        for kernel in self.kernels * self.plan.probes:
            left = end - self.tools.now()
            if left <= 0:
                return
            probe = next_probe(self.curves(kernel))
            if probe is not None:
                self._measure(kernel, probe, min(left, self.plan.longest))
                yield kernel, probe
        for kernel, n in self._undecided() * self.plan.repeats:
            left = end - self.tools.now()
            if left <= 0:
                return
            self._measure(kernel, n, min(left, PATIENCE * self.plan.longest))
            yield kernel, n

    def _time_recorded(self, end: float) -> Iterator[tuple[AnyKernel, int]]:
        """Time the recorded cases, each within a share that grows with the time that a program spent there."""
        kernels = {kernel.name: kernel for kernel in self.kernels}
        cases = [case for case in self.plan.recorded if case.kernel in kernels]
        available = SHARE_OF_RECORDED * (end - self.tools.now())
        spent = sum(case.seconds for case in cases) or 1.0
        for case in cases:
            if self.tools.now() >= end:
                return
            limit = min(available * case.seconds / spent, PATIENCE * self.plan.longest)
            self._measure(kernels[case.kernel], case.n, limit, case.options)
            self._measured.add((case.kernel, case.n))
            yield kernels[case.kernel], case.n

    def _time_sizes(self, end: float) -> Iterator[tuple[AnyKernel, int]]:
        """Time the plan's sizes, each case within its share of the time that is left."""
        cases = [(kernel, n) for n in self.plan.sizes for kernel in self.kernels]
        for position, (kernel, n) in enumerate(cases):
            left = end - self.tools.now()
            if left <= 0:
                return
            if (kernel.name, n) not in self._measured:
                self._measure(kernel, n, min(left / (len(cases) - position), self.plan.longest))
            yield kernel, n

    def _undecided(self) -> list[tuple[AnyKernel, int]]:
        """The cases whose race ended too early."""
        found = ((kernel, self.candidates[kernel.name].values()) for kernel in self.kernels)
        return [(kernel, n) for kernel, items in found for n in sorted({n for item in items for n in item.undecided})]

    def curves(self, kernel: AnyKernel) -> dict[str, Curve]:
        """The cost curves of the verified candidates, as far as they are measured."""
        found = self.candidates[kernel.name]
        curves = {name: found[name].curve for name in self._functions[kernel.name]}
        return {name: curve for name, curve in curves.items() if curve is not None}

    def _measure(self, kernel: AnyKernel, n: int, limit: float, options: Mapping[str, Any] | None = None) -> None:
        """Race the candidates that have a chance at `n` bars and keep their times."""
        classes = option_classes(kernel, n) if options is None else [options]
        randoms = [np.random.default_rng([n, turn]) for turn in range(2 if n >= LARGE else ROTATION)]
        inputs = [[kernel.arguments(random, n, **values) for random in randoms] for values in classes]
        functions = self._contenders(kernel, n)
        for name, function in list(functions.items()):
            try:
                for samples in inputs:
                    function(*samples[0])
            except (Exception, SystemExit) as error:
                del functions[name]
                self._quarantine(kernel.name, name, f"at {n} bars it raised {type(error).__name__}: {error}")
        if not functions:
            return
        found = self.candidates[kernel.name]
        timings = [race(functions, samples, limit / len(inputs), self.tools.clocks) for samples in inputs]
        for name, timing in joined(timings).items():
            found[name] = found[name].with_timing(n, timing)

    def _contenders(self, kernel: AnyKernel, n: int) -> dict[str, Function]:
        """The candidates that were not far behind at smaller sizes."""
        return {
            name: function
            for name, function in self._functions[kernel.name].items()
            if not is_hopeless(name, self.curves(kernel), n)
        }


def in_order(kernels: Sequence[AnyKernel], first: Sequence[str]) -> list[AnyKernel]:
    """The kernels, those that are named `first` in front."""
    return sorted(kernels, key=lambda kernel: first.index(kernel.name) if kernel.name in first else len(first))


def is_hopeless(name: str, curves: Mapping[str, Curve], n: int) -> bool:
    """Whether what was measured below `n` bars shows that `name` cannot be the fastest there."""
    own = below(curves.get(name), n)
    others = (below(curve, n) for other, curve in curves.items() if other != name)
    return own is not None and any(other is not None and own.hopeless(other) for other in others)


def below(curve: Curve | None, n: int) -> Curve | None:
    """The part of a curve that was measured below `n` bars."""
    count = sum(size < n for size in curve.sizes) if curve else 0
    return Curve(curve.sizes[:count], curve.seconds[:count]) if curve and count else None


def reference_for(plugins: Plugins, kernel: AnyKernel) -> Function:
    """The reference's function; BackendError says what to install where there is none."""
    return plugins.load(REFERENCE).implementations[kernel.name]
