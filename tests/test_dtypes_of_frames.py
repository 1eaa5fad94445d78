"""Columns are numbers or are refused by name; dtype families and what is missing come back as they were given."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core

X = np.array([10.0, 11, 12, 11, 10, 12, 15, 14])
DAYS = pd.date_range("2024-01-01", periods=8, tz="UTC", name="day")
SMA = atc_core.get("sma", backend="python")(X, 3)
LARGE = 2**60
DATES = [dt.date(2020, 1, 1) + dt.timedelta(day) for day in range(8)]
ARROW_DECIMAL = pd.ArrowDtype(pa.decimal128(5, 2))
NO_NUMBERS = {
    "date in polars": pl.Series(DATES),
    "time in polars": pl.Series(DATES).cast(pl.Datetime),
    "duration in polars": pl.Series([dt.timedelta(1)] * 8),
    "text in polars": pl.Series(["a"] * 8),
    "category in polars": pl.Series(["a"] * 8, dtype=pl.Categorical),
    "decimal in polars": pl.Series([Decimal("1.5")] * 8),
    "list in polars": pl.Series([[1.0]] * 8),
    "array in polars": pl.Series([[1.0, 2.0]] * 8, dtype=pl.Array(pl.Float64, 2)),
    "128 bits in polars": pl.Series([1] * 8, dtype=pl.Int128),
    "object in polars": pl.Series([object()] * 8, dtype=pl.Object),
    "date in pandas": pd.Series(DATES),
    "time in pandas": pd.Series(DAYS.tz_localize(None)),
    "time of a zone in pandas": pd.Series(DAYS),
    "duration in pandas": pd.Series(DAYS - DAYS[0]),
    "text in pandas": pd.Series(["a"] * 8),
    "category in pandas": pd.Series(X).astype("category"),
    "decimal in pandas": pd.Series([Decimal("1.5")] * 8),
    "period in pandas": pd.Series(pd.period_range("2024-01", periods=8, freq="M")),
    "complex in pandas": pd.Series(X + 1j),
    "numbers as objects in pandas": pd.Series(X, dtype=object),
    "date of arrow in pandas": pd.Series(DATES, dtype="date32[pyarrow]"),
    "text of arrow in pandas": pd.Series(["a"] * 8, dtype="string[pyarrow]"),
    "decimal of arrow in pandas": pd.Series([Decimal("1.5")] * 8, dtype=ARROW_DECIMAL),
    "date in arrow": pa.array(DATES),
    "text in arrow": pa.array(["a"] * 8),
    "decimal in arrow": pa.array([Decimal("1.5")] * 8),
    "dictionary in arrow": pa.array([1.0] * 8).dictionary_encode(),
}


def frame_of(column):
    if isinstance(column, pd.Series):
        return pd.DataFrame({"price": X, "d": column})
    if isinstance(column, pl.Series):
        return pl.DataFrame({"price": X, "d": column})
    return pa.table({"price": X, "d": column})


@pytest.mark.parametrize("column", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_a_column_that_is_no_number_is_refused(column):
    with pytest.raises(TypeError, match="^sma: x must be numeric, was [A-Z][A-Za-z0-9]+ of .+"):
        atc_core.sma(column, 3)


@pytest.mark.parametrize("column", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_a_column_of_a_frame_that_is_no_number_is_refused_by_name(column):
    with pytest.raises(TypeError, match="^sma: column 'd' of x must be numeric, was "):
        atc_core.sma(frame_of(column), 3)


def test_a_frame_of_nothing_but_dates_is_refused_by_name():
    for frame in (pl.DataFrame({"d": DATES, "e": DATES}), pd.DataFrame({"d": DAYS, "e": DAYS})):
        with pytest.raises(TypeError, match="sma: column 'd' of x must be numeric, was "):
            atc_core.sma(frame, 3)


@pytest.mark.parametrize("label", [7, None, ("Close", "AAPL"), pd.Timestamp("2024-01-01"), 1.5])
def test_the_column_of_an_error_may_be_called_anything(label):
    frame = pd.DataFrame({0: X, 1: ["a"] * 8})
    frame.columns = pd.Index([0, label], dtype=object, tupleize_cols=False)
    with pytest.raises(TypeError) as error:
        atc_core.sma(frame, 3)
    assert f"column {label!r} of x must be numeric" in str(error.value)


FAMILIES = [
    ("Float64", "Float64"),
    ("Int64", "Float64"),
    ("UInt8", "Float64"),
    ("Float32", "Float64"),
    ("double[pyarrow]", "double[pyarrow]"),
    ("float[pyarrow]", "double[pyarrow]"),
    ("int64[pyarrow]", "double[pyarrow]"),
]


@pytest.mark.parametrize(("given", "back"), FAMILIES)
def test_a_pandas_series_keeps_its_dtype_family(given, back):
    wanted = pd.Series(SMA, index=DAYS, name="close").astype("Float64").astype(back)
    result = atc_core.sma(pd.Series(X, index=DAYS, name="close").astype(given), 3)
    pd.testing.assert_series_equal(result, wanted)
    assert result.isna().tolist() == [True, True] + [False] * 6


@pytest.mark.parametrize(("given", "back"), FAMILIES)
def test_what_is_missing_in_a_dtype_family_is_missing_in_the_result(given, back):
    result = atc_core.sma(pd.Series([1, None, 3, 4, 5]).astype("Float64").astype(given), 2)
    assert result.dtype == back
    assert result.isna().tolist() == [True, True, True, False, False]
    assert result.tolist()[3:] == [3.5, 4.5]


def test_each_column_of_a_frame_keeps_its_dtype_family():
    columns = {"a": X, "b": pd.array(X, "Float64"), "c": pd.array(X, "double[pyarrow]"), "d": np.arange(8)}
    frame = pd.DataFrame(columns, index=DAYS)
    result = atc_core.sma(frame, 3)
    assert [str(dtype) for dtype in result.dtypes] == ["float64", "Float64", "double[pyarrow]", "float64"]
    assert result.index.equals(DAYS)
    for name in "abc":
        np.testing.assert_allclose(result[name].to_numpy(float, na_value=np.nan), SMA, rtol=1e-14)
    pd.testing.assert_frame_equal(atc_core.sma(frame[["b"]], 3), result[["b"]])


def test_flags_and_signals_keep_the_dtype_family():
    up, down = pd.Series([True, False, False], dtype="boolean"), pd.Series([False, False, True], dtype="boolean")
    assert atc_core.signal_persistence(up, down).dtype == "Int8"
    assert atc_core.signal_persistence(up.astype("bool[pyarrow]"), down).dtype == "int8[pyarrow]"
    assert atc_core.signal_persistence(pl.Series(up), pl.Series(down)).dtype == pl.Int8


@pytest.mark.parametrize(
    "up",
    [
        pd.Series([True, None, False], dtype="boolean"),
        pd.Series([True, None, False], dtype="bool[pyarrow]"),
        pl.Series([True, None, False]),
        pa.array([True, None, False]),
    ],
)
def test_a_missing_flag_is_neither_true_nor_false(up):
    words = "signal_persistence: up must have no missing values; row 1 is missing"
    with pytest.raises(ValueError, match=words):
        atc_core.signal_persistence(up, [True, False, True])


@pytest.mark.parametrize(
    "series",
    [
        pd.Series([LARGE + 1, None], dtype="Int64"),
        pd.Series([LARGE + 1, None], dtype="int64[pyarrow]"),
        pd.Series([LARGE + 1, 0]),
        pl.Series([LARGE + 1, None]),
        pa.array([LARGE + 1, None]),
        pa.chunked_array([[LARGE + 1], [None]]),
    ],
)
def test_an_integer_that_is_no_float_is_refused_though_others_are_missing(series):
    with pytest.raises(ValueError, match=rf"sma: x must be at most 2\*\*53 .* value 0 is {LARGE + 1}"):
        atc_core.sma(series, 1)


@pytest.mark.parametrize("library", [pd, pl])
def test_a_large_integer_beside_floats_is_refused_by_the_name_of_its_column(library):
    frame = library.DataFrame({"a": [1.0, 2.0], "volume": [1, LARGE + 1]})
    with pytest.raises(
        ValueError, match=rf"sma: column 'volume' of x must be at most 2\*\*53 .* value 1 is {LARGE + 1}"
    ):
        atc_core.sma(frame, 1)


@pytest.mark.parametrize("library", [pd, pl])
def test_integers_become_floats_only_where_they_are_exact(library):
    for kernel in (lambda frame: atc_core.sma(frame, 1), atc_core.next_bar):
        frame = library.DataFrame({"a": [1.0, 2.0], "volume": [2**53, 1]})
        assert 2.0**53 in np.asarray(kernel(frame))
        with pytest.raises(ValueError, match="column 'volume' of (x|signal) must be at most"):
            kernel(library.DataFrame({"a": [1.0, 2.0], "volume": [2**53 + 1, 1]}))


@pytest.mark.parametrize("library", [pd, pl])
def test_numbers_of_several_dtypes_go_together(library):
    columns = {"a": [1.0, 2.0], "b": [3, 4], "c": [True, False], "d": np.array([5, 6], np.float32)}
    result = atc_core.sma(library.DataFrame(columns), 1)
    assert list(result.columns) == list("abcd")
    np.testing.assert_array_equal(result, [[1, 3, 1, 5], [2, 4, 0, 6]])


@pytest.mark.parametrize("make", [pd.Series, pl.Series, pa.array])
def test_float32_stays_so_where_it_is_asked_for(make):
    result = atc_core.get("sma", precision="float32")(make(X.astype(np.float32)), 3)
    kind = result.type if isinstance(result, pa.Array) else result.dtype
    assert str(kind).lower() in ("float32", "float")


def test_infinity_is_a_number():
    for make in (pd.Series, pl.Series, pa.array):
        result = atc_core.next_bar(make([np.inf, -np.inf, 1.0]))
        assert result.to_numpy().tolist() == [0.0, np.inf, -np.inf]


def test_in_polars_what_is_missing_is_null_whatever_it_was():
    result = atc_core.sma(pl.Series("x", [1.0, None, 3.0, 4.0, np.nan, 6.0]), 1)
    assert result.to_list() == [1.0, None, 3.0, 4.0, None, 6.0]
    assert atc_core.sma(pl.Series("x", X), 3).null_count() == 2
    frame = atc_core.sma(pl.DataFrame({"a": [1, None, 3], "b": [1.0, 2.0, np.nan]}), 1)
    assert frame.to_dict(as_series=False) == {"a": [1.0, None, 3.0], "b": [1.0, 2.0, None]}


def test_integers_with_nulls_of_polars_are_read_to_the_last_digit():
    for dtype in (pl.Int8, pl.UInt16, pl.Int32, pl.Int64):
        assert atc_core.sma(pl.Series([1, None, 3], dtype=dtype), 1).to_list() == [1.0, None, 3.0]
    assert atc_core.sma(pl.Series([2**53, None]), 1).to_list() == [float(2**53), None]


def test_nothing_but_nulls_are_missing_numbers():
    assert atc_core.sma(pl.Series([None, None]), 1).to_list() == [None, None]
    assert atc_core.sma(pa.nulls(2), 1).to_pylist() == [None, None]


EMPTY = [
    pd.DataFrame({"a": [], "b": []}),
    pd.DataFrame(columns=["a", "b"]),
    pd.DataFrame({"a": pd.Series([], dtype=float), "b": pd.Series([], dtype=int)}),
    pl.DataFrame(schema={"a": pl.Float64, "b": pl.Int8}),
]


@pytest.mark.parametrize("frame", EMPTY)
def test_a_frame_without_rows_gives_one(frame):
    result = atc_core.sma(frame, 3)
    assert (result.shape, list(result.columns)) == ((0, 2), ["a", "b"])
    assert {str(dtype).lower() for dtype in result.dtypes} == {"float64"}


def test_a_frame_without_columns_gives_one():
    result = atc_core.sma(pd.DataFrame(index=DAYS), 3)
    assert (result.shape, result.index.equals(DAYS)) == ((8, 0), True)
    assert atc_core.sma(pl.DataFrame(), 3).shape == (0, 0)


@pytest.mark.parametrize(
    "series", [pd.Series([]), pd.Series([], dtype=float), pl.Series([]), pl.Series([], dtype=pl.Int8)]
)
def test_a_series_without_values_gives_one_of_floats(series):
    result = atc_core.sma(series, 3)
    assert (type(result), len(result), str(result.dtype).lower()) == (type(series), 0, "float64")


def test_text_is_refused_even_where_there_is_none():
    for series in (pd.Series([], dtype="string"), pl.Series([], dtype=pl.String)):
        with pytest.raises(TypeError, match="sma: x must be numeric"):
            atc_core.sma(series, 3)


@pytest.mark.parametrize("columns", [[7], [None], ["a"], [DAYS[0]], [("Close", "AAPL")]])
def test_a_frame_of_one_column_stays_one(columns):
    frame = pd.DataFrame({0: X}, index=DAYS)
    frame.columns = columns
    result = atc_core.sma(frame, 3)
    pd.testing.assert_frame_equal(result, pd.DataFrame({0: SMA}, index=DAYS).set_axis(frame.columns, axis=1))


LABELS = {
    "integers": pd.Index([5, 3]),
    "range": pd.RangeIndex(2),
    "dates": pd.DatetimeIndex(["2024-01-01", "2024-06-01"], name="expiry"),
    "objects": pd.Index([dt.date(2024, 1, 1), None], dtype=object),
    "tuples": pd.Index([("a", 1), ("b", 2)], tupleize_cols=False),
    "levels": pd.MultiIndex.from_tuples([("Close", "AAPL"), ("Close", "MSFT")], names=["Price", "Ticker"]),
    "duplicates": pd.Index(["a", "a"]),
    "categories": pd.CategoricalIndex(["x", "y"], name="kind"),
    "named": pd.Index(["a", "b"], name="symbol"),
}


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
@pytest.mark.parametrize("dtype", ["float64", "Float64"])
def test_labels_of_every_type_come_back(labels, dtype):
    frame = pd.DataFrame(np.c_[X, 2 * X], index=DAYS, columns=labels).astype(dtype)
    wanted = pd.DataFrame(np.c_[SMA, 2 * SMA], index=DAYS, columns=labels).astype(dtype)
    pd.testing.assert_frame_equal(atc_core.sma(frame, 3), wanted)
    ratio = atc_core.sharpe_ratio(frame)
    pd.testing.assert_index_equal(ratio.index, frame.columns)
    matrix = atc_core.correlation_matrix(frame)
    pd.testing.assert_index_equal(matrix.index, frame.columns)
    pd.testing.assert_index_equal(matrix.columns, frame.columns)
    assert {str(item) for item in matrix.dtypes} == {dtype}


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
def test_an_index_of_every_type_comes_back(labels):
    result = atc_core.sma(pd.Series([1.0, 2.0], index=labels, name=labels[0]), 1)
    pd.testing.assert_series_equal(result, pd.Series([1.0, 2.0], index=labels, name=labels[0]))


class Prices(pd.Series):
    """A subclass of a user's own."""

    @property
    def _constructor(self):
        return Prices


def test_a_subclass_of_a_series_comes_back():
    result = atc_core.sma(Prices(X, index=DAYS, name="close"), 3)
    assert (type(result), result.name, result.index.equals(DAYS)) == (Prices, "close", True)


def test_the_result_is_no_view_of_the_input():
    series = pd.Series(X)
    result = atc_core.next_bar(series)
    result.iloc[0] = 99.0
    assert series.tolist() == X.tolist()
    frame = pd.DataFrame({"a": X})
    result = atc_core.sma(frame, 1)
    result.iloc[:] = 0.0
    assert frame["a"].tolist() == X.tolist()
