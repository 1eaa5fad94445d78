"""The largest and the smallest value of each window."""

from __future__ import annotations

from atc_core.arrays import FLOAT32_ACCURACY, ExactSeries, Series
from atc_core.declarations.rolling.window_rules import periods_in_window
from atc_core.domains import Periods, Window
from atc_core.kernel import kernel
from atc_core.samples import price_walk


@kernel(
    sample=price_walk, float32=FLOAT32_ACCURACY, check=periods_in_window, lookback="window", also=("MAX", "highest")
)
def rolling_max(
    x: Series, window: Window, min_periods: Periods | None = None, *, out: ExactSeries | None = None
) -> ExactSeries:
    r"""Largest valid value of the last `window` bars.

    Formula:
        $$ rolling_max_t = \max_{i \in V} x_i $$
        where $V$ are the bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`, exact; NaN where the window holds fewer than `min_periods` valid
        values.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).max()``; TA-Lib ``MAX`` where nothing is missing.
    """


@kernel(sample=price_walk, float32=FLOAT32_ACCURACY, check=periods_in_window, lookback="window", also=("MIN", "lowest"))
def rolling_min(
    x: Series, window: Window, min_periods: Periods | None = None, *, out: ExactSeries | None = None
) -> ExactSeries:
    r"""Smallest valid value of the last `window` bars.

    Formula:
        $$ rolling_min_t = \min_{i \in V} x_i $$
        where $V$ are the bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`, exact; NaN where the window holds fewer than `min_periods` valid
        values.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).min()``; TA-Lib ``MIN`` where nothing is missing.
    """
