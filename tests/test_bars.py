"""Bars of longer intervals: the reference against exact arithmetic and against pandas."""

import numpy as np
import oracle
import pandas as pd
import pytest
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import odd_series, run

SERIES = odd_series(64)
SECOND = 1_000_000_000
DAY = 86_400 * SECOND
HUGE = 2**63 - 1


def times(bars, seed=1, step=20 * SECOND, start=-600 * SECOND):
    """Timestamps that often repeat, around the epoch."""
    return start + np.random.default_rng(seed).integers(0, 3, bars).cumsum() * step


def assert_bars(*arguments):
    """Fail unless the reference gives what the oracle gives: sums within 1e-14 of themselves, the rest exactly."""
    result, expected = run("ohlcv_resample", *arguments), oracle.evaluate("ohlcv_resample", arguments)
    assert isinstance(result, tuple)
    assert [field.dtype for field in result] == [np.int64] + [np.float64] * 5
    for field, wanted in zip(result[:5], expected[:5]):
        np.testing.assert_array_equal(field, wanted)
    np.testing.assert_allclose(result[5], expected[5], rtol=1e-14, atol=1e-14)
    return result


@pytest.mark.parametrize("every", [1, 7 * SECOND, 60 * SECOND, 3600 * SECOND, DAY, 2**62])
@pytest.mark.parametrize("series", SERIES)
def test_bars_are_the_oracles(series, every):
    x = SERIES[series]
    assert_bars(times(64), x, x[::-1].copy(), -x, x, np.abs(x), every)


@pytest.mark.parametrize("bars", [0, 1, 2])
def test_few_bars(bars):
    x = SERIES["walk"][:bars]
    result = assert_bars(times(64)[:bars], x, x, x, x, x, 3600 * SECOND)
    assert len(result[0]) == min(bars, 1)


def test_intervals_begin_at_multiples_of_the_epoch_before_it_too():
    stamps = np.array([-121, -120, -61, -60, -1, 0, 59, 60])
    result = assert_bars(stamps, *[np.ones(8)] * 5, 60)
    assert result[0].tolist() == [-180, -120, -60, 0, 60]


def test_volume_of_both_infinities_and_beyond_the_largest_float_is_ieee():
    x = np.ones(4)
    volume = np.array([np.inf, -np.inf, 1.5e308, 1.5e308])
    assert np.isnan(run("ohlcv_resample", np.zeros(4, np.int64), x, x, x, x, volume, 10)[5])
    assert np.isinf(run("ohlcv_resample", np.zeros(2, np.int64), *[x[:2]] * 4, volume[2:], 10)[5])


def test_a_large_volume_that_cancels_leaves_nothing_behind():
    volume = np.array([1e16, 1.0, -1e16, 3.0])
    assert run("ohlcv_resample", np.arange(4), *[np.ones(4)] * 4, volume, 10)[5].tolist() == [4.0]


@pytest.mark.parametrize("every", ["7s", "60s", "15min", "1D"])
@pytest.mark.parametrize("series", ["walk", "gaps", "ticks", "infinities", "NaN only"])
def test_bars_are_those_of_pandas(series, every):
    random = np.random.default_rng(3)
    stamps = times(64, step=300 * SECOND, start=-2 * DAY)
    columns = {name: random.permutation(SERIES[series]) for name in ("open", "high", "low", "close", "volume")}
    columns["volume"] = np.where(np.isinf(columns["volume"]), 5.0, columns["volume"])
    frame = pd.DataFrame(columns, index=pd.to_datetime(stamps, unit="ns"))
    resampled = frame.resample(every, origin="epoch")
    rules = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
    expected = resampled.agg(rules)[resampled.size() > 0]
    result = run("ohlcv_resample", stamps, *columns.values(), pd.Timedelta(every).as_unit("ns").value)
    np.testing.assert_array_equal(result[0], expected.index.as_unit("ns").astype(np.int64))
    for field, name in zip(result[1:], rules):
        np.testing.assert_allclose(field, expected[name], rtol=0 if name != "volume" else 1e-14)
