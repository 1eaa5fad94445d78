"""pandas and polars in, the same type with index and name out."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core

PRICES = np.array([10.0, 11.0, 12.0, 11.0, 10.0, 12.0, 15.0, 14.0])
DAYS = pd.date_range("2024-01-01", periods=8, freq="B", name="day", tz="UTC")
EXPECTED = atc_core.get("sma", backend="python")(PRICES, 3)


def test_a_pandas_series_keeps_index_and_name():
    result = atc_core.sma(pd.Series(PRICES, index=DAYS, name="close"), 3)
    pd.testing.assert_series_equal(result, pd.Series(EXPECTED, index=DAYS, name="close"))


def test_a_pandas_frame_keeps_index_and_columns():
    frame = pd.DataFrame({"a": PRICES, "b": 2 * PRICES}, index=DAYS)
    expected = pd.DataFrame({"a": EXPECTED, "b": 2 * EXPECTED}, index=DAYS)
    pd.testing.assert_frame_equal(atc_core.sma(frame, 3), expected)


@pytest.mark.parametrize("dtype", ["int64", "uint8", "float32", "Sparse[float64]"])
def test_pandas_numbers_of_any_dtype(dtype):
    result = atc_core.sma(pd.Series(PRICES, dtype=dtype), 3)
    pd.testing.assert_series_equal(result, pd.Series(EXPECTED))


def test_signals_of_pandas_series_are_int8():
    prices = pd.Series(PRICES, index=DAYS, name="close")
    signal = atc_core.crossover_signal(prices, atc_core.sma(prices, 3))
    assert (signal.dtype, signal.name, signal.index.equals(DAYS)) == (np.int8, "close", True)


def test_series_with_different_indexes_are_refused():
    first, second = pd.Series(PRICES), pd.Series(PRICES, index=range(1, 9))
    with pytest.raises(ValueError, match="prices and average must have the same index"):
        atc_core.crossover_signal(first, second)


def test_a_pandas_series_and_an_array_go_together():
    result = atc_core.crossover_signal(PRICES, pd.Series(EXPECTED, index=DAYS, name="sma"))
    assert (type(result), result.name) == (pd.Series, "sma")


def test_text_in_pandas_is_refused():
    with pytest.raises(TypeError, match="sma: x must be numeric, was"):
        atc_core.sma(pd.Series(["a", "b"]), 3)


def test_a_polars_series_keeps_its_name():
    result = atc_core.sma(pl.Series("close", PRICES), 3)
    assert (type(result), result.name) == (pl.Series, "close")
    np.testing.assert_allclose(result.to_numpy(), EXPECTED, rtol=1e-14)


def test_a_polars_frame_keeps_its_columns():
    result = atc_core.sma(pl.DataFrame({"a": PRICES, "b": 2 * PRICES}), 3)
    assert result.columns == ["a", "b"]
    np.testing.assert_allclose(result.to_numpy(), np.column_stack([EXPECTED, 2 * EXPECTED]), rtol=1e-14)


def test_what_is_missing_is_null_in_polars():
    result = atc_core.sma(pl.Series([1.0, None, 3.0, 4.0]), 2)
    assert result.to_list() == [None, None, None, 3.5]


def test_an_array_given_as_out_is_what_comes_back():
    out = np.empty(8)
    assert atc_core.sma(pd.Series(PRICES), 3, out=out) is out
    np.testing.assert_allclose(out, EXPECTED, rtol=1e-14)
