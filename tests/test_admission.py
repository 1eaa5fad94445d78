"""Columns that come in: what may become the declared dtype without loss does; the first row that cannot is named."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core

X = np.linspace(90.0, 110.0, 5)
SECONDS = np.array([0, 60, 60, 125, 7000])
EVERY = 60_000_000_000
UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns"]


def resampled(timestamps, every=EVERY):
    return atc_core.ohlcv_resample(timestamps, X, X, X, X, X, every)


@pytest.mark.parametrize("form", [np.array, pd.Series, pl.Series, list], ids=["array", "pandas", "polars", "list"])
@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1, 2**63 - 1])
def test_integers_that_are_no_floats_are_refused(form, value):
    given = form(np.array([1, value, 3]))
    with pytest.raises(ValueError, match=rf"sma: x must be at most 2\*\*53 in magnitude .* value 1 is {value}"):
        atc_core.sma(given, 1)


def test_integers_up_to_the_limit_are_floats():
    assert atc_core.sma(np.array([2**53, -(2**53)]), 1).tolist() == [2.0**53, -(2.0**53)]


def test_unsigned_integers_beyond_the_limit_are_refused():
    with pytest.raises(ValueError, match=r"sma: x must be at most 2\*\*53 .* value 0 is 18446744073709551615"):
        atc_core.sma(np.array([2**64 - 1], np.uint64), 1)


def test_large_integers_pass_where_any_number_is_taken():
    assert atc_core.next_bar(np.array([2**60 + 1, 0])).tolist() == [0, 2**60 + 1]


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
@pytest.mark.parametrize("form", [np.array, pd.Series, pl.Series])
def test_floats_are_no_integers(form, dtype):
    with pytest.raises(TypeError, match=r"ohlcv_resample: timestamps must be datetime64, or integers .* was "):
        resampled(form(SECONDS.astype(dtype)))


def test_integers_beyond_int64_are_refused():
    with pytest.raises(
        ValueError, match=r"timestamps must be from -9223372036854775808 to .*; value 1 is 9223372036854"
    ):
        resampled(np.array([0, 2**63, 2**63, 2**63, 2**63], np.uint64))


@pytest.mark.parametrize("unit", UNITS)
def test_times_of_every_unit_are_times_of_nanoseconds(unit):
    given = np.arange(5).astype(f"M8[{unit}]")
    result = resampled(given, 1).timestamps
    assert result.dtype == np.dtype("M8[ns]")
    np.testing.assert_array_equal(result, given)


@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.uint64, ">i8"])
def test_integers_of_nanoseconds_stay_integers(dtype):
    result = resampled(np.arange(5).astype(dtype), 2).timestamps
    assert result.dtype == np.int64
    assert result.tolist() == [0, 2, 4]


@pytest.mark.parametrize("unit", ["D", "s", "ns"])
def test_what_is_no_time_is_named_with_its_row(unit):
    given = np.array(["2024-01-01", "2024-01-02", "NaT", "2024-01-03", "NaT"], f"M8[{unit}]")
    for form in (np.array, pd.Series):
        with pytest.raises(ValueError, match="ohlcv_resample: timestamps must be times; row 2 is NaT"):
            resampled(form(given))


@pytest.mark.parametrize(
    ("value", "unit"), [("1500-01-01", "s"), ("9999-01-01", "D"), ("1970-01-01T00:00:00.000000000001", "ps")]
)
def test_a_time_that_is_no_whole_nanosecond_is_named_with_its_row(value, unit):
    given = np.array([*["1970-01-01"] * 3, value, "1970-01-02"], f"M8[{unit}]")
    with pytest.raises(ValueError, match="whole nanoseconds between the years 1677 and 2262; row 3 is "):
        resampled(given)


@pytest.mark.parametrize("form", [pd.Series, pl.Series], ids=["pandas", "polars"])
def test_times_of_a_frame_stay_times(form):
    times = form(SECONDS.astype("M8[s]").astype("M8[ns]"))
    result = resampled(times).timestamps
    assert type(result) is type(times)
    wanted = np.array([0, 60, 120, 6960]).astype("M8[s]")
    np.testing.assert_array_equal(result.to_numpy(), wanted.astype("M8[ns]"))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: atc_core.sharpe_ratio([0.1, np.nan, np.inf, -np.inf]), "returns must be finite or NaN; row 2 is inf"),
        (
            lambda: atc_core.sharpe_ratio(np.array([[0.1, 0.2], [0.1, -np.inf], [np.inf, 0.1]])),
            "returns must be finite or NaN; row 1, column 1 is -inf",
        ),
        (lambda: resampled(np.array([5, 6, 4, 7, 3])), "timestamps must be in order, none below .*; row 2 is 4"),
        (
            lambda: atc_core.kmeans_predict(X, np.array([[1.0], [np.nan]])),
            "centers must be finite and at most 1e150 in magnitude; row 1, column 0 is nan",
        ),
        (lambda: atc_core.kmeans_predict(X, [[-2e150]]), "centers must be .*; row 0, column 0 is -2e[+]150"),
    ],
)
def test_a_rule_names_the_first_row_that_breaks_it(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("kind", [datetime.fromisoformat, np.datetime64, pd.Timestamp])
def test_lists_of_times_are_times(kind):
    given = [kind(f"2024-01-0{day}") for day in range(1, 6)]
    result = resampled(given, timedelta(days=2)).timestamps
    np.testing.assert_array_equal(result, np.array(["2023-12-31", "2024-01-02", "2024-01-04"], "M8[ns]"))
    with pytest.raises((TypeError, ValueError), match="ohlcv_resample: timestamps "):
        resampled([*given[:3], pd.NaT, given[4]])


def test_what_is_no_time_at_all_is_refused_by_type():
    for given in (["a"] * 5, [None] * 5, X.astype(object), X.tolist(), [1j] * 5):
        with pytest.raises(TypeError, match="ohlcv_resample: timestamps must be datetime64, or integers"):
            resampled(given)


@pytest.mark.parametrize("error", [RuntimeError("no"), OverflowError(), UnicodeDecodeError("utf-8", b"", 0, 1, "bad")])
@pytest.mark.parametrize("backend", ["python", "numba", "rust"])
def test_what_a_strangers_array_raises_names_kernel_and_argument(error, backend):
    class Refusing:
        def __array__(self, dtype=None, copy=None):
            raise error

    with pytest.raises((TypeError, ValueError), match="sma: x is no array"):
        atc_core.get("sma", backend=backend)(Refusing(), 3)
