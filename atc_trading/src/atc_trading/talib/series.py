"""What TA-Lib's users give: arrays, lists, Series of pandas and Polars; and the same for them back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
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


def taken(study: str, inputs: Mapping[str, Any]) -> tuple[list[NDArray[Any]], Wrap]:
    """The values of all inputs, and what makes a result like the first Series among them."""
    arrays = [values_of(study, name, value) for name, value in inputs.items()]
    names = list(inputs)
    for name, array in zip(names, arrays, strict=True):
        if len(array) != len(arrays[0]):
            raise ValueError(f"{study}: {name} must be as long as {names[0]}, {len(arrays[0])} bars, was {len(array)}")
    return arrays, wrapper_of(study, inputs)


def values_of(study: str, name: str, value: Any) -> NDArray[Any]:
    """One input as float64; what is missing in a Series is NaN."""
    if isinstance(value, library_type("pandas")):
        value = value if isinstance(value.dtype, np.dtype) else value.to_numpy(np.float64, na_value=np.nan)
    array = np.asarray(value)
    if array.dtype.kind not in NUMBERS and array.size:
        raise TypeError(f"{study}: {name} must be numbers, was {type(value).__name__} of {array.dtype}")
    if array.ndim != 1:
        raise ValueError(
            f"{study}: {name} must have one dimension, had {array.ndim}; the kernels of atc_core take tables"
        )
    return array.astype(np.float64, copy=False)


def library_type(library: str) -> Any:
    """The Series of a library, if the program uses it: what `isinstance` takes."""
    module = sys.modules.get(library)
    return (module.Series,) if module is not None else ()


def wrapper_of(study: str, inputs: Mapping[str, Any]) -> Wrap:
    """What puts a result into a Series, with the index that all Series of pandas among the inputs must have."""
    of_pandas = {name: value for name, value in inputs.items() if isinstance(value, library_type("pandas"))}
    if of_pandas:
        (first, like), *others = of_pandas.items()
        for name, value in others:
            if value.index is not like.index and not value.index.equals(like.index):
                raise ValueError(f"{study}: {name} must have the index of {first}, it has another")
        import pandas as pd

        return lambda values: pd.Series(values, index=like.index, copy=False)
    if any(isinstance(value, library_type("polars")) for value in inputs.values()):
        import polars as pl

        return pl.Series
    return lambda values: values
