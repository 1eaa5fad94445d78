"""This process: its decisions, its traces, and when a decision may be built into a handle."""

from __future__ import annotations

from _thread import allocate_lock, get_ident
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from atc_core.choice import Choice
from atc_core.columns import Chosen, by_column
from atc_core.counting import Counted, Counter
from atc_core.decision import RANKED
from atc_core.forking import after_fork_in_child, once
from atc_core.kernel import Kernel
from atc_core.objective import NO_LEASE, Lease
from atc_core.settings import BLOCK, read_preference
from atc_core.variant import LONG, TABLES, USUAL, by_length, merge_edges, variant_of
from atc_core.vouching import vouch

if TYPE_CHECKING:
    from atc_core.recording import Recorder
    from atc_core.tuning.model import Thresholds

Function: TypeAlias = Callable[..., Any]


class Install(Protocol):
    """Makes a handle follow a plan; the first function may be one that checks its arrays itself."""

    def __call__(self, edges: tuple[int, ...], functions: tuple[Function, ...], *, first_is_strict: bool) -> None:
        """Follow the plan from the next call on."""


class Call(NamedTuple):
    """One call that ran: the kernel, the backend that computed it, the bars, and the rung that decided."""

    kernel: str
    backend: str
    n: int
    rung: int


class Process:
    """Decisions are taken when first needed and then built into the handles, until something changes them."""

    def __init__(self) -> None:
        """Start undecided."""
        self.choice = Choice()
        self._lock = allocate_lock()
        self._invalidations: list[Callable[[], None]] = []
        self._traces: list[list[Call]] = []
        self._logged: set[tuple[str, str]] = set()
        self._blocks: list[int] = []
        """The threads that are inside a block in which every call is decided on by itself, once for each block."""

    def on_invalidate(self, invalidate: Callable[[], None]) -> None:
        """Remember how a handle drops its plan."""
        self._invalidations.append(invalidate)

    def invalidate(self, choice: Choice | None = None) -> None:
        """Make every handle ask again at its next call; with `choice`, from new settings."""
        with self._lock:
            self.choice = choice or self.choice
            for invalidate in self._invalidations:
                invalidate()

    def resolve(self, kernel: Kernel[..., Any], n: int, backend: str | None, variant: str) -> Function:
        """The function that a call would run."""
        return self.choice.function(kernel, self.choice.decide(kernel, n, backend, variant).backend)

    def select(
        self, kernel: Kernel[..., Any], n: int, backend: str | None, options: Sequence[Any], layout: str = "1d"
    ) -> Chosen:
        """Decide for a call, record it where calls are traced, and give the function."""
        choice, variant = self.choice, variant_of(kernel, options, layout)
        begin = perf_counter() if choice.settings.tune == "auto" else 0.0
        verdict = choice.decide(kernel, n, backend, variant)
        if verdict.rung not in RANKED:
            vouch(choice, kernel, verdict.backend)
        chosen = Chosen(verdict.backend, self._telling(kernel, verdict.backend, verdict.rung))
        if layout in TABLES and not choice.takes_tables(kernel, verdict.backend):
            chosen = by_column(kernel, chosen)
        choice.record(kernel, n, verdict.backend, variant)
        call = Call(kernel.name, verdict.backend, n, verdict.rung)
        for calls in self._traces:
            calls.append(call)
        if not self._is_logged(kernel.name, verdict.backend):
            self._logged.add((kernel.name, verdict.backend))
            log(call)
        if choice.settings.is_counting:
            counter.add(Counted(kernel.name, verdict.backend, verdict.rung))
        if choice.settings.tune == "auto" and verdict.rung in RANKED:
            return choice.at_use.watched(kernel, chosen, n, variant, begin)
        return self.recorder.timed(kernel, chosen, layout) if choice.settings.tune == "record" else chosen

    @property
    def is_watched(self) -> bool:
        """Whether every call must be decided on by itself."""
        return bool(self._blocks or self.choice.settings.tune == "record")

    def _is_logged(self, kernel: str, backend: str) -> bool:
        """Whether the log has this choice already, or is off."""
        return self.choice.settings.log == "off" or (kernel, backend) in self._logged

    def lease(self, kernel: Kernel[..., Any], n: int, chosen: Chosen, variant: str) -> Lease:
        """The calls for which `chosen` need not be decided on again."""
        if self.is_watched or self.choice.settings.is_counting or self._is_sampling(kernel):
            return NO_LEASE
        return self.choice.lease(kernel, n, chosen, variant)

    @once
    def recorder(self) -> Recorder:
        """Times every call, and writes what it saw when the process ends."""
        import atexit

        from atc_core.recording import Recorder

        recorder = Recorder()
        atexit.register(recorder.write)
        return recorder

    def remember(self, kernel: Kernel[..., Any], decide_again: Callable[[], None]) -> None:
        """Keep what makes a handle decide again, where kernels are tuned at use: that is now and then."""
        if self.choice.settings.tune == "auto":
            with self._lock:
                self.choice.at_use.remember(kernel, decide_again)

    def install_plan(
        self,
        kernel: Kernel[..., Any],
        backend: str | None,
        ask: Function,
        install: Install,
    ) -> None:
        """Build the decision for all sizes into a handle, unless calls must be watched one by one."""
        with self._lock:
            if self.is_watched or (backend is None and self._is_sampling(kernel)):
                return
            usual = self.choice.plan(kernel, backend)
            long = self.choice.plan(kernel, backend, LONG) if kernel.speed_options else usual
            edges, pairs = merge_edges(usual, long)
            starts = zip((0, *edges), pairs, strict=True)
            ready = [self._ready(kernel, n, backend, names) for n, names in starts]
            functions = tuple(by_length(kernel, usual or ask, long or ask) for usual, long in ready)
            is_strict = all(ready[0]) and all(self.choice.is_strict(kernel, name) for name in pairs[0])
            # A strict function may take 2-D arrays too, and a table would then skip the choice by layout.
            is_first = is_strict and not any(self._differs(kernel, backend, layout, usual) for layout in TABLES)
            install(edges, functions, first_is_strict=is_first)

    def _is_sampling(self, kernel: Kernel[..., Any]) -> bool:
        """Whether ``ATC_TUNE=auto`` samples the kernel's calls at the moment."""
        return self.choice.settings.tune == "auto" and self.choice.at_use.is_sampling(kernel)

    def _differs(self, kernel: Kernel[..., Any], backend: str | None, variant: str, usual: Thresholds) -> bool:
        """Whether this layout has another winner than 1-D calls."""
        return self.choice.ranks_apart(kernel, variant) and self.choice.plan(kernel, backend, variant) != usual

    def _ready(
        self, kernel: Kernel[..., Any], n: int, pinned: str | None, names: tuple[str, str]
    ) -> tuple[Function | None, Function | None]:
        """The functions for sizes from `n`, of usual windows and of long ones, each by itself.

        Where one waited for the other, a kernel of which long windows are never asked for decided anew at every call:
        150 us.
        """
        usual, long = names
        function = self._ready_one(kernel, n, pinned, usual, USUAL)
        return function, function if long == usual else self._ready_one(kernel, n, pinned, long, LONG)

    def _ready_one(
        self, kernel: Kernel[..., Any], n: int, pinned: str | None, name: str, variant: str
    ) -> Function | None:
        """The function of a backend, counted where calls are.

        None while it is not imported or its first call not paid off: the next call must be decided on.
        """
        rung = self.choice.rung(kernel, variant, pinned)
        may_wait = rung in RANKED and self.choice.has_fallback(kernel, n, variant)
        if may_wait or not self.choice.is_loaded(kernel, name) or not self._is_logged(kernel.name, name):
            return None
        function = self._telling(kernel, name, rung)
        if not self.choice.settings.is_counting:
            return function
        return counter.counted(Counted(kernel.name, name, rung), function)

    def _telling(self, kernel: Kernel[..., Any], name: str, rung: int) -> Function:
        """The function of a backend; a reference that nobody asked for tells where it is slow for want of another."""
        function = self.choice.function(kernel, name)
        if name != kernel.reference or rung not in RANKED:
            return function
        from atc_core.slowness import telling

        return telling(self.choice, kernel, function)

    @contextmanager
    def use(self, backend: str) -> Iterator[None]:
        """Prefer `backend` inside the block."""
        token = BLOCK.set(read_preference(backend, "use"))
        with self._suspended():
            try:
                yield
            finally:
                BLOCK.reset(token)

    @contextmanager
    def trace(self) -> Iterator[list[Call]]:
        """Record every call inside the block."""
        calls: list[Call] = []
        self._traces.append(calls)
        try:
            with self._suspended():
                yield calls
        finally:
            self._traces[:] = [item for item in self._traces if item is not calls]

    @contextmanager
    def _suspended(self) -> Iterator[None]:
        """Let every call ask for its decision while the block lasts."""
        thread = get_ident()
        with self._lock:
            self._blocks.append(thread)
        self.invalidate()
        try:
            yield
        finally:
            with self._lock:
                self._blocks.remove(thread)

    def begin_anew(self) -> None:
        """In a forked child: other threads are gone, and what they hold or record is not this process's."""
        self._lock = allocate_lock()
        self._blocks = [thread for thread in self._blocks if thread == get_ident()]
        vars(self).pop("recorder", None)


PROCESS = Process()
counter = Counter()
after_fork_in_child(PROCESS.begin_anew)
after_fork_in_child(counter.begin_anew)


def log(call: Call) -> None:
    """Write a line to the logger ``atc_core``, to standard error where logging is not set up."""
    import logging

    logger = logging.getLogger("atc_core")
    if not logger.hasHandlers():
        logger.addHandler(logging.StreamHandler())
    logger.setLevel(logging.INFO)
    logger.info("%s backend=%s n=%d", call.kernel, call.backend, call.n)
