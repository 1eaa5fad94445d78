"""The candidates for every kernel: which may be timed, and what is known of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from atc_core.columns import Chosen
from atc_core.errors import BackendError
from atc_core.tuning import machine
from atc_core.tuning.deadline import OutOfTime, until
from atc_core.tuning.first_call import TIMEOUT, FirstCalls, warm_seconds
from atc_core.tuning.measure import Function, Inputs, RacerError, Timing, race
from atc_core.tuning.model import TIE_BAND, Curve, fastest
from atc_core.tuning.profile import SCHEMA, Candidate, Entry, Profile
from atc_core.tuning.targets import COLUMNS, Target
from atc_core.tuning.verdict import problem, reference_for
from atc_core.variant import TABLES, USUAL, kernel_name

if TYPE_CHECKING:
    from atc_core.kernel import Kernel
    from atc_core.plugins import Plugins
    from atc_core.tuning.plan import Tools

FAR = 10.0
"""Ten times slower on usual calls means not timed elsewhere: long windows change a ratio by 7 at most."""


class Candidates:
    """Backends are loaded, verified, then timed; whenever that stops, `profile` gives what is known so far."""

    def __init__(self, plugins: Plugins, kernels: Sequence[Kernel[..., Any]], tools: Tools) -> None:
        """Nothing is imported yet."""
        self.plugins = plugins
        self.tools = tools
        self.notes: list[str] = []
        """Sentences about what was left out."""
        self.candidates: dict[str, dict[str, Candidate]] = {kernel.name: {} for kernel in kernels}
        """By entry, then by backend."""
        self._functions: dict[str, dict[str, Function]] = {kernel.name: {} for kernel in kernels}
        self._tables: set[tuple[str, str]] = set()
        self._verified: set[tuple[str, str]] = set()

    def profile(self, entries: Collection[str]) -> Profile:
        """What has been measured and found out so far for these entries."""
        kernels = {}
        for entry, found in self.candidates.items():
            known = {name: item for name, item in found.items() if item.sizes or item.quarantine}
            if known and entry in entries:
                kernels[entry] = Entry(known)
        return Profile(SCHEMA, machine.fingerprint(), machine.describe(), kernels)

    def prepare(self, name: str, first: FirstCalls, timeout: float = TIMEOUT) -> None:
        """Load a backend, after a process of its own has survived its `first` calls within `timeout` seconds."""
        obstacle = self._obstacle(name, first, timeout)
        if obstacle:
            self.notes.append(obstacle)
            return
        backend = self.plugins.backends[name]
        kernels = [kernel for kernel in self._functions if kernel in backend.implementations]
        # The process ran out of time before these kernels; calling them here could hang, so they are skipped.
        late = [kernel for kernel in kernels if first.late and kernel not in first.calls]
        if late:
            self.notes.append(left_for_later(name, late))
        self._tables |= {(kernel, name) for kernel in backend.tables}
        for kernel in kernels:
            if kernel not in late:
                function = self._functions[kernel][name] = backend.implementations[kernel]
                seconds = warm_seconds(first, kernel, function)
                self.candidates[kernel][name] = Candidate(backend.version(), first_call=seconds)
                if wrong := first.crashed.get(kernel) or first.verified.get(kernel):
                    self.quarantine(kernel, name, wrong)
                elif kernel in first.verified:
                    self._verified.add((kernel, name))

    def _obstacle(self, name: str, first: FirstCalls, timeout: float) -> str:
        """Why a backend cannot be measured, if it cannot be loaded or does not want to be."""
        failure = first.failure
        if first.late and timeout == TIMEOUT:
            failure = f"its first calls took longer than {timeout:.0f} s"
        if failure:
            return f"{name} is left out: {failure}"
        if first.late and not first.calls:
            return left_for_later(name, [])
        try:
            backend = self.plugins.load(name)
        except BackendError as error:
            return f"{name} is left out: {error}"
        return f"{name} is not measured: {backend.untunable}" if backend.untunable else ""

    def verify(self, kernel: Kernel[..., Any], end: float) -> None:
        """Quarantine every candidate that disagrees with the reference; leave out those not verified by `end`."""
        reference = reference_for(self.plugins, kernel)
        for name, function in list(self._functions[kernel.name].items()):
            if name == kernel.reference or (kernel.name, name) in self._verified:
                continue
            timely, takes_tables = until(end, self.tools.now, function), (kernel.name, name) in self._tables
            try:
                found = problem(kernel, timely, reference, self.tools.disagreement, takes_tables=takes_tables)
            except OutOfTime:
                del self._functions[kernel.name][name]
                self.notes.append(f"no time was left to verify {kernel.name} on {name}")
                continue
            if found:
                self.quarantine(kernel.name, name, found)

    def quarantine(self, kernel: str, name: str, problem: str) -> None:
        """Keep a backend from running a kernel in any kind of call."""
        del self._functions[kernel][name]
        for entry, found in self.candidates.items():
            if kernel_name(entry) == kernel and entry != kernel:
                found.pop(name, None)
        version = self.candidates[kernel][name].version
        self.candidates[kernel][name] = Candidate(version, quarantine=problem)
        self.notes.append(f"{name} is quarantined for {kernel}: {problem}")

    def curves(self, target: Target) -> dict[str, Curve]:
        """The cost curves of the verified candidates, as far as they are measured."""
        found = self.candidates.get(target.entry, {})
        curves = {name: found[name].curve for name in self._functions[target.kernel.name] if name in found}
        return {name: curve for name, curve in curves.items() if curve is not None}

    def undecided(self, target: Target) -> list[int]:
        """The sizes at which a race ended too early."""
        return sorted({n for item in self.candidates.get(target.entry, {}).values() for n in item.undecided})

    def measure(self, target: Target, n: int, limit: float, options: Mapping[str, Any] | None = None) -> None:
        """Race the candidates that have a chance at `n` bars and keep their times."""
        kernel, inputs = target.kernel.name, target.inputs(n, options)
        functions = self._sound(target, n, inputs, limit)
        timings: dict[str, Timing] = {}
        while functions and not timings:
            try:
                timings = race(functions, inputs, limit, self.tools.clocks)
            except RacerError as error:
                del functions[error.name]
                self.quarantine(kernel, error.name, f"at {n} bars {error.problem}")
        found = self.candidates.setdefault(target.entry, {})
        for name, timing in timings.items():
            usual = self.candidates[kernel][name]
            known = found.get(name) or Candidate(usual.version, first_call=usual.first_call)
            found[name] = known.with_timing(n, timing)

    def _sound(self, target: Target, n: int, inputs: Inputs, limit: float) -> dict[str, Function]:
        """The contenders that give what the reference gives on these very inputs; the others are quarantined."""
        kernel, contenders = target.kernel, self._contenders(target, n)
        doubtful = {name: function for name, function in contenders.items() if name != kernel.reference}
        reference = reference_for(self.plugins, kernel)
        cost = self.curves(Target(kernel)).get(kernel.reference)
        columns = COLUMNS if target.variant in TABLES else 1
        is_affordable = cost is None or columns * cost.at(n) <= limit
        wrong = self.tools.wrong_results(kernel, doubtful, inputs, reference, is_affordable=is_affordable)
        for name, reason in wrong.items():
            self.quarantine(kernel.name, name, f"at {n} bars {reason}")
        return {name: function for name, function in contenders.items() if name not in wrong}

    def _contenders(self, target: Target, n: int) -> dict[str, Function]:
        """The candidates that were not far behind at smaller sizes, nor in usual calls."""
        curves, usual, kernel = self.curves(target), self.curves(Target(target.kernel)), target.kernel.name
        return {
            name: target.function(Chosen(name, function), takes_tables=(kernel, name) in self._tables)
            for name, function in self._functions[kernel].items()
            if not is_hopeless(name, curves, n) and (target.variant == USUAL or not is_far_behind(name, usual, n))
        }

    def ranks_otherwise(self, target: Target, n: int) -> bool:
        """Whether the winner of usual calls at `n` bars loses by more than a tie in calls of this kind."""
        usual, other = self.curves(Target(target.kernel)), self.curves(target)
        if not usual or not other:
            return False
        cost = min(curve.at(n) for curve in other.values())
        winner = other.get(fastest(usual, n, None))
        return winner is None or cost < (1.0 - TIE_BAND) * winner.at(n)


def is_hopeless(name: str, curves: Mapping[str, Curve], n: int) -> bool:
    """Whether what was measured below `n` bars shows that `name` cannot be the fastest there."""
    own = below(curves.get(name), n)
    others = (below(curve, n) for other, curve in curves.items() if other != name)
    return own is not None and any(other is not None and own.hopeless(other) for other in others)


def is_far_behind(name: str, curves: Mapping[str, Curve], n: int) -> bool:
    """Whether usual calls cost so much more than the best that no kind of call makes up for it."""
    return name in curves and curves[name].at(n) > FAR * min(curve.at(n) for curve in curves.values())


def below(curve: Curve | None, n: int) -> Curve | None:
    """The part of a curve that was measured below `n` bars."""
    count = sum(size < n for size in curve.sizes) if curve else 0
    return Curve(curve.sizes[:count], curve.seconds[:count]) if curve and count else None


def left_for_later(name: str, kernels: Sequence[str]) -> str:
    """What to say of kernels of a backend, or of all of it, for whose first calls no time was left."""
    what = f"{', '.join(kernels)} on {name}" if kernels else name
    return f"no time was left for {what}: tune again to go on there"
