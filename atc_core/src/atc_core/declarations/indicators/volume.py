"""What volume says of prices."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from atc_core.arrays import Array, Flags, Series
from atc_core.declarations.indicators.rules import LARGEST, fast_below_slow, volume_so_far
from atc_core.domains import Length
from atc_core.kernel import kernel
from atc_core.magnitudes import largest_so_far
from atc_core.samples import bars


def volumes(_: Array, volume: Array, __: Array) -> Array:
    """The sum of all volumes so far."""
    return volume_so_far(volume)


def flows_so_far(high: Array, low: Array, close: Array, volume: Array, *_: Any) -> Array:
    """The sum of all volumes so far, of bars whose close is outside times how far it is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return volume_so_far(volume * np.fmax(1.0, np.abs(((close - low) - (high - close)) / (high - low))))


def whole_flow(*arguments: Any) -> Array:
    """1 where every bar has ``low <= close <= high``; of other bars the largest result so far."""
    return np.maximum(1.0, largest_so_far(arguments[-1]))


def session_prices(high: Array, low: Array, close: Array, volume: Array, starts: Array, *_: Any) -> Array:
    """The largest price so far; volumes of both signs cancel, and leave so many digits less."""
    largest = largest_so_far(high, low, close)
    if not (volume < 0.0).any():
        return largest
    known = np.where(np.isfinite(volume), volume, 0.0)
    edges = [0, *np.flatnonzero(starts), len(volume)]
    with np.errstate(all="ignore"):
        for begin, end in pairwise(edges):
            sums = np.cumsum(known[begin:end])
            shares = np.fmax(np.cumsum(np.abs(known[begin:end])) / np.abs(sums), 1.0)
            largest[begin:end] = np.fmin(largest[begin:end] * shares, LARGEST)
    return largest


@kernel(sample=bars("close", "volume"), scale=volumes, also=("on_balance_volume",))
def obv(close: Series, volume: Series, *, out: Series | None = None) -> Series:
    """On-balance volume: the sum of volumes so far, negative where the close fell, without those of equal closes.

    Formula:
        $$ obv_t = obv_{t-1} + sign(close_t - close_{t-1}) volume_t; obv_z = volume_z $$
        where $z$ is the first bar without a NaN.

    Args:
        close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of `volume`; recursive, starts with the volume of the first bar.

    Raises:
        TypeError, ValueError: an input has another type or shape.

    Source: Granville, "New key to stock market profits" (1963); TA-Lib ``OBV``.
    """


@kernel(sample=bars("high", "low", "close", "volume"), scale=flows_so_far, also=("AD", "ADL"))
def accumulation_distribution(
    high: Series, low: Series, close: Series, volume: Series, *, out: Series | None = None
) -> Series:
    r"""Accumulation/distribution line: the sum of volumes so far, weighed by where the close is in its bar, -1 to 1.

    Formula:
        $$ y_t = y_{t-1} + c_t volume_t; c_t = \frac{(close_t - low_t) - (high_t - close_t)}{high_t - low_t} $$
        where $y$ is the line, 0 before its first bar.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of `volume`; recursive, first valid at bar 0. A bar without a range adds 0.

    Raises:
        TypeError, ValueError: an input has another type or shape.

    Source: Chaikin; TA-Lib ``AD``.
    """


@kernel(sample=bars("high", "low", "close", "volume"), check=fast_below_slow, scale=flows_so_far, also=("ADOSC",))
def chaikin_oscillator(
    high: Series,
    low: Series,
    close: Series,
    volume: Series,
    fast: Length = 3,
    slow: Length = 10,
    *,
    out: Series | None = None,
) -> Series:
    r"""Chaikin oscillator: fast less slow exponential average of `accumulation_distribution`, from its first value on.

    Formula:
        $$ y_t = f_t - s_t; f_t = f_{t-1} + \frac{2}{fast + 1} (l_t - f_{t-1}) $$
        $$ s_t = s_{t-1} + \frac{2}{slow + 1} (l_t - s_{t-1}) $$
        where $l = accumulation_distribution(high, low, close, volume)$, and $f$ and $s$ begin with its first value.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        fast: bars that set the smoothing of the fast average, below `slow`.
        slow: bars that set the smoothing of the slow one.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of `volume`; recursive, first valid at bar ``slow - 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Chaikin; TA-Lib ``ADOSC``.
    """


@kernel(sample=bars("high", "low", "close", "volume"), lookback="length", scale=whole_flow, also=("CMF",))
def chaikin_money_flow(
    high: Series, low: Series, close: Series, volume: Series, length: Length = 20, *, out: Series | None = None
) -> Series:
    r"""Chaikin money flow: the share of a window's volume that closes near the high, less that near the low.

    Formula:
        $$ y_t = \frac{\sum_{j=0}^{length-1} c_{t-j} volume_{t-j}}{\sum_{j=0}^{length-1} volume_{t-j}} $$
        $$ c_t = \frac{(close_t - low_t) - (high_t - close_t)}{high_t - low_t} $$
        where $c_t = 0$ of a bar without a range.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, -1 to 1, 0 without volume; of windows, first valid at bar ``length - 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Chaikin; TA-Lib ``CMF``.
    """


@kernel(
    sample=bars("high", "low", "close", "volume", "session_start"), scale=session_prices, gaps_carry=("session_start",)
)
def vwap(
    high: Series, low: Series, close: Series, volume: Series, session_start: Flags, *, out: Series | None = None
) -> Series:
    r"""Volume-weighted average price of each session so far: ``sum(typical price * volume) / sum(volume)``.

    Formula:
        $$ vwap_t = \frac{\sum_{i=s}^{t} p_i volume_i}{\sum_{i=s}^{t} volume_i} $$
        $$ p_i = \frac{high_i + low_i + close_i}{3} $$
        where $s$ is the last bar up to $t$ that starts a session.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        session_start: booleans of that shape, true where a session starts; the first bar always starts one.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of the prices; NaN until a session has volume. Each session is recursive on
        its own. With ``gaps="skip"`` a start at a missing bar passes to the next bar that is there.

    Raises:
        TypeError, ValueError: an input has another type or shape.

    Source: TradingView ``ta.vwap``; TA-Lib ``VWAP`` for one session.
    """
