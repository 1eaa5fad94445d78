"""Momentum and trend, as their definitions read."""

import math

import numpy as np

from atc_core.arrays import Series
from atc_core.declarations.indicators import momentum as declared
from atc_python.indicators.averages import exponentials
from atc_python.indicators.oscillators import NOTHING, share
from atc_python.indicators.ranges import true_range
from atc_python.kinds import recursive, together, windowed
from atc_python.recursion import exponential, wilder, wilder_steps
from atc_python.windows import windows


@windowed(declared.momentum)
def momentum(x: Series, length: int) -> Series:
    """Each bar less the one so many before."""
    return x[length:] - x[: max(len(x) - length, 0)]


@windowed(declared.roc)
def roc(x: Series, length: int) -> Series:
    """The same in percent of the earlier."""
    return 100.0 * momentum(x, length) / x[: max(len(x) - length, 0)]


@recursive(declared.macd)
def macd(x: Series, fast: int, slow: int, signal: int) -> tuple[Series, ...]:
    """The lead of the fast average, which starts where the slow one does."""
    return with_signal(exponential(x[slow - fast :], fast) - exponential(x, slow), signal)


@recursive(declared.ppo)
def ppo(x: Series, fast: int, slow: int, signal: int) -> tuple[Series, ...]:
    """The lead of the fast average in percent."""
    behind = exponential(x, slow)
    ahead = exponential(x, fast)[slow - fast :]
    return with_signal(100.0 * (ahead - behind) / behind, signal)


@recursive(declared.trix)
def trix(x: Series, length: int) -> Series:
    """How far the third average moves in a bar, in percent."""
    *_, smooth = exponentials(x, length)
    return roc(smooth, 1)


@recursive(declared.adx)
def adx(high: Series, low: Series, close: Series, length: int) -> tuple[Series, ...]:
    """How one-sided the moves are, and their shares in the range."""
    up, down = np.diff(high), -np.diff(low)
    nothing = np.where(np.isnan(up) | np.isnan(down), np.nan, 0.0)
    rises = np.where((up > down) & (up > 0.0), up, nothing)
    falls = np.where((down > up) & (down > 0.0), down, nothing)
    whole = wilder_sums(true_range(high, low, close), length)
    plus, minus = (100.0 * share(wilder_sums(moves, length), whole, whole < NOTHING, 0.0) for moves in (rises, falls))
    both = plus + minus
    return wilder(100.0 * share(np.abs(plus - minus), both, both < NOTHING, 0.0), length), plus, minus


@windowed(declared.aroon)
def aroon(high: Series, low: Series, length: int) -> tuple[Series, ...]:
    """How fresh the newest of the highest highs is, and of the lowest lows."""
    return freshness(high, length), freshness(-low, length)


def with_signal(line: Series, signal: int) -> tuple[Series, ...]:
    """The line, its average, and the difference."""
    line, average = together(line, exponential(line, signal))
    return together(line, average, line - average)


def wilder_sums(values: Series, length: int) -> Series:
    """The sum of the first values, one short of `length`, then each time less ``1/length`` of itself, plus the next."""
    return wilder_steps(float(np.sum(values[: length - 1])), length * values[length - 1 :], length)


def freshness(x: Series, length: int) -> Series:
    """100 where the newest of ``length + 1`` bars is the largest, 0 where the oldest is."""
    rows = windows(x, length + 1)
    since = np.argmax(rows[:, ::-1], axis=1)
    return np.where(np.isnan(rows.max(axis=1)), math.nan, 100.0 * (length - since) / length)
