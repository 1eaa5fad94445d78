"""Bars are checked once and stay: errors name field, first bar and value; resampled as pandas does it."""

import datetime as dt
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core
from atc_trading.market import MarketData, generate_sample_data

DAYS = np.array(["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"], "M8[D]")
FIELDS = ("open", "high", "low", "close", "volume")
BARS = {
    "open": [10.0, 11, 12, 11],
    "high": [11.0, 12, 13, 12],
    "low": [9.0, 10, 11, 10],
    "close": [11.0, 11, 12, 10],
    "volume": [5.0, 0, 7, 1],
}
BAD = [
    ({"low": [9.0, 13, 11, 10]}, r"high must be at least low; bar 1 (2024-01-03) has high 12.0 and low 13.0"),
    ({"close": [11.0, 11, 13.5, 10]}, r"close must be at most high; bar 2 (2024-01-04) has close 13.5 and high 13.0"),
    ({"close": [11.0, 9.5, 12, 10]}, r"close must be at least low; bar 1 (2024-01-03) has close 9.5 and low 10.0"),
    ({"open": [8.0, 11, 12, 11]}, r"open must be at least low; bar 0 (2024-01-02) has open 8.0 and low 9.0"),
    ({"open": [10.0, 11, 12, 12.5]}, r"open must be at most high; bar 3 (2024-01-05) has open 12.5 and high 12.0"),
    ({"close": [11.0, 11, np.nan, np.nan]}, r"close must be finite and above 0; bar 2 (2024-01-04) is nan"),
    (
        {"close": pd.Series([11.0, 11, None, 10], dtype="Float64")},
        r"close must be finite and above 0; bar 2 (2024-01-04) is nan",
    ),
    ({"high": [11.0, np.inf, 13, 12]}, r"high must be finite and above 0; bar 1 (2024-01-03) is inf"),
    ({"low": [9.0, 10, 11, 0]}, r"low must be finite and above 0; bar 3 (2024-01-05) is 0.0"),
    ({"volume": [5.0, -1, -2, 1]}, r"volume must be finite and at least 0; bar 1 (2024-01-03) is -1.0"),
    ({"volume": [5.0, 0, np.nan, 1]}, r"volume must be finite and at least 0; bar 2 (2024-01-04) is nan"),
    ({"timestamps": DAYS[[0, 1, 1, 2]]}, r"timestamps must increase from bar to bar; bar 2 is 2024-01-03 again"),
    ({"timestamps": DAYS[[0, 2, 1, 3]]}, r"timestamps must increase from bar to bar; bar 2 is 2024-01-03, after"),
    ({"timestamps": [0, 1, 3, 2]}, r"timestamps must increase from bar to bar; bar 3 is 2, after 3"),
    ({"timestamps": np.array(["2024-01-02", "NaT", "NaT", "2024-01-05"], "M8[D]")}, r"must be times; bar 1 is NaT"),
    ({"timestamps": np.array([1, 2, 3, 10**9], "M8[D]")}, r"between the years 1677 and 2262; bar 3 is"),
    ({"close": [11.0, 11, 12]}, r"close must be as long as timestamps, 4 bars, was 3"),
    ({"close": [[11.0], [11], [12], [10]]}, r"close must be 1-D, was 2-D"),
    # Of several faults, the first bar's.
    ({"low": [9.0, 10, 14, 10], "volume": [5.0, -1, 7, 1]}, r"volume must be finite and at least 0; bar 1"),
]


def bars(**change):
    return MarketData("ABC", **{"timestamps": DAYS, **BARS, **change})


def test_a_rounding_between_the_prices_of_a_bar_is_no_fault():
    kept = bars(close=[11.0 * (1 + 1e-15), 11, 12, 10 * (1 - 1e-15)])
    assert kept.close[0] > kept.high[0]
    assert kept.close[3] < kept.low[3]


@pytest.mark.parametrize(("change", "message"), BAD, ids=[message[:40] for _, message in BAD])
def test_a_bar_that_cannot_be_is_named(change, message):
    with pytest.raises(ValueError, match="^MarketData ABC: ") as caught:
        bars(**change)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"close": ["1,2", "3", "4", "5"]},
            "close must be numbers, was list of <U3, such as '1,2'; .*pandas.to_numeric",
        ),
        ({"close": [True, True, True, True]}, "close must be numbers, was list of bool"),
        ({"timestamps": ["2024-01-02"] * 4}, "times must be datetime64, dates or numbers of bars, was list of <U10"),
        ({"timestamps": [0.5, 1.5, 2.5, 3.5]}, "times must be datetime64, dates or numbers of bars"),
        ({"timestamps": ["x", None, 2, 3]}, "times must be datetime64, dates or numbers of bars, was 'x'"),
    ],
)
def test_what_are_no_numbers_or_times_is_refused(change, message):
    with pytest.raises(TypeError, match=f"MarketData ABC: {message}"):
        bars(**change)


def test_bars_are_copied_and_immutable():
    close = np.array(BARS["close"])
    data = bars(close=close)
    close[0] = 10.5
    assert data.close[0] == 11.0
    with pytest.raises(ValueError, match="read-only"):
        data.close[0] = 1.0
    with pytest.raises(FrozenInstanceError):
        data.close = close
    assert not pickle.loads(pickle.dumps(data)).close.flags.writeable


def test_bars_are_compared_sliced_counted_and_shown():
    data = bars()
    assert data == pickle.loads(pickle.dumps(data)) == bars()
    assert data != bars(volume=[5.0, 0, 7, 2])
    assert data != "ABC"
    assert len(data) == 4
    assert data[1:3].close.tolist() == [11.0, 12.0]
    assert data[-1:].timestamps.tolist() == data.timestamps[-1:].tolist()
    with pytest.raises(TypeError, match="bars are taken by a slice"):
        data[0]
    assert repr(data) == "MarketData('ABC', 4 bars, 2024-01-02 to 2024-01-05, close 11 to 10)"
    assert repr(data[:0]) == "MarketData('ABC', 0 bars)"
    assert repr(data[:1]) == "MarketData('ABC', 1 bar, 2024-01-02 to 2024-01-02, close 11 to 11)"


@pytest.mark.parametrize(
    "timestamps",
    [
        DAYS.astype("M8[s]"),
        [dt.date(2024, 1, day) for day in (2, 3, 4, 5)],
        DAYS.astype("M8[us]").tolist(),
        pd.DatetimeIndex(DAYS),
        pd.PeriodIndex(DAYS, freq="D"),
        pd.Series(DAYS),
        pl.Series(DAYS),
        pl.Series(DAYS).cast(pl.Date),
    ],
    ids=lambda values: type(values).__module__.partition(".")[0],
)
def test_times_may_be_of_any_kind(timestamps):
    assert bars(timestamps=timestamps) == bars()


def test_a_day_stays_the_day_in_its_zone():
    zone = "Asia/Shanghai"
    utc = dt.timezone.utc
    for timestamps in (
        pd.DatetimeIndex(DAYS).tz_localize(zone),
        pl.Series(DAYS.astype("M8[us]")).dt.replace_time_zone(zone),
    ):
        data = bars(timestamps=timestamps)
        assert data.zone == zone
        assert data.timestamps.tolist() == bars().timestamps.tolist()
        assert str(data.to_pandas().index[0]) == "2024-01-02 00:00:00+08:00"
        assert str(data.to_polars()["timestamps"][0]) == "2024-01-02 00:00:00+08:00"
        assert zone in repr(data)
    assert bars(timestamps=[dt.datetime(2024, 1, day, tzinfo=utc) for day in (2, 3, 4, 5)]).zone == "UTC"


def test_frames_come_and_go():
    data = generate_sample_data("AAPL", days=60, seed=4)
    assert MarketData.from_pandas(data.to_pandas(), "AAPL") == data
    assert MarketData.from_polars(data.to_polars(), "AAPL") == data
    numbered = MarketData("N", np.arange(60), *data.columns.values())
    assert numbered.to_pandas().index.tolist() == list(range(60))
    assert numbered.to_polars()["timestamps"].to_list() == list(range(60))


def test_columns_are_found_by_name_or_named():
    frame = bars().to_pandas()
    dated = frame.reset_index().rename(columns={"timestamps": "Date", "close": "Close/Last", "open": "Open"})
    with pytest.raises(
        ValueError, match="from_pandas: no column is called close; there are .* name it: close='Close/Last'"
    ):
        MarketData.from_pandas(dated, "ABC")
    assert MarketData.from_pandas(dated, "ABC", close="Close/Last") == bars()
    with pytest.raises(ValueError, match="close: no column 'Clos'"):
        MarketData.from_pandas(dated, "ABC", close="Clos")
    with pytest.raises(ValueError, match="no column is called timestamps"):
        MarketData.from_pandas(frame.reset_index(drop=True))
    with pytest.raises(ValueError, match="no column is called low"):
        MarketData.from_polars(bars().to_polars().drop("low"))
    assert MarketData.from_pandas(frame.drop(columns="volume"), "ABC") == bars(volume=np.zeros(4))
    tickers = pd.concat({"ABC": frame.rename(columns=str.title)}, axis=1).swaplevel(axis=1)
    assert MarketData.from_pandas(tickers) == bars()


@pytest.mark.parametrize("kind", ["Int64", "Float64", "float32", "int64[pyarrow]"])
def test_dtypes_of_frames_become_float64(kind):
    frame = bars().to_pandas().astype(kind)
    assert MarketData.from_pandas(frame, "ABC") == bars()


def test_sample_data_are_the_same_for_the_same_arguments_on_real_days():
    data = generate_sample_data("AAPL", days=400, start_price=50.0, seed=1)
    assert data == generate_sample_data("AAPL", days=400, start_price=50.0, seed=1)
    assert data != generate_sample_data("AAPL", days=400, start_price=50.0, seed=2)
    assert not np.array_equal(data.close, generate_sample_data("MSFT", days=400, start_price=50.0, seed=1).close)
    assert (len(data), data.open[0]) == (400, 50.0)
    assert data.timestamps.tolist() == pd.bdate_range("2000-01-03", periods=400).as_unit("ns").to_numpy().tolist()
    every = generate_sample_data("BTC", days=400, calendar="every day", start="2024-02-28").timestamps
    assert every.tolist() == pd.date_range("2024-02-28", periods=400).as_unit("ns").to_numpy().tolist()
    assert [len(generate_sample_data(days=days)) for days in (0, 1, 60_000)] == [0, 1, 60_000]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"days": -1}, ValueError, "days must be at least 0, was -1"),
        ({"days": 2.5}, TypeError, "days must be an integer, was 2.5"),
        ({"days": 70_000}, ValueError, "days must end before the year 2262, 70000 end in 2268"),
        ({"seed": -1}, ValueError, "seed must be at least 0, was -1"),
        ({"start_price": 0.0}, ValueError, "start_price must be finite and above 0, was 0.0"),
        ({"volatility": 2.0}, ValueError, "volatility must be at least 0 and at most 1, was 2.0"),
        ({"calendar": "moon"}, ValueError, "calendar must be one of weekdays, every day, was 'moon'"),
    ],
)
def test_sample_data_of_wrong_arguments(options, error, message):
    with pytest.raises(error, match=f"generate_sample_data: {message}"):
        generate_sample_data("A", **options)


def irregular(count, seed=2):
    """Bars at irregular times, with gaps of hours and of weeks, on both sides of 1970."""
    random = np.random.default_rng(seed)
    steps = random.choice([1, 7, 59, 61, 3_600, 90_000, 2_000_000], count)
    data = generate_sample_data("I", days=count, seed=seed)
    return MarketData("I", (np.cumsum(steps) - 10**7).astype("M8[s]"), *data.columns.values())


@pytest.mark.parametrize("count", [1, 2, 400])
@pytest.mark.parametrize(
    ("every", "rule"),
    [
        ("5min", "5min"),
        ("1h", "1h"),
        ("4H", "4h"),
        ("1d", "1D"),
        (dt.timedelta(days=3), "3D"),
        (np.timedelta64(90, "s"), "90s"),
        (60_000_000_000, "1min"),
        ("15m", "15min"),
        ("1w", "W-MON"),
        ("1mo", "MS"),
        ("1M", "MS"),
        ("1q", "QS"),
        ("1y", "YS"),
    ],
)
def test_resampled_bars_are_those_of_pandas(count, every, rule):
    data = irregular(count)
    origin = {"origin": "epoch"} if rule[0].isdigit() else {}
    groups = data.to_pandas().resample(rule, closed="left", label="left", **origin)
    rules = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
    wanted = groups.agg(rules).dropna(subset=["open"])
    found = data.resample(every).to_pandas()
    pd.testing.assert_frame_equal(found, wanted, check_freq=False, rtol=1e-12)


def test_resampling_keeps_days_of_the_zone():
    hours = pd.date_range("2024-03-29", periods=72, freq="h", tz="Asia/Kolkata")
    data = generate_sample_data("Z", days=72)
    zoned = MarketData("Z", hours, *data.columns.values()).resample("1d")
    assert len(zoned) == 3
    assert str(zoned.to_pandas().index[0]) == "2024-03-29 00:00:00+05:30"


@pytest.mark.parametrize(
    ("every", "error"),
    [
        ("", ValueError),
        ("1x", ValueError),
        ("0h", ValueError),
        ("h1", ValueError),
        (0, ValueError),
        (-5, ValueError),
        (1.5, TypeError),
        (None, TypeError),
        (True, TypeError),
        (np.timedelta64("NaT"), ValueError),
    ],
)
def test_an_interval_that_is_none_is_refused(every, error):
    with pytest.raises(error, match="resample: every must be "):
        bars().resample(every)


def test_numbered_bars_are_resampled_by_their_number():
    data = MarketData("N", np.arange(10), *generate_sample_data("N", days=10).columns.values())
    assert data.resample(4).timestamps.tolist() == [0, 4, 8]
    assert data.resample(4).close.tolist() == data.close[[3, 7, 9]].tolist()
    with pytest.raises(TypeError, match="every must be a number of bars, was '1h'"):
        data.resample("1h")


def test_the_kernel_takes_equal_times_in_their_order_and_refuses_unsorted_ones():
    times, x = np.array([0, 0, 5, 5, 9]), np.arange(1.0, 6.0)
    found = atc_core.ohlcv_resample(times, x, x, x, x, x, 5)
    assert found.open.tolist() == [1.0, 3.0]
    assert found.close.tolist() == [2.0, 5.0]
    with pytest.raises(ValueError, match="timestamps must be in order, none below the one before it; row 4"):
        atc_core.ohlcv_resample(np.array([0, 0, 5, 5, 4]), x, x, x, x, x, 5)


def test_empty_bars_stay_empty():
    empty = bars()[:0]
    assert len(empty.resample("1h")) == 0
    assert len(empty.to_pandas()) == 0
    assert MarketData("E", [], [], [], [], [], []) == MarketData("E", [], [], [], [], [], [])


def test_every_field_has_its_name():
    assert tuple(bars().columns) == FIELDS
