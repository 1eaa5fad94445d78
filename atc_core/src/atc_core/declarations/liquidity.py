"""How liquid a market is, from its bars: ranges, spreads, and what volume does to prices."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, TypeAlias

import numpy as np

from atc_core.arrays import Array, Number, Series
from atc_core.declarations.rolling.window_rules import periods_in_window
from atc_core.domains import LARGEST_INTEGER, Domain, Periods
from atc_core.kernel import kernel
from atc_core.magnitudes import finite_magnitude, latest_maximum, latest_spread
from atc_core.samples import bars, close_and_signed_volume

Lookback: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, affects_speed=True)]
Pairs: TypeAlias = Annotated[int, Domain(at_least=2, at_most=LARGEST_INTEGER, typical=28, affects_speed=True)]
"""Bars of a window that has a variance."""


class LiquidityMetrics(NamedTuple):
    """Ranges of the last bars, in percent."""

    atr_percent: Number
    spread_percent: Number


@np.errstate(all="ignore")
def range_scales(high: Array, low: Array, close: Array, lookback: int, _: Any) -> tuple[float, float]:
    """100 times the largest price of the bars over the last close, and over the least."""
    last = slice(max(len(close) - lookback - 1, 0), None)
    largest = finite_magnitude(high[last], low[last], close[last]).max(initial=0.0)
    ratios = 100.0 * largest / np.abs(close[last])
    known = ratios[np.isfinite(ratios)]
    return float(known[-1:].max(initial=0.0)), float(known.max(initial=0.0))


@np.errstate(all="ignore")
def impact_scale(close: Array, volume: Array, window: int, *_: Any) -> Array:
    """The largest ratio of a close to the one before it, or 1, over the money of its bar, of the window."""
    growth = np.fmax(1.0, np.abs(close[1:] / close[:-1])) / (close * volume)[1:]
    return latest_maximum(finite_magnitude(np.append(np.zeros(len(close[:1])), growth)), window)


@np.errstate(all="ignore")
def changes_of(close: Array) -> Array:
    """The change of each close from the one before; NaN at the first."""
    return np.append(np.full(len(close[:1]), np.nan), np.diff(close))


def change_scale(close: Array, window: int, _: Array) -> Array:
    """The largest change of the window."""
    return latest_maximum(finite_magnitude(changes_of(close)), window + 1)


@np.errstate(all="ignore")
def slope_scale(close: Array, signed_volume: Array, window: int, _: Array) -> Array:
    """The window's largest change over the spread of its volumes, times its condition."""
    changes = changes_of(close)
    spread = latest_spread(signed_volume, window)
    moved = latest_maximum(finite_magnitude(changes), window)
    condition = np.fmax(1.0, latest_maximum(finite_magnitude(signed_volume), window) / spread)
    return np.where(spread > 0, moved / spread * condition, 0.0)


@np.errstate(all="ignore")
def logarithm_scale(high: Array, low: Array, close: Array, _: Array) -> Array:
    """1, or where ranges are wild, ten times the logarithm of the wider bar of the two: 5.8 times it is added."""
    spans = finite_magnitude(np.log(np.fmax(high, close) / np.fmin(low, close)))
    return np.maximum(1.0, 10.0 * latest_maximum(spans, 2))


@kernel(sample=bars("high", "low", "close"), scale=range_scales)
def liquidity_metrics(
    high: Series, low: Series, close: Series, lookback: Lookback = 14, *, out: LiquidityMetrics | None = None
) -> LiquidityMetrics:
    r"""Mean true range of the last bars in percent of the last close, and mean range in percent of each bar's own.

    Formula:
        $$ atr_percent = \frac{100}{close_T} \cdot \frac{1}{lookback} \sum_i true_range_i $$
        $$ spread_percent = \frac{100}{lookback} \sum_i \frac{high_i - low_i}{close_i} $$
        where $i$ runs over the last `lookback` bars, and $T$ is the last.

    Args:
        high: prices, shape ``(time,)`` or ``(time, series)``.
        low: same shape.
        close: same shape.
        lookback: how many bars, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(atr_percent, spread_percent)`` of a number a series. NaN where there are fewer than
        ``lookback + 1`` bars, or a value of them is.

    Raises:
        TypeError: an input is not numeric, `lookback` not an integer.
        ValueError: inputs are not 1-D or 2-D of one shape, or `lookback` is below 1.

    Source: Wilder, "New concepts in technical trading systems" (1978), as shares of the price.
    """


@kernel(sample=bars("close", "volume"), check=periods_in_window, scale=impact_scale, also=("illiquidity",))
def amihud(
    close: Series, volume: Series, window: Pairs, min_periods: Periods = 1, *, out: Series | None = None
) -> Series:
    r"""Amihud's illiquidity: the mean of the return's magnitude over the money traded, of each window.

    Formula:
        $$ amihud_t = \frac{1}{n} \sum_{i \in V} \frac{|R_i|}{close_i \cdot volume_i} $$
        $$ R_i = \frac{close_i}{close_{i-1}} - 1 $$
        where $V$ are the $n$ bars from $t - window + 1$ to $t$ with $close_i \cdot volume_i > 0$ and a finite ratio.

    Args:
        close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        window: bars of the window, at least 2.
        min_periods: bars that a mean needs, from 1 to `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, first valid at bar `window`; NaN of fewer than `min_periods` bars.

    Raises:
        TypeError: an input is not numeric, `window` or `min_periods` not an integer.
        ValueError: inputs are not 1-D or 2-D of one shape, `window` is below 2, `min_periods` outside 1 to `window`.

    Source: Amihud, "Illiquidity and stock returns" (2002).
    """


@kernel(sample=bars("close"), tolerance=1e-9, scale=change_scale)
def roll_spread(close: Series, window: Pairs, *, out: Series | None = None) -> Series:
    r"""Roll's spread: how far prices bounce between bid and ask, from the covariance of changes that follow each other.

    Formula:
        $$ roll_spread_t = 2 \sqrt{-c}; c = \frac{1}{window - 1} \sum_{i=t-window+1}^{t} (d_i - a) (d_{i-1} - b) $$
        $$ d_i = close_i - close_{i-1} $$
        where $a$ is the mean of the $d_i$ and $b$ that of the $d_{i-1}$.

    Args:
        close: prices, shape ``(time,)`` or ``(time, series)``.
        window: pairs of changes, at least 2.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of `close`, first valid at bar ``window + 1``. NaN where the covariance is not
        below -1e-10 times the square of the largest change, and where the window holds a NaN.

    Raises:
        TypeError: `close` is not numeric, `window` not an integer.
        ValueError: `close` is not 1-D or 2-D, or `window` is below 2.

    Source: Roll, "A simple implicit measure of the effective bid-ask spread" (1984).
    """


@kernel(sample=close_and_signed_volume, tolerance=1e-11, scale=slope_scale)
def kyle_lambda(close: Series, signed_volume: Series, window: Pairs, *, out: Series | None = None) -> Series:
    r"""Kyle's lambda: how far a unit of signed volume moves the price, the least-squares slope of each window.

    Formula:
        $$ kyle_lambda_t = \frac{\sum_{i=t-window+1}^{t} (v_i - a) (d_i - b)}{\sum_{i=t-window+1}^{t} (v_i - a)^2} $$
        $$ v = signed_volume; d_i = close_i - close_{i-1} $$
        where $a$ is the mean of the $v_i$ and $b$ that of the $d_i$.

    Args:
        close: prices, shape ``(time,)`` or ``(time, series)``.
        signed_volume: volume bought less volume sold, same shape.
        window: bars of the window, at least 2.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, first valid at bar `window`: the slope, with an intercept, of the change of `close`. NaN
        where all volumes of the window are equal, or it holds a NaN.

    Raises:
        TypeError: an input is not numeric, `window` not an integer.
        ValueError: inputs are not 1-D or 2-D of one shape, or `window` is below 2.

    Source: Kyle, "Continuous auctions and insider trading" (1985).
    """


@kernel(sample=bars("high", "low", "close"), tolerance=1e-10, scale=logarithm_scale)
def corwin_schultz(high: Series, low: Series, close: Series, *, out: Series | None = None) -> Series:
    r"""Corwin and Schultz's spread: the part of the range that two bars have by themselves but not together.

    Formula:
        $$ y_t = max(\frac{2 (\exp(a) - 1)}{1 + \exp(a)}, 0) $$
        $$ a = \frac{\sqrt{2 b} - \sqrt{b}}{k} - \sqrt{\frac{c}{k}}; k = 3 - 2 \sqrt{2} $$
        $$ b = \ln(\frac{high_{t-1}}{low_{t-1}})^2 + \ln(\frac{h}{l})^2 $$
        $$ c = \ln(\frac{max(high_{t-1}, h)}{min(low_{t-1}, l)})^2 $$
        where $h = high_t - g$ and $l = low_t - g$ without the gap $g$: $low_t - close_{t-1}$ if above 0, else
        $high_t - close_{t-1}$ if below 0, else 0.

    Args:
        high: prices, shape ``(time,)`` or ``(time, series)``.
        low: same shape.
        close: same shape; a bar that opens above or below the close before it is moved back by the gap.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, a fraction of the price, 0 where it would be negative; first valid at bar 1. NaN where one
        of the prices that enter is: both bars' highs and lows, and the first one's close.

    Raises:
        TypeError: an input is not numeric.
        ValueError: inputs are not 1-D or 2-D of one shape.

    Source: Corwin & Schultz, "A simple way to estimate bid-ask spreads" (2012).
    """
