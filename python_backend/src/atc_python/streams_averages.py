"""Moving averages and equity of one symbol, bar by bar.

A window is kept as it is and averaged anew at every bar, by the function that averages a whole series: nothing drifts.
"""

import math
import sys
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import ClassVar, TypeAlias

import numpy as np

from atc_core.arrays import Series
from atc_python.atc import FAST, SLOW, lsma_one_back, pine_kama
from atc_python.moving_averages import adaptive_shares, dema, ema, hma, kama, lsma, sma, wma
from atc_python.recursion import step
from atc_python.streams_memory import Remembering
from atc_python.trend import FLOOR

Average: TypeAlias = Callable[[Series, int], Series]


class Window(Remembering):
    """An average of the last bars alone: what `average` gives at the end of the last `span` bars."""

    remembers = ("bars",)

    def __init__(self, average: Average, length: int, span: int | None = None) -> None:
        """Start without a bar; as many bars decide a result as `length` says, or `span`."""
        self.average, self.length, self.span = average, length, span or length
        self.bars: deque[float] = deque(maxlen=self.span)

    def update(self, bar: float) -> float:
        """Take a bar, give the average; NaN before the first whole window."""
        self.bars.append(bar)
        if len(self.bars) < self.span:
            return math.nan
        return float(self.average(np.array(self.bars), self.length)[-1])


def hull_window(length: int) -> Window:
    """Hull's average, whose last smoothing needs bars before its slow window."""
    return Window(hma, length, min(length + math.isqrt(length) - 1, sys.maxsize))


class Ema(Remembering):
    """The exponential average, which begins with the mean of `length` bars from the first that is not NaN."""

    remembers = ("seeds", "has_begun", "average", "lost")

    def __init__(self, length: int) -> None:
        """Start without a bar."""
        self.length = length
        self.share = 2.0 / (length + 1.0)
        self.seeds: list[float] = []
        self.has_begun = False
        self.average = math.nan
        self.lost = 0.0

    def update(self, bar: float) -> float:
        """Take a bar, give the average; NaN before it begins."""
        if self.has_begun:
            self.average, self.lost = step(self.average, self.lost, self.share, bar)
        elif self.seeds or bar == bar:
            self.seeds.append(bar)
            if len(self.seeds) == self.length:
                with np.errstate(invalid="ignore", over="ignore"):
                    self.average = float(np.mean(self.seeds))
                self.has_begun, self.seeds = True, []
        return self.average


class Dema(Remembering):
    """Twice the exponential average less its own exponential average, which starts where the first does."""

    remembers = ("once", "twice", "lost")

    def __init__(self, length: int) -> None:
        """Start without a bar."""
        self.once = Ema(length)
        self.twice = math.nan
        self.lost = 0.0

    def update(self, bar: float) -> float:
        """Take a bar, give the average; NaN before it begins."""
        had_begun = self.once.has_begun
        once = self.once.update(bar)
        if had_begun:
            self.twice, self.lost = step(self.twice, self.lost, self.once.share, once)
        else:
            self.twice = once
        return 2.0 * once - self.twice


class Kama(Remembering):
    """Kaufman's average: the first bar that is not NaN, held for `length` bars; then it follows."""

    remembers = ("bars", "average", "lost")
    early_share: ClassVar[float | None] = None
    """How far to go towards a bar while there is no window of noise; None is to stay."""

    def __init__(self, length: int, fast: float = FAST, slow: float = SLOW) -> None:
        """Start without a bar."""
        self.length, self.fast, self.slow = length, fast, slow
        self.bars: deque[float] = deque(maxlen=min(length + 1, sys.maxsize))
        self.average = math.nan
        self.lost = 0.0

    def update(self, bar: float) -> float:
        """Take a bar, give the average; NaN before it begins."""
        if not self.bars and bar != bar:
            return math.nan
        if not self.bars:
            self.average = self.start(bar)
        self.bars.append(bar)
        share = self.early_share
        if len(self.bars) > self.length:
            share = float(adaptive_shares(np.array(self.bars), self.length, self.fast, self.slow)[0])
        if share is not None:
            self.average, self.lost = step(self.average, self.lost, share, bar)
        return self.average

    def start(self, bar: float) -> float:
        """The average before the first bar."""
        return bar


class PineKama(Kama):
    """The same from 0, and as slow as in noise while there is no window of noise."""

    early_share = SLOW**2

    def start(self, bar: float) -> float:  # noqa: ARG002
        """Pine reads a missing average as 0."""
        return 0.0


AVERAGES: dict[Average, Callable[[int], Window | Ema | Dema | Kama]] = {
    **{average: partial(Window, average) for average in (sma, wma, lsma, lsma_one_back)},
    hma: hull_window,
    ema: Ema,
    dema: Dema,
    kama: Kama,
    pine_kama: PineKama,
}
"""The stream of each function on whole series."""


class Equity(Remembering):
    """What trading the previous bar's signal leaves, after decay, floored; NaN before `cutout`."""

    remembers = ("bar", "equity")

    def __init__(self, starting_equity: float = 1.0, decay_multiplier: float = 0.9997, cutout: int = 0) -> None:
        """Start without a bar."""
        self.starting_equity, self.decay_multiplier, self.cutout = starting_equity, decay_multiplier, cutout
        self.bar = 0
        self.equity = math.nan

    def update(self, r_value: float, sig_prev: float) -> float:
        """Take a return and the signal of the bar before it, give the equity."""
        if self.bar >= self.cutout:
            earned = r_value if sig_prev > 0 else -r_value if sig_prev < 0 else 0.0
            gain = earned if earned == earned else 0.0
            is_first = self.bar == self.cutout
            equity = self.starting_equity if is_first else self.equity * self.decay_multiplier * (1.0 + gain)
            self.equity = max(FLOOR, equity)  # in this order NaN is floored too
        self.bar += 1
        return self.equity
