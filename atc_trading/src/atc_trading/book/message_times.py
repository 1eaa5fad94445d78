"""Times of messages and of snapshots as nanoseconds in UTC, or as the numbers that they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_trading.market.column_values import Times, frozen, in_utc, times, without_zone, written
from atc_trading.prices import Decision
from atc_trading.prices.numeric_dates import NAMES, RANGES, Form

UNITS: tuple[Form, ...] = ("s", "ms", "us", "ns")


def zone_of(values: Any) -> str | None:
    """The name of the time zone of a column."""
    # One value tells: what the clocks show at a million takes 12 ms.
    return without_zone(values[:1])[1] if hasattr(values, "dtype") else None


def check_zone(owner: str, name: str, own: str | None, zone: str | None) -> None:
    """Refuse times without a zone where the first messages have one, and the other way round."""
    if (own is None) != (zone is None):
        wanted, was = zone or "without one", own or "without one"
        raise ValueError(f"{owner}: {name} must have a time zone as the first messages have, {wanted}, was {was}")


def unit_of(values: Any) -> tuple[str | None, tuple[Decision, ...]]:
    """In which unit numbers count since 1970, by the size of the first; None of times, and of numbers that count."""
    first_value = values[:1]
    array = np.asarray(first_value.to_numpy() if hasattr(first_value, "to_numpy") else first_value)
    if array.dtype.kind not in "iu" or not array.size:
        return None, ()
    first = int(array[0])
    for unit in UNITS:
        low, high = RANGES[unit]
        if low <= first <= high:
            return unit, (Decision("times", NAMES[unit], f"{first}, for instance"),)
    return None, (Decision("times", "numbers", f"{first} is no time since 1970"),)


def instants(owner: str, name: str, values: Any, unit: str | None, first_row: int = 0) -> Times:
    """Times that do not decrease: datetime64[ns] in UTC where they have a zone, numbers in `unit`, or plain int64.

    Raises:
        TypeError: they are neither times nor integers.
        ValueError: one is missing or before the one before it; the message names the row.
    """
    if zone_of(values) is not None:
        values = in_utc(values)
    array = np.asarray(values.to_numpy() if hasattr(values, "to_numpy") else values)
    if array.dtype.kind in "iu":
        found: Times = array.astype(np.int64)
        if unit is not None:
            found = found.astype(f"M8[{unit}]").astype("M8[ns]")
    elif array.dtype.kind == "M" or (array.dtype.kind == "O" and array.size):
        is_missing = np.isnat(array) if array.dtype.kind == "M" else np.array([item is None for item in array])
        if is_missing.any():
            raise ValueError(f"{owner}: {name} must be times; row {first_row + int(is_missing.argmax())} is missing")
        found, zone = times(owner, array)
        if zone is not None:
            raise TypeError(f"{owner}: {name} of a time zone must be a column of such: pandas.to_datetime(…, utc=True)")
    elif array.size:
        advice = "; text must be parsed first: pandas.to_datetime" if array.dtype.kind in "UT" else ""
        raise TypeError(f"{owner}: {name} must be times or whole numbers, was {array.dtype}{advice}")
    else:
        found = np.zeros(0, "M8[ns]")
    check_order(owner, name, found, first_row)
    return frozen(found)


def check_order(owner: str, name: str, found: Times, first_row: int) -> None:
    """Refuse a time before the one before it."""
    wrong = found[1:] < found[:-1]
    if wrong.any():
        row = int(wrong.argmax()) + 1
        own, before = written(found[row]), written(found[row - 1])
        raise ValueError(f"{owner}: {name} must not decrease; row {first_row + row} is {own}, after {before}")
