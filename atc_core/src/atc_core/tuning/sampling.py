"""How much time a program spends in a kind of call, found out from a few calls now and then."""

from __future__ import annotations

from collections.abc import Callable, Generator
from threading import get_ident
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from atc_core.kernel import Kernel

MOST_CALLS, LONGEST = 16, 2e-3
"""A sample ends after so many calls or seconds, whichever comes first, but not before the second call."""
PATIENCE = 0.02
"""Seconds without a call after which a sample of one thread no longer keeps the others from their plan."""
SHARE = 0.05
"""How much longer a program may take for being measured."""

Trial: TypeAlias = Generator[float, tuple[Any, ...], None]
"""Work in steps: each gives the seconds that the next may take, and is then sent the arguments of a call."""


class Kind:
    """One kind of call of a kernel: what was spent on it, and what of that went into measuring."""

    def __init__(self, trial: Trial) -> None:
        """Nothing is spent yet; `trial` is begun, but does nothing before a step of it can be paid."""
        self.spent = self.paid = self.busy = 0.0
        self._trial = trial
        self._price = next(trial)
        self.is_over = False

    @property
    def can_pay(self) -> bool:
        """Whether the next step stays within its share of the time that was spent."""
        return not self.is_over and SHARE * self.spent >= self.paid + self._price

    def go_on(self, arguments: tuple[Any, ...], now: Callable[[], float]) -> None:
        """Take the steps that can be paid."""
        while self.can_pay:
            begin = now()
            try:
                self._price = self._trial.send(arguments)
            except StopIteration:
                self.is_over = True
            finally:
                self.paid += now() - begin


class Watch:
    """The samples of one kernel; between them its handles follow their plans, and nothing is counted."""

    def __init__(self, kernel: Kernel[..., Any], now: float) -> None:
        """Not sampling."""
        self.kernel = kernel
        self.kinds: dict[tuple[str, int], Kind | None] = {}
        """By kind of call and class of sizes; None where there is nothing to find out."""
        self.handles: dict[Callable[[], None], None] = {}
        """What makes each handle decide at its next call, in the order in which they came."""
        self.is_sampling = False
        self._since = self._last = now
        self._owner: int | None = None
        self._calls = 0
        self._idle = self._busy = 0.0

    @property
    def is_pending(self) -> bool:
        """Whether there is a kind of call that is not measured yet."""
        return any(kind is not None for kind in list(self.kinds.values()))

    def begin(self, now: float) -> None:
        """Sample the calls from here on; a sample that waits for further calls goes on."""
        if self.is_sampling:
            return
        self.is_sampling, self._owner, self._calls = True, None, 0
        self._idle = self._busy = 0.0
        self._last = now
        self.decide_again()

    def decide_again(self) -> None:
        """Make every handle of the kernel decide at its next call."""
        for decide_again in list(self.handles):
            decide_again()

    def is_sampled(self, now: float) -> bool:
        """Whether this thread is the one whose calls are sampled: that of the first call, until it calls no more."""
        self._owner = self._owner or get_ident()
        if self._owner != get_ident() and now - self._last > PATIENCE:
            self._idle += now - self._last
            self._conclude(now)
        return self._owner == get_ident()

    def count(self, kind: Kind | None, entered: float, begin: float, end: float) -> None:
        """Count a call: between the last one and `entered` the program did something else.

        The first only begins the sample: another may have been under way meanwhile, so that only what is longer than
        a call was certainly something else.
        """
        if not self.is_sampling:
            return
        gap, seconds = max(entered - self._last, 0.0), end - begin
        is_first = self._calls == 0
        self._idle += max(gap - seconds, 0.0) if is_first else gap
        self._busy += 0.0 if is_first else seconds
        if kind is not None and not is_first:
            kind.busy += seconds
        self._last = end
        self._calls += 1
        if self._calls >= MOST_CALLS or (not is_first and self._busy + self._idle >= LONGEST):
            self._conclude(end)

    def _conclude(self, now: float) -> None:
        """Take the shares of the sample for those of all the time since the last one."""
        passed, total = now - self._since, self._busy + self._idle
        for kind in filter(None, list(self.kinds.values())):
            kind.spent += passed * kind.busy / total if total > 0.0 else 0.0
            kind.busy = 0.0
        self._since, self.is_sampling = now, False
