"""Adaptive Trend Classification, composed of the compiled loops of its kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from atc_core.declarations.atc import PINE_CUT, lengths
from atc_core.parameters import Series, Signal
from atc_numba import adaptive, averages, backend, classification, exponential, signals

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
    *,
    out: Series | None = None,
) -> Series:
    """Block of the families' signals, their equities, and the average signal."""
    if out is None:
        out = np.empty((RESULTS, len(prices)))
    market = Market.of(prices, La / 1000.0, De, cutout)
    is_pine = compat == "pine"
    bases = (ema_len, hma_len, wma_len, dema_len, lsma_len, kama_len)
    weights = (ema_w, hma_w, wma_w, dema_w, lsma_w, kama_w)
    for family, average in enumerate(AVERAGES[compat]):
        # A window longer than the series is as good as any longer one, and no integer overflows.
        nine = [min(length, len(prices) + 1) for length in lengths(bases[family], robustness)]
        trade_family(market, average, nine)
        classification.share(market.weighed, market.total, out[family])
        rounded = classification.round_half_up if is_pine else classification.round_half_even
        rounded(out[family])
        follow_family(market, out[family], weights[family], out[FAMILIES + family], holds_gains=is_pine)
    cuts = (PINE_CUT, -PINE_CUT) if is_pine else (long_threshold, short_threshold)
    classification.average_signal(out[:FAMILIES], out[FAMILIES:-1], *cuts, market.total, out[-1])
    return out


class Market(NamedTuple):
    """What all averages trade, and room for one of them."""

    prices: Series
    returns: Series
    decay_multiplier: float
    cutout: int
    average: Series
    previous: Series
    earned: Series
    weighed: Series
    total: Series
    signal: Signal

    @classmethod
    def of(cls, prices: Series, growth: float, decay: float, cutout: int) -> Market:
        """The market of these prices."""
        returns, average, previous, earned, weighed, total = np.empty((6, len(prices)))
        classification.growing_returns(prices, growth, cutout, returns)
        signal = np.empty(len(prices), np.int8)
        kept = 1.0 - decay / 100.0
        return cls(prices, returns, kept, cutout, average, previous, earned, weighed, total, signal)

    def follow(self, returns: Series, weight: float, out: Series) -> None:
        """What the signals in `previous` have earned."""
        classification.follow(returns, self.previous, weight, self.decay_multiplier, self.cutout, out)


def trade_family(market: Market, average: Average, nine: list[int]) -> None:
    """Add up in `weighed` and `total` what following each of nine averages has earned."""
    market.weighed[:] = 0.0
    market.total[:] = 0.0
    for length in nine:
        average(market.prices, length, market.average)
        signals.crossover_signal(market.prices, market.average, market.signal)
        classification.one_back(market.signal, market.previous)
        market.follow(market.returns, 1.0, market.earned)
        classification.add_up(market.signal, market.earned, market.weighed, market.total)


def follow_family(market: Market, signal: Series, weight: float, out: Series, *, holds_gains: bool) -> None:
    """What following a family's signal has earned."""
    if holds_gains:
        market.earned[:] = market.returns
        classification.hold_gains(signal, market.earned, market.previous)
        market.follow(market.earned, weight, out)
    else:
        market.previous[:1] = np.nan
        market.previous[1:] = signal[:-1]
        market.follow(market.returns, weight, out)


def kama(prices: Series, length: int, out: Series) -> None:
    """Kaufman's average with his own constants."""
    adaptive.kama(prices, length, classification.FAST, classification.SLOW, out)


def lsma_one_back(prices: Series, length: int, out: Series) -> None:
    """The least-squares line's value at the bar before the newest."""
    averages.lsma(prices, length, out)
    if length > 1:
        means = np.empty(len(prices))
        averages.sma(prices, length, means)
        classification.step_back(means, length, out)


Average = Callable[[Series, int, Series], None]


def loop(module: object, name: str) -> Average:
    """Calls a loop by name, since the compiled loop takes the place of its name."""

    def average(x: Series, length: int, out: Series) -> None:
        getattr(module, name)(x, length, out)

    return average


EMA, DEMA = loop(exponential, "ema"), loop(exponential, "dema")
SMA, WMA, HMA, LSMA = (loop(averages, name) for name in ("sma", "wma", "hma", "lsma"))
PINE_KAMA = loop(classification, "pine_kama")
AVERAGES: dict[str, tuple[Average, ...]] = {
    "default": (EMA, HMA, WMA, DEMA, LSMA, kama),
    "python": (EMA, HMA, WMA, DEMA, lsma_one_back, kama),
    "pine": (EMA, SMA, WMA, DEMA, LSMA, PINE_KAMA),
}
