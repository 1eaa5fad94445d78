"""Tuning a machine: verify every candidate, then time the verified ones, most valuable measurement first."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

from atc_core.kernel import Kernel
from atc_core.tuning.candidates import Candidates
from atc_core.tuning.first_call import TIMEOUT
from atc_core.tuning.model import next_probe
from atc_core.tuning.order import costly_last, in_order
from atc_core.tuning.plan import Plan, Step, Tools
from atc_core.tuning.progress import Progress
from atc_core.tuning.side_by_side import side_by_side
from atc_core.tuning.targets import Target
from atc_core.variant import USUAL, variant_of, variants

if TYPE_CHECKING:
    from atc_core.plugins import Plugins
    from atc_core.tuning.first_call import FirstCalls
    from atc_core.tuning.profile import Profile
    from atc_core.tuning.recorded import Case

SHARE_OF_CHECKS = 0.55
"""How much of all the time first calls and verification may take together; what is left waits for more."""
USUAL_CHECKS = 15.0
"""Seconds that first calls and verification take where nothing has to be compiled: where the bar is drawn from."""
EARLY = 0.02
"""Seconds for a first look at a kernel, where time may not last until it is its turn."""
PATIENCE = 3.0
"""How many times as long a race may take that was undecided before."""
SHARE_OF_RECORDED = 0.5
"""How much of the time for timing recorded cases may take."""
SHARE_OF_SIZES = 0.75
"""How much of the rest usual calls may take, so that other kinds of call are looked at too."""
SHARE_OF_LOOKS = 0.5
"""How much of what is left then the first look at each of those may take."""
RANK_OTHERWISE = 2
"""So many times as many cases as kinds of call: of those that rank otherwise all sizes are timed."""

AnyKernel: TypeAlias = Kernel[..., Any]
Measured: TypeAlias = Iterator[tuple[Target, int]]


class Tuning:
    """One tuning of some kernels; whenever it is stopped, `profile` gives what is known so far."""

    def __init__(
        self, plugins: Plugins, kernels: Sequence[AnyKernel], backends: Sequence[str], plan: Plan, tools: Tools
    ) -> None:
        """Tune `kernels` on `backends`; nothing is imported yet."""
        self.kernels = in_order(kernels, [case.kernel for case in plan.recorded])
        self.plan = plan
        self.tools = tools
        self.candidates = Candidates(plugins, kernels, tools)
        self._names = list(backends)
        self._measured: set[tuple[str, int]] = set()
        self._others: list[Target] = []
        self._end = tools.now() + plan.deadline
        self._progress = Progress(tools.now)

    @property
    def notes(self) -> list[str]:
        """Sentences about what was left out."""
        return self.candidates.notes

    def profile(self) -> Profile:
        """What has been measured and found out so far; of other kinds of call those that rank otherwise."""
        kept = {target.entry for target in (*map(Target, self.kernels), *self._others)}
        return self.candidates.profile(kept)

    def steps(self) -> Iterator[Step]:
        """Do the work, one step at a time; the steps come at least twice a second while other processes work."""
        yield from self._check()
        for kernel in self.kernels:
            if self._is_over():
                return
            self.candidates.verify(kernel, self._end)
            if self.plan.deadline < float("inf") and not self._is_over():
                self.candidates.measure(Target(kernel), self.plan.sizes[0], EARLY)
            yield self._progress.step(f"verify {kernel.name}")
        self._progress.expect(self.tools.now() + self._seconds_of_timing())
        for target, n in self._time():
            yield self._progress.step(f"time {target.entry} at {n} bars")
        yield self._progress.last("done")

    def _check(self) -> Iterator[Step]:
        """Call and verify every backend in a process of its own, some of them side by side, then load it here."""
        now, limit = self.tools.now, min(TIMEOUT, SHARE_OF_CHECKS * self.plan.deadline)
        begin, is_limited = now(), limit < TIMEOUT
        self._progress.expect(begin + min(limit, USUAL_CHECKS) + self._seconds_of_timing())

        def ask(name: str, is_stopped: Callable[[], bool]) -> FirstCalls:
            names = costly_last(name, [kernel.name for kernel in self.kernels])
            end = limit + (begin if is_limited else now())
            return self.tools.first_calls(name, names, lambda: 0.0 if is_stopped() else end - now())

        for name, first in side_by_side(self._names, ask):
            if first is not None:
                self.candidates.prepare(name, first, limit)
            yield self._progress.step(f"verify {name}")

    def _seconds_of_timing(self) -> float:
        """How long the timing will take if every race takes its time."""
        kinds = sum(len(variants(kernel)) for kernel in self.kernels)
        cases = len(self.kernels) * len(self.plan.sizes) + len(self.plan.recorded) + RANK_OTHERWISE * kinds
        return min(self.plan.timing, cases * self.plan.longest, max(self._end - self.tools.now(), 0.0))

    def _is_over(self) -> bool:
        return self.tools.now() >= self._end

    def _time(self) -> Measured:
        """Time what was recorded, then all sizes, probes, other kinds of call, then what stayed undecided."""
        gc.collect()
        end = self.tools.now() + self._seconds_of_timing()
        yield from self._time_recorded(end)
        yield from self._time_sizes(end)
        yield from self._time_probes(end)
        yield from self._time_variants(end)
        yield from self._time_undecided(end)

    def _time_recorded(self, end: float) -> Measured:
        """Time the recorded cases, each within a share that grows with the time that a program spent there."""
        kernels = {kernel.name: kernel for kernel in self.kernels}
        cases = [case for case in self.plan.recorded if case.kernel in kernels]
        available = SHARE_OF_RECORDED * (end - self.tools.now())
        spent = sum(case.seconds for case in cases) or 1.0
        for case in cases:
            if self.tools.now() >= end:
                return
            target = recorded_target(kernels[case.kernel], case)
            limit = min(available * case.seconds / spent, PATIENCE * self.plan.longest)
            self.candidates.measure(target, case.n, limit, case.options)
            self._measured.add((target.entry, case.n))
            if target.variant != USUAL and target not in self._others:
                self._others.append(target)
            yield target, case.n

    def _time_sizes(self, end: float) -> Measured:
        """Time the plan's sizes, each case within its share of the time that is left."""
        targets = [(Target(kernel), n) for n in self.plan.sizes for kernel in self.kernels]
        cases = [(target, n) for target, n in targets if target.suits(n)]
        end -= (1.0 - SHARE_OF_SIZES) * (end - self.tools.now())
        for position, (target, n) in enumerate(cases):
            left = end - self.tools.now()
            if left <= 0:
                return
            self._measure_once(target, n, left / (len(cases) - position))
            yield target, n

    def _measure_once(self, target: Target, n: int, limit: float) -> None:
        """Measure what no recorded case has measured."""
        if (target.entry, n) not in self._measured:
            self.candidates.measure(target, n, min(limit, self.plan.longest))
            self._measured.add((target.entry, n))

    def _time_probes(self, end: float) -> Measured:
        """Time further sizes where candidates come close."""
        for target in [Target(kernel) for kernel in self.kernels] * self.plan.probes:
            left = end - self.tools.now()
            if left <= 0:
                return
            probe = next_probe(self.candidates.curves(target))
            if probe is not None:
                self.candidates.measure(target, probe, min(left, self.plan.longest))
                yield target, probe

    def _time_variants(self, end: float) -> Measured:
        """Look at every other kind of call once, and time all sizes where it ranks the candidates otherwise."""
        n = self.plan.probe_size
        every = (Target(kernel, variant) for kernel in self.kernels for variant in variants(kernel))
        found = [target for target in every if target.suits(n)]
        end_of_looks = end - (1.0 - SHARE_OF_LOOKS) * (end - self.tools.now())
        for position, target in enumerate(found):
            left = end_of_looks - self.tools.now()
            if left <= 0:
                break
            self._measure_once(target, n, left / (len(found) - position))
            if self.candidates.ranks_otherwise(target, n) and target not in self._others:
                self._others.append(target)
            yield target, n
        for n, target in product(sorted(self.plan.sizes), self._others):
            left = end - self.tools.now()
            if left <= 0:
                return
            if target.suits(n):
                self._measure_once(target, n, left)
                yield target, n

    def _time_undecided(self, end: float) -> Measured:
        """Race again, and longer, what no race has decided."""
        targets = [*(Target(kernel) for kernel in self.kernels), *self._others]
        cases = [(target, n) for target in targets for n in self.candidates.undecided(target)]
        for target, n in cases * self.plan.repeats:
            left = end - self.tools.now()
            if left <= 0:
                return
            self.candidates.measure(target, n, min(left, PATIENCE * self.plan.longest))
            yield target, n


def recorded_target(kernel: AnyKernel, case: Case) -> Target:
    """The kind of call that was recorded."""
    values = [case.options.get(item.name, item.typical) for item in kernel.options]
    return Target(kernel, variant_of(kernel, values))
