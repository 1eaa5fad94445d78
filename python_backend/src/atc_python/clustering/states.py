"""States in the order of time, bar by bar."""

from __future__ import annotations

from atc_core.declarations.clustering import states
from atc_python.stepwise import per_bar
from atc_python.streams_memory import Remembering


@per_bar(states.smooth_labels)
class Smoothing(Remembering):
    """The last label that held for a while."""

    remembers = ("state", "label", "count")

    def __init__(self, min_duration: int) -> None:
        """Start without a state."""
        self.min_duration = min_duration
        self.state = self.label = -1
        self.count = 0

    def update(self, label: int) -> int:
        """Take a label, give the state."""
        if label >= 0:
            self.count = self.count + 1 if label == self.label else 1
            self.label = label
            self.state = label if self.count >= self.min_duration else self.state
        return self.state
