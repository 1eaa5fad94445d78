"""Loops of Adaptive Trend Classification: returns, equities of signals, and the shares that are long or short."""

from __future__ import annotations

import math

import numpy as np

from atc_core.arrays import Series, Signal
from atc_numba.compiling import AVERAGE, SERIES, block, loop
from atc_numba.moving_averages.adaptive import follow_slowly, move, steps
from atc_numba.moving_averages.exponential import first_number, flushed
from atc_numba.moving_averages.windows import ROWS, new_scratch, plain_sums, tile_size

FAST, SLOW, FLOOR = 0.666, 0.064, 0.25
TILE = 512


@loop(f"void({SERIES}, float64, int64, float64[::1])")
def growing_returns(prices: Series, growth: float, cutout: int, out: Series) -> None:
    """Returns that count more the later they are."""
    out[:1] = np.nan
    for t in range(1, out.shape[0]):
        factor = math.exp(growth * (t - cutout)) if t >= cutout else 1.0
        out[t] = (prices[t] / prices[t - 1] - 1.0) * factor


@loop("void(Array(int8, 1, 'C', readonly=True), float64[::1])")
def one_back(signal: Signal, out: Series) -> None:
    """The signal of the bar before, unknown at the first."""
    out[:1] = np.nan
    for t in range(1, out.shape[0]):
        out[t] = signal[t - 1]


@loop(f"void({SERIES}, float64[::1], float64[::1])")
def hold_gains(signal: Series, returns: Series, previous: Series) -> None:
    """The signal of the bar before and the return; those of the last bar that had a signal, where it is flat."""
    previous[:1] = np.nan
    for t in range(1, previous.shape[0]):
        is_set = signal[t - 1] < 0.0 or signal[t - 1] > 0.0
        previous[t] = signal[t - 1] if is_set else previous[t - 1]
        returns[t] = returns[t] if is_set else returns[t - 1]


@block
def gain(returns: Series, previous: Series, gains: Series) -> None:
    """1 and what each bar earns; a return or a signal that is no number earns nothing."""
    for i in range(returns.shape[0]):
        signed = -returns[i] if previous[i] < 0.0 else returns[i]
        trades = (previous[i] < 0.0 or previous[i] > 0.0) and signed == signed
        gains[i] = 1.0 + (signed if trades else 0.0)


@loop(f"void({SERIES}, {SERIES}, float64, float64, int64, float64[::1])")
def follow(returns: Series, previous: Series, weight: float, kept: float, cutout: int, out: Series) -> None:
    """Equity in the contract's own operations and order, so that shares which are ties are so to the last bit.

    The kernel's loop is faster: it multiplies the factors of a bar before equity, which rounds otherwise.
    """
    n = out.shape[0]
    out[: min(cutout, n)] = np.nan
    if cutout >= n:
        return
    gains = np.empty(TILE)
    value = max(weight, FLOOR)
    out[cutout] = value
    for start in range(cutout + 1, n, TILE):
        end = min(start + TILE, n)
        gain(returns[start:end], previous[start:end], gains)
        for i in range(end - start):
            value = value * kept * gains[i]
            value = value if value > FLOOR else FLOOR  # noqa: FURB136 (NaN gives the floor)
            out[start + i] = value


@loop(f"void(Array(int8, 1, 'C', readonly=True), {SERIES}, float64[::1], float64[::1])")
def add_up(signal: Signal, equity: Series, weighed: Series, total: Series) -> None:
    """Add the equity of following an average, with its direction and without."""
    for t in range(total.shape[0]):
        weighed[t] += signal[t] * equity[t]
        total[t] += equity[t]


@loop(f"void({SERIES}, {SERIES}, float64[::1])")
def share(weighed: Series, total: Series, out: Series) -> None:
    """The share that is long less the share that is short, in hundredths.

    Rounding is a loop of its own, so that no addition there is fused with the product here.
    """
    for t in range(out.shape[0]):
        out[t] = weighed[t] / total[t] * 100.0


@loop("void(float64[::1])")
def round_half_even(hundredths: Series) -> None:
    """From hundredths to two decimals, ties to even."""
    for t in range(hundredths.shape[0]):
        hundredths[t] = np.rint(hundredths[t]) / 100.0


@loop("void(float64[::1])")
def round_half_up(hundredths: Series) -> None:
    """From hundredths to two decimals, ties upwards."""
    for t in range(hundredths.shape[0]):
        hundredths[t] = np.floor(hundredths[t] + 0.5) / 100.0


@loop(f"void({SERIES}, {SERIES}, int64, float64, float64, float64[::1], float64[::1])")
def add_family(
    signal: Series,
    equity: Series,
    start: int,
    long_threshold: float,
    short_threshold: float,
    weighed: Series,
    total: Series,
) -> None:
    """Add a family's equity from `start` on, with the side that its signal is on and without."""
    for t in range(start, total.shape[0]):
        side = np.int64(signal[t] > long_threshold) - np.int64(signal[t] < short_threshold)
        weighed[t] += side * equity[t]
        total[t] += equity[t]


@loop(f"void({SERIES}, float64[::1])")
def share_or_zero(total: Series, out: Series) -> None:
    """Divide by the total; 0 where that is no number."""
    for t in range(out.shape[0]):
        share = out[t] / total[t]
        out[t] = share if abs(share) < np.inf else 0.0


@loop(f"void({SERIES}, int64, float64[::1])")
def step_back(means: Series, length: int, lines: Series) -> None:
    """From the least-squares line's value at the newest bar, and the mean, to its value one bar before."""
    factor = 2.0 / (length - 1.0)
    for t in range(lines.shape[0]):
        lines[t] -= factor * (lines[t] - means[t])


@loop(AVERAGE)
def pine_kama(x: Series, length: int, out: Series) -> None:
    """Kaufman's adaptive average from 0 on, slow as long as there is no noise."""
    first = first_number(x)
    out[:first] = np.nan
    bars, results = x[first:], out[first:]
    n = bars.shape[0]
    average = 0.0
    for t in range(min(length, n)):
        average = SLOW * SLOW * bars[t] + (1.0 - SLOW * SLOW) * average
        results[t] = flushed(average)
    if length >= n:
        return
    tile = tile_size(length, n)
    scratch = new_scratch(ROWS + 2, tile + length)
    for start in range(length, n, tile):
        now = results[start : start + tile]
        count = now.shape[0]
        moves, pull, toward = scratch[ROWS][: count + length - 1], scratch[ROWS + 1][:count], scratch[2][:count]
        move(bars[start - length :], moves)
        plain_sums(moves, length, scratch, pull)
        steps(bars[start - length :], length, FAST, SLOW, pull, toward)
        follow_slowly(pull, toward, results[start - 1], now)
