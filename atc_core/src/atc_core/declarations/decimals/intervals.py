"""Bars of longer intervals in exact decimals."""

from __future__ import annotations

from typing import Annotated, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import DATETIME, DECIMAL, Axes, Timestamps
from atc_core.decimals.declaring import Types, decimal_kernel
from atc_core.decimals.types import CompleteDecimals
from atc_core.declarations.decimals import decimal_samples as samples
from atc_core.declarations.decimals.result_types import whole_numbers
from atc_core.domains import Nanoseconds

Starts: TypeAlias = Annotated[NDArray[np.int64], Axes("bars"), DATETIME]
Values: TypeAlias = Annotated[NDArray[np.int64], Axes("bars"), DECIMAL]


class DecimalBars(NamedTuple):
    """Bars in the order of time, one for each interval that has any data."""

    timestamps: Starts
    """Where the intervals start."""
    open: Values
    high: Values
    low: Values
    close: Values
    volume: Values


def of_bars(types: Types) -> Types:
    """Prices as they came, volumes with all digits that there can be."""
    prices = {name: types[name] for name in ("open", "high", "low", "close")}
    return {**prices, "volume": whole_numbers(types["volume"].scale)}


@decimal_kernel(sample=samples.bars, result=of_bars)
def decimal_ohlcv_resample(
    timestamps: Timestamps,
    open: CompleteDecimals,  # noqa: A002 the field writes it so
    high: CompleteDecimals,
    low: CompleteDecimals,
    close: CompleteDecimals,
    volume: CompleteDecimals,
    every: Nanoseconds,
) -> DecimalBars:
    r"""Open, high, low, close and volume of the intervals ``[k*every, (k+1)*every)`` in exact decimals.

    Formula:
        $$ k_i = floor(\frac{timestamps_i}{every}) $$
        where rows $i$ of one $k_i$ make the bar that starts at $k_i \cdot every$: first `open`, largest `high`,
        smallest `low`, last `close`, sum of `volume`.

    Args:
        timestamps: int64 nanoseconds since the epoch or datetime64 of any unit, shape ``(time,)``, not decreasing.
        open: opening prices, a column of decimals without a null, or a table.
        high: highest prices, the same.
        low: lowest prices, the same.
        close: closing prices, the same.
        volume: volumes, the same.
        every: length of an interval in nanoseconds, or a timedelta64, above 0.

    Returns:
        A named tuple ``(timestamps, open, high, low, close, volume)`` of one length: the start of each interval in the
        type of `timestamps`; first, largest, smallest and last value; exact sum. Intervals without a row are left out.

    Raises:
        TypeError: floats, or `timestamps` that are neither integers nor dates.
        ValueError: the lengths differ, a null, `timestamps` decrease, or a volume needs more than 38 digits: the row is
            the last of its interval.

    Source: pandas ``resample(every, origin="epoch").agg(first, max, min, last, sum)`` without the empty rows.
    """
