"""`.atc.rolling(16, min_periods=8).median()` is the rolling kernel, and what pandas and Polars give themselves."""

import inspect

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core
import atc_core.pandas
import atc_core.polars

RANDOM = np.random.default_rng(7)
VALUES = RANDOM.normal(size=(60, 3)).cumsum(axis=0)
VALUES[RANDOM.random(VALUES.shape) < 0.1] = np.nan
INDEX = pd.date_range("2024-01-01", periods=60, tz="UTC")
FRAME = pd.DataFrame(VALUES, index=INDEX, columns=["a", "b", "c"])
SAME_AS_PANDAS = ["mean", "median", "std", "min", "max", "skew", "kurt"]


@pytest.mark.parametrize("name", SAME_AS_PANDAS)
def test_a_frame_of_pandas_gives_what_its_own_rolling_gives(name):
    wanted = getattr(FRAME.rolling(16, min_periods=8), name)()
    pd.testing.assert_frame_equal(getattr(FRAME.atc.rolling(16, min_periods=8), name)(), wanted, rtol=1e-9)


@pytest.mark.parametrize("name", SAME_AS_PANDAS)
def test_a_series_keeps_index_and_name(name):
    wanted = getattr(FRAME["a"].rolling(5), name)()
    pd.testing.assert_series_equal(getattr(FRAME["a"].atc.rolling(5), name)(), wanted, rtol=1e-9)


def test_groups_have_windows_of_their_own():
    long = FRAME.reset_index(names="time").melt("time", var_name="symbol")
    wanted = long.groupby("symbol")["value"].transform(lambda values: values.rolling(4, min_periods=2).median())
    found = long.groupby("symbol")["value"].atc.rolling(4, min_periods=2).median()
    pd.testing.assert_series_equal(found, wanted, check_names=False)


def test_an_expression_of_polars_takes_null_for_missing():
    frame = pl.from_pandas(FRAME).with_columns(symbol=pl.Series(["u", "v"] * 30))
    found = frame.lazy().select(pl.col("a").atc.rolling(4, min_periods=2).median().over("symbol")).collect()["a"]
    for symbol in "uv":
        rows = (frame["symbol"] == symbol).to_numpy()
        wanted = FRAME["a"][rows].rolling(4, min_periods=2).median().to_numpy()
        np.testing.assert_array_equal(found.filter(pl.Series(rows)).to_numpy(), wanted)
    assert found.null_count() == np.isnan(found.to_numpy()).sum()


def test_second_arrays_and_options_follow():
    wanted = FRAME["a"].rolling(9, min_periods=5).corr(FRAME["b"])
    found = FRAME["a"].atc.rolling(9, min_periods=5).corr(FRAME["b"])
    np.testing.assert_allclose(found, wanted, rtol=1e-9)
    later = FRAME["a"].atc.rolling(9, min_periods=5).lagged_correlation(FRAME["b"], lag=1)
    np.testing.assert_allclose(later, FRAME["a"].rolling(9, min_periods=5).corr(FRAME["b"].shift(1)), rtol=1e-9)
    spread = FRAME.atc.rolling(9, min_periods=5).std(ddof=0)
    np.testing.assert_allclose(spread, FRAME.rolling(9, min_periods=5).std(ddof=0), rtol=1e-9)


def test_a_kernel_of_windows_that_is_not_called_rolling_has_its_own_name():
    expected = atc_core.robust_zscore(FRAME["a"], 9, min_periods=5)
    pd.testing.assert_series_equal(FRAME["a"].atc.rolling(9, min_periods=5).robust_zscore(), expected)


def test_what_there_is_is_listed_and_documented():
    rolling = FRAME.atc.rolling(9)
    assert {"mean", "median", "mad", "corr", "robust_zscore"} <= set(dir(rolling))
    assert "window" not in inspect.signature(rolling.std).parameters
    assert "ddof" in inspect.signature(rolling.std).parameters
    assert rolling.median.__name__ == "rolling_median"
    assert repr(rolling).startswith(".atc.rolling(window=9, min_periods=None): ")


def test_what_is_wrong_is_said():
    with pytest.raises(AttributeError, match=r"no rolling kernel 'medain'; did you mean 'median'"):
        FRAME.atc.rolling(9).medain  # noqa: B018
    with pytest.raises(AttributeError, match="no rolling kernel 'ema'"):
        FRAME.atc.rolling(9).ema  # noqa: B018
    with pytest.raises(ValueError, match="rolling_mean: min_periods"):
        FRAME.atc.rolling(9, min_periods=10).mean()
    with pytest.raises(TypeError, match="rolling_mean: window must be"):
        FRAME.atc.rolling("9D").mean()
    with pytest.raises(TypeError, match="rolling_std: got an unexpected keyword argument 'ddoff'"):
        FRAME.atc.rolling(9).std(ddoff=0)
