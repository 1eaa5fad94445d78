"""Whether a profile still holds: what it measured is timed again, side by side, and compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from atc_core.columns import Chosen
from atc_core.errors import BackendError
from atc_core.registry import REGISTRY
from atc_core.tuning.measure import Function, Inputs, RacerError, Timing, race
from atc_core.tuning.model import TIE_BAND
from atc_core.tuning.plan import Step
from atc_core.tuning.targets import Target
from atc_core.variant import USUAL, kernel_name

if TYPE_CHECKING:
    from atc_core.plugins import Plugins
    from atc_core.tuning.plan import Tools
    from atc_core.tuning.profile import Entry, Profile

LONGEST = 0.2
"""Seconds for one kernel at one size."""
FAR = 10.0
"""A candidate so far behind the fastest is not timed: it decides nothing."""


class Moved(NamedTuple):
    """A measurement that no longer holds."""

    kernel: str
    backend: str
    n: int
    then: float
    now: float
    """Seconds."""
    ratio: float
    """Of now to then."""


class Drift:
    """Timings of a profile, made again."""

    def __init__(
        self, plugins: Plugins, profile: Profile, tools: Tools, kernels: Collection[str], backends: Collection[str]
    ) -> None:
        """Compare usual calls of `kernels` on `backends`; of all where none are named."""
        self._plugins, self._tools = plugins, tools
        self._backends = backends
        self.notes: list[str] = []
        """Sentences about what was left out."""
        self._all: list[tuple[Moved, float]] = []
        known = REGISTRY.all() | REGISTRY.all("float32")
        self._entries = {
            known[name]: entry
            for name, entry in profile.kernels.items()
            if name == kernel_name(name) and name in known and (not kernels or name in kernels)
        }

    @property
    def timed(self) -> int:
        """How many timings were compared."""
        return len(self._all)

    @property
    def usual(self) -> float:
        """The median of all ratios: how the machine as a whole has changed."""
        return median(item.ratio for item, _ in self._all) if self._all else 1.0

    @property
    def moved(self) -> list[Moved]:
        """What differs by more than a tie and by more than the uncertainty of both timings, the furthest first."""
        found = [item for item, band in self._all if max(item.ratio, 1.0 / item.ratio) > 1.0 + band]
        return sorted(found, key=lambda item: -max(item.ratio, 1.0 / item.ratio))

    def steps(self) -> Iterator[Step]:
        """Do the work, one step at a time."""
        cases = [(kernel, entry, n) for kernel, entry in self._entries.items() for n in sizes(entry)]
        for done, (kernel, entry, n) in enumerate(cases, start=1):
            functions = self._functions(kernel, entry, n)
            self._compare(kernel.name, entry, n, self._race(functions, Target(kernel, USUAL).inputs(n)))
            yield Step(done, len(cases), f"time {kernel.name} at {n} bars")

    def _functions(self, kernel: Any, entry: Entry, n: int) -> dict[str, Function]:
        """The candidates that were measured at `n` bars in the version that is installed."""
        costs = {name: item.curve.at(n) for name, item in entry.candidates.items() if item.curve and n in item.sizes}
        found = {}
        for name, seconds in costs.items():
            if seconds > FAR * min(costs.values()) or (self._backends and name not in self._backends):
                continue
            problem = self._problem(kernel.name, name, entry)
            if problem:
                self._note(problem)
                continue
            function = self._plugins.backends[name].implementations[kernel.name]
            found[name] = Target(kernel).function(Chosen(name, function), takes_tables=False)
        return found

    def _race(self, functions: dict[str, Function], inputs: Inputs) -> dict[str, Timing]:
        """Time functions side by side, without those that raise."""
        while functions:
            try:
                return race(functions, inputs, LONGEST, self._tools.clocks)
            except RacerError as error:
                del functions[error.name]
                self._note(f"{error.name} is left out: {error.problem}")
        return {}

    def _problem(self, kernel: str, name: str, entry: Entry) -> str:
        """Why a candidate cannot be timed."""
        try:
            backend = self._plugins.load(name)
        except (BackendError, ValueError) as error:
            return f"{name} is left out: {error}"
        if kernel not in backend.implementations:
            return f"{name} no longer implements {kernel}"
        was, version = entry.candidates[name].version, backend.version()
        return "" if was == version else f"{name} is left out: measured {was}, is {version}"

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def _compare(self, kernel: str, entry: Entry, n: int, timings: dict[str, Timing]) -> None:
        """Keep a timing beside the profile's."""
        for name, timing in timings.items():
            then, spread = entry.candidates[name].points()[n]
            item = Moved(kernel, name, n, then, timing.seconds, timing.seconds / then)
            self._all.append((item, TIE_BAND + spread + timing.spread))


def sizes(entry: Entry) -> list[int]:
    """The sizes at which anything was measured."""
    return sorted({n for item in entry.candidates.values() for n in item.sizes})
