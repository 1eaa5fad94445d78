"""How far a tuning has come, by the clock: steps differ too much in length to be counted."""

from __future__ import annotations

from collections.abc import Callable

from atc_core.tuning.plan import Step

PARTS = 1000
"""Of which a bar consists."""


class Progress:
    """Where a bar stands; it never goes back, however the expected end moves."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Begin."""
        self._now = now
        self._begin = self._end = now()
        self._done = 0

    def expect(self, end: float) -> None:
        """Everything will be done at `end`, as far as one knows now."""
        self._end = end

    def step(self, text: str) -> Step:
        """What was done, at the place that the time which has passed says; never quite at the end."""
        elapsed, total = self._now() - self._begin, self._end - self._begin
        share = elapsed / total if total > 0.0 else 0.0
        self._done = max(self._done, min(int(PARTS * share), PARTS - 1))
        return Step(self._done, PARTS, text)

    def last(self, text: str) -> Step:
        """The end."""
        return Step(PARTS, PARTS, text)
