"""Ranges of bars, and the stops that follow prices at a distance of some ranges."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from atc_core.arrays import Array, Series, Signal
from atc_core.declarations.indicators.rules import true_range_so_far
from atc_core.domains import Length, PositiveFinite
from atc_core.kernel import kernel
from atc_core.magnitudes import largest_so_far
from atc_core.samples import bars


class Supertrend(NamedTuple):
    """A stop, and on which side of the price it is."""

    supertrend: Series
    """In the units of the prices: below them in a rise, above them in a fall."""
    direction: Signal
    """1 in a rise, -1 in a fall, 0 where there is no stop."""


def percent_of_close(high: Array, low: Array, close: Array, *_: Any) -> Array:
    """The largest true range so far in percent of the close."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100.0 * true_range_so_far(high, low, close) / np.abs(close)


def price_and_bands(high: Array, low: Array, close: Array, _: int, multiplier: float, __: Any) -> tuple[Array, float]:
    """The largest price so far, and a band of as many; nothing of the direction."""
    return (1.0 + multiplier) * largest_so_far(high, low, close), 0.0


def high_or_low(high: Array, low: Array, *_: Any) -> Array:
    """The largest price so far."""
    return largest_so_far(high, low)


@kernel(sample=bars("high", "low", "close"), scale=true_range_so_far, also=("TRANGE", "TR"))
def true_range(high: Series, low: Series, close: Series, *, out: Series | None = None) -> Series:
    """True range: the largest of ``high - low`` and the distances of both from the close before.

    Formula:
        $$ true_range_t = max(high_t - low_t, |high_t - close_{t-1}|, |low_t - close_{t-1}|) $$

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of the prices; of windows, first valid at bar 1.

    Raises:
        TypeError, ValueError: an input has another type or shape.

    Source: Wilder, "New concepts in technical trading systems" (1978); TA-Lib ``TRANGE``.
    """


@kernel(sample=bars("high", "low", "close"), scale=true_range_so_far, also=("average_true_range",))
def atr(high: Series, low: Series, close: Series, length: Length = 14, *, out: Series | None = None) -> Series:
    """Average true range: Wilder's average of the true range, which starts at the second bar.

    Formula:
        $$ atr = rma(true_range(high, low, close), length) $$
        where the seed is the mean of `length` true ranges from the second bar on.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make the seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of the prices; recursive, first valid at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Wilder, "New concepts in technical trading systems" (1978); TA-Lib ``ATR``.
    """


@kernel(sample=bars("high", "low", "close"), scale=percent_of_close)
def natr(high: Series, low: Series, close: Series, length: Length = 14, *, out: Series | None = None) -> Series:
    r"""Normalized average true range: `atr` in percent of the close.

    Formula:
        $$ natr_t = 100 \frac{atr(high, low, close, length)_t}{close_t} $$

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make the seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, percent; recursive, first valid at bar `length`. A close of 0 follows IEEE division.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TA-Lib ``NATR``.
    """


@kernel(sample=bars("high", "low", "close"), scale=price_and_bands, also=("SUPERT",))
def supertrend(
    high: Series,
    low: Series,
    close: Series,
    length: Length = 10,
    multiplier: PositiveFinite = 3.0,
    *,
    out: Supertrend | None = None,
) -> Supertrend:
    r"""Supertrend: a stop some average ranges from the middle of the bar, which only moves with the trend.

    Formula:
        With $m_t = (high_t + low_t) / 2$, $a = multiplier \cdot atr(high, low, close, length)$, and bands that begin as
        $u_t = m_t + a_t$ and $v_t = m_t - a_t$:

        1. $u_t = m_t + a_t$ where that is below $u_{t-1}$ or $close_{t-1} > u_{t-1}$, else $u_t = u_{t-1}$.
        2. $v_t = m_t - a_t$ where that is above $v_{t-1}$ or $close_{t-1} < v_{t-1}$, else $v_t = v_{t-1}$.
        3. $direction_t$ turns from -1 to 1 where $close_t > u_t$, from 1 to -1 where $close_t < v_t$, and else stays.
        4. $supertrend_t = v_t$ where $direction_t = 1$, and $u_t$ where it is -1.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of the average true range, at least 1.
        multiplier: average ranges between middle and stop, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        ``(supertrend, direction)``: the stop, and int8 1 where it rises below the price, -1 where it falls above it, 0
        where there is none. It flips where the close passes it by more than the tie band of 1e-10; both sides are
        carried on always. Recursive, first valid, rising, at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Seban, "Tout le monde mérite d'être riche" (2009); TA-Lib ``SUPERTREND``.
    """


@kernel(sample=bars("high", "low"), scale=high_or_low, also=("SAR", "PSAR"))
def parabolic_sar(
    high: Series,
    low: Series,
    acceleration: PositiveFinite = 0.02,
    maximum: PositiveFinite = 0.2,
    *,
    out: Series | None = None,
) -> Series:
    """Parabolic stop and reverse: a stop that follows the extreme of a trend faster with each new extreme.

    Formula:
        1. It begins with a fall if $low_0 - low_1 > max(high_1 - high_0, 0)$, else with a rise: stop $s = low_0$,
           extreme $e = high_1$, speed $a = acceleration$. A fall mirrors what follows. Bar 1 counts as its own bar
           before.
        2. Where $low_t <= s$ the rise ends: $s = max(e, high_{t-1}, high_t)$ is the result, $a = acceleration$,
           $e = low_t$.
        3. Elsewhere $s$ is the result, and a $high_t > e$ gives $e = high_t$ and $a = min(a + acceleration, maximum)$.
        4. Then $s = s + a (e - s)$, cut to $min(low_{t-1}, low_t)$ if it rises now.

    Args:
        high, low: prices, shape ``(time,)`` or ``(time, series)``.
        acceleration: by how much the speed grows with a new extreme, finite and above 0; cut to `maximum`.
        maximum: the largest speed, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of the prices; recursive, first valid at bar 1. A price within 1e-10 of the
        stop reverses it.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Wilder, "New concepts in technical trading systems" (1978); TA-Lib ``SAR``.
    """
