"""The forms of pandas, Polars and Arrow: Series and frames with labels of every kind, dtypes and gaps of their own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from polars.exceptions import PolarsError

from fuzz.draws import Array, Draw

PANDAS_DTYPES = ("float64", "Float64", "float64[pyarrow]", "double[pyarrow]", "float32", "Float32", "object")
POLARS_DTYPES = (pl.Float64, pl.Float64, pl.Float32)
ODD_PANDAS = ("string", "category", "str", "object", "complex128", "datetime64[ns]", "timedelta64[ns]", "period[D]")
ODD_POLARS = (pl.String, pl.Categorical, pl.Date, pl.Datetime("us"), pl.Duration("ms"), pl.Binary, pl.Object)


def integers_from(start: int) -> Callable[[int], pd.Index[Any]]:
    return lambda n: pd.Index(range(start, start + n))


INDEXES: dict[str, Callable[[int], pd.Index[Any]]] = {
    "range": pd.RangeIndex,
    "integers": integers_from(7),
    "words": lambda n: pd.Index([f"w{place}" for place in range(n)]),
    "dates": lambda n: pd.date_range("2020-01-01", periods=n, name="day"),
    "zone": lambda n: pd.date_range("2020-01-01", periods=n, freq="h", tz="Europe/Berlin"),
    "periods": lambda n: pd.period_range("2020-01", periods=n, freq="M"),
    "days": lambda n: pd.Index([date.fromordinal(737_000 + place) for place in range(n)]),
    "levels": lambda n: pd.MultiIndex.from_arrays([["a"] * n, range(n)], names=["one", None]),
    "equal": lambda n: pd.Index(["same"] * n),
    "twice": lambda n: pd.Index([place // 2 for place in range(n)]),
    "floats": lambda n: pd.Index(np.arange(n) / 2.0),
    "missing": lambda n: pd.Index([np.nan if place % 5 == 3 else place for place in range(n)]),
    "mixed": lambda n: pd.Index([place if place % 2 else str(place) for place in range(n)], dtype=object),
    "categories": lambda n: pd.CategoricalIndex([f"c{place % 3}" for place in range(n)]),
}


class Library:
    """The library, the labels and the dtypes that the labelled arguments of one call have."""

    def __init__(self, draw: Draw, *, tame: bool) -> None:
        """Choose them."""
        self.name = draw.pick(["pandas", "pandas", "pandas", "polars", "polars", "arrow"])
        self.index, self.columns = draw.pick(list(INDEXES)), draw.pick(list(INDEXES))
        self.mixes_dtypes = draw.chance(0.3)
        self.tame = tame

    def __call__(self, draw: Draw, array: Array) -> Any:
        """The array in that library; as it is where it has too many dimensions."""
        if array.ndim not in (1, 2):
            return array
        given = np.array(array)
        if self.name == "pandas":
            return self.as_pandas(draw, given)
        return self.as_polars(draw, given) if self.name == "polars" else self.as_arrow(draw, given)

    def as_pandas(self, draw: Draw, array: Array) -> Any:
        """A Series, an index, or a frame whose rows may be cut from another's."""
        index = INDEXES[self.index](len(array))
        if not self.tame and draw.chance(0.3):
            index = draw.pick([index[::-1], INDEXES[draw.pick(list(INDEXES))](len(array))])
        if array.ndim == 1:
            if draw.chance(0.08):
                return pd.Index(array, name="x")
            return self.retyped(draw, pd.Series(array, index, name=draw.pick([None, "x", 7, ("a", 1)])))
        if draw.chance(0.1):
            array = np.asfortranarray(array)
        frame = pd.DataFrame(array, index, INDEXES[self.columns](array.shape[1]))
        if not self.tame and draw.chance(0.5):
            frame = draw.pick([frame.iloc[:, ::-1], frame.rename(columns=str), frame.iloc[::-1]])
        if self.mixes_dtypes and array.shape[1]:
            columns = [self.retyped(draw, frame.iloc[:, place]).array for place in range(array.shape[1])]
            labels, frame = frame.columns, pd.DataFrame(dict(enumerate(columns)), index=frame.index)
            frame.columns = labels
        return frame

    def retyped(self, draw: Draw, series: pd.Series[Any]) -> Any:
        """A Series in another dtype, perhaps with values missing."""
        if draw.chance(0.3):
            return series
        if series.dtype.kind == "i":
            dtypes: tuple[str, ...] = ("int64", "Int64", "int64[pyarrow]")
            if draw.chance(0.5) and self.tame:
                return pd.Series(pd.to_datetime(series.to_numpy()), series.index, name=series.name)
        elif series.dtype.kind == "b":
            dtypes = ("bool", "boolean", "bool[pyarrow]", "int8")
        else:
            dtypes = PANDAS_DTYPES if self.tame else (*PANDAS_DTYPES, *ODD_PANDAS)
        try:
            other = series.astype(draw.pick(dtypes))
            if draw.chance(0.3) and len(other) and pd.api.types.is_extension_array_dtype(other.dtype):
                other.iloc[draw.integer(0, len(other) - 1)] = None
        except (TypeError, ValueError, ArithmeticError, NotImplementedError, pa.ArrowException):
            return series
        return other

    def as_polars(self, draw: Draw, array: Array) -> Any:
        """A Series or a frame, with nulls and in several pieces."""
        if array.ndim == 1:
            return self.polars_series(draw, draw.pick(["", "x"]), array)
        names = [f"c{place}" for place in range(array.shape[1])]
        if not self.tame and draw.chance(0.3):
            names.reverse()
        frame = pl.DataFrame([self.polars_series(draw, name, own) for name, own in zip(names, array.T, strict=True)])
        return frame.lazy() if not self.tame and draw.chance(0.05) else frame

    def polars_series(self, draw: Draw, name: str, array: Array) -> pl.Series:
        """A Series, of another dtype at times."""
        series = pl.Series(name, np.ascontiguousarray(array))
        if not draw.chance(0.7 if self.mixes_dtypes else 0.2):
            return series
        if array.dtype.kind == "i":
            series = series.cast(pl.Datetime(draw.pick(["ns", "us"]))) if self.tame else series
        elif array.dtype.kind == "f":
            kinds = POLARS_DTYPES if self.tame else (*POLARS_DTYPES, *ODD_POLARS)
            with suppress(PolarsError):
                series = series.cast(draw.pick(kinds), strict=False)
        if draw.chance(0.3) and len(series) and series.dtype != pl.Object:
            series = series.scatter(draw.integer(0, len(series) - 1), None)
        if draw.chance(0.3) and series.dtype != pl.Object:
            middle = len(series) // 2
            series = series[:middle].append(series[middle:])
        return series

    def as_arrow(self, draw: Draw, array: Array) -> Any:
        """A chunked array or a table."""
        nulls = np.zeros(len(array), np.bool_)
        if draw.chance(0.3) and len(array):
            nulls[draw.integer(0, len(array) - 1)] = True
        columns = [pa.array(np.ascontiguousarray(own), mask=nulls) for own in (array.T if array.ndim == 2 else [array])]
        if array.ndim == 2:
            return pa.table(columns, names=[f"c{place}" for place in range(len(columns))])
        return draw.pick([pa.chunked_array(columns), columns[0]])
