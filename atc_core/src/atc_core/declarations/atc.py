"""Adaptive Trend Classification: six families of moving averages, nine lengths each, weighed by what they earned."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from atc_core.kernel import kernel
from atc_core.parameters import BarCount, Exact, FiniteNumber, Length, Percent, PositiveNumber, Series
from atc_core.samples import price_walk

Robustness: TypeAlias = Literal["Narrow", "Medium", "Wide"]
Compatibility: TypeAlias = Literal["default", "python", "pine"]
OFFSETS: dict[str, tuple[int, ...]] = {"Narrow": (1, 2, 3, 4), "Medium": (1, 2, 4, 6), "Wide": (1, 3, 5, 7)}
"""By robustness, how far the lengths of a family lie from its base length, on either side."""

PINE_CUT = 0.49
"""Beyond it on either side a family counts as long or short with ``compat="pine"``, whatever the thresholds are."""


class TrendClassification(NamedTuple):
    """The 13 series of a classification, each of the shape of the prices."""

    ema_signal: Exact
    hma_signal: Exact
    wma_signal: Exact
    dema_signal: Exact
    lsma_signal: Exact
    kama_signal: Exact
    ema_s: Series
    hma_s: Series
    wma_s: Series
    dema_s: Series
    lsma_s: Series
    kama_s: Series
    average_signal: Series

    def to_pandas(self) -> Any:
        """A DataFrame with a column per series; of a table, with columns ``(series, symbol)``."""
        import pandas as pd

        if np.ndim(self.average_signal) == 1:
            return pd.DataFrame(self._asdict())
        return pd.concat({name: pd.DataFrame(values) for name, values in self._asdict().items()}, axis=1)

    def to_polars(self) -> Any:
        """A DataFrame with a column per series; of a table, with columns ``series_symbol``."""
        import polars as pl

        if np.ndim(self.average_signal) == 1:
            return pl.DataFrame({name: pl.Series(name, values) for name, values in self._asdict().items()})
        tables = ((name, pl.DataFrame(values)) for name, values in self._asdict().items())
        return pl.DataFrame({f"{name}_{item.name}": item for name, table in tables for item in table})


def lengths(length: int, robustness: str) -> list[int]:
    """The nine lengths of a family: the base, four above it, four below."""
    offsets = OFFSETS[robustness]
    return [length, *(length + offset for offset in offsets), *(length - offset for offset in offsets)]


def objection(n: int, options: dict[str, Any]) -> str | None:
    """What is wrong with prices and options together."""
    if n == 0:
        return "prices must not be empty"
    least = OFFSETS[options["robustness"]][-1] + 1
    for name, value in options.items():
        if name.endswith("_len") and value < least:
            return f"{name} must be at least {least} with robustness {options['robustness']}, was {value}"
    long, short = options["long_threshold"], options["short_threshold"]
    return None if long > short else f"long_threshold must be above short_threshold, were {long} and {short}"


@kernel(sample=price_walk, check=objection)
def atc(  # noqa: D417 six lengths share a line
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
    *,
    out: Series | None = None,
) -> TrendClassification:
    """Adaptive Trend Classification: which way the averages that earned most point, from -1 to 1.

    Six families of moving averages, nine lengths each, are traded on paper; those that earned more weigh more.

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
        out: a float64 block of shape ``(13, *prices.shape)`` to write the result to; it is then returned.

    Returns:
        A named tuple of 13 float64 series of the shape of `prices`: signal of each family, -1 to 1 in hundredths;
        equity of each family, in units of its starting equity; average signal. Signals before an average's first
        crossing are 0; NaN prices pass through the averages as :func:`atc_core.ema` and the others say.

    Raises:
        TypeError: `prices` is not numeric, or an option of the wrong type.
        ValueError: no prices, an option out of range, a length too short for its spread, thresholds out of order.

    Source: Adaptive Trend Classification: Moving Averages, TradingView (InvestorUnknown).
    """
