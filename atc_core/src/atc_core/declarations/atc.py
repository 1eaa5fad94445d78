"""Adaptive Trend Classification: six families of moving averages, nine lengths each, weighed by what they earned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from atc_core.arrays import ExactSeries, Series
from atc_core.declarations.trend import thresholds_in_order
from atc_core.domains import BarCount, FiniteNumber, Length, Percent, PositiveNumber
from atc_core.kernel import Options, Sizes, kernel
from atc_core.samples import price_walk

Robustness: TypeAlias = Literal["Narrow", "Medium", "Wide"]
Compatibility: TypeAlias = Literal["default", "python", "pine"]
WarmUp: TypeAlias = Literal["original", "wait"]
OFFSETS: dict[str, tuple[int, ...]] = {"Narrow": (1, 2, 3, 4), "Medium": (1, 2, 4, 6), "Wide": (1, 3, 5, 7)}
"""By robustness, how far the lengths of a family lie from its base length, on either side."""

PINE_CUT = 0.49
"""Beyond it on either side a family counts as long or short with ``compat="pine"``, whatever the thresholds are."""


class TrendClassification(NamedTuple):
    """The 13 series of a classification, each of the shape of the prices."""

    ema_signal: ExactSeries
    hma_signal: ExactSeries
    wma_signal: ExactSeries
    dema_signal: ExactSeries
    lsma_signal: ExactSeries
    kama_signal: ExactSeries
    ema_s: Series
    hma_s: Series
    wma_s: Series
    dema_s: Series
    lsma_s: Series
    kama_s: Series
    average_signal: Series


def lengths(length: int, robustness: str) -> list[int]:
    """The nine lengths of a family: the base, four above it, four below."""
    offsets = OFFSETS[robustness]
    return [length, *(length + offset for offset in offsets), *(length - offset for offset in offsets)]


def waits(bases: Sequence[int], robustness: str, compat: str, warm_up: str = "wait") -> list[int]:
    """By family, how many bars after the first price it begins to count: by the windows of its longest average.

    With ``warm_up="original"`` none waits.
    """
    if warm_up == "original":
        return [0] * len(bases)
    ema, hma, wma, dema, lsma, kama = (max(lengths(base, robustness)) for base in bases)
    smooth = 1 if compat == "pine" else math.isqrt(hma)
    return [ema - 1, hma + smooth - 2, wma - 1, dema - 1, lsma - 1, kama]


def any_price(sizes: Sizes, _: Options) -> str | None:
    """What is wrong where there is no bar."""
    return None if sizes["time"] else "prices must not be empty"


def lengths_and_thresholds(options: Options) -> str | None:
    """What is wrong with options together."""
    least = OFFSETS[options["robustness"]][-1] + 1
    for name, value in options.items():
        if name.endswith("_len") and value < least:
            return f"{name} must be at least {least} with robustness {options['robustness']}, was {value}"
    return thresholds_in_order(options)


@kernel(sample=price_walk, check=lengths_and_thresholds, check_sizes=any_price, gaps="skip")
def atc(
    prices: Series,
    ema_len: Length = 28,
    hma_len: Length = 28,
    wma_len: Length = 28,
    dema_len: Length = 28,
    lsma_len: Length = 28,
    kama_len: Length = 28,
    ema_w: PositiveNumber = 1.0,
    hma_w: PositiveNumber = 1.0,
    wma_w: PositiveNumber = 1.0,
    dema_w: PositiveNumber = 1.0,
    lsma_w: PositiveNumber = 1.0,
    kama_w: PositiveNumber = 1.0,
    robustness: Robustness = "Medium",
    La: FiniteNumber = 0.02,  # noqa: N803 the field writes it so
    De: Percent = 0.03,  # noqa: N803
    cutout: BarCount = 0,
    long_threshold: FiniteNumber = 0.1,
    short_threshold: FiniteNumber = -0.1,
    compat: Compatibility = "default",
    warm_up: WarmUp = "original",
    *,
    out: TrendClassification | None = None,
) -> TrendClassification:
    r"""Adaptive Trend Classification: which way the averages that earned most point, from -1 to 1.

    Six families of moving averages, nine lengths each, are traded on paper; those that earned more weigh more.

    Formula:
        1. Late returns weigh more: $r_t = R_t \exp(La (b - cutout) / 1000)$ where $b = max(t, 1)$ is at least `cutout`,
           else $r_t = R_t$, with $R = rate_of_change(prices)$. A bar keeps the share $g = 1 - De / 100$ of its equity.
        2. A family of base length $n$ has nine averages $m_i$, of $n$, $n + d$ and $n - d$ bars for four offsets $d$:
           1, 2, 3, 4 if "Narrow", 1, 2, 4, 6 if "Medium", 1, 3, 5, 7 if "Wide".
        3. Each is traded, $s_i = crossover_signal(prices, m_i)$ and $E_i = equity(r, next_bar(s_i), 1, g, cutout)$; the
           signal of the family is $X = \sum_i s_i E_i / \sum_i E_i$ to two decimals, halves to even.
        4. Families are traded likewise, $S = equity(r, next_bar(X), w, g, cutout)$ from their starting equity $w$, and
           point where $C = classify(X, long_threshold, short_threshold)$ does, 0 before `cutout`.
        5. The average signal is $\sum C S / \sum S$ over the six families, 0 where that is not finite.
        6. If "pine": HMA is `sma`, KAMA begins with 0, a family points where $|X| > 0.49$, halves are rounded up, and
           while $X$ is 0 or NaN its family earns its last gain again at every bar.

    Args:
        prices: shape ``(time,)`` or ``(time, symbols)``, at least one bar.
        ema_len, hma_len, wma_len, dema_len, lsma_len, kama_len: base length of each family, in bars.
        ema_w, hma_w, wma_w, dema_w, lsma_w, kama_w: starting equity of each family in the second layer, above 0.
        robustness: how far the nine lengths of a family spread: "Narrow", "Medium" or "Wide".
        La: growth of the weight of returns per bar, in thousandths.
        De: decay of equity per bar, in percent.
        cutout: bars ignored at the start.
        long_threshold, short_threshold: where a family's signal counts as long or short.
        compat: "default", "python" (lsma one bar back on its line, as the Python port has it) or "pine" (TradingView).
        warm_up: from when on a family counts in the average signal: "original", from the first price on, where KAMA,
            which is held from there, speaks alone; or "wait", until its longest average has the bars of its windows.
        out: a tuple of 13 float64 arrays of the shape of `prices` to write the result to; it is then returned.

    Returns:
        A named tuple of 13 float64 series of the shape of `prices`: signal of each family, -1 to 1 in hundredths;
        equity of each family, in units of its starting equity; average signal. Signals before an average's first
        crossing are 0. A missing price is no bar: all 13 are NaN there, and elsewhere as if it were not in the series.
        With ``gaps="keep"`` it passes through the averages as :func:`atc_core.ema` and the others say.

    Raises:
        TypeError: `prices` is not numeric, or an option of the wrong type.
        ValueError: no prices, an option out of range, a length too short for its spread, thresholds out of order.

    Source: Adaptive Trend Classification: Moving Averages, TradingView (InvestorUnknown).
    """
