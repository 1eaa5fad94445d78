"""Where two labelled things meet, every axis is compared: other orders are aligned, other labels are errors."""

import re
from typing import Annotated, NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.typing import NDArray

import atc_core
from atc_core.arrays import Axes, Table

RETURNS = pd.DataFrame({"A": [0, 0.1, 0.1], "B": [0, -0.1, -0.1]})
SIGNALS = pd.DataFrame({"A": [1.0, 1, 1], "B": [-1.0, -1, -1]})
DAYS = pd.date_range("2024-01-01", periods=4, tz="UTC")
PRICES = pd.Series([1.0, 2.0, 1.0, 2.0], index=DAYS, name="close")
AVERAGE = pd.Series([1.5, 1.0, 1.5, 1.0], index=DAYS)


def frames(library):
    return (RETURNS, SIGNALS.copy()) if library is pd else (pl.from_pandas(RETURNS), pl.from_pandas(SIGNALS))


@pytest.mark.parametrize("library", [pd, pl])
def test_columns_in_another_order_are_aligned(library):
    returns, signals = frames(library)
    for result in (atc_core.equity(returns, signals), atc_core.equity(returns, signals[["B", "A"]])):
        assert list(result.columns) == ["A", "B"]
        np.testing.assert_allclose(np.asarray(result)[-1], 1.209, rtol=1e-3)
        np.testing.assert_array_equal(result, atc_core.equity(RETURNS.to_numpy(), SIGNALS.to_numpy()))


@pytest.mark.parametrize("order", [["A", "B"], ["B", "A"]])
def test_frames_of_two_libraries_are_aligned_by_their_columns(order):
    wanted = atc_core.equity(RETURNS, SIGNALS)
    polars_returns, polars_signals = frames(pl)
    pd.testing.assert_frame_equal(atc_core.equity(RETURNS, polars_signals.select(order)), wanted)
    assert atc_core.equity(polars_returns, SIGNALS[order]).equals(pl.from_pandas(wanted))


@pytest.mark.parametrize("library", [pd, pl])
def test_other_columns_are_an_error_that_names_some(library):
    returns, signals = frames(library)
    signals.columns = ["A", "C"]
    words = "equity: r_values and sig_prev must have the same columns; only in r_values: 'B'; only in sig_prev: 'C'"
    with pytest.raises(ValueError, match=re.escape(words)):
        atc_core.equity(returns, signals)
    with pytest.raises(ValueError, match="only in r_values: 'B'$"):
        atc_core.equity(returns, signals[["A"]])


def test_of_many_other_labels_three_are_named():
    first, second = (pd.Series(np.ones(9), index=range(start, start + 9)) for start in (0, 100))
    words = "only in prices: 0, 1, 2 and 6 more; only in average: 100, 101, 102 and 6 more"
    with pytest.raises(ValueError, match=f"prices and average must have the same index; {words}"):
        atc_core.crossover_signal(first, second)


def test_an_index_in_another_order_is_aligned_to_the_first():
    wanted = atc_core.crossover_signal(PRICES, AVERAGE)
    assert wanted.any()
    pd.testing.assert_series_equal(atc_core.crossover_signal(PRICES, AVERAGE[::-1]), wanted)
    shuffled = AVERAGE.iloc[[2, 0, 3, 1]]
    pd.testing.assert_series_equal(atc_core.crossover_signal(PRICES, shuffled), wanted)
    backwards = atc_core.crossover_signal(PRICES[::-1], AVERAGE)
    pd.testing.assert_series_equal(backwards, atc_core.crossover_signal(PRICES[::-1], AVERAGE[::-1]))


def test_rows_and_columns_are_aligned_together():
    wanted = atc_core.equity(RETURNS, SIGNALS)
    pd.testing.assert_frame_equal(atc_core.equity(RETURNS, SIGNALS.iloc[::-1, ::-1]), wanted)


def test_columns_of_several_inputs_are_aligned_to_the_first_labelled_one():
    returns = RETURNS.to_numpy()
    result = atc_core.equity(returns, SIGNALS[["B", "A"]])
    assert result.columns.tolist() == ["B", "A"]
    np.testing.assert_array_equal(result, atc_core.equity(returns, SIGNALS[["B", "A"]].to_numpy()))


@pytest.mark.parametrize("unit", ["s", "us", "ns"])
def test_times_of_another_unit_are_the_same_labels(unit):
    other = AVERAGE.set_axis(DAYS.as_unit(unit))
    wanted = atc_core.crossover_signal(PRICES, AVERAGE)
    pd.testing.assert_series_equal(atc_core.crossover_signal(PRICES, other), wanted)
    pd.testing.assert_series_equal(atc_core.crossover_signal(PRICES, other[::-1]), wanted)


def test_the_same_instants_of_another_zone_are_the_same_labels():
    other = AVERAGE.tz_convert("Asia/Tokyo")
    wanted = atc_core.crossover_signal(PRICES, AVERAGE)
    pd.testing.assert_series_equal(atc_core.crossover_signal(PRICES, other), wanted)
    pd.testing.assert_series_equal(atc_core.crossover_signal(PRICES, other[::-1]), wanted)


@pytest.mark.parametrize(
    "index",
    [
        DAYS.tz_localize(None),
        DAYS.strftime("%Y-%m-%d"),
        DAYS + pd.Timedelta("1h"),
        pd.RangeIndex(4),
        pd.MultiIndex.from_product([["a", "b"], [1, 2]]),
    ],
    ids=["naive", "text", "later", "numbers", "levels"],
)
def test_labels_of_another_kind_are_other_labels(index):
    for first, second in ((PRICES, AVERAGE.set_axis(index)), (PRICES.set_axis(index), AVERAGE)):
        with pytest.raises(ValueError, match="prices and average must have the same index; only in prices: "):
            atc_core.crossover_signal(first, second)


def test_an_interval_is_not_the_label_of_the_points_in_it():
    intervals, points = pd.IntervalIndex.from_breaks(range(5)), pd.Index([0.5, 1.5, 2.5, 3.5])
    for one, other in ((intervals, points), (points, intervals)):
        with pytest.raises(ValueError, match="must have the same index"):
            atc_core.crossover_signal(PRICES.set_axis(one), AVERAGE.set_axis(other))


@pytest.mark.parametrize(
    "index",
    [
        pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["letter", "number"]),
        pd.Index([1.0, np.nan, 3.0, 4.0]),
        pd.Index([1, "a", None, (2, 3)], dtype=object),
        pd.CategoricalIndex(list("abcd")),
        pd.period_range("2024-01", periods=4, freq="M"),
        pd.Index(list("abcd")),
    ],
    ids=lambda index: type(index).__name__,
)
def test_labels_of_every_type_are_aligned(index):
    prices, average = PRICES.set_axis(index), AVERAGE.set_axis(index)
    wanted = atc_core.crossover_signal(prices, average)
    assert wanted.index.equals(index)
    pd.testing.assert_series_equal(atc_core.crossover_signal(prices, average.iloc[::-1]), wanted)


def test_labels_that_repeat_go_together_in_one_order():
    index = ["a", "b", "a", "c"]
    result = atc_core.crossover_signal(PRICES.set_axis(index), AVERAGE.set_axis(index))
    assert result.index.tolist() == index
    assert result.tolist() == atc_core.crossover_signal(PRICES, AVERAGE).tolist()


def test_labels_that_repeat_in_another_order_are_ambiguous():
    words = "must have their index in one order where a label is there twice, as 'a' is"
    with pytest.raises(ValueError, match=f"crossover_signal: prices and average {words}"):
        atc_core.crossover_signal(PRICES.set_axis(list("abac")), AVERAGE.set_axis(list("aabc")))


def test_columns_that_repeat_keep_their_order():
    twice = RETURNS.set_axis(["A", "A"], axis=1)
    result = atc_core.equity(twice, SIGNALS.set_axis(["A", "A"], axis=1))
    assert result.columns.tolist() == ["A", "A"]
    np.testing.assert_array_equal(result, atc_core.equity(RETURNS, SIGNALS))


def test_labels_that_cannot_be_compared_are_an_error():
    one, other = (pd.Index([[1], [2], [3], last], dtype=object) for last in ([4], [5]))
    with pytest.raises(ValueError, match="crossover_signal: prices and average have labels that cannot be compared"):
        atc_core.crossover_signal(PRICES.set_axis(one), AVERAGE.set_axis(other))


def test_no_bars_have_no_labels_that_could_differ():
    empty = pd.Series([], dtype=float)
    assert len(atc_core.crossover_signal(empty, empty.set_axis(pd.DatetimeIndex([])))) == 0


def test_arrays_beside_labelled_data_go_by_position():
    wanted = atc_core.crossover_signal(PRICES, AVERAGE)
    pd.testing.assert_series_equal(atc_core.crossover_signal(PRICES, AVERAGE.to_numpy()), wanted)
    pd.testing.assert_series_equal(atc_core.crossover_signal(PRICES, AVERAGE.tolist()), wanted)
    pd.testing.assert_series_equal(atc_core.crossover_signal(PRICES, pl.Series(AVERAGE.to_numpy())), wanted)
    with pytest.raises(ValueError, match=r"prices and average must have the same shape, were \(4,\) and \(3,\)"):
        atc_core.crossover_signal(PRICES, AVERAGE.to_numpy()[:3])


def test_a_series_beside_a_frame_is_refused_by_its_shape():
    with pytest.raises(ValueError, match=r"r_values and sig_prev must have the same shape, were \(3, 2\) and \(3,\)"):
        atc_core.equity(RETURNS, SIGNALS["A"])


@pytest.mark.parametrize("library", [pd, pl])
def test_tables_of_other_rows_are_aligned_by_the_columns_that_they_share(library):
    x = library.DataFrame({"a": [0.0, 9.0], "b": [1.0, 0.0]})
    centers = library.DataFrame({"b": [0.0, 1.0], "a": [9.0, 0.0]})
    assert list(atc_core.kmeans_predict(x, centers)) == [1, 0]
    centers.columns = ["b", "c"]
    with pytest.raises(ValueError, match="kmeans_predict: x and centers must have the same columns; only in x: 'a'"):
        atc_core.kmeans_predict(x, centers)


def test_an_array_as_out_takes_what_is_aligned():
    out = np.empty((3, 2))
    assert atc_core.equity(RETURNS, SIGNALS[["B", "A"]], out=out) is out
    np.testing.assert_array_equal(out, atc_core.equity(RETURNS, SIGNALS))
    with pytest.raises(TypeError, match="equity: out must be an array of float64, was DataFrame"):
        atc_core.equity(RETURNS, SIGNALS, out=RETURNS.copy())


@pytest.mark.parametrize("gaps", ["skip", "keep"])
def test_gaps_are_those_of_the_aligned_values(gaps):
    returns = RETURNS.mask(RETURNS == 0.1)
    wanted = atc_core.equity(returns.to_numpy(), SIGNALS.to_numpy(), gaps=gaps)
    np.testing.assert_array_equal(atc_core.equity(returns, SIGNALS[["B", "A"]], gaps=gaps), wanted)


def test_a_call_with_labels_is_one_call():
    with atc_core.trace() as calls:
        atc_core.crossover_signal(PRICES, AVERAGE)
    assert [call.kernel for call in calls] == ["crossover_signal"]


def test_series_of_a_sweep_are_compared_before_it_starts():
    with pytest.raises(ValueError, match="r_values and sig_prev must have the same columns"):
        atc_core.sweep("equity", RETURNS, SIGNALS.rename(columns={"B": "C"}), grid={"cutout": [0, 1]})


Rows = Annotated[NDArray[np.float64], Axes("rows")]


class Fitted(NamedTuple):
    """A model: a weight a column."""

    weights: Annotated[NDArray[np.float64], Axes("columns")]


def scored(x: Table, model: Fitted, *, out: Rows | None = None) -> Rows:
    """A number a row."""


def test_the_arrays_of_a_model_are_aligned(declare):
    handle = declare(scored, lambda x, model, out=None: x @ model.weights, sample=lambda random, n: (np.ones((n, 2)),))
    x = pd.DataFrame({"a": [1.0, 2.0], "b": [10.0, 20.0]}, index=["r", "s"])
    result = handle(x, Fitted(pd.Series({"b": 1.0, "a": 0.0})))
    assert result.to_dict() == {"r": 10.0, "s": 20.0}
    with pytest.raises(ValueError, match="scored: x and model.weights must have the same labels; only in x: 'b'"):
        handle(x, Fitted(pd.Series({"c": 1.0, "a": 0.0})))


def test_dates_are_not_guessed_to_be_times():
    days = pd.date_range("2024-01-01", periods=4)
    prices, averages = pd.Series([1.0, 2, 3, 2], days), pd.Series([2.0, 2, 2, 2], list(days.date))
    for first, second in ((prices, averages), (averages, prices)):
        with pytest.raises(ValueError, match="must have the same index"):
            atc_core.crossover_signal(first, second)
    pd.testing.assert_index_equal(atc_core.crossover_signal(averages, averages).index, averages.index)
