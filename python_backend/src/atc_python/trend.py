"""Adaptive Trend Classification: returns, signals and equity, as their definitions read."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Flags, Series, Signal
from atc_core.declarations import trend as declared
from atc_python import backend
from atc_python.results import after_warm_up, deliver
from atc_python.ties import tied

Scalar = TypeVar("Scalar", bound=np.generic)

FLOOR = 0.25


@backend.implements(declared.rate_of_change)
def rate_of_change(prices: Series, *, out: Series | None = None) -> Series:
    """Each bar over the bar before it, less 1."""
    with np.errstate(all="ignore"):
        returns = prices[1:] / prices[:-1] - 1.0
    return deliver(after_warm_up(len(prices), returns), out)


@backend.implements(declared.crossover_signal)
def crossover_signal(prices: Series, average: Series, *, out: Signal | None = None) -> Signal:
    """The direction of the last crossing; values within the tie band are equal."""
    with np.errstate(invalid="ignore", over="ignore"):
        equal = tied(prices, average)
    above, not_above = (prices > average) & ~equal, (prices <= average) | equal
    below, not_below = (prices < average) & ~equal, (prices >= average) | equal
    up, down = np.zeros((2, len(prices)), dtype=np.bool_)
    up[1:] = above[1:] & not_above[:-1]
    down[1:] = below[1:] & not_below[:-1]
    return deliver(last_event(up, down), out)


@backend.implements(declared.signal_persistence)
def signal_persistence(up: Flags, down: Flags, *, out: Signal | None = None) -> Signal:
    """The direction of the last flag; up wins a tie."""
    return deliver(last_event(up, down), out)


@backend.implements(declared.equity)
def equity(
    r_values: Series,
    sig_prev: Series,
    starting_equity: float = 1.0,
    decay_multiplier: float = 0.9997,
    cutout: int = 0,
    *,
    out: Series | None = None,
) -> Series:
    """What the bar before left, after decay, times this bar's gain in the signal's direction, floored."""
    earned = signed_returns(r_values[cutout:], sig_prev[cutout:])
    values = []
    value = starting_equity
    for bar, gain in enumerate(earned.tolist()):
        if bar > 0:
            value = value * decay_multiplier * (1.0 + gain)
        if not value > FLOOR:
            value = FLOOR
        values.append(value)
    return deliver(after_warm_up(len(r_values), values), out)


@backend.implements("classify")
def classify(
    average_signal: Series,
    long_threshold: float = 0.1,
    short_threshold: float = -0.1,
    *,
    out: Signal | None = None,
) -> Signal:
    """1 above the long threshold, -1 below the short one, 0 between them, on them, and where NaN."""
    classes = (average_signal > long_threshold).astype(np.int8) - (average_signal < short_threshold).astype(np.int8)
    return deliver(classes, out)


@backend.implements("next_bar")
def next_bar(signal: NDArray[Scalar], *, out: NDArray[Scalar] | None = None) -> NDArray[Scalar]:
    """The signal one bar later; 0 at the first bar."""
    later = np.zeros_like(signal)
    later[1:] = signal[:-1]
    return deliver(later, out)


def signed_returns(r_values: Series, sig_prev: Series) -> Series:
    """The return as earned: negated where the signal is negative, 0 where it is 0 or either is NaN."""
    earned = np.where(sig_prev > 0, r_values, np.where(sig_prev < 0, -r_values, 0.0))
    earned[np.isnan(earned)] = 0.0
    return earned


def last_event(up: Flags, down: Flags) -> Signal:
    """At each bar the last event so far: 1 for up (which wins a tie), -1 for down, 0 before the first."""
    events = np.where(up, 1, np.where(down, -1, 0)).astype(np.int8)
    bars = np.arange(len(events))
    latest = np.maximum.accumulate(np.where(events != 0, bars, 0))
    return events[latest]
