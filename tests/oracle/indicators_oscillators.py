"""Indicators, oscillators and trend: each field is the end that can be computed, in fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from oracle.indicators import (
    Series,
    aligned,
    ema_of,
    highest,
    largest,
    lowest,
    means,
    of_windows,
    recursive,
    rolling,
    rounded,
    smallest,
    sums,
    three_averages,
    together,
    true_ranges,
    whole,
    wilder,
)
from oracle.series import NAN, Exact, mean, tied, total

LEAST = Fraction(1e-290)
"""What a recursive average counts as 0 below."""


def ratio(part: Exact, everything: Exact, neutral: float, least: Fraction = Fraction(0)) -> Exact:
    """``part/everything``, the neutral value where the denominator is 0; NaN where either is."""
    if not whole(part, everything):
        return NAN
    return Exact(neutral) if abs(everything) <= least else part / everything


def rsi_of(x: Series, length: int) -> Series:
    moves = [new - old for old, new in pairwise(x)]
    gains, losses = (wilder([largest(sign * move, Exact(0)) for move in moves], length) for sign in (1, -1))
    return [100 * ratio(gain, gain + loss, 0.5, LEAST) for gain, loss in zip(gains, losses)]


@recursive
def rsi(x: Series, length: int = 14) -> Series:
    return rsi_of(x, length)


def raw(close: Series, high: Series, low: Series, n: int, *, banded: bool = False) -> Series:
    """Where the close is between the lowest low and the highest high, in percent."""
    return [
        Exact(50) if banded and whole(c) and tied(top, bottom) else 100 * ratio(c - bottom, top - bottom, 0.5)
        for c, top, bottom in aligned(close, highest(high, n), lowest(low, n))
    ]


def twice_smoothed(values: Series, smooth_k: int, smooth_d: int) -> tuple[Series, ...]:
    k = means(values, smooth_k)
    return together(k, means(k, smooth_d))


@of_windows
def stochastic(
    high: Series, low: Series, close: Series, length: int = 14, smooth_k: int = 3, smooth_d: int = 3
) -> tuple[Series, ...]:
    return twice_smoothed(raw(close, high, low, length), smooth_k, smooth_d)


@recursive
def stochastic_rsi(
    x: Series, length: int = 14, stochastic_length: int = 14, smooth_k: int = 3, smooth_d: int = 3
) -> tuple[Series, ...]:
    strength = rsi_of(x, length)
    return twice_smoothed(raw(strength, strength, strength, stochastic_length, banded=True), smooth_k, smooth_d)


@recursive
def kdj(
    high: Series, low: Series, close: Series, length: int = 9, smooth_k: int = 3, smooth_d: int = 3
) -> tuple[Series, ...]:
    k = wilder(raw(close, high, low, length), smooth_k)
    d = wilder(k, smooth_d)
    return together(k, d, [3 * fast - 2 * slow for fast, slow in aligned(k, d)])


@of_windows
def williams_r(high: Series, low: Series, close: Series, length: int = 14) -> Series:
    return [value - 100 for value in raw(close, high, low, length)]


def typical(*fields: Series) -> Series:
    return [total(list(bar)) / 3 for bar in zip(*fields)]


def channel(window: Series) -> Exact:
    if not whole(*window):
        return NAN
    if tied(largest(*window), smallest(*window)):
        return Exact(0)
    level = mean(window)
    return (window[-1] - level) / (Fraction(15, 1000) * mean([abs(value - level) for value in window]))


@of_windows
def cci(high: Series, low: Series, close: Series, length: int = 20) -> Series:
    return rolling(typical(high, low, close), length, channel)


@of_windows
def mfi(high: Series, low: Series, close: Series, volume: Series, length: int = 14) -> Series:
    prices, up, down = typical(high, low, close), [], []
    for (before, now), size in zip(pairwise(prices), volume[1:]):
        flow = now * size
        moved = whole(before, flow) and not tied(before, now)
        nothing = Exact(0) if whole(before, flow) else NAN
        up.append(flow if moved and now > before else nothing)
        down.append(flow if moved and now < before else nothing)
    return [100 * ratio(p, p + n, 0.5) for p, n in zip(sums(up, length), sums(down, length))]


@of_windows
def ultimate_oscillator(
    high: Series, low: Series, close: Series, short: int = 7, medium: int = 14, long: int = 28
) -> Series:
    bars = list(zip(high[1:], low[1:], close[1:], close))
    floors = [smallest(b, before) for _, b, _, before in bars]
    pressures = [c - floor for (_, _, c, _), floor in zip(bars, floors)]
    ranges = [largest(h, before) - floor for (h, _, _, before), floor in zip(bars, floors)]
    shares = [[ratio(a, b, 0.5) for a, b in zip(sums(pressures, n), sums(ranges, n))] for n in (short, medium, long)]
    return [100 * (4 * a + 2 * b + c) / 7 for a, b, c in aligned(*shares)]


@of_windows
def momentum(x: Series, length: int = 10) -> Series:
    return [new - old for old, new in zip(x, x[length:])]


@of_windows
def roc(x: Series, length: int = 9) -> Series:
    return [100 * (new - old) / old for old, new in zip(x, x[length:])]


def with_signal(line: Series, signal: int) -> tuple[Series, ...]:
    smooth = ema_of(line, signal)
    return together(line, smooth, [a - b for a, b in aligned(line, smooth)])


@recursive
def macd(x: Series, fast: int = 12, slow: int = 26, signal: int = 9) -> tuple[Series, ...]:
    return with_signal([a - b for a, b in zip(ema_of(x[slow - fast :], fast), ema_of(x, slow))], signal)


@recursive
def ppo(x: Series, fast: int = 12, slow: int = 26, signal: int = 9) -> tuple[Series, ...]:
    return with_signal([100 * (a - b) / b for a, b in aligned(ema_of(x, fast), ema_of(x, slow))], signal)


@recursive
def trix(x: Series, length: int = 18) -> Series:
    return [100 * (new - old) / old for old, new in pairwise(three_averages(x, length)[2])]


def wilder_sums(values: Series, n: int) -> Series:
    """The sum of the first n-1 values, then ``S - S/n + v``."""
    state, results = total([Exact(0), *values[: n - 1]]), []
    for value in values[n - 1 :]:
        state = state - state / n + value
        results.append(state)
    return results


@recursive
def adx(high: Series, low: Series, close: Series, length: int = 14) -> tuple[Series, ...]:
    moves = [(rounded(b, a), rounded(c, d)) for (a, b), (c, d) in zip(pairwise(high), pairwise(low))]
    up = [NAN if not whole(u, d) else u if u > d and u > 0 else Exact(0) for u, d in moves]
    down = [NAN if not whole(u, d) else d if d > u and d > 0 else Exact(0) for u, d in moves]
    ranges = wilder_sums(true_ranges(high, low, close), length)
    plus, minus = (
        [100 * ratio(part, everything, 0, LEAST) for part, everything in zip(wilder_sums(side, length), ranges)]
        for side in (up, down)
    )
    index = [100 * ratio(abs(a - b), a + b, 0, LEAST) for a, b in zip(plus, minus)]
    return wilder(index, length), plus, minus


def freshness(window: Series, extreme: Exact) -> Exact:
    """100 where the newest bar is the extreme, 0 where the oldest is; the newest of equals counts."""
    if not whole(extreme):
        return NAN
    since = next(bars for bars, value in enumerate(reversed(window)) if value == extreme)
    n = len(window) - 1
    return Exact(Fraction(100 * (n - since), n))


@of_windows
def aroon(high: Series, low: Series, length: int = 14) -> tuple[Series, ...]:
    up = rolling(high, length + 1, lambda window: freshness(window, largest(*window)))
    return up, rolling(low, length + 1, lambda window: freshness(window, smallest(*window)))
