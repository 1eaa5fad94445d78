"""Adaptive Trend Classification, composed of the compiled loops of its kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from atc_core.arrays import Series, Signal
from atc_core.declarations.atc import PINE_CUT, lengths, waits
from atc_numba import backend
from atc_numba.atc import loops
from atc_numba.moving_averages import adaptive, averages, exponential
from atc_numba.trend import signals

RESULTS, FAMILIES = 13, 6


@backend.implements("atc")
def atc(
    prices: Series,
    ema_len: int = 28,
    hma_len: int = 28,
    wma_len: int = 28,
    dema_len: int = 28,
    lsma_len: int = 28,
    kama_len: int = 28,
    ema_w: float = 1.0,
    hma_w: float = 1.0,
    wma_w: float = 1.0,
    dema_w: float = 1.0,
    lsma_w: float = 1.0,
    kama_w: float = 1.0,
    robustness: str = "Medium",
    La: float = 0.02,  # noqa: N803
    De: float = 0.03,  # noqa: N803
    cutout: int = 0,
    long_threshold: float = 0.1,
    short_threshold: float = -0.1,
    compat: str = "default",
    warm_up: str = "original",
    *,
    out: Any = None,
) -> Any:
    """The families' signals, their equities, and the average signal: a block of rows, or `out`, which has them."""
    if out is None:
        out = np.empty((RESULTS, len(prices)))
    state = State.of(prices, La / 1000.0, De, cutout)
    is_pine = compat == "pine"
    bases = (ema_len, hma_len, wma_len, dema_len, lsma_len, kama_len)
    weights = (ema_w, hma_w, wma_w, dema_w, lsma_w, kama_w)
    for family, average in enumerate(AVERAGES[compat]):
        # A window longer than the series is as good as any longer one, and no integer overflows.
        nine = [min(length, len(prices) + 1) for length in lengths(bases[family], robustness)]
        trade_family(state, average, nine)
        loops.share(state.weighed, state.total, out[family])
        rounded = loops.round_half_up if is_pine else loops.round_half_even
        rounded(out[family])
        follow_family(state, out[family], weights[family], out[FAMILIES + family], holds_gains=is_pine)
    first = int(np.isnan(prices).argmin()) if len(prices) else 0
    starts = [min(first + wait, len(prices)) for wait in waits(bases, robustness, compat, warm_up)]
    average_signal(out, starts, (PINE_CUT, -PINE_CUT) if is_pine else (long_threshold, short_threshold), state.total)
    return out


def average_signal(out: Any, starts: list[int], cuts: tuple[float, float], total: Series) -> None:
    """Write the share of the families' equity that is long less the share that is short into the last row.

    Each family counts from its own start on.
    """
    average = out[-1]
    average[:] = 0.0
    total[:] = 0.0
    for family, start in enumerate(starts):
        loops.add_family(out[family], out[FAMILIES + family], start, *cuts, average, total)
    loops.share_or_zero(total, average)


class State(NamedTuple):
    """The inputs that all averages share, and scratch for one of them."""

    prices: Series
    returns: Series
    decay_multiplier: float
    cutout: int
    average: Series
    previous: Series
    equity: Series
    weighed: Series
    total: Series
    signal: Signal

    @classmethod
    def of(cls, prices: Series, growth: float, decay: float, cutout: int) -> State:
        """For these prices."""
        returns, average, previous, equity, weighed, total = np.empty((6, len(prices)))
        loops.growing_returns(prices, growth, cutout, returns)
        signal = np.empty(len(prices), np.int8)
        kept = 1.0 - decay / 100.0
        return cls(prices, returns, kept, cutout, average, previous, equity, weighed, total, signal)

    def follow(self, returns: Series, weight: float, out: Series) -> None:
        """Equity of trading the signals in `previous`."""
        loops.follow(returns, self.previous, weight, self.decay_multiplier, self.cutout, out)


def trade_family(state: State, average: Average, nine: list[int]) -> None:
    """Add up in `weighed` and `total` the equity of following each of nine averages."""
    state.weighed[:] = 0.0
    state.total[:] = 0.0
    for length in nine:
        average(state.prices, length, state.average)
        signals.crossover_signal(state.prices, state.average, state.signal)
        loops.one_back(state.signal, state.previous)
        state.follow(state.returns, 1.0, state.equity)
        loops.add_up(state.signal, state.equity, state.weighed, state.total)


def follow_family(state: State, signal: Series, weight: float, out: Series, *, holds_gains: bool) -> None:
    """Equity of following a family's signal."""
    if holds_gains:
        state.equity[:] = state.returns
        loops.hold_gains(signal, state.equity, state.previous)
        state.follow(state.equity, weight, out)
    else:
        state.previous[:1] = np.nan
        state.previous[1:] = signal[:-1]
        state.follow(state.returns, weight, out)


def kama(prices: Series, length: int, out: Series) -> None:
    """Kaufman's average with the constants of the original."""
    adaptive.kama(prices, length, loops.FAST, loops.SLOW, out)


def lsma_one_back(prices: Series, length: int, out: Series) -> None:
    """The least-squares line's value at the bar before the newest."""
    averages.lsma(prices, length, out)
    if length > 1:
        means = np.empty(len(prices))
        averages.sma(prices, length, means)
        loops.step_back(means, length, out)


Average = Callable[[Series, int, Series], None]


def loop(module: object, name: str) -> Average:
    """Call a loop by name, since the compiled loop takes the place of its name."""

    def average(x: Series, length: int, out: Series) -> None:
        getattr(module, name)(x, length, out)

    return average


EMA, DEMA = loop(exponential, "ema"), loop(exponential, "dema")
SMA, WMA, HMA, LSMA = (loop(averages, name) for name in ("sma", "wma", "hma", "lsma"))
PINE_KAMA = loop(loops, "pine_kama")
AVERAGES: dict[str, tuple[Average, ...]] = {
    "default": (EMA, HMA, WMA, DEMA, LSMA, kama),
    "python": (EMA, HMA, WMA, DEMA, lsma_one_back, kama),
    "pine": (EMA, SMA, WMA, DEMA, LSMA, PINE_KAMA),
}
