"""Adaptive Trend Classification of one symbol, bar by bar."""

import math

import numpy as np

from atc_core.declarations.atc import PINE_CUT, waits
from atc_python.atc import (
    AVERAGES,
    Average,
    average_signal,
    exponential,
    half_even,
    half_up,
    nine_lengths,
)
from atc_python.streams_averages import AVERAGES as STREAMS
from atc_python.streams_averages import Equity
from atc_python.streams_memory import Remembering
from atc_python.ties import is_tied
from atc_python.trend import rate_of_change


class Trader(Remembering):
    """An average that is traded on paper."""

    remembers = ("average", "mean", "signal", "equity")

    def __init__(self, average: Average, length: int, decay_multiplier: float, cutout: int) -> None:
        """Start without a bar."""
        self.average = STREAMS[average](length)
        self.mean = math.nan
        self.signal = 0.0
        self.equity = Equity(1.0, decay_multiplier, cutout)

    def update(self, before: float, price: float, gain: float) -> tuple[float, float]:
        """Take a bar, give the signal and what following it has earned."""
        earned = self.equity.update(gain, self.signal)
        mean_before, self.mean = self.mean, self.average.update(price)
        was, now = side(before, mean_before), side(price, self.mean)
        if now * was <= 0.0 and now != 0.0:
            self.signal = now
        return self.signal, earned


def side(price: float, average: float) -> float:
    """1 above the average, -1 below, 0 within the tie band or where neither is larger; NaN of NaN."""
    if price != price or average != average:
        return math.nan
    is_equal = is_tied(price, average)
    return 0.0 if is_equal else float(price > average) - float(price < average)


class Family(Remembering):
    """Nine traders of one kind of average, and the account that follows what they agree on."""

    remembers = ("traders", "signal", "held", "equity")

    def __init__(self, traders: list[Trader], equity: Equity, *, is_pine: bool) -> None:
        """Start without a bar."""
        self.traders = traders
        self.equity = equity
        self.is_pine = is_pine
        self.signal = math.nan
        self.held = [math.nan, math.nan]
        """The last gain that a long or a short signal had, and that signal: see `atc.hold_gains`."""

    def update(self, before: float, price: float, gain: float) -> tuple[float, float]:
        """Take a bar, give the signal in hundredths and what following it has earned."""
        followed = self.follow(gain)
        weighed = total = 0.0
        for trader in self.traders:
            signal, earned = trader.update(before, price, gain)
            weighed += signal * earned
            total += earned
        rounded = half_up if self.is_pine else half_even
        self.signal = float(rounded(np.array([weighed / total]))[0])
        return self.signal, followed

    def follow(self, gain: float) -> float:
        """What trading the signal of the bar before has earned."""
        if not self.is_pine or self.signal > 0 or self.signal < 0:
            self.held = [gain, self.signal]
        return self.equity.update(*self.held)


class Classification(Remembering):
    """The thirteen results."""

    remembers = ("bar", "since", "price", "families")

    def __init__(  # noqa: D107
        self,
        robustness: str,
        La: float,  # noqa: N803
        De: float,  # noqa: N803
        cutout: int,
        long_threshold: float,
        short_threshold: float,
        compat: str,
        warm_up: str,
        **lengths_and_weights: float,
    ) -> None:
        is_pine = compat == "pine"
        self.growth, self.cutout, decay = La / 1000.0, cutout, 1.0 - De / 100.0
        self.cuts = (PINE_CUT, -PINE_CUT) if is_pine else (long_threshold, short_threshold)
        lengths = [int(value) for name, value in lengths_and_weights.items() if name.endswith("_len")]
        weights = [value for name, value in lengths_and_weights.items() if name.endswith("_w")]
        self.families = [
            Family(
                [Trader(average, each, decay, cutout) for each in nine_lengths(length, robustness)],
                Equity(weight, decay, cutout),
                is_pine=is_pine,
            )
            for average, length, weight in zip(AVERAGES[compat], lengths, weights, strict=True)
        ]
        self.waits = waits(lengths, robustness, compat, warm_up)
        self.bar = 0
        self.since = -1
        """Bars since the first price."""
        self.price = math.nan

    def update(self, price: float) -> tuple[float, ...]:
        """Take a price, give the signals, the equities, and the average signal."""
        before, self.price = self.price, price
        gain = float(rate_of_change(np.array([before, price]))[1]) * self.factor()
        self.bar += 1
        self.since += self.since >= 0 or price == price
        results = [family.update(before, price, gain) for family in self.families]
        signals, equities = zip(*results, strict=True)
        counts = [np.array([self.since >= wait]) for wait in self.waits]
        series = [[np.array([value]) for value in values] for values in (signals, equities)]
        share = average_signal(series[0], series[1], counts, self.cuts)
        return (*signals, *equities, float(share[0]))

    def factor(self) -> float:
        """How much more this bar's return counts than the one at the cutout."""
        bar = max(self.bar, 1)
        return exponential(self.growth * (bar - self.cutout)) if bar >= self.cutout else 1.0
