"""Bars of longer intervals made of bars of shorter ones, or of trades."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import DATETIME, EXACT, Array, Axes, Series, Timestamps
from atc_core.domains import Nanoseconds
from atc_core.kernel import kernel
from atc_core.samples import trades_per_minute

Starts: TypeAlias = Annotated[NDArray[np.int64], Axes("bars"), DATETIME]
Prices: TypeAlias = Annotated[NDArray[np.float64], Axes("bars"), EXACT]
Sums: TypeAlias = Annotated[NDArray[np.float64], Axes("bars")]


class Bars(NamedTuple):
    """Bars in the order of time, one for each interval that has any data."""

    timestamps: Starts
    """Where the intervals start."""
    open: Prices
    high: Prices
    low: Prices
    close: Prices
    volume: Sums


def volume_scale(*arguments: Any) -> tuple[Array, ...]:
    """``max(1, volume)`` for the volume; the rest is exact."""
    *exact, volume = arguments[-1]
    magnitude = np.abs(volume)
    scale = np.where(np.isfinite(magnitude), np.maximum(magnitude, 1.0), 0.0)
    return (*(np.zeros(len(field)) for field in exact), scale)


@kernel(sample=trades_per_minute, scale=volume_scale, also=("resample",))
def ohlcv_resample(
    timestamps: Timestamps,
    open: Series,  # noqa: A002 the field writes it so
    high: Series,
    low: Series,
    close: Series,
    volume: Series,
    every: Nanoseconds,
) -> Bars:
    r"""Open, high, low, close and volume of the intervals ``[k*every, (k+1)*every)``, one bar for each that has data.

    Formula:
        $$ k_i = floor(\frac{timestamps_i}{every}) $$
        where rows $i$ of one $k_i$ make the bar that starts at $k_i \cdot every$: first `open`, largest `high`,
        smallest `low`, last `close`, sum of `volume`.

    Args:
        timestamps: int64 nanoseconds since the epoch or datetime64 of any unit, shape ``(time,)``, not decreasing.
            Intervals count from 1970 in UTC, whatever the zone: for days of a zone take its local times.
        open: opening prices, shape ``(time,)``; NaN is passed over in this and the other fields, infinities count.
        high: highest prices, same shape.
        low: lowest prices, same shape.
        close: closing prices, same shape.
        volume: volumes, same shape.
        every: length of an interval in nanoseconds, or a timedelta64, above 0.

    Returns:
        A named tuple ``(timestamps, open, high, low, close, volume)`` of one length: the start of each interval in
        the type of `timestamps` (datetime64[ns] for dates), a multiple of `every` before 1970 too; first, largest,
        smallest and last value, NaN where a field has none; sum, 0 where it has none. Rows with equal timestamps stay
        in their order. Intervals without a row are left out.

    Raises:
        TypeError: `timestamps` are neither integers nor dates, a field is not numeric, `every` is no integer.
        ValueError: the lengths differ, an input is not 1-D, `timestamps` decrease or hold NaT, or `every` is not
            above 0.

    Source: pandas ``resample(every, origin="epoch").agg(first, max, min, last, sum)`` without the empty rows.
    """
