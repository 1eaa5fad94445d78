"""Classes of an average signal, and the bar at which they can be traded."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core
from atc_core import classify, next_bar

AVERAGE = np.array([np.nan, 0.0, 0.1, 0.100001, 1.0, -0.1, -0.100001, -1.0, np.inf, -np.inf])
CLASSES = [0, 0, 0, 1, 1, 0, -1, -1, 1, -1]
DAYS = pd.date_range("2024-01-01", periods=len(AVERAGE), name="day")
FORMS = {
    "array": lambda values: values,
    "pandas Series": lambda values: pd.Series(values, index=DAYS, name="a"),
    "pandas frame": lambda values: pd.DataFrame({"a": values, "b": values}, index=DAYS),
    "polars Series": lambda values: pl.Series("a", values),
    "polars frame": lambda values: pl.DataFrame({"a": values, "b": values}),
}


@pytest.mark.parametrize("table", [False, True], ids=["series", "table"])
def test_classes_on_a_threshold_and_of_nan_are_flat(table):
    average = np.column_stack([AVERAGE, -AVERAGE]) if table else AVERAGE
    expected = np.column_stack([CLASSES, np.negative(CLASSES)]) if table else CLASSES
    classes = classify(average)
    assert classes.dtype == np.int8
    assert classes.tolist() == np.array(expected).tolist()


def test_thresholds_may_be_given_and_need_not_straddle_zero():
    assert classify([0.4, 0.6, 0.1], 0.5, 0.2).tolist() == [0, 1, -1]
    assert classify([-0.5], long_threshold=-0.6, short_threshold=np.float32(-0.7)).tolist() == [1]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_type_that_comes_in_goes_out(form):
    classes = classify(form(AVERAGE))
    later = next_bar(classes)
    for result, expected in ((classes, CLASSES), (later, [0, *CLASSES[:-1]])):
        like = form(np.array(expected, np.int8))
        assert type(result) is type(like)
        assert result.equals(like) if hasattr(like, "equals") else result.tolist() == like.tolist()


@pytest.mark.parametrize("dtype", ["int8", "int64", "uint8", "bool", "float32", "float64", ">f8"])
def test_the_next_bar_keeps_the_dtype(dtype):
    signal = np.array([[1, 1], [0, 1], [1, 0]], dtype)
    later = next_bar(signal)
    assert later.dtype == signal.dtype.newbyteorder("=")
    assert later.tolist() == [[0, 0], [1, 1], [0, 1]]


def test_the_next_bar_is_a_copy():
    signal = np.array([1.0, np.nan, 3.0])
    signal.flags.writeable = False
    later = next_bar(signal)
    later[0] = 5.0
    assert signal[0] == 1.0
    assert np.isnan(later[2])


def test_masked_values_are_nan():
    signal = np.ma.masked_array([1.0, 0.5, 0.0], [False, True, False])
    assert classify(signal).tolist() == [1, 0, 0]
    np.testing.assert_array_equal(next_bar(signal), [0.0, 1.0, np.nan])


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (1,)])
def test_short_series(shape):
    assert classify(np.ones(shape)).shape == shape
    assert next_bar(np.ones(shape)).tolist() == np.zeros(shape).tolist()


def test_classes_of_a_classification():
    prices = np.exp(np.random.default_rng(5).normal(0.001, 0.02, (300, 2)).cumsum(axis=0))
    average = atc_core.get("atc", backend="python")(prices).average_signal
    classes = classify(average)
    assert set(np.unique(classes)) == {-1, 0, 1}
    assert np.array_equal(classes == 1, average > 0.1)
    assert np.array_equal(next_bar(classes)[1:], classes[:-1])


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: classify([0.0], -0.1, 0.1), ValueError, "long_threshold must be above short_threshold, were -0.1 and"),
        (lambda: classify([0.0], 0.1, 0.1), ValueError, "classify: long_threshold must be above short_threshold"),
        (lambda: classify([0.0], "high"), TypeError, "classify: long_threshold must be a number, was 'high'"),
        (lambda: classify([0.0], 0.1, True), TypeError, "classify: short_threshold must be a number, was True"),
        (lambda: classify([0.0], np.nan), ValueError, "classify: long_threshold must be finite, was nan"),
        (lambda: classify([0.0], 0.1, -np.inf), ValueError, "classify: short_threshold must be finite, was -inf"),
        (lambda: classify(["long"]), TypeError, "classify: average_signal must be numeric, was list of "),
        (lambda: classify(np.ones((1, 1, 1))), ValueError, "classify: average_signal must be 1-D or 2-D"),
        (lambda: classify(1.0), ValueError, "classify: average_signal must be 1-D or 2-D"),
        (lambda: next_bar([1j]), TypeError, "next_bar: signal must be numeric, was "),
        (lambda: next_bar(pd.Series(["a"])), TypeError, "next_bar: signal must be numeric, was "),
        (lambda: next_bar(np.ones((1, 1, 1))), ValueError, "next_bar: signal must be 1-D or 2-D"),
    ],
)
def test_what_is_refused(call, error, sentence):
    with pytest.raises(error) as caught:
        call()
    assert sentence in str(caught.value)
