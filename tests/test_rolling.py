"""Rolling statistics and features: the reference against exact arithmetic and against pandas."""

import numpy as np
import oracle
import pandas as pd
import pytest
from cases import KERNELS
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import odd_series, run

import atc_core

ACCURACY = 1e-14
"""Of the reference; a backend has a hundred times as much."""
SERIES = odd_series()
BARS = len(SERIES["walk"])
TABLE = np.column_stack(list(SERIES.values()))
EXTREMES = [name for name, kernel in KERNELS.items() if kernel.lookback == "window" and all(kernel.exact)]
HUGE = 2**63 - 1


def windows(n):
    """Windows around the length of a series with every `min_periods` that decides anything."""
    for window in {1, 2, 3, max(n, 1), n + 1, HUGE}:
        for min_periods in {None, window, *range(1, min(window, n + 1) + 1)}:
            yield window, min_periods


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("bars", [BARS, 2, 1, 0])
def test_extremes_are_the_oracles(name, series, bars):
    x = SERIES[series][:bars]
    for window, min_periods in windows(bars):
        result = run(name, x, window, min_periods)
        assert result.dtype == np.float64
        np.testing.assert_array_equal(result, oracle.evaluate(name, (x, window, min_periods)))


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_fill_a_given_array(name):
    out = np.full(BARS, 7.0)
    assert run(name, SERIES["gaps"], 3, 2, out=out) is out
    np.testing.assert_array_equal(out, run(name, SERIES["gaps"], 3, 2))


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("series", SERIES)
def test_extremes_are_those_of_pandas(name, series):
    x = SERIES[series]
    for window, min_periods in [(1, 1), (3, 1), (4, 2), (5, None), (BARS + 1, 2)]:
        rolling = pd.Series(x).rolling(window, min_periods=min_periods)
        expected = getattr(rolling, name.removeprefix("rolling_"))()
        np.testing.assert_array_equal(run(name, x, window, min_periods), expected)


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("series", ["walk", "ticks", "falling", "gaps and infinities"])
@pytest.mark.parametrize("window", [28, 200, 1999])
def test_extremes_of_long_series_are_those_of_pandas(name, series, window):
    x = odd_series(2000)[series]
    rolling = pd.Series(x).rolling(window, min_periods=window // 2)
    expected = getattr(rolling, name.removeprefix("rolling_"))()
    np.testing.assert_array_equal(run(name, x, window, window // 2), expected)


@pytest.mark.parametrize("max_lag", [0, 1, 2, BARS - 1, BARS, BARS + 3])
@pytest.mark.parametrize("bars", [BARS, 1, 0])
def test_lags_are_the_oracles(max_lag, bars):
    for x in (TABLE[:bars], SERIES["infinities"][:bars], TABLE[:bars, :0]):
        result = run("lag_features", x, max_lag)
        expected = oracle.evaluate("lag_features", (x, max_lag))
        assert result.shape == expected.shape
        assert result.flags.c_contiguous
        np.testing.assert_array_equal(result, expected)


def test_lags_are_the_shifts_of_pandas():
    frame = pd.DataFrame(TABLE)
    shifted = [frame[column].shift(lag) for column in frame for lag in range(4)]
    np.testing.assert_array_equal(run("lag_features", TABLE, 3), pd.concat(shifted, axis=1))


def correlation_scale(x):
    """What the contract measures the error of each pair by: ``max(1, 1e-4*c)``, the larger c of both."""
    series = x.shape[1]
    scale = np.ones((series, series))
    for a, b in np.ndindex(series, series):
        both = np.isfinite(x[:, [a, b]]).all(axis=1)
        for values in x[both][:, [a, b]].T if both.any() else ():
            largest = abs(values).max()
            spread = (values / largest).std() if largest else 0.0
            scale[a, b] = max(scale[a, b], 1e-4 / spread if spread else 1.0)
    return scale


@pytest.mark.parametrize("rows", [BARS, 5, 3, 2, 1, 0])
def test_correlations_are_the_oracles(rows):
    x = TABLE[:rows]
    result, expected = run("correlation_matrix", x), oracle.evaluate("correlation_matrix", (x,))
    np.testing.assert_array_equal(np.isnan(result), np.isnan(expected))
    close = np.abs(result - expected) <= ACCURACY * correlation_scale(x)
    assert (close | np.isnan(expected)).all()
    assert set(np.diag(result)[~np.isnan(np.diag(result))]) <= {1.0}
    np.testing.assert_array_equal(result, result.T)


def test_correlations_stay_within_one():
    x = np.random.default_rng(3).normal(size=(50, 1)) * np.array([1.0, 3.0, -0.1, 1e-200, -1e200])
    result = run("correlation_matrix", x)
    assert np.abs(result).max() == 1.0
    np.testing.assert_allclose(np.abs(result), 1.0, rtol=1e-14)


def test_constant_series_and_their_pairs_have_no_correlation():
    names = list(SERIES)
    result = run("correlation_matrix", TABLE)
    for name in ("constant", "zeros", "zeros of both signs", "constant 1e9", "one value", "NaN only"):
        assert np.isnan(result[names.index(name)]).all()


@pytest.mark.parametrize("shape", [(BARS, 0), (0, 0), (0, 3), (4,)])
def test_correlations_of_no_series_no_rows_and_one_series(shape):
    x = np.arange(np.prod(shape), dtype=float).reshape(shape)
    np.testing.assert_array_equal(run("correlation_matrix", x), oracle.evaluate("correlation_matrix", (x,)))


def test_correlations_are_those_of_pandas():
    random = np.random.default_rng(4)
    x = random.normal(size=(200, 8)) @ random.normal(size=(8, 8)) + 10.0
    x[random.random(x.shape) < 0.2] = np.nan
    x[:, 3] = 5.0
    x[2:, 4] = np.nan
    expected = pd.DataFrame(x).corr(min_periods=2).to_numpy()
    np.testing.assert_allclose(run("correlation_matrix", x), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("name", "shape"), [("lag_features", (BARS, 42)), ("correlation_matrix", (21, 21))])
def test_tables_fill_a_given_array(name, shape):
    options = (1,) if name == "lag_features" else ()
    out = np.full(shape, 7.0)
    assert run(name, TABLE, *options, out=out) is out
    np.testing.assert_array_equal(out, run(name, TABLE, *options))


@pytest.mark.parametrize("shape", [(0, 1), (3, 0), (0, 0)])
@pytest.mark.parametrize("backend", ["python", "numba", "rust"])
def test_lags_that_no_memory_holds_are_refused_for_no_series_too(shape, backend):
    with pytest.raises(ValueError, match="lag_features: max_lag must leave a result that fits into memory, was "):
        atc_core.get("lag_features", backend=backend)(np.empty(shape), 2**63 - 1)
