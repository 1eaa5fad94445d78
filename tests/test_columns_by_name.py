"""A kernel's columns are found by their names: none is guessed, none is taken where two could be meant."""

import pytest
from cases import KERNELS

from atc_core.accessors.fields import columns_of, finds_columns, takes_bars

ATR, OBV, VWMA = KERNELS["atr"], KERNELS["obv"], KERNELS["vwma"]


@pytest.mark.parametrize(
    "labels",
    [
        ("high", "low", "close"),
        ("High", "Low", "Close"),
        ("OPEN", "HIGH", "LOW", "CLOSE", "VOLUME"),
        ("1. open", "2. high", "3. low", "4. close", "5. volume"),
        ("PX_HIGH", "PX_LOW", "PX_LAST"),
        ("t", "o", "h", "l", "c", "v"),
        ("High Price", "Low Price", "Close Price"),
        ("date", "Volume", "close", "low", "high"),
    ],
)
def test_usual_names_are_known_in_any_case_and_order(labels):
    found = columns_of(ATR, labels, {})
    assert list(found) == ["high", "low", "close"]
    assert len({*found.values()}) == 3
    assert {*found.values()} <= {*labels}


@pytest.mark.parametrize("adjusted", ["Adj Close", "adj_close", "Adj. Close", "adjusted_close"])
def test_an_adjusted_close_is_never_taken_for_the_close(adjusted):
    labels = ["High", "Low", "Close", adjusted]
    assert columns_of(ATR, labels, {})["close"] == "Close"
    with pytest.raises(ValueError, match=f"atr: no column is called close; there are .*name it: close='{adjusted}'"):
        columns_of(ATR, ["High", "Low", adjusted], {})
    assert columns_of(ATR, ["High", "Low", adjusted], {"close": adjusted}) == {"high": "High", "low": "Low"}


def test_what_is_missing_and_what_there_is_are_named():
    sentence = r"atr: no column is called high or low; there are 'close', 'when'; name it: high='…'"
    with pytest.raises(ValueError, match=sentence):
        columns_of(ATR, ["close", "when"], {})
    with pytest.raises(ValueError, match="there are none"):
        columns_of(ATR, [], {})


def test_two_columns_that_could_be_meant_are_no_choice_of_ours():
    with pytest.raises(ValueError, match="atr: close may be column 'Close' or 'CLOSE'; name one: close='Close'"):
        columns_of(ATR, ["High", "Low", "Close", "CLOSE"], {})
    with pytest.raises(ValueError, match="atr: close may be any of 2 columns 'Close'; keep one of them"):
        columns_of(ATR, ["High", "Low", "Close", "Close"], {})


def test_the_very_name_wins_over_another_spelling():
    assert columns_of(ATR, ["High", "Low", "Close", "close"], {})["close"] == "close"
    assert columns_of(ATR, ["High", "Low", "last", "Close"], {})["close"] == "Close"


def test_x_is_the_close_where_no_column_is_called_x():
    assert columns_of(VWMA, ["Close", "Volume"], {}) == {"x": "Close", "volume": "Volume"}
    assert columns_of(VWMA, ["Close", "x", "Volume"], {})["x"] == "x"


def test_labels_of_any_type_are_no_names_but_no_error():
    assert columns_of(OBV, [0, None, ("a", 1), "close", "vol"], {}) == {"close": "close", "volume": "vol"}


def test_which_kernels_take_bars_follows_from_their_arrays():
    bars = {name for name, kernel in KERNELS.items() if takes_bars(kernel)}
    assert {"atr", "obv", "donchian", "vwap", "ohlcv_resample"} <= bars
    assert not bars & {"vwma", "rsi", "equity", "crossover_signal", "kmeans_predict"}
    assert all(finds_columns(KERNELS[name]) for name in bars | {"vwma", "equity"})
    assert not finds_columns(KERNELS["kmeans_predict"])
