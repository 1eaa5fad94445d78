"""A stream that starts from bars is the stream that saw them one by one; its results are those of a call."""

import copy
import weakref
from typing import NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import pytest
from cases import KERNELS
from one_process import fresh_process  # noqa: F401 the tests share it
from streaming import BARS, STREAMED, SYMBOLS, WITH_GAPS, assert_right, odd_bars, opened, taken

import atc_core

of_each = pytest.mark.parametrize(("name", "backend"), STREAMED)


def started(name, backend, tables, **given):
    return opened(name, backend, history=tables[0] if len(tables) == 1 else tuple(tables), **given)


def fields_of(name, result):
    return [result] if KERNELS[name].result.type is None else list(result)


def whole(name, stream, tables, start):
    """The results of the history and of the bars after it."""
    later = taken(stream, tables, start)
    return [np.concatenate(parts) for parts in zip(fields_of(name, stream.results), later, strict=True)]


@of_each
@pytest.mark.parametrize("start", [0, 1, 50, BARS])
def test_it_goes_on_as_if_it_had_seen_the_history(name, backend, start):
    gaps = "keep" if KERNELS[name].gaps else None
    stream = started(name, backend, [table[:start] for table in odd_bars(name)], gaps=gaps)
    assert (stream.bars, stream.symbols) == (start, SYMBOLS)
    assert_right(name, whole(name, stream, odd_bars(name), start), gaps)


@pytest.mark.parametrize(("name", "backend"), WITH_GAPS)
@pytest.mark.parametrize(("start", "revisable"), [(17, False), (34, True), (100, False)])
def test_missing_bars_of_the_history_are_left_out(name, backend, start, revisable):
    tables = odd_bars(name)
    stream = started(name, backend, [table[:start] for table in tables], gaps="skip", revisable=revisable)
    assert stream.bars == start
    assert_right(name, whole(name, stream, tables, start), "skip")
    for symbol in (2, 5):
        own = [table[:, symbol] for table in tables]
        alone = started(name, backend, [series[:start] for series in own], gaps="skip", revisable=revisable)
        results = fields_of(name, alone.results)
        assert {field.shape for field in results} == {(start,)}
        alone.results = tuple(field[:, np.newaxis] for field in results)
        alone.results = alone.results if KERNELS[name].result.type else alone.results[0]
        assert_right(name, whole(name, alone, [series[:, np.newaxis] for series in own], start), "skip", [symbol])
        assert alone.bars == BARS


@of_each
def test_a_state_after_a_history_goes_on(name, backend):
    stream = started(name, backend, [table[:50] for table in odd_bars(name)])
    again = copy.copy(stream)
    assert again.results is None
    for own, its in zip(taken(stream, odd_bars(name), 50, 60), taken(again, odd_bars(name), 50, 60), strict=True):
        np.testing.assert_array_equal(own, its)


DAYS = pd.date_range("2024-01-01", periods=30)
CLOSE = pd.DataFrame(
    100.0 + np.random.default_rng(1).normal(size=(30, 3)).cumsum(0), columns=["AAPL", "MSFT", "SPY"], index=DAYS
)
BARS_OF_ONE = pd.DataFrame({"Open": 1.0, "High": CLOSE.SPY + 1, "Low": CLOSE.SPY - 1, "Close": CLOSE.SPY})
ATR = atc_core.atr(CLOSE + 1, CLOSE - 1, CLOSE, 3)


class Ohlc(NamedTuple):
    """Tables of bars in another order."""

    close: object
    high: object
    low: object
    open: object = None


@pytest.mark.parametrize(
    ("history", "symbols"),
    [
        ({"high": CLOSE + 1, "low": CLOSE - 1, "close": CLOSE}, 3),
        ({"Close": CLOSE, "LOW": CLOSE - 1, "High": CLOSE + 1, "volume": None}, 3),
        ((CLOSE + 1, CLOSE - 1, CLOSE), 3),
        ([CLOSE + 1, CLOSE - 1, CLOSE], 3),
        (Ohlc(CLOSE, CLOSE + 1, CLOSE - 1), 3),
        (pd.concat({"Close": CLOSE, "High": CLOSE + 1, "Low": CLOSE - 1}, axis=1), 3),
        (BARS_OF_ONE, 1),
        (pl.from_pandas(BARS_OF_ONE), 1),
        ({name: column.to_numpy() for name, column in BARS_OF_ONE.items()}, 1),
    ],
)
def test_bars_come_in_the_usual_containers(history, symbols):
    stream = atc_core.stream("atr", 3, history=history)
    assert (stream.symbols, stream.bars) == (symbols, 30)
    wanted = ATR if symbols == 3 else ATR.SPY
    np.testing.assert_allclose(np.asarray(stream.results), wanted, rtol=1e-12)
    assert stream.names == (("AAPL", "MSFT", "SPY") if symbols == 3 else None)
    if isinstance(stream.results, (pd.Series, pd.DataFrame)):
        assert stream.results.index.equals(DAYS)


def test_results_are_labelled_as_those_of_a_call():
    stream = atc_core.stream("ema", 3, history=CLOSE)
    pd.testing.assert_frame_equal(stream.results, atc_core.ema(CLOSE, 3))
    series = atc_core.stream("bollinger", 3, history=CLOSE.SPY).results
    pd.testing.assert_series_equal(series.upper, atc_core.bollinger(CLOSE.SPY, 3).upper)
    assert type(series).__name__ == "Bollinger"
    assert atc_core.stream("ema", 3).results is None
    assert atc_core.stream("ema", 3, history=[1.0, 2.0, 3.0]).results.tolist()[2] == 2.0


def test_columns_are_put_in_the_order_of_the_names():
    stream = atc_core.stream("ema", 3, symbols=["SPY", "QQQ", "AAPL", "MSFT"], gaps="skip", history=CLOSE)
    pd.testing.assert_frame_equal(stream.results, atc_core.ema(CLOSE, 3))
    result = stream.update({"SPY": 1.0, "AAPL": 3.0})
    last = stream.results.iloc[-1]
    assert result["SPY"] == pytest.approx((last["SPY"] + 1.0) / 2.0)
    assert result["AAPL"] == pytest.approx((last["AAPL"] + 3.0) / 2.0)
    assert np.isnan([result["QQQ"], result["MSFT"]]).all()


def test_columns_without_names_give_none():
    stream = atc_core.stream("ema", 3, history=pd.DataFrame(CLOSE.to_numpy()))
    assert (stream.symbols, stream.names) == (3, None)
    assert atc_core.stream("ema", 3, history=CLOSE, symbols=3).names == ("AAPL", "MSFT", "SPY")


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"history": BARS_OF_ONE.drop(columns="Close")}, ValueError, "must have high, low, close; close is missing"),
        ({"history": CLOSE.SPY}, TypeError, "must be a frame with columns high, low, close, or a mapping or tuple"),
        ({"history": (CLOSE, CLOSE)}, TypeError, "history must be a frame with columns high, low, close"),
        ({"history": 3}, TypeError, "history must be a frame with columns high, low, close"),
        ({"history": (CLOSE, CLOSE, CLOSE.SPY)}, ValueError, "high and close must have the same shape"),
        ({"history": (CLOSE, CLOSE, CLOSE[:9])}, ValueError, "high and close must have the same index; only in high"),
        ({"history": (CLOSE,) * 3, "symbols": 2}, ValueError, "atr: history must have 2 symbols, had 3"),
        ({"history": (CLOSE,) * 3, "symbols": ["AAPL", "SPY"]}, ValueError, "history must have symbols.*'MSFT'"),
        ({"history": (CLOSE.to_numpy(),) * 3, "symbols": ["A"]}, ValueError, "history must have 1 symbols, had 3"),
        ({"history": (CLOSE.where(CLOSE > 100),) * 3, "gaps": "raise"}, ValueError, "must have no missing bar"),
        ({"history": (["a"],) * 3}, TypeError, "atr: high must be numeric, was list of str"),
    ],
)
def test_what_is_no_history_is_refused(given, error, message):
    with pytest.raises(error, match=f"^atr: .*{message.removeprefix('atr: ')}"):
        atc_core.stream("atr", 3, **given)


def test_a_history_follows_the_gaps_of_the_kernel():
    prices = CLOSE.SPY.copy()
    prices.iloc[[4, 20]] = np.nan
    stream = atc_core.atc_stream(
        history=prices, **{f"{name}_len": 8 for name in ("ema", "hma", "wma", "dema", "lsma", "kama")}
    )
    assert np.flatnonzero(stream.results.average_signal.isna()).tolist() == [4, 20]
    assert stream.bars == 30


def test_a_stream_that_is_dropped_gives_its_memory_back_at_once():
    for gaps, revisable in (("keep", False), ("skip", True)):
        stream = atc_core.stream("ema", 3, history=CLOSE, gaps=gaps, revisable=revisable)
        is_left = weakref.ref(stream)
        del stream
        assert is_left() is None
