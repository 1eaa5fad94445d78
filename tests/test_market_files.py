"""Bars read from files are those that were written, in order, with the dates that the file shows."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from atc_trading.backtest import BacktestEngine
from atc_trading.errors import PriceFileError, PriceOptionError
from atc_trading.market import MarketData, generate_sample_data

DATA = generate_sample_data("AAPL", days=60, seed=4)


@pytest.fixture
def file(tmp_path):
    """Writes a frame as CSV or Parquet, and gives its path."""

    def write(frame, kind, name="AAPL"):
        path = tmp_path / f"{name}.{kind}"
        if isinstance(frame, pl.DataFrame):
            getattr(frame, f"write_{kind}")(path)
        else:
            getattr(frame, f"to_{kind}")(path)
        return path

    return write


READERS = {"csv": MarketData.from_csv, "parquet": MarketData.from_parquet}


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("make", [DATA.to_pandas, DATA.to_polars, lambda: DATA.to_pandas().iloc[::-1]])
def test_bars_survive_a_file(kind, make, file):
    assert READERS[kind](file(make(), kind)) == DATA


def test_either_reader_reads_either_kind(file):
    assert MarketData.from_csv(file(DATA.to_polars(), "parquet")) == DATA
    assert MarketData.from_parquet(file(DATA.to_pandas(), "csv")) == DATA


def test_one_symbol_of_several_is_named(file):
    frames = [DATA.to_pandas().assign(symbol=symbol) for symbol in ("000001", "NA")]
    path = file(pd.concat(frames), "csv", "many")
    data = MarketData.from_csv(path, "000001")
    assert data.symbol == "000001"
    np.testing.assert_array_equal(data.close, DATA.close)
    with pytest.raises(PriceOptionError, match="has 2 symbols"):
        MarketData.from_csv(path)
    with pytest.raises(PriceOptionError, match="unknown symbol 'AAPL'"):
        MarketData.from_csv(path, "AAPL")


def test_a_file_without_volumes_has_none_and_one_without_prices_is_refused(file):
    assert MarketData.from_csv(file(DATA.to_pandas().drop(columns="volume"), "csv")).volume.sum() == 0.0
    with pytest.raises(ValueError, match=r"MarketData AAPL: .* has no column of open, high, low; there are close"):
        MarketData.from_csv(file(DATA.to_pandas()[["close"]], "csv"))
    with pytest.raises(ValueError, match=r"closes alone are backtested as a Series: .* pandas.Series\(history.prices"):
        MarketData.from_csv(file(DATA.to_pandas()[["close"]], "csv"))
    with pytest.raises(PriceFileError, match="nowhere.csv"):
        MarketData.from_csv("nowhere.csv")


def test_a_bar_that_cannot_be_is_named(file):
    frame = DATA.to_pandas()
    frame.iloc[7, frame.columns.get_loc("close")] = np.nan
    with pytest.raises(ValueError, match=r"MarketData AAPL: close must be finite and above 0; bar 7 \(2000-01-12\)"):
        MarketData.from_csv(file(frame, "csv"))
    with pytest.raises(
        ValueError, match=r"; leave 1 bar without a price out: .*, MarketData.from_pandas\(frame.dropna"
    ):
        MarketData.from_csv(file(frame, "csv"))
    with pytest.raises(ValueError, match="timestamps must increase from bar to bar; bar 1 is 2000-01-03 again"):
        MarketData.from_csv(file(pd.concat([DATA.to_pandas()] * 2), "csv"))


def half_hours(zone, start="2024-11-02 22:00"):
    """Bars of a frame by the clocks of New York, which are set back in autumn."""
    index = pd.date_range(start, periods=40, freq="30min", tz="UTC").tz_convert(zone)
    values = 10.0 + np.arange(40.0)
    frame = pd.DataFrame({"Open": values, "High": values, "Low": values, "Close": values, "Volume": 1.0}, index)
    return frame.rename_axis("Datetime")


@pytest.mark.parametrize(
    "make",
    [
        lambda frame, file: MarketData.from_csv(file(frame, "csv")),
        lambda frame, file: MarketData.from_parquet(file(frame, "parquet")),
        lambda frame, _: MarketData.from_pandas(frame),
        lambda frame, _: MarketData.from_pandas(frame.reset_index()),
        lambda frame, _: MarketData.from_polars(pl.from_pandas(frame.reset_index())),
    ],
)
def test_an_hour_that_autumn_shows_twice_is_told_apart_in_utc(make, file):
    data = make(half_hours("America/New_York"), file)
    assert data.zone == "UTC"
    assert str(data.timestamps[0]) == "2024-11-02T22:00:00.000000000"
    assert (np.diff(data.timestamps) == np.timedelta64(30, "m")).all()
    assert data.close.tolist() == (10.0 + np.arange(40.0)).tolist()
    assert str(data.to_pandas().index[-1]) == "2024-11-03 17:30:00+00:00"
    on_other_days = make(half_hours("America/New_York", "2024-11-04 05:00"), file)
    assert str(on_other_days.timestamps[0]) == "2024-11-04T00:00:00.000000000"


def test_a_signal_on_the_same_clock_is_found_where_an_hour_comes_twice():
    frame = half_hours("America/New_York")
    signal = (frame["Close"] > 20.0).astype("int8")
    result = BacktestEngine(backend="python").run_signals(frame, signal.iloc[::-1])
    assert result.positions.tolist() == signal.tolist()


@pytest.mark.parametrize(("zone", "known"), [("UTC", "UTC"), ("Asia/Tokyo", None)])
def test_a_text_file_knows_no_zone_but_utc(zone, known, file):
    frame = half_hours(zone)
    data = MarketData.from_csv(file(frame, "csv"))
    assert data.zone == known
    assert data.timestamps.tolist() == MarketData.from_pandas(frame).timestamps.tolist()
    assert MarketData.from_parquet(file(frame, "parquet")).zone == zone
