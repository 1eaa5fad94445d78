"""The kernels of Adaptive Trend Classification: returns, signals and the equity of trading them on paper."""

from atc_core.arrays import FLOAT32_ACCURACY, Flags, Series, Signal, Values
from atc_core.domains import BarCount, FiniteNumber, PositiveNumber, SmoothingConstant
from atc_core.kernel import Options, kernel
from atc_core.samples import average_signal, crossings, price_and_average, price_walk, returns_and_signal


def thresholds_in_order(options: Options) -> str | None:
    """What is wrong with two thresholds."""
    long, short = options["long_threshold"], options["short_threshold"]
    return None if long > short else f"long_threshold must be above short_threshold, were {long} and {short}"


@kernel(sample=price_walk, also=("ROCP", "pct_change"))
def rate_of_change(prices: Series, *, out: Series | None = None) -> Series:
    r"""Return of each bar over the bar before it: ``prices[t]/prices[t-1] - 1``.

    Formula:
        $$ rate_of_change_t = \frac{prices_t}{prices_{t-1}} - 1 $$

    Args:
        prices: shape ``(time,)`` or ``(time, series)``.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `prices`, a fraction (0.01 is one percent); NaN at the first bar and where either bar is
        NaN. A previous price of 0 follows IEEE division.

    Raises:
        TypeError: `prices` is not numeric.
        ValueError: `prices` is not 1-D or 2-D.

    Source: pandas ``pct_change(fill_method=None)``; TA-Lib ``ROCP`` with a period of 1.
    """


@kernel(sample=price_and_average, also=("crossover",))
def crossover_signal(prices: Series, average: Series, *, out: Signal | None = None) -> Signal:
    """Side of the last crossover of `prices` and `average`: 1 upwards, -1 downwards, 0 before the first.

    Two values are equal where ``|a - b| <= 1e-10 * max(|a|, |b|)``, so that rounding noise never trades.

    Formula:
        1. It is 1 where $prices_t > average_t$ and $prices_{t-1} <= average_{t-1}$,
        2. -1 where $prices_t < average_t$ and $prices_{t-1} >= average_{t-1}$,
        3. else what it was at the bar before.

    Args:
        prices: shape ``(time,)`` or ``(time, series)``.
        average: any series of the same shape.
        out: where to write the result; it is then returned.

    Returns:
        int8, shape of `prices`. A comparison with NaN is false: a NaN bar keeps the last state.

    Raises:
        TypeError: an input is not numeric.
        ValueError: the shapes differ, or are not 1-D or 2-D.

    Source: Adaptive Trend Classification, TradingView (InvestorUnknown).
    """


@kernel(sample=crossings)
def signal_persistence(up: Flags, down: Flags, *, out: Signal | None = None) -> Signal:
    """The last flag that was raised: 1 for `up`, -1 for `down`, 0 before the first; `up` wins a tie.

    Formula:
        1. It is 1 where $up_t$,
        2. else -1 where $down_t$,
        3. else what it was at the bar before.

    Args:
        up: booleans (or integers, nonzero is true), shape ``(time,)`` or ``(time, series)``.
        down: booleans of the same shape.
        out: where to write the result; it is then returned.

    Returns:
        int8, shape of `up`.

    Raises:
        TypeError: an input is neither boolean nor integer.
        ValueError: the shapes differ, or are not 1-D or 2-D.

    Source: Adaptive Trend Classification, TradingView (InvestorUnknown).
    """


@kernel(sample=returns_and_signal, float32=FLOAT32_ACCURACY)
def equity(
    r_values: Series,
    sig_prev: Series,
    starting_equity: PositiveNumber = 1.0,
    decay_multiplier: SmoothingConstant = 0.9997,
    cutout: BarCount = 0,
    *,
    out: Series | None = None,
) -> Series:
    """Equity of trading the previous bar's signal on paper, with decay and a floor of 0.25.

    Formula:
        $$ equity_t = max(decay_multiplier (1 + a_t) equity_{t-1}, 0.25); a_t = sign(sig_prev_t) r_values_t $$
        $$ equity_{cutout} = max(starting_equity, 0.25) $$
        where $a_t = 0$ if either is NaN or $sig_prev_t$ is 0.

    Args:
        r_values: returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``.
        sig_prev: the signal of the bar before, same shape; only its sign matters, NaN counts as 0.
        starting_equity: equity at the first bar, above 0.
        decay_multiplier: what is kept each bar, in (0, 1].
        cutout: bars ignored at the start, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `r_values`, in units of `starting_equity`; NaN for the first `cutout` bars and never
        after them.

    Raises:
        TypeError: an input is not numeric.
        ValueError: the shapes differ, or an option is out of range.

    Source: Adaptive Trend Classification, TradingView (InvestorUnknown).
    """


@kernel(sample=average_signal, check=thresholds_in_order, gaps="skip")
def classify(
    average_signal: Series,
    long_threshold: FiniteNumber = 0.1,
    short_threshold: FiniteNumber = -0.1,
    *,
    out: Signal | None = None,
) -> Signal:
    """Class of each bar: 1 above `long_threshold`, -1 below `short_threshold`, 0 between them and where NaN.

    Formula:
        1. It is 1 where $average_signal_t > long_threshold$,
        2. -1 where $average_signal_t < short_threshold$,
        3. else 0.

    Args:
        average_signal: shape ``(time,)`` or ``(time, symbols)``, as :func:`atc_core.atc` gives it.
        long_threshold: where long begins; a signal on a threshold is in neither class.
        short_threshold: where short begins, below `long_threshold`.
        out: where to write the result; it is then returned.

    Returns:
        int8, shape of `average_signal`.

    Raises:
        TypeError: `average_signal` is not numeric, or a threshold no number.
        ValueError: thresholds out of order or not finite, or more than two dimensions.

    Source: Adaptive Trend Classification, TradingView (InvestorUnknown).
    """


@kernel(sample=average_signal)
def next_bar(signal: Values, *, out: Values | None = None) -> Values:
    """Copy of `signal` one bar later, 0 at the first bar: what can be traded, as a bar's signal needs its close.

    Formula:
        $$ next_bar_t = signal_{t-1}; next_bar_0 = 0 $$

    Args:
        signal: shape ``(time,)`` or ``(time, symbols)``, of any numeric dtype.
        out: where to write the result; it is then returned.

    Returns:
        The same shape and dtype.

    Raises:
        TypeError: `signal` is not numeric.
        ValueError: it has more than two dimensions.

    Source: pandas ``shift(1, fill_value=0)``.
    """
