"""A signal to backtest: target positions of -1, 0 or 1, one for each bar of the prices."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from atc_trading.backtest.price_input import PriceInput
from atc_trading.market import market_frames
from atc_trading.market.column_values import Times, frozen, times, written

DIRECTIONS = "integers -1, 0 or 1, one a bar"


def signal_input(signal: Any, prices: PriceInput, data: Any, owner: str) -> NDArray[Any]:
    """The signal as a read-only array in the order of the prices; the kernel checks that it is -1, 0 or 1.

    Where it and the data, which the prices are from, have dates or other labels, they must be the same; another order
    is put right. Rows that are only counted are no labels.

    Raises:
        TypeError: it is no integers and no booleans; a float is never rounded, and NaN is no position.
        ValueError: it has another length or other dates than the prices.
    """
    values = integers(owner, signal)
    bars = len(prices.close)
    index, labels = labels_of(signal), labels_of(data)
    if index is not None and prices.timestamps is not None and market_frames.is_of_dates(index):
        values = values[places(owner, index, prices.timestamps)]
    if len(values) != bars:
        raise ValueError(f"{owner}: signal must have a value for each of {bars} bars, had {len(values)}")
    if index is not None and labels is not None and not (is_count(index) or market_frames.is_of_dates(index)):
        values = values[places_of_labels(owner, index, labels)]
    return frozen(values.astype(values.dtype))


def labels_of(values: Any) -> Any:
    """The index of something of pandas; None of anything else."""
    return getattr(values, "index", None) if type(values).__module__.partition(".")[0] == "pandas" else None


def is_count(index: Any) -> bool:
    """Whether rows are only counted from 0, as pandas does where nothing labels them."""
    return type(index).__name__ == "RangeIndex" and index.start == 0 and index.step == 1


def integers(owner: str, signal: Any) -> NDArray[Any]:
    """The values, which are of integers or booleans."""
    dtype = getattr(signal, "dtype", None)
    plain: Any = getattr(dtype, "numpy_dtype", None)
    if getattr(plain, "kind", "O") in "iub" and not signal.isna().any():
        array = np.asarray(signal.to_numpy(plain))  # pandas' own integers come as objects else
    else:
        array = np.asarray(signal.to_numpy() if hasattr(signal, "to_numpy") else signal)
    if array.ndim != 1:
        raise ValueError(f"{owner}: signal must be 1-D, {DIRECTIONS}, was {array.ndim}-D")
    if array.size and array.dtype.kind not in "iub":
        was = f"{type(signal).__name__} of {array.dtype if dtype is None else dtype}"
        raise TypeError(f"{owner}: signal must be {DIRECTIONS}, was {was}{how_to_convert(signal)}")
    return array if array.size else array.astype(np.int8)


def how_to_convert(signal: Any) -> str:
    """What makes integers of a signal of floats, with no position at NaN."""
    library = type(signal).__module__.partition(".")[0]
    if library == "pandas":
        return '; convert it: signal.fillna(0).astype("int8")'
    if library == "polars":
        return "; convert it: signal.fill_nan(0).fill_null(0).cast(pl.Int8)"
    return '; convert it: np.nan_to_num(signal).astype("int8")'


def places(owner: str, index: Any, wanted: Times) -> NDArray[np.intp]:
    """Where in the signal each bar's value is; the dates of prices increase."""
    order: NDArray[np.intp] = index.argsort()
    own = times(owner, index[order])[0]
    if np.array_equal(own, wanted):
        return order
    lacking, strange = np.setdiff1d(wanted, own), np.setdiff1d(own, wanted)
    if len(lacking):
        raise ValueError(f"{owner}: signal must have the dates of the data, had none at {written(lacking[0])}")
    if len(strange):
        raise ValueError(f"{owner}: signal must have the dates of the data, which have none at {written(strange[0])}")
    raise ValueError(f"{owner}: signal must have the dates of the data, had one of them twice")


def places_of_labels(owner: str, index: Any, wanted: Any) -> NDArray[np.intp]:
    """Where in the signal the value of each row of the data is, by labels that are no dates; they are as many."""
    if index.equals(wanted):
        return np.arange(len(index))
    if not index.is_unique:
        raise ValueError(f"{owner}: signal must have the labels of the data, had one of them twice")
    found: NDArray[np.intp] = index.get_indexer(wanted)
    if (found < 0).any():
        label = wanted[int(np.argmin(found))]
        raise ValueError(f"{owner}: signal must have the labels of the data, had none at {str(label)!r}")
    return found
