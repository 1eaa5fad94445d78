"""Averages that indicators are made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_core.arrays import FLOAT32_ACCURACY, Array, Series
from atc_core.declarations.indicators.rules import LARGEST, largest_in
from atc_core.domains import Length
from atc_core.kernel import kernel
from atc_core.magnitudes import largest_so_far
from atc_core.samples import bars, price_walk


def seven_prices(x: Array, *_: Any) -> Array:
    """Seven times the largest price so far: the weights of three averages."""
    return 7.0 * largest_so_far(x)


def largest_price(x: Array, volume: Array, length: int, *_: Any) -> Array:
    """The largest price of the window; volumes of both signs cancel, and leave so many digits less."""
    largest = largest_in(length, x)
    if length > len(x) or not (volume < 0.0).any():
        return largest
    windows = np.lib.stride_tricks.sliding_window_view(volume, length)
    with np.errstate(all="ignore"):
        shares = np.abs(windows).sum(axis=-1) / np.abs(windows.sum(axis=-1))
        largest[length - 1 :] = np.fmin(largest[length - 1 :] * np.fmax(shares, 1.0), LARGEST)
    return largest


@kernel(sample=price_walk, float32=FLOAT32_ACCURACY, also=("SMMA", "wilders"))
def rma(x: Series, length: Length, *, out: Series | None = None) -> Series:
    r"""Wilder's moving average: the mean of the first `length` bars, then ``1/length`` of the way to each bar.

    Formula:
        $$ rma_t = rma_{t-1} + \frac{x_t - rma_{t-1}}{length} $$
        $$ rma_{z+length-1} = \frac{1}{length} \sum_{j=0}^{length-1} x_{z+j} $$
        where $z$ is the first bar that is not NaN.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make the seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; recursive, first valid at bar ``length - 1``. An infinity makes the
        bars after it NaN.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Wilder, "New concepts in technical trading systems" (1978); TradingView ``ta.rma``.
    """


@kernel(sample=price_walk, float32=FLOAT32_ACCURACY, scale=seven_prices)
def tema(x: Series, length: Length, *, out: Series | None = None) -> Series:
    """Triple exponential moving average ``3*e1 - 3*e2 + e3``, each the `ema` of the one before with its own seed.

    Formula:
        $$ tema = 3 e1 - 3 e2 + e3; e1 = ema(x, length); e2 = ema(e1, length); e3 = ema(e2, length) $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make a seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; recursive, first valid at bar ``3*(length - 1)``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Mulloy, "Smoothing data with faster moving averages" (1994); TA-Lib ``TEMA``.
    """


@kernel(sample=price_walk, float32=FLOAT32_ACCURACY, lookback="length", also=("TMA",))
def trima(x: Series, length: Length, *, out: Series | None = None) -> Series:
    r"""Triangular moving average: weights 1, 2, and so on up to the middle of the window and back.

    Formula:
        $$ trima_t = \frac{\sum_{j=0}^{length-1} w_j x_{t-j}}{\sum_{j=0}^{length-1} w_j} $$
        $$ w_j = min(j + 1, length - j) $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; of windows, first valid at bar ``length - 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TA-Lib ``TRIMA``.
    """


@kernel(sample=bars("close", "volume"), float32=FLOAT32_ACCURACY, lookback="length", scale=largest_price)
def vwma(x: Series, volume: Series, length: Length, *, out: Series | None = None) -> Series:
    r"""Volume-weighted moving average: ``sum(x*volume) / sum(volume)`` of the last `length` bars.

    Formula:
        $$ vwma_t = \frac{\sum_{j=0}^{length-1} x_{t-j} volume_{t-j}}{\sum_{j=0}^{length-1} volume_{t-j}} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``; typical prices give the rolling VWAP.
        volume: what each price weighs, same shape.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; of windows, first valid at bar ``length - 1``; NaN without volume.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TradingView ``ta.vwma``; TA-Lib ``VWMA``.
    """
