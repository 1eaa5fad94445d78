"""What indicators compute of single bars."""

from __future__ import annotations

from atc_core.arrays import Series
from atc_numba.compiling import block


@block
def larger(a: float, b: float) -> float:
    """The larger value, NaN where either is."""
    return a if (a > b) | (a != a) else b


@block
def smaller(a: float, b: float) -> float:
    """The smaller value, NaN where either is."""
    return a if (a < b) | (a != a) else b


@block
def share(part: float, whole: float, is_nothing: bool, neutral: float) -> float:  # noqa: FBT001
    """``part/whole``, the neutral value where there is nothing to measure; NaN where either is."""
    ratio = part / whole
    return neutral if is_nothing & (part == part) else ratio


@block
def typical_prices(high: Series, low: Series, close: Series, out: Series) -> None:
    """The mean of high, low and close."""
    for t in range(out.shape[0]):
        out[t] = (high[t] + low[t] + close[t]) / 3.0


@block
def true_ranges(high: Series, low: Series, close: Series, out: Series) -> None:
    """The largest distance between high, low and the close before, of each bar but the first."""
    later_high, later_low = high[1:], low[1:]
    for t in range(out.shape[0]):
        top, bottom, before = later_high[t], later_low[t], close[t]
        out[t] = larger(larger(top - bottom, abs(top - before)), abs(bottom - before))


@block
def flows(high: Series, low: Series, close: Series, volume: Series, out: Series) -> None:
    """Where the close is in its bar, from -1 to 1, times the volume; a bar without a range has none."""
    for t in range(out.shape[0]):
        top, bottom, price = high[t], low[t], close[t]
        part = (price - bottom) - (top - price)
        place = part / (top - bottom)
        out[t] = (0.0 if (top == bottom) & (price == price) else place) * volume[t]
