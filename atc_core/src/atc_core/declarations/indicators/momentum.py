"""Momentum and trend: how fast prices move, and whether they go anywhere."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from atc_core.arrays import Array, Series
from atc_core.declarations.indicators.rules import LARGEST, fast_below_slow, percentages
from atc_core.domains import Length
from atc_core.kernel import kernel
from atc_core.magnitudes import largest_so_far
from atc_core.samples import bars, price_walk


class Macd(NamedTuple):
    """Fast less slow average, its own average, and the difference of both."""

    macd: Series
    signal: Series
    histogram: Series


class Ppo(NamedTuple):
    """Fast less slow average in percent, its own average, and the difference of both."""

    ppo: Series
    signal: Series
    histogram: Series


class Adx(NamedTuple):
    """How strong a trend is, and how much goes up and down."""

    adx: Series
    plus_di: Series
    minus_di: Series


class Aroon(NamedTuple):
    """How fresh the highest high and the lowest low are."""

    up: Series
    down: Series


def percent_and_result(*arguments: Any) -> Array:
    """100 and the result."""
    with np.errstate(invalid="ignore"):
        scale: Array = 100.0 + np.abs(np.nan_to_num(arguments[-1], posinf=0.0, neginf=0.0))
    return scale


def percent_of_smallest(x: Array, *_: Any) -> Array:
    """100 times the largest price so far over the smallest; of prices of both signs or 0 there is no accuracy."""
    with np.errstate(all="ignore"):
        smallest = np.fmin.accumulate(np.where(np.fmin.accumulate(x) * np.fmax.accumulate(x) > 0, np.abs(x), 0.0))
        return np.fmin(100.0 * largest_so_far(x) / smallest, LARGEST)


def percents_of_smallest(x: Array, *arguments: Any) -> tuple[Array, ...]:
    """The same of three fields."""
    return (percent_of_smallest(x, *arguments),) * 3


def prices_so_far(x: Array, *_: Any) -> tuple[Array, ...]:
    """The largest price so far."""
    return (largest_so_far(x),) * 3


@kernel(sample=price_walk, also=("MOM",))
def momentum(x: Series, length: Length = 10, *, out: Series | None = None) -> Series:
    """Momentum: each bar less the one `length` bars before.

    Formula:
        $$ momentum_t = x_t - x_{t-length} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars between both, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; of two bars, first valid at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TA-Lib ``MOM``.
    """


@kernel(sample=price_walk, scale=percent_and_result)
def roc(x: Series, length: Length = 9, *, out: Series | None = None) -> Series:
    r"""Rate of change in percent over `length` bars.

    Formula:
        $$ roc_t = 100 \frac{x_t - x_{t-length}}{x_{t-length}} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars between both, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, percent; of two bars, first valid at bar `length`. A previous price of 0 follows IEEE
        division.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TA-Lib ``ROC``.
    """


@kernel(sample=price_walk, check=fast_below_slow, scale=prices_so_far, also=("MACDFIX",))
def macd(x: Series, fast: Length = 12, slow: Length = 26, signal: Length = 9, *, out: Macd | None = None) -> Macd:
    r"""Moving average convergence divergence: fast less slow `ema`, its own `ema`, and the difference of both.

    Formula:
        $$ macd_t = f_t - s_t; s = ema(x, slow); f_t = a x_t + (1 - a) f_{t-1}; a = \frac{2}{fast + 1} $$
        $$ signal = ema(macd, signal); histogram_t = macd_t - signal_t $$
        where $f$ is seeded at the same bar as $s$, with the mean of the `fast` bars that end there.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        fast: bars of the fast average, below `slow`; its seed is the mean of the bars before the slow one's end.
        slow: bars of the slow average.
        signal: bars of the average of the difference, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(macd, signal, histogram)`` in the units of `x`; recursive, first valid at bar ``slow + signal - 2``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Appel (1979); TA-Lib ``MACD``.
    """


@kernel(sample=price_walk, check=fast_below_slow, scale=percents_of_smallest)
def ppo(x: Series, fast: Length = 12, slow: Length = 26, signal: Length = 9, *, out: Ppo | None = None) -> Ppo:
    r"""Percentage price oscillator: fast less slow `ema` in percent of the slow one, its own `ema`, and the difference.

    Formula:
        $$ ppo_t = 100 \frac{f_t - s_t}{s_t}; f = ema(x, fast); s = ema(x, slow) $$
        $$ signal = ema(ppo, signal); histogram_t = ppo_t - signal_t $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        fast: bars of the fast average, below `slow`; each average has its own seed.
        slow: bars of the slow average.
        signal: bars of the average of the difference, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(ppo, signal, histogram)``, percent; recursive, first valid at bar ``slow + signal - 2``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TA-Lib ``PPO`` with moving averages of type 1.
    """


@kernel(sample=price_walk, scale=percent_of_smallest)
def trix(x: Series, length: Length = 18, *, out: Series | None = None) -> Series:
    r"""TRIX: by how many percent the third of three exponential averages, as in `tema`, moves in a bar.

    Formula:
        $$ trix_t = 100 \frac{e3_t - e3_{t-1}}{e3_{t-1}}; e3 = ema(ema(ema(x, length), length), length) $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of each average, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, percent; recursive, first valid at bar ``3*(length - 1) + 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Hutson (1983); TA-Lib ``TRIX``.
    """


@kernel(sample=bars("high", "low", "close"), scale=percentages, also=("DMI", "DI", "DX", "PLUS_DI", "MINUS_DI"))
def adx(high: Series, low: Series, close: Series, length: Length = 14, *, out: Adx | None = None) -> Adx:
    r"""Average directional index: how strong the trend is, with the shares of moves up and down in the range.

    Formula:
        $$ u_t = high_t - high_{t-1}; d_t = low_{t-1} - low_t; r = true_range(high, low, close) $$
        $$ plus_di_t = 100 \frac{S(p)_t}{S(r)_t}; minus_di_t = 100 \frac{S(q)_t}{S(r)_t} $$
        $$ adx = rma(x, length); x_t = 100 \frac{|plus_di_t - minus_di_t|}{plus_di_t + minus_di_t} $$
        where $p_t = u_t$ if $u_t > max(d_t, 0)$, else 0, and $q_t = d_t$ if $d_t > max(u_t, 0)$, else 0. Wilder's sum
        of $v$ is $S(v)_t = S(v)_{t-1} (1 - 1 / length) + v_t$, after the plain sum of the first $length - 1$ moves.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of all averages, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(adx, plus_di, minus_di)``, 0 to 100, 0 where nothing moves; recursive, first valid at bar ``2*length - 1``,
        the other two at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Wilder, "New concepts in technical trading systems" (1978); TA-Lib ``ADX``, ``PLUS_DI``, ``MINUS_DI``.
    """


@kernel(sample=bars("high", "low"), scale=percentages, also=("AROONOSC",))
def aroon(high: Series, low: Series, length: Length = 14, *, out: Aroon | None = None) -> Aroon:
    r"""Aroon: how long ago the highest high and the lowest low of ``length + 1`` bars were; 100 is now, 0 is longest.

    Formula:
        $$ up_t = 100 \frac{length - i_t}{length}; down_t = 100 \frac{length - k_t}{length} $$
        where the highest high of the last $length + 1$ bars is $i_t$ bars old, and the lowest low $k_t$ bars.

    Args:
        high, low: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars back that count, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(up, down)``, 0 to 100, each NaN where its own window holds a NaN; of equal extremes the newest counts. First
        valid at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Chande (1995); TA-Lib ``AROON``, which gives down first.
    """
