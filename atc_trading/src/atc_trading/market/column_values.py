"""Columns that a caller gives, as arrays of our own: numbers as float64, times as they stand on the clock."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]
Times: TypeAlias = NDArray[Any]
"""datetime64[ns], or int64 where bars are only numbered."""

NANOSECONDS = np.dtype("datetime64[ns]")
DATES = "times must be datetime64, dates or numbers of bars"


def numbers(owner: str, name: str, values: Any) -> Numbers:
    """A read-only copy of one column; what is missing is NaN.

    Raises:
        TypeError: the values are no numbers.
        ValueError: they are not 1-D.
    """
    array = np.asarray(plain_numbers(values))
    if array.dtype.kind not in "iuf" and array.size:
        text = next((item for item in array.flat if isinstance(item, str)), None)
        advice = "" if text is None else f", such as {str(text)!r}; text must be parsed first: pandas.to_numeric"
        if any(isinstance(item, Decimal) for item in array.flat):
            advice = "; decimals are exact where money='decimal' is given, else convert them to floats"
        raise TypeError(f"{owner}: {name} must be numbers, was {type(values).__name__} of {array.dtype}{advice}")
    if array.ndim != 1:
        raise ValueError(f"{owner}: {name} must be 1-D, was {array.ndim}-D")
    return frozen(array.astype(np.float64))


def plain_numbers(values: Any) -> Any:
    """The values of a Series; dtypes that NumPy does not share have a marker for what is missing."""
    if not hasattr(values, "to_numpy"):
        return values
    is_of_pandas = type(values).__module__.partition(".")[0] == "pandas"
    if is_of_pandas and not isinstance(values.dtype, np.dtype) and getattr(values.dtype, "kind", "O") in "iuf":
        return values.to_numpy(np.float64, na_value=np.nan)
    return values.to_numpy()


def times(owner: str, values: Any) -> tuple[Times, str | None]:
    """A read-only copy of a column of times, and the name of their zone; times of a zone keep what its clocks show.

    Where the clocks show an hour of autumn twice, so that later bars would come first, they are UTC.

    Raises:
        TypeError: the values are neither times nor integers.
        ValueError: one is missing, or is no whole nanosecond between 1677 and 2262; the message names the bar.
    """
    local, zone = without_zone(values)
    array = np.asarray(local.to_numpy() if hasattr(local, "to_numpy") else local)
    if zone is not None and array.dtype.kind == "M" and not increases(array):
        instants = np.asarray(in_utc(values).to_numpy())
        array, zone = (instants, "UTC") if increases(instants) else (array, zone)
    if array.dtype.kind == "O":
        array, zone = of_objects(owner, array, zone)
    if array.ndim != 1:
        raise ValueError(f"{owner}: timestamps must be 1-D, was {array.ndim}-D")
    if array.dtype.kind in "iu":
        return frozen(array.astype(np.int64)), zone
    if array.dtype.kind != "M" and array.size:
        raise TypeError(f"{owner}: {DATES}, was {type(values).__name__} of {array.dtype}; text must be parsed first")
    return frozen(whole_nanoseconds(owner, array)), zone


def without_zone(values: Any) -> tuple[Any, str | None]:
    """A Series or an Index of a zone as what the clocks there show, and the name of the zone."""
    dtype: Any = getattr(values, "dtype", None)
    if getattr(dtype, "time_zone", None) is not None:
        return values.dt.replace_time_zone(None), str(dtype.time_zone)
    if str(dtype).startswith("period["):
        # A period of pandas is named by its start.
        return (values.dt if hasattr(values, "dt") else values).to_timestamp(), None
    zone = getattr(dtype, "tz", None) or getattr(getattr(dtype, "pyarrow_dtype", None), "tz", None)
    if zone is None:
        return values, None
    own = values.dt if hasattr(values, "dt") else values
    return own.tz_localize(None), str(zone)


def increases(array: Times) -> bool:
    """Whether each time is later than the one before."""
    return bool((array[1:] > array[:-1]).all())


def in_utc(values: Any) -> Any:
    """A Series or an Index of a zone as what clocks of UTC show."""
    if hasattr(values.dtype, "time_zone"):
        return values.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    own = values.dt if hasattr(values, "dt") else values
    shown = own.tz_convert("UTC")
    return (shown.dt if hasattr(shown, "dt") else shown).tz_localize(None)


def of_objects(owner: str, array: Times, zone: str | None) -> tuple[Times, str | None]:
    """Python's dates as datetime64; those of a zone lose it, and it is named."""
    items = array.tolist()
    wrong = next((item for item in items if not isinstance(item, date)), None)
    if wrong is not None or array.ndim != 1:
        advice = "; text must be parsed first: pandas.to_datetime" if isinstance(wrong, str) else ""
        raise TypeError(f"{owner}: {DATES}, was {wrong!r}{advice}")
    zones = {getattr(item, "tzinfo", None) for item in items}
    if len(zones) > 1:
        raise ValueError(f"{owner}: timestamps must be of one time zone, were of {len(zones)}")
    own = next(iter(zones), None)
    if own is None:
        return np.array(items, NANOSECONDS), zone
    return np.array([item.replace(tzinfo=None) for item in items], NANOSECONDS), str(own)


def whole_nanoseconds(owner: str, array: Times) -> Times:
    """datetime64 of any unit in nanoseconds, exactly."""
    missing = np.isnat(array) if array.size else np.zeros(0, np.bool_)
    if missing.any():
        raise ValueError(f"{owner}: timestamps must be times; bar {int(missing.argmax())} is NaT")
    converted = array.astype(NANOSECONDS)
    if array.size and not np.array_equal(converted.astype(array.dtype), array):
        bar = int(np.argmin(converted.astype(array.dtype) == array))
        allowed = "whole nanoseconds between the years 1677 and 2262"
        raise ValueError(f"{owner}: timestamps must be {allowed}; bar {bar} is {array[bar]}")
    return converted


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """The array, which nothing can write to any more."""
    array.flags.writeable = False
    return array


def written(time: Any) -> str:
    """A time as text: the day alone at midnight; a bar's number stays one."""
    if isinstance(time, np.datetime64):
        text = np.datetime_as_string(time.astype("M8[us]"), unit="auto")
        return str(text).replace("T", " ")
    return str(time)
