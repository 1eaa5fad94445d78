"""What TA-Lib's users give: arrays, lists, Series of pandas and Polars; and the same for them back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

FLOAT64 = np.dtype(np.float64)
NUMBERS = "fiub"

Values: TypeAlias = Any
"""One-dimensional: an array, a list, a Series of pandas or Polars; results are of the kind of the inputs."""
Wrap: TypeAlias = Callable[[NDArray[Any]], Any]


def is_plain(args: Sequence[Any], count: int) -> bool:
    """Whether the first arguments are arrays that need no look: one-dimensional, float64, of one length."""
    if len(args) < count:
        return False
    first = args[0]
    for value in args[:count]:
        if type(value) is not np.ndarray or value.dtype is not FLOAT64 or value.ndim != 1 or value.size != first.size:
            return False
    return True


def taken(study: str, names: Sequence[str], values: Sequence[Any]) -> tuple[list[NDArray[Any]], Wrap]:
    """The values of all inputs, and what makes a result like the first Series among them."""
    arrays = [values_of(study, name, value) for name, value in zip(names, values, strict=True)]
    bars = len(arrays[0])
    for name, array in zip(names, arrays, strict=True):
        if len(array) != bars:
            raise ValueError(f"{study}: {name} must be as long as {names[0]}, {bars} bars, was {len(array)}")
    return arrays, wrapper_of(study, names, values)


def values_of(study: str, name: str, value: Any) -> NDArray[Any]:
    """One input as float64; what is missing in a Series is NaN."""
    if is_of("pandas", value) and not isinstance(value.dtype, np.dtype):
        value = value.to_numpy(FLOAT64, na_value=np.nan)
    elif hasattr(value, "to_numpy"):
        value = value.to_numpy()
    array = np.asarray(value)
    if array.dtype.kind not in NUMBERS and array.size:
        raise TypeError(f"{study}: {name} must be numbers, was {type(value).__name__} of {array.dtype}")
    if array.ndim != 1:
        tables = "the kernels of atc_core take tables"
        raise ValueError(f"{study}: {name} must have one dimension, had {array.ndim}; {tables}")
    return array.astype(np.float64, copy=False)


def is_of(library: str, value: Any) -> bool:
    """Whether a value is a Series of a library, which is not imported for the question."""
    module = sys.modules.get(library)
    return module is not None and isinstance(value, module.Series)


def wrapper_of(study: str, names: Sequence[str], values: Sequence[Any]) -> Wrap:
    """What puts a result into a Series, with the index that all Series of pandas among the inputs must have."""
    of_pandas = [place for place, value in enumerate(values) if is_of("pandas", value)]
    if of_pandas:
        import pandas as pd

        first = of_pandas[0]
        index = values[first].index
        for place in of_pandas[1:]:
            if values[place].index is not index and not values[place].index.equals(index):
                raise ValueError(f"{study}: {names[place]} must have the index of {names[first]}, it has another")
        return lambda result: pd.Series(result, index=index, copy=False)
    if any(is_of("polars", value) for value in values):
        import polars as pl

        return pl.Series
    return lambda result: result
