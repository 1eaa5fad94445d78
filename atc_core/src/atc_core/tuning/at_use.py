"""Tuning at use: with ``ATC_TUNE=auto`` a kind of call that was never measured here is, for a share of its time."""

from __future__ import annotations

import os
import threading
from _thread import allocate_lock
from collections.abc import Callable
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any
from weakref import WeakSet, ref

from atc_core.blame import warn
from atc_core.columns import Chosen
from atc_core.decision import TUNED
from atc_core.errors import BackendWarning, described
from atc_core.tuning.coverage import speaks_for
from atc_core.tuning.estimates import contenders
from atc_core.tuning.sampling import Kind, Watch
from atc_core.tuning.trial import trial
from atc_core.variant import entry_name

if TYPE_CHECKING:
    from atc_core.choice import Choice
    from atc_core.kernel import Kernel

SOONEST, LATEST, GROWTH = 0.05, 1.0, 1.25
"""Seconds between two samples: the first, the most, and by how much they grow. One costs about 0.3 ms."""


class AtUse:
    """Samples the calls of a process and lets those that took long enough pay for a race."""

    def __init__(self, choice: Choice, now: Callable[[], float] = perf_counter) -> None:
        """Nothing is watched yet."""
        self._choice = choice
        self._now = now
        self._watches: dict[str, Watch] = {}
        self._racing = allocate_lock()
        self._sampler: threading.Thread | None = None
        ALIVE.add(self)

    def watched(self, kernel: Kernel[..., Any], chosen: Chosen, n: int, variant: str, entered: float) -> Chosen:
        """What was chosen, counting its time where calls are sampled, and measured at the first that can pay it."""
        watch = self._watches.get(kernel.name)
        if watch is None or watch.kernel is not kernel:
            watch = self._watches[kernel.name] = Watch(kernel, self._now())
            self._start_sampler()
        kind = self._kind(watch, n, variant)
        if not watch.is_sampling or not watch.is_sampled(entered):
            return chosen

        def counted(*arguments: Any, **out: Any) -> Any:
            if kind is not None and kind.can_pay:
                self._measure(watch, kind, arguments)
            begin = self._now()
            result = chosen.function(*arguments, **out)
            watch.count(kind, entered, begin, self._now())
            return result

        return Chosen(chosen.backend, counted)

    def remember(self, kernel: Kernel[..., Any], decide_again: Callable[[], None]) -> None:
        """Keep what makes a handle decide again: later samples also find sizes that it is not called with yet."""
        if kernel.name in self._watches:
            self._watches[kernel.name].handles[decide_again] = None

    def is_sampling(self, kernel: Kernel[..., Any]) -> bool:
        """Whether every call of a kernel counts at the moment."""
        watch = self._watches.get(kernel.name)
        return watch is not None and watch.is_sampling

    def _kind(self, watch: Watch, n: int, variant: str) -> Kind | None:
        """The kind of a call; None where it was measured, or where there is nothing to choose from."""
        key = variant, n.bit_length() // 2
        if key not in watch.kinds:
            watch.kinds[key] = None
            if not is_measured(self._choice, watch.kernel, variant, n):
                names = contenders(self._choice, watch.kernel, n)
                if len(names) > 1:
                    watch.kinds[key] = Kind(trial(self._choice, watch.kernel, variant, n, names))
        return watch.kinds[key]

    def _measure(self, watch: Watch, kind: Kind, arguments: tuple[Any, ...]) -> None:
        """Go on with a trial in this thread, unless another thread is measuring."""
        if not self._racing.acquire(blocking=False):
            return
        try:
            kind.go_on(arguments, self._now)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # of a race, or a mistake: what raises before the race is quarantined
            kind.is_over = True
            sentence = f"{watch.kernel.name} is not tuned at use: {described(error)}"
            warn(sentence, BackendWarning)
        finally:
            self._racing.release()
        if kind.is_over:
            watch.kinds = {key: None if item is kind else item for key, item in watch.kinds.items()}
            watch.is_sampling = False
            watch.decide_again()

    def _start_sampler(self) -> None:
        """Have a thread begin samples: no call pays for knowing that it is time for one."""
        if self._sampler is None or not self._sampler.is_alive():
            self._sampler = threading.Thread(target=sample, args=(ref(self),), name="atc-tune", daemon=True)
            self._sampler.start()

    def begin_samples(self) -> None:
        """Sample the calls of every kernel."""
        for watch in list(self._watches.values()):
            watch.begin(self._now())

    @property
    def pending(self) -> list[str]:
        """The kernels of which a kind of call was seen that is not measured yet."""
        return [name for name, watch in self._watches.items() if watch.is_pending]

    def forget_threads(self) -> None:
        """In a forked child no other thread lives on: whatever one held is free, and samples begin anew."""
        self._racing = allocate_lock()
        self._sampler = None
        if self._watches:
            self._start_sampler()


def sample(watched: ref[AtUse]) -> None:
    """Begin samples now and then, for as long as anything holds what is watched."""
    pause = SOONEST
    while True:
        sleep(pause)
        at_use = watched()
        if at_use is None:
            return
        at_use.begin_samples()
        del at_use
        pause = min(GROWTH * pause, LATEST)


ALIVE: WeakSet[AtUse] = WeakSet()


def forget_threads() -> None:
    """What a forked child does first."""
    for at_use in list(ALIVE):
        at_use.forget_threads()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget_threads)


def is_measured(choice: Choice, kernel: Kernel[..., Any], variant: str, n: int) -> bool:
    """Whether decisions for this kind of call at `n` bars rest on measurements of this machine, or are pinned."""
    entry = entry_name(kernel.name, variant)
    if kernel.name in choice.frozen or entry in choice.frozen:
        return True
    if entry not in choice.measured:
        return False
    ranking = choice.ranking(kernel, variant)
    sizes = {size for curve in ranking.curves.values() for size in curve.sizes}
    return ranking.rung == TUNED and speaks_for(sizes, n)
