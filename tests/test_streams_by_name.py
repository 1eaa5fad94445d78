"""Symbols have names: bars are mappings or Series, in any order, and results come back so."""

import copy

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core

BACKENDS = [backend for backend in ("python", "rust") if atc_core.backends()[backend].state == "available"]


@pytest.fixture(params=BACKENDS)
def backend(request):
    return request.param


def pair(name="sma", *options, **given):
    return atc_core.stream(name, *options or (1,), symbols=["AAPL", "MSFT"], **given)


def test_a_mapping_gives_a_mapping(backend):
    stream = pair(backend=backend)
    assert stream.update({"MSFT": 2.0, "AAPL": 1}) == {"AAPL": 1.0, "MSFT": 2.0}
    assert stream.update({"AAPL": 3.0, "MSFT": 4.0}) == {"AAPL": 3.0, "MSFT": 4.0}
    assert (stream.names, stream.symbols, stream.bars) == (("AAPL", "MSFT"), 2, 2)


def test_a_series_is_aligned_by_its_labels(backend):
    stream = pair(backend=backend)
    bar = pd.Series({"MSFT": 2.0, "AAPL": 1.0}, name="close")
    pd.testing.assert_series_equal(stream.update(bar), bar[["AAPL", "MSFT"]])
    index = pd.Index(["AAPL", "MSFT"], name="symbol")
    for values in ([1.0, 2.0], [3.0, 4.0]):
        bar = pd.Series(values, index=index)
        pd.testing.assert_series_equal(stream.update(bar), bar)


def test_vectors_go_by_position(backend):
    stream = pair(backend=backend)
    assert stream.update([1.0, 2.0]).tolist() == [1.0, 2.0]
    assert stream.update(pl.Series("x", [1.0, 2.0])).to_list() == [1.0, 2.0]


def test_one_named_symbol_takes_numbers_too(backend):
    stream = atc_core.stream("sma", 1, symbols=["AAPL"], backend=backend)
    assert stream.update(5.0) == 5.0
    assert stream.update({"AAPL": 6.0}) == {"AAPL": 6.0}


def test_a_missing_name_is_a_missing_bar(backend):
    stream = pair("sma", 2, gaps="skip", backend=backend)
    stream.update({"AAPL": 1.0, "MSFT": 2.0})
    assert np.isnan(stream.update({"AAPL": 3.0})["MSFT"])
    assert stream.update({"AAPL": 5.0, "MSFT": 4.0}) == {"AAPL": 4.0, "MSFT": 3.0}
    assert np.isnan(pair("ema", 1, gaps="keep", backend=backend).update({"AAPL": 3.0})["MSFT"])
    with pytest.raises(ValueError, match="ema: x must not be missing with gaps=\"raise\"; symbol 'MSFT' is nan"):
        pair("ema", 1, gaps="raise", backend=backend).update({"AAPL": 3.0})


@pytest.mark.parametrize("kind", [dict, pd.Series])
def test_an_unknown_name_is_an_error_that_names_it(kind, backend):
    stream = pair(backend=backend)
    with pytest.raises(ValueError, match="sma: x must have symbols of the stream, has 'MSTF'; did you mean 'MSFT'"):
        stream.update(kind({"AAPL": 1.0, "MSTF": 2.0}))
    assert stream.bars == 0


def test_a_doubled_name_is_an_error(backend):
    with pytest.raises(ValueError, match="sma: x must have each symbol once, has 'AAPL' twice"):
        pair(backend=backend).update(pd.Series([1.0, 2.0], index=["AAPL", "AAPL"]))


def test_names_survive_states_and_copies(backend):
    stream = atc_core.stream("sma", 1, symbols=["A", 2, np.str_("C"), np.int64(4)], gaps="skip", backend=backend)
    for again in (atc_core.Stream.from_state(stream.state()), copy.copy(stream), copy.deepcopy(stream)):
        assert again.names == ("A", 2, "C", 4)
        assert again.update({4: 1.0, "C": 2.0, 2: 3.0, "A": 4.0}) == {"A": 4.0, 2: 3.0, "C": 2.0, 4: 1.0}


def test_several_values_and_several_results_have_names():
    stream = pair("supertrend", 1, gaps="skip")
    bar = {"high": {"MSFT": 3.0, "AAPL": 2.0}, "low": {"AAPL": 1.0, "MSFT": 2.0}}
    stream.update(**bar, close={"AAPL": 1.5, "MSFT": 2.5})
    result = stream.update(close={"AAPL": 1.5}, **bar)
    assert type(result).__name__ == "Supertrend"
    assert result.direction == {"AAPL": 1, "MSFT": 0}
    assert {type(value) for value in result.direction.values()} == {int}
    assert np.isnan(result.supertrend["MSFT"])


def test_a_flag_that_is_not_given_is_false():
    stream = atc_core.stream("vwap", symbols=["AAPL", "MSFT"])
    for start in ({"AAPL": True}, {"MSFT": True}, {}):
        price = {"AAPL": 1.0 + stream.bars, "MSFT": 2.0}
        result = stream.update(price, price, price, {"AAPL": 1, "MSFT": 1}, start)
    assert result == {"AAPL": 2.0, "MSFT": 2.0}


@pytest.mark.parametrize(
    ("symbols", "error", "message"),
    [
        ("AAPL", TypeError, "sma: symbols must be a number or a list of names, was the one name 'AAPL'"),
        (["A", "A"], ValueError, "sma: symbols must be called differently, 'A' is there twice"),
        (["A", 1.5], TypeError, "sma: symbols must be called by text or integers, one was 1.5"),
        (["A", True], TypeError, "one was True"),
        ([["A"]], TypeError, "one was \\['A'\\]"),
        ([], ValueError, "sma: symbols must be at least one name, were none"),
        (1.5, TypeError, "sma: symbols must be an integer, was 1.5"),
    ],
)
def test_names_are_text_or_integers(symbols, error, message):
    with pytest.raises(error, match=message):
        atc_core.stream("sma", 1, symbols=symbols)


def test_a_mapping_needs_names():
    with pytest.raises(TypeError, match="sma: x was a mapping; open the stream with symbols=\\[names\\]"):
        atc_core.stream("sma", 1, symbols=2).update({"A": 1.0, "B": 2.0})


@pytest.mark.parametrize("value", [{"AAPL": "high"}, {"AAPL": None}, {"AAPL": [1.0, 2.0]}, {}])
def test_values_of_a_mapping_are_numbers(value):
    stream = pair()
    if value:
        with pytest.raises((TypeError, ValueError), match="sma: x must "):
            stream.update(value)
    else:
        assert np.isnan(list(stream.update(value).values())).all()


def test_a_bar_says_which_argument_is_wrong():
    stream = atc_core.stream("atr", 3)
    for given, message in (
        ({"high": 1.0, "low": 2.0}, "atr: update takes high, low, close; close is missing"),
        ({"close": 1.0}, "atr: update takes high, low, close; high, low are missing"),
        ({"hihg": 1.0, "low": 2.0, "close": 1.0}, "atr: update has no argument 'hihg'; did you mean 'high'"),
    ):
        with pytest.raises(TypeError, match=message):
            stream.update(**given)
    with pytest.raises(TypeError, match="atr: update takes 3 values \\(high, low, close\\), was given 4"):
        stream.update(1.0, 2.0, 3.0, 4.0)
    assert stream.bars == 0
