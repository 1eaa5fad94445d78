"""A race at use in steps that are paid one by one: load candidates, verify them, race them on a call's arguments."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.blame import warn
from atc_core.columns import Chosen, by_column
from atc_core.conformance.agreement import disagreement
from atc_core.errors import BackendError, ProfileWarning
from atc_core.tuning import machine
from atc_core.tuning.estimates import first_seconds
from atc_core.tuning.measure import Function, RacerError, Timing, race
from atc_core.tuning.own_arguments import costs_of
from atc_core.tuning.profile import SCHEMA, Candidate, Entry, Profile, ProfileError, profile_path
from atc_core.tuning.store import save_profile
from atc_core.tuning.verdict import problem, reference_for
from atc_core.variant import TABLES, entry_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from atc_core.choice import Choice
    from atc_core.kernel import Kernel
    from atc_core.tuning.sampling import Trial

SAMPLE = 611
"""Bars of a call that tells what the reference costs."""
OF_REFERENCE, OF_CANDIDATE, OF_TABLES = 200, 400, 1_000
"""Calls of the sample's size that verification takes as long as: of the reference, of a candidate, of one on tables."""
OVERHEAD = 0.4
"""Seconds of verification beside the calls: between 0.1 for a series and 0.9 for `correlation_matrix`."""
CALLS_TO_COMPARE = 3
"""Calls of each that comparing them on one call's arguments takes."""
CLOSE = 2.5
"""A candidate so many times slower in its first calls is not raced."""
LONGEST = 0.3
"""Seconds for a race."""
ROUNDS, BLOCK = 40, 1e-4
"""Blocks of a candidate in a race that tells something, and seconds of each."""
SAVING = 0.05
"""Seconds for writing the profile."""


class Candidates:
    """What is found out in a trial."""

    def __init__(self, choice: Choice, kernel: Kernel[..., Any], variant: str) -> None:
        """Nothing is known yet."""
        self.choice, self.kernel, self.variant = choice, kernel, variant
        self.found: dict[str, Candidate] = {}
        self.seconds: dict[str, float] = {}
        """By backend, of a call on the sample."""

    def load(self, name: str) -> None:
        """Import a backend and call its function once; one that cannot, or does not implement it, is left out."""
        begin = perf_counter()
        try:
            backend = self.choice.plugins.load(name)
        except BackendError:
            return
        function = backend.implementations.get(self.kernel.name)
        if function is None or backend.untunable:
            return
        arguments = self.sample()
        seconds_of(function, arguments)
        self.found[name] = Candidate(backend.version(), first_call=perf_counter() - begin)
        self.seconds[name] = seconds_of(function, arguments)

    def sample(self) -> tuple[Any, ...]:
        """Arguments of a usual size."""
        return self.kernel.arguments(np.random.default_rng(0), SAMPLE)

    def price(self, name: str) -> float:
        """Seconds that verification may take."""
        calls = OF_TABLES if self.choice.takes_tables(self.kernel, name) else OF_CANDIDATE
        return OVERHEAD + OF_REFERENCE * self.seconds[self.kernel.reference] + calls * self.seconds[name]

    def verify(self, name: str, reference: Function) -> None:
        """Compare with the reference on samples and edge cases."""
        function, takes_tables = self.choice.function(self.kernel, name), self.choice.takes_tables(self.kernel, name)
        wrong = problem(self.kernel, function, reference, disagreement, takes_tables=takes_tables)
        if wrong:
            self.quarantine(name, wrong)

    def quarantine(self, name: str, wrong: str) -> None:
        """Keep a backend from running the kernel, here and in later processes."""
        self.found[name] = Candidate(self.found[name].version, quarantine=wrong)

    @property
    def functions(self) -> dict[str, Function]:
        """What was not found wrong, as calls of this kind run it."""
        names = [name for name, item in self.found.items() if not item.quarantine]
        return {name: self.function(name) for name in names}

    def function(self, name: str) -> Function:
        """A backend's function; on tables that it does not take, column by column."""
        function = self.choice.function(self.kernel, name)
        if self.variant not in TABLES or self.choice.takes_tables(self.kernel, name):
            return function
        return by_column(self.kernel, Chosen(name, function)).function

    def race(self, functions: dict[str, Function], arguments: tuple[Any, ...]) -> dict[str, Timing]:
        """Time functions side by side; one that raises or forks is quarantined, and the others race again."""
        while functions:
            try:
                return race(functions, [arguments], LONGEST)
            except RacerError as error:
                del functions[error.name]
                self.quarantine(error.name, f"on a call's own {len(arguments[0])} bars {error.problem}")
        return {}

    def remember(self) -> None:
        """Let this process and later ones decide by what was found."""
        name, kernel = entry_name(self.kernel.name, self.variant), self.kernel.name
        measured = {backend: item for backend, item in self.found.items() if item.sizes}
        wrong = {backend: item for backend, item in self.found.items() if item.quarantine}
        entries = {name: Entry(measured)} if measured else {}
        if wrong:
            known = entries[kernel].candidates if kernel in entries else {}
            entries[kernel] = Entry({**known, **wrong})
        self.choice.learn(kernel, entries)
        profile = Profile(SCHEMA, machine.fingerprint(), machine.describe(), entries)
        try:
            save_profile(profile_path(self.choice.settings.profile), profile)
        except (ProfileError, OSError, RuntimeError) as error:
            warn(f"what was tuned at use holds for this process only: {error}", ProfileWarning)


def trial(choice: Choice, kernel: Kernel[..., Any], variant: str, n: int, names: Sequence[str]) -> Trial:
    """Everything until the profile knows the winner; nothing is held between two steps, not even the arguments."""
    candidates = Candidates(choice, kernel, variant)
    for name in sorted(names, key=lambda name: name != kernel.reference):
        yield first_seconds(choice, kernel, name)
        candidates.load(name)
    if kernel.reference not in candidates.found:
        return
    reference = reference_for(choice.plugins, kernel)
    for name in [name for name in candidates.found if name != kernel.reference]:
        yield candidates.price(name)
        candidates.verify(name, reference)
    functions = candidates.functions
    per_calls = sum(candidates.seconds[name] for name in (kernel.reference, *functions))
    arguments = yield CALLS_TO_COMPARE * per_calls * max(n / SAMPLE, 1.0)
    costs, wrong = costs_of(kernel, variant, reference, functions, arguments)
    for name, reason in wrong.items():
        candidates.quarantine(name, reason)
    near = {name: functions[name] for name in costs if costs[name] <= CLOSE * min(costs.values())}
    arguments = yield SAVING + sum(ROUNDS * max(costs[name], BLOCK) for name in near)
    timings = candidates.race(near, arguments)
    for name, seconds in costs.items():
        if candidates.found[name].quarantine:
            continue
        own, size = candidates.found[name], len(arguments[0])
        is_raced = name in timings
        candidates.found[name] = (
            own.with_timing(size, timings[name]) if is_raced else own.with_points({size: (seconds, 0.0)})
        )
        choice.record(kernel, size, name, variant)
    candidates.remember()


def seconds_of(function: Function, arguments: tuple[Any, ...]) -> float:
    """Seconds of one call; what raises is the verification's business."""
    begin = perf_counter()
    try:
        function(*arguments)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return 0.0
    return perf_counter() - begin
