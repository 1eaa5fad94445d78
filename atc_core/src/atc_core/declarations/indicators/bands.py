"""Bands around a price, and the cloud of averages."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from atc_core.arrays import Array, ExactSeries, Series
from atc_core.declarations.indicators.rules import largest_in, more_bars_than_ddof
from atc_core.domains import Domain, Length, PositiveFinite
from atc_core.kernel import kernel
from atc_core.magnitudes import largest_so_far
from atc_core.samples import bars, price_walk


class Bollinger(NamedTuple):
    """A mean and bands some standard deviations from it."""

    upper: Series
    middle: Series
    lower: Series


class Keltner(NamedTuple):
    """An exponential average and bands some average true ranges from it."""

    upper: Series
    middle: Series
    lower: Series


class Donchian(NamedTuple):
    """The highest high, the lowest low, and their middle."""

    upper: ExactSeries
    middle: Series
    lower: ExactSeries


class Ichimoku(NamedTuple):
    """Middles of ranges; two of them later, as the cloud."""

    conversion: Series
    base: Series
    span_a: Series
    span_b: Series


def bands_of_window(x: Array, length: int, multiplier: float, *_: Any) -> tuple[Array, ...]:
    """The largest price of the window, times ``1 + multiplier``."""
    return ((1.0 + multiplier) * largest_in(length, x),) * 3


def bands_so_far(high: Array, low: Array, close: Array, _: int, multiplier: float, *__: Any) -> tuple[Array, ...]:
    """The largest price so far, times ``1 + multiplier``."""
    return ((1.0 + multiplier) * largest_so_far(high, low, close),) * 3


def prices_of_window(high: Array, low: Array, length: int, *_: Any) -> tuple[Array, ...]:
    """The largest price of the window."""
    return (largest_in(length, high, low),) * 3


def prices_of_windows(
    high: Array, low: Array, conversion: int, base: int, span_b: int, *rest: Any
) -> tuple[Array, ...]:
    """The largest price of the longest window, however late it is shown."""
    return (largest_in(max(conversion, base, span_b) + rest[0] - 1, high, low),) * 4


@kernel(
    sample=price_walk,
    check=more_bars_than_ddof,
    lookback="length",
    scale=bands_of_window,
    also=("BBANDS", "BB", "bollinger_bands"),
)
def bollinger(
    x: Series,
    length: Length = 20,
    multiplier: PositiveFinite = 2.0,
    ddof: Annotated[int, Domain(at_least=0, at_most=1)] = 0,
    *,
    out: Bollinger | None = None,
) -> Bollinger:
    r"""Bollinger bands: the mean of a window and its standard deviation times `multiplier` above and below.

    Formula:
        $$ middle_t = \frac{1}{length} \sum_{j=0}^{length-1} x_{t-j} $$
        $$ upper_t, lower_t = middle_t \pm multiplier \cdot s_t $$
        $$ s_t = \sqrt{\frac{1}{length - ddof} \sum_{j=0}^{length-1} (x_{t-j} - middle_t)^2} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, above `ddof`.
        multiplier: standard deviations between the middle and a band, finite and above 0.
        ddof: 0 or 1, what the variance divides by less than `length`.
        out: where to write the result; it is then returned.

    Returns:
        ``(upper, middle, lower)`` in the units of `x`; of windows, first valid at bar ``length - 1``. Equal prices give
        three equal bands.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Bollinger, "Bollinger on Bollinger bands" (2001); TA-Lib ``BBANDS``.
    """


@kernel(sample=bars("high", "low", "close"), scale=bands_so_far, also=("KC", "keltner_channels"))
def keltner(
    high: Series,
    low: Series,
    close: Series,
    length: Length = 20,
    multiplier: PositiveFinite = 2.0,
    atr_length: Length = 10,
    *,
    out: Keltner | None = None,
) -> Keltner:
    r"""Keltner channels: the `ema` of the close and its `atr` times `multiplier` above and below.

    Formula:
        $$ middle = ema(close, length); upper, lower = middle \pm multiplier \cdot atr(high, low, close, atr_length) $$

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of the exponential average, at least 1.
        multiplier: average true ranges between the middle and a band, finite and above 0.
        atr_length: bars of the average true range, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(upper, middle, lower)`` in the units of the prices; recursive, first valid at bar ``max(length - 1,
        atr_length)``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TradingView ``Keltner Channels``.
    """


@kernel(sample=bars("high", "low"), lookback="length", scale=prices_of_window, also=("DC", "donchian_channels"))
def donchian(high: Series, low: Series, length: Length = 20, *, out: Donchian | None = None) -> Donchian:
    r"""Donchian channel: highest high and lowest low of a window, the newest bar included, and their middle.

    Formula:
        $$ upper_t = \max_{0 <= j < length} high_{t-j}; lower_t = \min_{0 <= j < length} low_{t-j} $$
        $$ middle_t = \frac{upper_t + lower_t}{2} $$

    Args:
        high, low: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(upper, middle, lower)`` in the units of the prices, each NaN where its own window holds a NaN; first valid at
        bar ``length - 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Donchian's four-week rule; TA-Lib ``DONCHIAN``.
    """


@kernel(sample=bars("high", "low"), scale=prices_of_windows)
def ichimoku(
    high: Series,
    low: Series,
    conversion: Length = 9,
    base: Length = 26,
    span_b: Length = 52,
    displacement: Length = 26,
    *,
    out: Ichimoku | None = None,
) -> Ichimoku:
    r"""Ichimoku: middles of three ranges, two of them as the cloud that stands at each bar; no lagging span.

    Formula:
        $$ m(n)_t = \frac{1}{2} (\max_{0 <= j < n} high_{t-j} + \min_{0 <= j < n} low_{t-j}); d = displacement - 1 $$
        $$ conversion_t = m(conversion)_t; base_t = m(base)_t $$
        $$ span_a_t = \frac{conversion_{t-d} + base_{t-d}}{2}; span_b_t = m(span_b)_{t-d} $$
        where $n$ is a number of bars.

    Args:
        high, low: prices, shape ``(time,)`` or ``(time, series)``.
        conversion: bars of the fast range, at least 1.
        base: bars of the slow range, at least 1.
        span_b: bars of the slowest range, at least 1.
        displacement: at which bar, counted from its own as 1, a span is shown; 1 shows it at once.
        out: where to write the result; it is then returned.

    Returns:
        ``(conversion, base, span_a, span_b)`` in the units of the prices, each NaN where its own windows hold a NaN;
        the spans are those of ``displacement - 1`` bars ago. Compare the close with the price of then instead of
        drawing it back.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Hosoda (1969); TradingView ``Ichimoku Cloud``.
    """
