"""Ranges of prices. Importing this declares the kernels; it imports no backend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atc_core import kernel
from atc_core.arrays import ExactSeries, Series
from atc_core.domains import Length
from atc_core.samples import price_walk

if TYPE_CHECKING:
    import numpy as np


def highs_and_lows(random: np.random.Generator, n: int) -> tuple[Series, Series]:
    """A price walk with up to 1 % above and below it."""
    (prices,) = price_walk(random, n)
    above, below = random.uniform(0.0, 0.01, (2, n))
    return prices * (1.0 + above), prices * (1.0 - below)


@kernel(sample=highs_and_lows, lookback="length", reference="acme")
def rolling_range(high: Series, low: Series, length: Length, *, out: ExactSeries | None = None) -> ExactSeries:
    r"""Highest high minus lowest low of the last `length` bars.

    Formula:
        $$ y_t = \max_{0 <= j < length} high_{t-j} - \min_{0 <= j < length} low_{t-j} $$

    Args:
        high: shape ``(time,)`` or ``(time, series)``.
        low: the same shape.
        length: bars in the window, at least 1; it may be longer than the series.
        out: where to write the result; it is then returned.

    Returns:
        float64, the same shape, in the units of the prices, exact; NaN for the first length-1 bars and wherever the
        window holds a NaN.

    Raises:
        TypeError: a series is not numeric, or `length` is not an integer.
        ValueError: the shapes differ, there are more than two dimensions, or `length` is below 1.
    """
