"""Adaptive Trend Classification: six families of averages trade on paper; those that earned more weigh more."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from atc_core.arrays import Flags, Series
from atc_core.declarations.atc import OFFSETS, PINE_CUT, waits
from atc_python import backend
from atc_python.moving_averages import adaptive_shares, dema, ema, hma, kama, lsma, sma, wma
from atc_python.recursion import first_number, follow
from atc_python.results import after_warm_up, deliver_fields
from atc_python.trend import crossover_signal, equity, rate_of_change

Average: TypeAlias = Callable[[Series, int], Series]

FAST, SLOW = 0.666, 0.064


class Market(NamedTuple):
    """What all averages trade: prices, the returns of holding them, and what an account keeps each bar."""

    prices: Series
    returns: Series
    decay_multiplier: float
    cutout: int


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
    out: Sequence[Series] | None = None,
) -> Series | Sequence[Series]:
    """Thirteen rows: the six families' signals, their six equities, and the average signal.

    ``compat="pine"`` follows TradingView's script: see `pine_kama`, `half_up` and `hold_gains`; `hma` is `sma` there,
    and families count as long or short beyond 0.49, whatever the thresholds are.
    """
    market = Market(prices, growing_returns(prices, La / 1000.0, cutout), 1.0 - De / 100.0, cutout)
    lengths = (ema_len, hma_len, wma_len, dema_len, lsma_len, kama_len)
    weights = (ema_w, hma_w, wma_w, dema_w, lsma_w, kama_w)
    is_pine = compat == "pine"
    rounded = half_up if is_pine else half_even
    signals, equities = [], []
    for average, length, weight in zip(AVERAGES[compat], lengths, weights, strict=True):
        averages = [average(prices, each) for each in nine_lengths(length, robustness)]
        signal = rounded(family_signal(market, averages))
        signals.append(signal)
        equities.append(family_equity(market, signal, weight, holds_gains=is_pine))
    cuts = (PINE_CUT, -PINE_CUT) if is_pine else (long_threshold, short_threshold)
    counts = waited(prices, waits(lengths, robustness, compat, warm_up))
    result = np.array([*signals, *equities, average_signal(signals, equities, counts, cuts)])
    return deliver_fields(result, out)


def nine_lengths(length: int, robustness: str) -> list[int]:
    """The length itself, the four longer ones, the four shorter ones: the order in which sums are added up."""
    offsets = OFFSETS[robustness]
    return [length, *(length + offset for offset in offsets), *(length - offset for offset in offsets)]


def growing_returns(prices: Series, growth: float, cutout: int) -> Series:
    """Returns that count more the later they are, by the factor ``exp(growth)`` a bar from `cutout` on.

    The C library's own `exp`, since every backend has that one and NumPy's may differ in the last place.
    """
    bars = (max(bar, 1) for bar in range(len(prices)))
    factors = [exponential(growth * (bar - cutout)) if bar >= cutout else 1.0 for bar in bars]
    with np.errstate(all="ignore"):
        returns: Series = rate_of_change(prices) * np.array(factors)
    return returns


def exponential(power: float) -> float:
    """``e**power``, infinite where that is too large for a float."""
    try:
        return math.exp(power)
    except OverflowError:
        return math.inf


def one_back(series: Series) -> Series:
    """At each bar the value of the bar before it; NaN at the first."""
    return np.append(np.nan, series)[: len(series)]


def family_signal(market: Market, averages: Sequence[Series]) -> Series:
    """The averages' signals, each weighed by what following it has earned so far: layer 1, not rounded yet."""
    total, weighed = np.zeros((2, len(market.prices)))
    with np.errstate(all="ignore"):
        for average in averages:
            signal = crossover_signal(market.prices, average).astype(np.float64)
            earned = equity(market.returns, one_back(signal), 1.0, market.decay_multiplier, market.cutout)
            weighed = weighed + signal * earned
            total = total + earned
        return weighed / total


def family_equity(market: Market, signal: Series, weight: float, *, holds_gains: bool) -> Series:
    """What following the family's signal has earned, starting with `weight`: layer 2."""
    returns, previous = market.returns, one_back(signal)
    if holds_gains:
        returns, previous = hold_gains(returns, previous)
    return equity(returns, previous, weight, market.decay_multiplier, market.cutout)


def waited(prices: Series, bars: Sequence[int]) -> list[Flags]:
    """For each family whether so many bars, which it waits, have come after the first price."""
    since = np.arange(len(prices)) - first_number(prices)
    return [since >= wait for wait in bars]


def average_signal(
    signals: Sequence[Series], equities: Sequence[Series], counts: Sequence[Flags], cuts: tuple[float, float]
) -> Series:
    """The share of the equity that counts that is long, less the share that is short; 0 where that is no number."""
    total, weighed = np.zeros((2, len(signals[0])))
    with np.errstate(all="ignore"):
        for signal, equity, is_counted in zip(signals, equities, counts, strict=True):
            earned = np.where(is_counted, equity, 0.0)
            side = np.where(signal > cuts[0], 1.0, np.where(signal < cuts[1], -1.0, 0.0))
            weighed = weighed + side * earned
            total = total + earned
        result = weighed / total
    result[~np.isfinite(result)] = 0.0
    return result


def half_even(series: Series) -> Series:
    """Rounded to two decimals, ties to the even one."""
    return np.round(series, 2)


def half_up(series: Series) -> Series:
    """Rounded to two decimals, ties upwards, also below 0: Pine's ``math.round``."""
    return np.floor(series * 100.0 + 0.5) / 100.0


def hold_gains(returns: Series, signal: Series) -> tuple[Series, Series]:
    """Returns and signals under which a flat or undefined signal earns again what the last other one earned.

    Pine keeps the gain ``a`` in a ``var`` that only a long or a short signal assigns to; it starts with 0. The gain
    itself is repeated, not its direction: a bar's own return does not matter while the signal is flat.
    """
    is_set = (signal > 0) | (signal < 0)
    bars = np.arange(len(signal))
    latest = np.maximum.accumulate(np.where(is_set, bars, 0))
    return returns[latest], signal[latest]


def lsma_one_back(x: Series, length: int) -> Series:
    """The least-squares line's value at the bar before the newest; that of one bar is the bar itself."""
    newest = lsma(x, length)
    if length == 1:
        return newest
    with np.errstate(invalid="ignore", over="ignore"):
        return newest - (newest - sma(x, length)) * (2.0 / (length - 1.0))


def pine_kama(x: Series, length: int) -> Series:
    """Kaufman's average from 0 before the first bar that is not NaN, as slow as in noise for `length` bars.

    Pine reads a missing average as 0 and a missing noise as no trend. A NaN after the start makes the rest NaN, as it
    does in `kama`.
    """
    bars = x[first_number(x) :]
    shares = [SLOW**2] * min(length, len(bars))
    if length < len(bars):
        shares += adaptive_shares(bars, length, FAST, SLOW).tolist()
    return after_warm_up(len(x), follow(0.0, shares, bars.tolist()))


AVERAGES: dict[str, tuple[Average, ...]] = {
    "default": (ema, hma, wma, dema, lsma, kama),
    "python": (ema, hma, wma, dema, lsma_one_back, kama),
    "pine": (ema, sma, wma, dema, lsma, pine_kama),
}
