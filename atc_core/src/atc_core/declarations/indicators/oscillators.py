"""Oscillators: where a price is in its recent range, from 0 to 100 unless a kernel says otherwise."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from atc_core.arrays import Array, Series
from atc_core.declarations.indicators.rules import (
    TIE_BAND,
    deviations,
    largest_in,
    lengths_in_order,
    percentages,
    relative_strength,
)
from atc_core.domains import Length
from atc_core.kernel import kernel
from atc_core.magnitudes import latest_maximum
from atc_core.samples import bars, price_walk


class Stochastic(NamedTuple):
    """Where the close is in its range, and a moving average of that."""

    k: Series
    d: Series


class StochasticRsi(NamedTuple):
    """Where the RSI is in its range, and a moving average of that."""

    k: Series
    d: Series


class Kdj(NamedTuple):
    """Where the close is in its range, smoothed once and twice, and how far the first leads."""

    k: Series
    d: Series
    j: Series


def spread_of_strength(
    x: Array, length: int, stochastic_length: int, smooth_k: int, smooth_d: int, _: Any
) -> tuple[Array, ...]:
    """100, or more where the RSI hardly moves: 100 times what it moves in a window divides 100."""
    strength = relative_strength(x, length)
    scale = np.full(len(x), 100.0)
    if stochastic_length <= len(x):
        windows = np.lib.stride_tricks.sliding_window_view(strength, stochastic_length)
        top, bottom = windows.max(axis=1), windows.min(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            needed = np.where(top - bottom > 0.5 * TIE_BAND * top, 1e4 / (top - bottom), 100.0)
        scale[stochastic_length - 1 :] = np.fmax(100.0, needed)
    return (latest_maximum(scale, smooth_k + smooth_d - 1),) * 2


def price_over_deviation(high: Array, low: Array, close: Array, length: int, _: Any) -> Array:
    """The largest price of a window over 0.015 of its mean deviation, at least 1."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        spread = 0.015 * deviations((high + low + close) / 3.0, length)
        return np.fmax(1.0, largest_in(length, high, low, close) / spread)


@kernel(sample=price_walk, scale=percentages, also=("relative_strength_index",))
def rsi(x: Series, length: Length = 14, *, out: Series | None = None) -> Series:
    """Relative strength index: the share of rises in all moves, each averaged as Wilder does.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make the seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, 0 to 100, 50 of flat prices; recursive, first valid at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Wilder, "New concepts in technical trading systems" (1978); TA-Lib ``RSI``.
    """


@kernel(sample=bars("high", "low", "close"), scale=percentages, also=("STOCH", "STOCHF"))
def stochastic(
    high: Series,
    low: Series,
    close: Series,
    length: Length = 14,
    smooth_k: Length = 3,
    smooth_d: Length = 3,
    *,
    out: Stochastic | None = None,
) -> Stochastic:
    """Stochastic oscillator: where the close is between lowest low and highest high, smoothed; and its average.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of the range, at least 1.
        smooth_k: bars that k averages, at least 1; 1 is the fast oscillator.
        smooth_d: bars of k that d averages, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(k, d)``, 0 to 100, 50 of a flat range; of windows, first valid at bar ``length + smooth_k + smooth_d - 3``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Lane (1957); TA-Lib ``STOCH`` with moving averages of type 0.
    """


@kernel(sample=price_walk, scale=spread_of_strength, also=("STOCHRSI",))
def stochastic_rsi(
    x: Series,
    length: Length = 14,
    stochastic_length: Length = 14,
    smooth_k: Length = 3,
    smooth_d: Length = 3,
    *,
    out: StochasticRsi | None = None,
) -> StochasticRsi:
    """Stochastic RSI: the stochastic oscillator of the `rsi`.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of the RSI, at least 1.
        stochastic_length: bars of its range, at least 1.
        smooth_k: bars that k averages, at least 1.
        smooth_d: bars of k that d averages, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(k, d)``, 0 to 100, 50 where the RSI moves by no more than 1e-10 of itself; recursive, first valid at bar
        ``length + stochastic_length + smooth_k + smooth_d - 3``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Chande and Kroll, "The new technical trader" (1994); TradingView ``Stoch RSI``.
    """


@kernel(sample=bars("high", "low", "close"), scale=percentages)
def kdj(
    high: Series,
    low: Series,
    close: Series,
    length: Length = 9,
    smooth_k: Length = 3,
    smooth_d: Length = 3,
    *,
    out: Kdj | None = None,
) -> Kdj:
    """KDJ: the stochastic oscillator smoothed as Wilder does, and ``j = 3*k - 2*d``.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of the range, at least 1.
        smooth_k: bars that set the smoothing of k, at least 1.
        smooth_d: bars that set the smoothing of d, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(k, d, j)``, 0 to 100, though j may leave that, and 50 of a flat range; recursive, first valid at bar
        ``length + smooth_k + smooth_d - 3``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TA-Lib ``KDJ``.
    """


@kernel(sample=bars("high", "low", "close"), lookback="length", scale=percentages, also=("WILLR", "WPR"))
def williams_r(high: Series, low: Series, close: Series, length: Length = 14, *, out: Series | None = None) -> Series:
    """Williams %R: where the close is between lowest low and highest high, from -100 to 0.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of the range, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, -100 to 0, -50 of a flat range; of windows, first valid at bar ``length - 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Williams (1966); TA-Lib ``WILLR``.
    """


@kernel(
    sample=bars("high", "low", "close"),
    lookback="length",
    scale=price_over_deviation,
    also=("commodity_channel_index",),
)
def cci(high: Series, low: Series, close: Series, length: Length = 20, *, out: Series | None = None) -> Series:
    """Commodity channel index: the typical price less its mean, over 0.015 of its mean deviation.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, usually -100 to 100; 0 where typical prices are equal within 1e-10; of windows, first valid
        at bar ``length - 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Lambert (1980); TA-Lib ``CCI``.
    """


@kernel(sample=bars("high", "low", "close", "volume"), scale=percentages, also=("money_flow_index",))
def mfi(
    high: Series, low: Series, close: Series, volume: Series, length: Length = 14, *, out: Series | None = None
) -> Series:
    """Money flow index: the share of what was traded at rising typical prices in all that moved them.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, 0 to 100, 50 without a flow; typical prices equal within 1e-10 are none. Of windows, first
        valid at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Quong and Soudack (1989); TA-Lib ``MFI``.
    """


@kernel(sample=bars("high", "low", "close"), check=lengths_in_order, scale=percentages, also=("ULTOSC", "UO"))
def ultimate_oscillator(
    high: Series,
    low: Series,
    close: Series,
    short: Length = 7,
    medium: Length = 14,
    long: Length = 28,
    *,
    out: Series | None = None,
) -> Series:
    """Ultimate oscillator: buying pressure over true range in three windows, which weigh 4, 2 and 1.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        short, medium, long: bars in the windows, at least 1, none below the one before.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, 0 to 100; a window without a range counts as 50. Of windows, first valid at bar `long`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Williams, "The ultimate oscillator" (1985); TA-Lib ``ULTOSC``.
    """
