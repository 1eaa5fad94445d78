"""What TA-Lib's users write: Series, frames, dicts, its documentation's examples; and what they get wrong."""

import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pytest
import talib as theirs
from numpy.testing import assert_array_equal
from one_process import fresh_process  # noqa: F401 the tests share it
from talib_published import reference_bars

from atc_trading import talib
from atc_trading.talib import MA_Type, abstract, func

BARS = reference_bars()
INPUTS = {**{name: BARS[name] for name in ("high", "low", "close", "volume")}, "open": BARS["close"] - 1.0}
CLOSE = BARS["close"]


def test_series_of_pandas_keep_their_index():
    index = pd.date_range("2024", periods=len(CLOSE))
    bands = talib.BBANDS(pd.Series(CLOSE, index, name="close"))
    assert all(isinstance(band, pd.Series) and band.index is index for band in bands)
    assert_array_equal(bands[0], talib.BBANDS(CLOSE)[0])


def test_series_of_polars_come_back_as_such():
    strength = talib.RSI(pl.Series("close", CLOSE), timeperiod=7)
    assert isinstance(strength, pl.Series)
    assert_array_equal(strength.to_numpy(), talib.RSI(CLOSE, 7))
    assert strength.null_count() == theirs.RSI(pl.Series(CLOSE), 7).null_count() == 0


@pytest.mark.parametrize(
    "values",
    [
        list(range(40)),
        np.arange(40),
        np.arange(40, dtype=np.float32),
        pd.Series(range(40), dtype="Int64"),
        pd.Series(range(40), dtype="float64[pyarrow]"),
        pl.Series(range(40)),
    ],
)
def test_numbers_of_any_kind_are_taken(values):
    result = np.asarray(talib.EMA(values, 5))
    assert result.dtype == np.float64
    assert_array_equal(result, talib.EMA(np.arange(40.0), 5))


def test_missing_values_of_series_are_not_numbers():
    for values in (pd.Series([None, 1, 2, 3], dtype="Int64"), pl.Series([None, 1, 2, 3])):
        assert_array_equal(np.asarray(talib.SMA(values, 2)), [np.nan, np.nan, 1.5, 2.5])


def test_inputs_may_be_given_by_name():
    assert_array_equal(talib.RSI(real=CLOSE), talib.RSI(CLOSE))
    bars = {name: pd.Series(INPUTS[name]) for name in ("high", "low", "close")}
    assert_array_equal(talib.ATR(**bars, timeperiod=5), talib.ATR(BARS["high"], BARS["low"], CLOSE, 5))


def test_inputs_stay_as_they_are():
    values = np.array([1.0, 3.0, 2.0, 4.0])
    for name in ("MA", "KAMA", "BBANDS"):
        getattr(talib, name)(values, timeperiod=1)
    assert_array_equal(values, [1.0, 3.0, 2.0, 4.0])
    copied = talib.MA(values, matype=MA_Type.DISABLED)
    assert not np.shares_memory(copied, values)


def test_examples_of_talibs_readme():
    close = np.random.default_rng(0).random(100)
    assert_array_equal(np.isnan(talib.SMA(close)), np.arange(100) < 29)
    upper, middle, lower = talib.BBANDS(close, 5, matype=talib.MA_Type.T3)
    assert np.nanmax(np.abs(middle - theirs.BBANDS(close, 5, matype=theirs.MA_Type.T3)[1])) < 1e-12
    assert (upper >= lower)[~np.isnan(upper)].all()
    assert_array_equal(talib.MOM(close, timeperiod=5), theirs.MOM(close, timeperiod=5))
    strength = talib.RSI(close)
    for one, other in zip(talib.STOCHRSI(close), talib.STOCHF(strength, strength, strength)):
        np.testing.assert_allclose(one, other, atol=1e-10)
    assert talib.stream is theirs.stream
    # Where TA-Lib's own says nan to the end, which its documentation calls surprising.
    assert_array_equal(talib.SMA(np.array([1.0, 2, 3, np.nan, 4, 5, 6]), 3)[2:], [2, np.nan, np.nan, np.nan, 5])


def test_examples_of_the_abstract_interface():
    namespace = {}
    exec("from atc_trading.talib.abstract import *", namespace)
    sma, bbands, stoch = (namespace[name] for name in ("SMA", "BBANDS", "STOCH"))
    assert_array_equal(sma(INPUTS, timeperiod=25), talib.SMA(CLOSE, 25))
    assert_array_equal(sma(INPUTS, timeperiod=25, price="open"), talib.SMA(INPUTS["open"], 25))
    upper, _, _ = bbands(INPUTS, 20, 2.0, 2.0)
    assert_array_equal(upper, talib.BBANDS(CLOSE, 20, 2.0, 2.0)[0])
    slow, _ = stoch(INPUTS, 5, 3, 0, 3, 0, prices=["high", "low", "open"])
    assert_array_equal(slow, talib.STOCH(INPUTS["high"], INPUTS["low"], INPUTS["open"])[0])


def test_functions_of_the_abstract_interface_keep_what_they_are_given():
    kept = abstract.Function("sma", INPUTS, 10)
    assert_array_equal(kept.outputs, talib.SMA(CLOSE, 10))
    assert_array_equal(kept(timeperiod=20), talib.SMA(CLOSE, 20))
    assert_array_equal(abstract.Function("sma", price="low")(INPUTS, 10, price="open"), talib.SMA(INPUTS["open"], 10))
    assert_array_equal(abstract.SMA({"foo": INPUTS["open"]}, 10, price="foo"), talib.SMA(INPUTS["open"], 10))
    assert kept.parameters == {"timeperiod": 10}
    kept.parameters = {"timeperiod": 30}
    kept.input_names = {"price": "high"}
    assert_array_equal(kept.run(), talib.SMA(INPUTS["high"], 30))
    assert kept.set_input_arrays(INPUTS)
    assert not kept.set_input_arrays(CLOSE)
    assert kept.input_arrays is INPUTS
    assert_array_equal(abstract.RSI(CLOSE, timeperiod=7), talib.RSI(CLOSE, 7))
    assert_array_equal(abstract.Function("CDLDOJI").run(INPUTS), theirs.abstract.CDLDOJI(INPUTS))


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_frames_come_back_as_frames(make):
    frame = make({name.title(): values for name, values in INPUTS.items()})
    wanted = talib.STOCH(BARS["high"], BARS["low"], CLOSE)
    lines = abstract.STOCH(frame)
    assert type(lines) is make
    assert list(lines.columns) == ["slowk", "slowd"]
    assert_array_equal(lines["slowd"].to_numpy(), wanted[1])
    assert_array_equal(
        abstract.MFI(frame, 10).to_numpy(), talib.MFI(*(BARS[n] for n in talib.STUDIES["MFI"].inputs), 10)
    )


def test_the_exact_name_of_a_column_comes_first():
    frame = pd.DataFrame({"Close": CLOSE, "close": CLOSE + 1.0})
    assert_array_equal(abstract.SMA(frame, 2), talib.SMA(CLOSE + 1.0, 2))


def test_lookbacks():
    assert abstract.Function("SMA", 10).lookback == 9
    assert abstract.Function("stochrsi", 20, 5, 3).lookback == 26
    for name in talib.STUDIES:
        assert abstract.Function(name).lookback == theirs.abstract.Function(name).lookback, name


def test_examples_of_the_wrappers_own_tests():
    first = np.arange(10.0)
    second = np.where(first < 2, np.nan, first)
    for down, up in (func.AROON(first, second, 2), func.AROON(second, first, 2)):
        assert_array_equal(down, [np.nan] * 4 + [0.0] * 6)
        assert_array_equal(up, [np.nan] * 4 + [100.0] * 6)
    assert_array_equal(func.EMA(first, 3), [np.nan, np.nan, *range(1, 9)])
    assert_array_equal(func.MIN(np.array([np.nan, 5, 4, 3, 5, 7]), timeperiod=2), [np.nan, np.nan, 4, 3, 3, 5])
    assert np.isnan(func.RSI(np.full(20, np.nan))).all()
    low, high = func.MIN(CLOSE, timeperiod=4)[3:], func.MAX(CLOSE, timeperiod=4)[3:]
    assert_array_equal(low[1:5], [93.780, 93.780, 92.530, 92.530])
    assert_array_equal(high[2:6], [95.095, 95.095, 94.625, 94.625])
    _upper, middle, lower = func.BBANDS(CLOSE, timeperiod=20, matype=MA_Type.EMA)
    assert [middle[19], lower[19], middle[32], lower[32]] == pytest.approx([92.8910, 87.7086, 87.679, 81.685], abs=1e-3)
    assert func.DEMA(CLOSE)[59:63] == pytest.approx([86.765, 86.942, 87.089, 87.656], abs=1e-3)
    ticks = np.array([24, 24, 24, 24, 24, 23, 24, 24, 24, 24, 23, 24, 23, 24, 23, 24, 24, 23, 23, 23]) * 1e-8
    wanted = [100 / 3, 51.351351351351347, 39.491916859122398, 51.84807024709005, 42.25953803191981]
    assert func.RSI(ticks, 10)[10:15] == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: talib.RSI(CLOSE, 0), ValueError, "RSI: timeperiod must be at least 1, was 0"),
        (lambda: talib.RSI(CLOSE, 14.5), TypeError, r"RSI: timeperiod must be an int, was 14\.5"),
        (
            lambda: talib.STOCH(CLOSE, CLOSE, CLOSE, slowk_period=-1),
            ValueError,
            "STOCH: slowk_period must be at least 1",
        ),
        (talib.RSI, TypeError, "RSI: missing a required argument: 'real'; it takes real, timeperiod"),
        (
            lambda: talib.RSI(CLOSE, period=3),
            TypeError,
            "RSI: got an unexpected keyword argument 'period'; it takes real",
        ),
        (lambda: talib.ATR(CLOSE, CLOSE[1:], CLOSE), ValueError, "ATR: low must be as long as high, 252 bars, was 251"),
        (lambda: talib.RSI(["a"]), TypeError, "RSI: real must be numbers, was list of <U1"),
        (lambda: talib.RSI(np.ones((3, 3))), ValueError, "RSI: real must have one dimension, had 2"),
        (lambda: talib.BBANDS(CLOSE, matype=11), ValueError, r"BBANDS: matype must be one of 0 \(SMA\), .*, was 11"),
        (lambda: talib.MACD(CLOSE, 12, 12), ValueError, "MACD: macd: fast must be below slow"),
        (
            lambda: abstract.RSI(INPUTS, price="foo"),
            ValueError,
            "RSI: the data must have columns foo; there are 'high'",
        ),
        (abstract.RSI, ValueError, "RSI: the data must have columns close; there are none"),
        (
            lambda: abstract.RSI(INPUTS, period=3),
            TypeError,
            "RSI: there is no parameter 'period'; there are timeperiod",
        ),
        (
            lambda: talib.set_unstable_period("RSI", 3),
            ValueError,
            "set_unstable_period: period of RSI must be 0, was 3",
        ),
        (lambda: talib.set_compatibility(1), ValueError, "set_compatibility: mode must be 0"),
        (lambda: talib.BBANDS(CLOSE, nbdevup="2"), TypeError, "BBANDS: nbdevup must be a number, was '2'"),
        (lambda: talib.STDDEV(CLOSE, nbdev=None), TypeError, "STDDEV: nbdev must be a number, was None"),
        (lambda: talib.FOO, AttributeError, "neither atc_trading.talib nor TA-Lib .* has 'FOO'"),
        (lambda: talib.rsi, AttributeError, "neither .* has 'rsi'; did you mean 'RSI'"),
        (lambda: talib.SMMA, AttributeError, "neither .* has 'SMMA'; did you mean 'SMA'"),
        (lambda: abstract.CDLDOJY, AttributeError, "neither .* has 'CDLDOJY'; did you mean 'CDLDOJI'"),
        (lambda: abstract.Function("rsii"), AttributeError, "neither .* has 'RSII'; did you mean 'RSI'"),
    ],
)
def test_errors_name_the_function_and_what_is_allowed(call, error, message):
    with pytest.raises(error, match=f"^{message}"):
        call()


def test_series_of_different_bars_are_not_put_side_by_side():
    high = pd.Series(CLOSE)
    with pytest.raises(ValueError, match="^ATR: low must have the index of high"):
        talib.ATR(high, high[::-1], high)


def test_what_is_not_here_is_passed_on():
    assert talib.CDLDOJI is theirs.CDLDOJI
    assert set(talib.get_functions()) >= {*theirs.get_functions(), *talib.STUDIES}
    assert talib.get_function_groups()["Price Transform"] == sorted(theirs.get_function_groups()["Price Transform"])
    talib.set_unstable_period("T3", 5)
    try:
        assert talib.get_unstable_period("T3") == theirs.get_unstable_period("T3") == 5
    finally:
        talib.set_unstable_period("T3", 0)
    assert talib.get_unstable_period("RSI") == talib.get_compatibility() == 0


WITHOUT = """
import sys
sys.modules["talib"] = None  # Python's own way to say that there is no such module
from atc_trading import talib
print(talib.SMA([1.0, 2.0, 3.0], 2), len(talib.get_functions()) == len(talib.STUDIES))
try:
    talib.CDLDOJI
except AttributeError as error:
    print(error)
"""


def test_talib_need_not_be_installed():
    command = [sys.executable, "-c", WITHOUT]
    first, second = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert first == "[nan 1.5 2.5] True"
    assert second.startswith("atc_trading.talib has no CDLDOJI of its own, and TA-Lib, which")
    assert second.endswith("WMA")


def test_importing_it_imports_neither_talib_nor_frames():
    heavy = ["talib", "pandas", "polars"]
    code = f"import sys; from atc_trading import talib; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
