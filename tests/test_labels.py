"""Labels of results that are no series: matrices, numbers, rows, features, and the fields of a named tuple."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core
from atc_core import to_frame

VALUES = np.random.default_rng(2).normal(0.001, 0.02, (6, 3))
DAYS = pd.date_range("2024-01-01", periods=6, name="day")
NAMES = ["a", "b", "c"]
PANDAS = pd.DataFrame(VALUES, index=DAYS, columns=NAMES)
POLARS = pl.DataFrame(VALUES, schema=NAMES)
CENTERS = np.zeros((2, 3))


def test_a_correlation_matrix_of_a_pandas_frame_is_square_with_its_columns():
    expected = pd.DataFrame(atc_core.correlation_matrix(VALUES), index=NAMES, columns=NAMES)
    pd.testing.assert_frame_equal(atc_core.correlation_matrix(PANDAS), expected)


def test_a_correlation_matrix_of_a_polars_frame_has_its_columns():
    result = atc_core.correlation_matrix(POLARS)
    assert (result.columns, result.shape) == (NAMES, (3, 3))
    np.testing.assert_array_equal(result.to_numpy(), atc_core.correlation_matrix(VALUES))


@pytest.mark.parametrize(("series", "frame"), [(PANDAS["a"], pd.DataFrame), (POLARS["a"], pl.DataFrame)])
def test_a_correlation_matrix_of_one_series_is_a_frame_of_its_name(series, frame):
    result = atc_core.correlation_matrix(series)
    assert type(result) is frame
    assert list(result.columns) == ["a"]
    np.testing.assert_array_equal(result.to_numpy(), [[1.0]])


def test_a_ratio_of_a_pandas_frame_is_a_series_by_column():
    expected = pd.Series(atc_core.sharpe_ratio(VALUES), index=NAMES)
    pd.testing.assert_series_equal(atc_core.sharpe_ratio(PANDAS), expected)


def test_a_ratio_of_a_polars_frame_is_one_row():
    result = atc_core.sharpe_ratio(POLARS)
    assert (type(result), result.columns) == (pl.DataFrame, NAMES)
    np.testing.assert_array_equal(result.to_numpy(), [atc_core.sharpe_ratio(VALUES)])


@pytest.mark.parametrize("series", [VALUES[:, 0].copy(), VALUES[:, 0].tolist(), PANDAS["a"], POLARS["a"]])
def test_a_ratio_of_one_series_is_a_float(series):
    result = atc_core.sharpe_ratio(series)
    assert type(result) is float
    assert result == atc_core.sharpe_ratio(VALUES)[0]


def test_labels_of_rows_keep_the_index():
    result = atc_core.kmeans_predict(PANDAS, CENTERS)
    assert (type(result), result.dtype, result.index.equals(DAYS)) == (pd.Series, np.int64, True)
    result = atc_core.kmeans_predict(POLARS, CENTERS)
    assert (type(result), result.dtype, len(result)) == (pl.Series, pl.Int64, 6)


def test_the_labels_of_centers_are_not_those_of_rows():
    centers = pd.DataFrame(CENTERS, index=["near", "far"], columns=NAMES)
    assert atc_core.kmeans_predict(PANDAS, centers).index.equals(DAYS)
    assert len(atc_core.kmeans_predict(VALUES, centers)) == 6


def test_features_keep_the_index_and_are_called_by_column_and_lag():
    result = atc_core.lag_features(PANDAS, 1)
    assert result.index.equals(DAYS)
    assert result.columns.tolist() == ["a_lag0", "a_lag1", "b_lag0", "b_lag1", "c_lag0", "c_lag1"]
    np.testing.assert_array_equal(result, atc_core.lag_features(VALUES, 1))
    assert atc_core.lag_features(POLARS, 1).columns == result.columns.tolist()


def test_features_of_one_series_are_called_by_its_name():
    assert atc_core.lag_features(PANDAS["a"], 1).columns.tolist() == ["a_lag0", "a_lag1"]
    assert atc_core.lag_features(POLARS["a"], 1).columns == ["a_lag0", "a_lag1"]
    assert atc_core.lag_features(PANDAS["a"].rename(None), 1).columns.tolist() == [0, 1]


def test_features_of_two_levels_have_one_more():
    columns = pd.MultiIndex.from_tuples([("Close", "AAPL"), ("Close", "MSFT")])
    result = atc_core.lag_features(pd.DataFrame(VALUES[:, :2], columns=columns), 1)
    assert result.columns.nlevels == 3
    np.testing.assert_array_equal(result["Close", "MSFT", "lag1"], atc_core.lag_features(VALUES[:, 1], 1)[:, 1])


def test_the_index_of_bars_that_are_found_is_not_that_of_the_data():
    days = pd.Series(DAYS)
    result = atc_core.ohlcv_resample(days, *[PANDAS["a"].reset_index(drop=True)] * 5, pd.Timedelta("2D"))
    assert {type(field) for field in result} == {pd.Series}
    assert {len(field) for field in result} == {4}
    assert all(field.index.equals(pd.RangeIndex(4)) for field in result)


def resampled(times, close):
    return atc_core.ohlcv_resample(times, close, close, close, close, close, np.timedelta64(2, "D"))


def test_the_fields_of_a_result_are_the_columns_of_a_frame():
    result = resampled(DAYS.to_numpy(), VALUES[:, 0].copy())
    frame = to_frame(result)
    assert list(frame.columns) == list(result._fields)
    assert frame["timestamps"].dtype == np.dtype("M8[ns]")
    np.testing.assert_array_equal(frame["close"], result.close)
    polars = to_frame(result, "polars")
    assert polars.columns == list(result._fields)
    assert polars["close"].to_list() == result.close.tolist()


def test_a_frame_of_what_came_from_frames_keeps_the_index():
    result = atc_core.atc(PANDAS + 100.0)
    frame = to_frame(result)
    assert frame.index.equals(DAYS)
    assert frame.columns.tolist() == [(field, name) for field in result._fields for name in NAMES]
    assert to_frame(atc_core.atc(PANDAS["a"] + 100.0)).index.equals(DAYS)


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        (["a", "b"], ["a", "b"]),
        ([1, 2], ["1", "2"]),
        (["a", "a"], ["a", "a_1"]),
        (pd.MultiIndex.from_tuples([("Close", "A"), ("Close", "B")]), ["Close_A", "Close_B"]),
    ],
)
@pytest.mark.parametrize("dtype", ["float64", "Float64"])
def test_a_frame_of_polars_spells_the_labels_of_pandas(columns, names, dtype):
    prices = pd.DataFrame(VALUES[:, :2] + 100.0, columns=columns, dtype=dtype)
    frame = to_frame(atc_core.atc(prices), "polars")
    assert frame.columns[:2] == [f"ema_signal_{name}" for name in names]
    assert frame.dtypes[0] == pl.Float64


@pytest.mark.parametrize("table", [POLARS + 100.0, (POLARS + 100.0).to_arrow()])
def test_a_frame_of_pandas_keeps_the_names_of_other_libraries(table):
    result = atc_core.atc(table)
    frame = to_frame(result, "pandas")
    assert frame.columns.tolist() == [(field, name) for field in result._fields for name in NAMES]
    assert to_frame(result, "polars").columns == [f"{field}_{name}" for field in result._fields for name in NAMES]
    series = atc_core.atc(table["a"])
    assert to_frame(series, "pandas").columns.tolist() == list(result._fields)


def test_a_frame_of_what_came_from_polars_names_field_and_column():
    result = atc_core.atc(POLARS + 100.0)
    frame = to_frame(result)
    assert frame.columns == [f"{field}_{name}" for field in result._fields for name in NAMES]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: to_frame(VALUES), TypeError, "result must be a named tuple that a kernel gave, was ndarray"),
        (lambda: to_frame((VALUES,)), TypeError, "result must be a named tuple that a kernel gave, was tuple"),
        (
            lambda: to_frame(resampled(DAYS.to_numpy(), VALUES[:, 0].copy()), "excel"),
            ValueError,
            "library must be pandas or polars, was 'excel'",
        ),
    ],
)
def test_what_is_no_result_is_refused(call, error, words):
    with pytest.raises(error, match=f"to_frame: {words}"):
        call()
