"""Oscillators: where a price is in its recent range, from 0 to 100 unless a kernel says otherwise."""

from __future__ import annotations

from typing import NamedTuple

from atc_core.arrays import Series
from atc_core.declarations.indicators.rules import (
    lengths_in_order,
    percentages,
    price_over_deviation,
    spread_of_strength,
)
from atc_core.domains import Length
from atc_core.kernel import kernel
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


@kernel(sample=price_walk, scale=percentages, also=("relative_strength_index",))
def rsi(x: Series, length: Length = 14, *, out: Series | None = None) -> Series:
    r"""Relative strength index: the share of rises in all moves, each averaged as Wilder does.

    Formula:
        $$ rsi_t = 100 \frac{g_t}{g_t + l_t}; g = rma(max(d, 0), length); l = rma(max(-d, 0), length) $$
        $$ d_t = x_t - x_{t-1} $$

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
    r"""Stochastic oscillator: where the close is between lowest low and highest high, smoothed; and its average.

    Formula:
        $$ r_t = 100 \frac{close_t - a_t}{b_t - a_t}; a_t = \min_{0 <= j < length} low_{t-j} $$
        $$ b_t = \max_{0 <= j < length} high_{t-j} $$
        $$ k = sma(r, smooth_k); d = sma(k, smooth_d) $$

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

    Formula:
        $$ k, d = stochastic(r, r, r, stochastic_length, smooth_k, smooth_d); r = rsi(x, length) $$

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
    r"""KDJ: the stochastic oscillator smoothed as Wilder does, and ``j = 3*k - 2*d``.

    Formula:
        $$ r_t = 100 \frac{close_t - a_t}{b_t - a_t}; a_t = \min_{0 <= j < length} low_{t-j} $$
        $$ b_t = \max_{0 <= j < length} high_{t-j} $$
        $$ k = rma(r, smooth_k); d = rma(k, smooth_d); j_t = 3 k_t - 2 d_t $$

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
    r"""Williams %R: where the close is between lowest low and highest high, from -100 to 0.

    Formula:
        $$ williams_r_t = 100 \frac{close_t - a_t}{b_t - a_t} - 100 $$
        $$ a_t = \min_{0 <= j < length} low_{t-j}; b_t = \max_{0 <= j < length} high_{t-j} $$

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
    r"""Commodity channel index: the typical price less its mean, over 0.015 of its mean deviation.

    Formula:
        $$ cci_t = \frac{p_t - m_t}{0.015 \cdot \frac{1}{length} \sum_{j=0}^{length-1} |p_{t-j} - m_t|} $$
        $$ p_t = \frac{high_t + low_t + close_t}{3}; m = sma(p, length) $$

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
    r"""Money flow index: the share of what was traded at rising typical prices in all that moved them.

    Formula:
        $$ mfi_t = 100 \frac{P_t}{P_t + N_t}; p_t = \frac{high_t + low_t + close_t}{3} $$
        where $P_t$ is the sum of $p_i volume_i$ over the bars $i$ of the last `length` with $p_i > p_{i-1}$, and $N_t$
        over those with $p_i < p_{i-1}$.

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
    r"""Ultimate oscillator: buying pressure over true range in three windows, which weigh 4, 2 and 1.

    Formula:
        $$ y_t = 100 \frac{4 q(short)_t + 2 q(medium)_t + q(long)_t}{7} $$
        $$ q(n)_t = \frac{\sum_{j=0}^{n-1} b_{t-j}}{\sum_{j=0}^{n-1} r_{t-j}} $$
        $$ b_t = close_t - min(low_t, close_{t-1}); r_t = max(high_t, close_{t-1}) - min(low_t, close_{t-1}) $$
        where $n$ is a number of bars.

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
