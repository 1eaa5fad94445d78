"""Control charts of one series, bar by bar."""

from __future__ import annotations

import math
from typing import TypeAlias

from atc_core.arrays import LARGEST_SQUARE_ROOT
from atc_core.declarations.detectors import charts
from atc_python.recursion import step
from atc_python.stepwise import per_bar
from atc_python.streams_memory import Remembering
from atc_python.sums import add
from atc_python.ties import is_above

Point: TypeAlias = tuple[float, float, int]
"""Two statistics and the signal."""

MISSING: Point = (math.nan, math.nan, 0)


def is_missing(value: float) -> bool:
    """Whether a value counts for nothing."""
    return not abs(value) <= LARGEST_SQUARE_ROOT


@per_bar(charts.ewma_chart)
class EwmaChart(Remembering):
    """An average of the distance from the target, which forgets, and its limits."""

    remembers = ("count", "away", "lost")

    def __init__(self, target: float, sigma: float, smoothing: float = 0.2, width: float = 3.0) -> None:
        """Start at the target."""
        self.target, self.smoothing = target, smoothing
        self.unit = width * sigma
        self.decay = math.log1p(-smoothing) if smoothing < 1.0 else -math.inf
        self.count = 0
        self.away = self.lost = 0.0

    def update(self, value: float) -> Point:
        """Take a value, give the average, its half width and the signal."""
        if is_missing(value):
            return MISSING
        self.count = max(self.count, 0) + 1
        self.away, self.lost = step(self.away, self.lost, self.smoothing, value - self.target)
        # Of a smoothing of 1e-9 ``1 - (1 - smoothing)**2`` would have seven digits.
        reached = -math.expm1(2.0 * self.count * self.decay)
        half_width = self.unit * math.sqrt(self.smoothing / (2.0 - self.smoothing) * reached)
        signal = int(math.copysign(1, self.away)) if is_above(abs(self.away), half_width) else 0
        return self.target + self.away, half_width, signal


class Sum(Remembering):
    """A sum, with what rounding has lost of it: of a million bars some 1e-11 else."""

    remembers = ("total", "lost")

    def __init__(self) -> None:
        """Start from 0."""
        self.total = self.lost = 0.0

    def add(self, *values: float) -> float:
        """Add values, give the sum."""
        for value in values:
            self.total, self.lost = add(self.total, self.lost, value)
        return self.total + self.lost

    def fade(self, share: float) -> None:
        """Leave a share of it."""
        self.total, self.lost = share * self.total, share * self.lost

    def clear(self) -> None:
        """Start anew."""
        self.total = self.lost = 0.0


@per_bar(charts.cusum)
class Cusum(Remembering):
    """How far a series has drifted up and down from its target."""

    remembers = ("high", "low", "has_signalled")

    def __init__(self, target: float, sigma: float, slack: float = 0.5, threshold: float = 5.0) -> None:
        """Start from 0."""
        self.target, self.sigma, self.slack, self.threshold = target, sigma, slack, threshold
        self.high, self.low = Sum(), Sum()
        self.has_signalled = False

    def update(self, value: float) -> Point:
        """Take a value, give both drifts and the signal."""
        if is_missing(value):
            return MISSING
        away = (value - self.target) / self.sigma
        high, low = (self.drift(drift, distance) for drift, distance in ((self.high, away), (self.low, -away)))
        signal = 1 if is_above(high, self.threshold) else -1 if is_above(low, self.threshold) else 0
        self.has_signalled = signal != 0
        return high, low, signal

    def drift(self, drift: Sum, distance: float) -> float:
        """Add a distance less the slack; nothing below 0 is kept."""
        if self.has_signalled:
            drift.clear()
        reached = drift.add(distance, -self.slack)
        if reached > 0.0:
            return reached
        drift.clear()
        return 0.0


@per_bar(charts.page_hinkley)
class PageHinkley(Remembering):
    """How far a series has gone up and down from its mean so far.

    Everything is measured from the first value since the start: an offset costs no digits.
    """

    remembers = ("count", "first", "total", "up", "down", "least", "most", "has_signalled")

    def __init__(
        self, delta: float = 0.005, threshold: float = 50.0, forgetting: float = 0.9999, min_instances: int = 30
    ) -> None:
        """Start without a value."""
        self.delta, self.threshold, self.forgetting, self.min_instances = delta, threshold, forgetting, min_instances
        self.total, self.up, self.down = Sum(), Sum(), Sum()
        self.has_signalled = False
        self.start(0.0)

    def start(self, first: float) -> None:
        """Forget everything."""
        self.count, self.first = 0, first
        self.least, self.most = math.inf, -math.inf
        for item in (self.total, self.up, self.down):
            item.clear()

    def update(self, value: float) -> Point:
        """Take a value, give how far it went up and down, and the signal."""
        if is_missing(value):
            return MISSING
        if self.has_signalled or self.count < 1:
            self.start(value)
        self.count += 1
        away = value - self.first
        away -= self.total.add(away) / self.count
        self.up.fade(self.forgetting)
        self.down.fade(self.forgetting)
        risen, fallen = self.up.add(away, -self.delta), self.down.add(away, self.delta)
        self.least, self.most = min(self.least, risen), max(self.most, fallen)
        up, down = risen - self.least, self.most - fallen
        signal = self.decide(up, down) if self.count >= self.min_instances else 0
        self.has_signalled = signal != 0
        return up, down, signal

    def decide(self, up: float, down: float) -> int:
        """The direction that is beyond the threshold, of both the farther one."""
        if is_above(down, self.threshold) and (is_above(down, up) or not is_above(up, self.threshold)):
            return -1
        return int(is_above(up, self.threshold))
