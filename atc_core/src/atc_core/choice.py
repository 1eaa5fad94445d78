"""What decides which backend runs: one ladder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from atc_core.blame import warn
from atc_core.decision import RANKED, RUNGS, Decision, Ranking, Rejection, Verdict
from atc_core.errors import BackendError, BackendWarning
from atc_core.forking import once
from atc_core.kernel import Kernel
from atc_core.objective import LONGEST_LEASE, NO_LEASE, FirstCallBudget, Lease, is_not_worth
from atc_core.settings import AUTO, BLOCK, Preference, Settings, read_environment
from atc_core.spelling import some
from atc_core.variant import USUAL, entry_name, kernel_name

if TYPE_CHECKING:
    from atc_core.columns import Chosen
    from atc_core.plugins import Plugins
    from atc_core.tuning.at_use import AtUse
    from atc_core.tuning.model import Thresholds
    from atc_core.tuning.profile import Entry

FEW = 5
"""Kernels that are named of those that a backend has."""
Problem: TypeAlias = Callable[[Kernel[..., Any], str], Rejection | None]
"""What keeps a backend, by name, from a kernel."""


class Choice:
    """The state behind all decisions of a process: settings, plugins, profile."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Start with nothing read and nothing imported."""
        self._settings = settings
        self._is_checked = False
        self.may_lack_profile = False
        """Whether a profile that was named may be missing, since this process is to write it."""
        self._rankings: dict[str, Ranking] = {}
        self._warned: set[tuple[str, str]] = set()
        self.vouched: set[tuple[str, str]] = set()
        """Kernels and backends that ran unmeasured: where nothing verified them, a warning was given."""
        self._first_calls = FirstCallBudget()

    @once
    def settings(self) -> Settings:
        """The environment's settings, read once, with the program's on top."""
        return self._settings or read_environment()

    @once
    def plugins(self) -> Plugins:
        """The installed plugins, loaded once."""
        from atc_core.plugins import Plugins

        return Plugins(self.settings.blocked)

    @once
    def measured(self) -> dict[str, Entry]:
        """What was measured on this machine, by kernel; later layers of profiles replace earlier ones."""
        from atc_core.tuning.machine import fingerprint
        from atc_core.tuning.profile import profile_layers, read_profile

        layers = (read_profile(path, fingerprint()) for path in profile_layers(self.settings.profile))
        return {name: entry for layer in layers if layer for name, entry in layer.kernels.items()}

    @once
    def frozen(self) -> dict[str, Thresholds]:
        """The decisions that ``ATC_FREEZE`` pins; where its file is missing, this process's are written at its end."""
        if not self.settings.freeze:
            return {}
        from atc_core.frozen import freeze_at_exit, read_frozen
        from atc_core.places import expanded

        path = expanded(self.settings.freeze)
        pinned = read_frozen(path)
        if pinned is None:
            freeze_at_exit(self, path)
        return pinned or {}

    @once
    def at_use(self) -> AtUse:
        """What watches calls where ``ATC_TUNE=auto`` asks for it."""
        from atc_core.tuning.at_use import AtUse

        return AtUse(self)

    def learn(self, kernel: str, entries: Mapping[str, Entry]) -> None:
        """Take in what was measured meanwhile: a kernel's rankings are made anew."""
        from atc_core.tuning.store import merge_entry

        for name, entry in entries.items():
            self.measured[name] = merge_entry(self.measured.get(name), entry)
        for name in [name for name in self._rankings if kernel_name(name) == kernel]:
            del self._rankings[name]

    def implementation(self, kernel: Kernel[..., Any], backend: str) -> Callable[..., Any]:
        """The function of `backend` for `kernel`; BackendError says why there is none."""
        problem = self.problem(kernel, backend)
        if problem is not None:
            raise BackendError(f"{kernel.name}: backend {problem}")
        return self.function(kernel, backend)

    def function(self, kernel: Kernel[..., Any], backend: str) -> Callable[..., Any]:
        """The function of a backend that :meth:`decide` named: it is imported, and nothing speaks against it."""
        return self.plugins.backends[backend].implementations[kernel.name]

    def problem(self, kernel: Kernel[..., Any], backend: str) -> Rejection | None:
        """What keeps `backend` from running `kernel`; it is imported to find out."""
        problem = self.problem_at_rest(kernel, backend)
        if problem is not None:
            return problem
        try:
            implementations = self.plugins.load(backend).implementations
        except BackendError as error:
            return Rejection(backend, "broken", str(error))
        if kernel.name not in implementations:
            return Rejection(backend, "no-kernel", f"it implements {some(list(implementations), FEW) or 'nothing'}")
        return None

    def problem_at_rest(self, kernel: Kernel[..., Any], backend: str) -> Rejection | None:
        """What can be said against `backend` without importing it."""
        status = self.plugins.status(backend)
        if status.state != "available":
            return Rejection(backend, status.state.replace(" ", "-"), status.detail)
        quarantine = self._quarantine(kernel, backend)
        return Rejection(backend, "quarantined", quarantine) if quarantine else None

    def _quarantine(self, kernel: Kernel[..., Any], backend: str) -> str:
        entry = self.measured.get(kernel.name)
        candidate = entry.candidates.get(backend) if entry else None
        if candidate is None or not candidate.quarantine:
            return ""
        current = self.plugins.backends[backend].version()
        return candidate.quarantine if candidate.version == current else ""

    def decide(self, kernel: Kernel[..., Any], n: int, backend: str | None = None, variant: str = USUAL) -> Verdict:
        """Climb the ladder for `kernel` at `n` bars; the winner's implementations are imported."""
        self.check_settings()
        if backend is not None and backend != AUTO:
            self.implementation(kernel, backend)
            return Verdict(backend, 1)
        preferred = self.preferred(kernel, self.problem) if backend is None else None
        return preferred or self._fastest(kernel, n, variant)

    def check_settings(self) -> None:
        """Raise what is wrong with the settings as a whole, also with names that this call would not come to."""
        if not self._is_checked:
            from atc_core.checked_settings import problems

            for problem in problems(self, needs_profile=not self.may_lack_profile):
                raise problem
            self._is_checked = True

    def preferred(self, kernel: Kernel[..., Any], problem: Problem) -> Verdict | None:
        """What rungs 2 to 4 say: the first backend that is preferred and that has no `problem` with the kernel."""
        self.check_settings()
        for name in BLOCK.get().backends():
            self.plugins.status(name)
        for rung, preference in self._preferences():
            name = self._first(kernel, preference.names(kernel.name), RUNGS[rung], problem)
            if name == AUTO:
                break
            if name:
                return Verdict(name, rung)
        return None

    def _preferences(self) -> Iterable[tuple[int, Preference]]:
        return (2, BLOCK.get()), (3, self.settings.program), (4, self.settings.environment)

    def _first(self, kernel: Kernel[..., Any], names: tuple[str, ...], source: str, problem: Problem) -> str:
        """The first of `names` that can run; empty where none can, after the fallback policy had its say."""
        problems = []
        for name in names:
            found = None if name == AUTO else problem(kernel, name)
            if found is None:
                return name
            problems.append(found)
        if problems:
            self._fall_back(kernel, f"{source}: {'; '.join(map(str, problems))}")
        return ""

    def _fall_back(self, kernel: Kernel[..., Any], reason: str) -> None:
        """Warn once per kernel and reason, raise, or keep silent."""
        if self.settings.fallback == "raise":
            raise BackendError(f"{kernel.name}: {reason}")
        if self.settings.fallback == "warn" and (kernel.name, reason) not in self._warned:
            self._warned.add((kernel.name, reason))
            warn(f"{kernel.name} runs on another backend. {reason}", BackendWarning)

    def _fastest(self, kernel: Kernel[..., Any], n: int, variant: str) -> Verdict:
        """Rungs 5 and 6; a winner that turns out to be unusable is left out and the next one taken."""
        while True:
            ranking = self.ranking(kernel, variant)
            name = self._fallback(kernel, n, variant) or ranking.thresholds.at(n)
            problem = self.problem(kernel, name)
            if problem is None:
                return Verdict(name, ranking.rung)
            known = {**ranking.rejected, name: problem}
            self._rankings[entry_name(kernel.name, variant)] = self._rank(kernel, known, variant)

    def _fallback(self, kernel: Kernel[..., Any], n: int, variant: str) -> str | None:
        """The backend that runs while the winner's first call is not amortised."""
        if self.settings.objective.name != "auto" or kernel.name in self.frozen:
            return None
        return self._first_calls.fallback(kernel.name, self.ranking(kernel, variant), n)

    def record(self, kernel: Kernel[..., Any], n: int, backend: str, variant: str, calls: int = 1) -> None:
        """Take note that `backend` is about to run `kernel`, or ran it."""
        self._first_calls.record(kernel.name, self.ranking(kernel, variant), backend, n, calls)

    def lease(self, kernel: Kernel[..., Any], n: int, chosen: Chosen, variant: str) -> Lease:
        """How many calls the chosen one may run before it is decided on again; none where another would be taken."""
        fallback = self._fallback(kernel, n, variant)
        if fallback is None:
            return Lease(n, variant, chosen, LONGEST_LEASE)
        if fallback != chosen.backend:
            return NO_LEASE
        calls = self._first_calls.calls_left(kernel.name, self.ranking(kernel, variant), chosen.backend, n)
        return Lease(n, variant, chosen, calls)

    def rankings(self) -> dict[str, Thresholds]:
        """The thresholds that were needed so far, by profile entry."""
        return {name: ranking.thresholds for name, ranking in self._rankings.items()}

    def ranking(self, kernel: Kernel[..., Any], variant: str = USUAL) -> Ranking:
        """The candidates for one kind of call of `kernel`, ranked once."""
        entry = entry_name(kernel.name, variant)
        if entry not in self._rankings:
            self._rankings[entry] = self._rank(kernel, {}, variant)
        return self._rankings[entry]

    def _rank(self, kernel: Kernel[..., Any], rejected: dict[str, Rejection], variant: str) -> Ranking:
        from atc_core.ranking import rank

        return rank(self, kernel, rejected, variant)

    def explain(self, kernel: Kernel[..., Any], n: int, backend: str | None = None, variant: str = USUAL) -> Decision:
        """The decision of :meth:`decide` with everything that speaks for and against it."""
        verdict = self.decide(kernel, n, backend, variant)
        ranking = self.ranking(kernel, variant)
        predicted = {name: ranking.predict(name, n) for name in ranking.curves}
        rejected = tuple(self._rejections(kernel, n, verdict, ranking))
        return Decision(kernel.name, n, verdict.backend, verdict.rung, predicted, rejected)

    def _rejections(self, kernel: Kernel[..., Any], n: int, verdict: Verdict, ranking: Ranking) -> Iterator[Rejection]:
        for name in self.plugins.statuses():
            if name == verdict.backend:
                continue
            known = ranking.rejected.get(name) or self.problem_at_rest(kernel, name)
            if known is None and name not in ranking.curves:
                known = self.problem(kernel, name)  # which imports it: only then is it known what it implements
            yield known or Rejection(name, self._code(ranking, name, n, verdict))

    def _code(self, ranking: Ranking, name: str, n: int, verdict: Verdict) -> str:
        if verdict.rung not in RANKED:
            return "not-preferred"
        if name not in ranking.curves:
            return "unmeasured"
        if name == ranking.thresholds.at(n) or is_not_worth(ranking, name, verdict.backend, n):
            return "not-earned"
        return "slower"

    def plan(self, kernel: Kernel[..., Any], backend: str | None, variant: str = USUAL) -> Thresholds:
        """The decision for every size at once."""
        from atc_core.tuning.model import Thresholds

        verdict = self.decide(kernel, 0, backend, variant)
        if verdict.rung not in RANKED:
            return Thresholds((), (verdict.backend,))
        return self.ranking(kernel, variant).thresholds

    def ranks_apart(self, kernel: Kernel[..., Any], variant: str) -> bool:
        """Whether there is a decision for this kind of call alone: a frozen, a measured or a shipped one."""
        from atc_core.tuning.profile import default_profile

        entry = entry_name(kernel.name, variant)
        return any(entry in entries for entries in (self.frozen, self.measured, default_profile().kernels))

    def rung(self, kernel: Kernel[..., Any], variant: str, backend: str | None = None) -> int:
        """The rung that decides where a call asks for `backend`."""
        if backend is not None and backend != AUTO:
            return 1
        preferred = self.preferred(kernel, self.problem) if backend is None else None
        return preferred.rung if preferred else self.ranking(kernel, variant).rung

    def has_fallback(self, kernel: Kernel[..., Any], n: int, variant: str) -> bool:
        """Whether at `n` bars another backend runs while the winner's first call is not amortised."""
        return self._fallback(kernel, n, variant) is not None

    def is_loaded(self, kernel: Kernel[..., Any], backend: str) -> bool:
        """Whether `backend` is imported and has the kernel."""
        found = self.plugins.backends.get(backend)
        return found is not None and kernel.name in found.implementations

    def is_strict(self, kernel: Kernel[..., Any], backend: str) -> bool:
        """Whether the imported function of `backend` checks its arrays itself."""
        found = self.plugins.backends.get(backend)
        return found is not None and kernel.name in found.strict

    def takes_tables(self, kernel: Kernel[..., Any], backend: str) -> bool:
        """Whether the imported function of `backend` takes tables itself."""
        return kernel.name in self.plugins.backends[backend].tables
