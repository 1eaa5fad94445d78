"""Each difference that docs/talib.md names, in both libraries: what TA-Lib does, and what we do instead."""

from pathlib import Path

import numpy as np
import pytest
import talib as theirs
from one_process import fresh_process  # noqa: F401 the tests share it

from atc_trading import talib
from atc_trading.talib import MA_Type

BARS = 120
WALK = 100.0 + np.random.default_rng(2).normal(size=BARS).cumsum()
NAN = np.nan


def bars(**changed):
    found = {"real": WALK, "close": WALK, "high": WALK + 1.0, "low": WALK - 1.0, "volume": np.full(BARS, 100.0)}
    return {**found, **changed}


def changed_at(bar, value):
    return {name: np.where(np.arange(BARS) == bar, value, values) for name, values in bars().items()}


def both(name, given, *options):
    """The first output of both: ours, theirs."""
    results = [
        getattr(lib, name)(*(given[item] for item in talib.STUDIES[name].inputs), *options) for lib in (talib, theirs)
    ]
    return [result[0] if isinstance(result, tuple) else result for result in results]


WINDOWED = [
    *("SMA", "WMA", "TRIMA", "HMA", "VWMA", "BBANDS", "STOCH", "MFI", "STDDEV", "VAR"),
    *("LINEARREG", "LINEARREG_SLOPE", "TSF", "MACDEXT"),
]


@pytest.mark.parametrize("name", WINDOWED)
def test_a_hole_costs_one_window(name):
    ours, others = both(name, changed_at(60, NAN))
    assert np.isnan(ours[60])
    assert not np.isnan(ours[-1])
    assert np.isnan(others[60:]).all()


@pytest.mark.parametrize("name", ["RSI", "CMO", "STOCHRSI", "ULTOSC", "ADX", "SUPERTREND", "SAR", "OBV", "AD", "VWAP"])
def test_a_hole_is_no_number_for_what_depends_on_all_bars(name):
    ours, others = both(name, changed_at(60, NAN))
    assert not np.isnan(others[-1])
    assert np.isnan(ours[60:]).all() or name == "ULTOSC"  # which has windows
    if name in ("RSI", "CMO", "STOCHRSI", "ULTOSC"):
        assert others[-1] == 0.0


@pytest.mark.parametrize("name", ["MIN", "MAX", "MIDPOINT", "WILLR", "AROON", "DONCHIAN"])
def test_a_hole_may_have_been_the_extreme(name):
    ours, others = both(name, changed_at(60, NAN))
    assert np.isnan(ours[61])
    assert not np.isnan(others[61])


@pytest.mark.parametrize("name", ["RSI", "STOCH", "STOCHF", "STOCHRSI", "KDJ", "MFI", "ULTOSC", "WILLR"])
def test_flat_prices_are_neutral(name):
    ours, others = both(name, {item: np.full(BARS, 7.0) for item in bars()})
    assert ours[-1] == (-50.0 if name == "WILLR" else 50.0)
    assert others[-1] == 0.0


def test_flat_prices_are_no_trend_for_kama():
    steps = np.where(np.arange(BARS) < 30, 1.0, 2.0)
    ours, others = both("KAMA", {"real": steps}, 5)
    assert ours[40] < 1.97
    assert others[40] > 1.99


def test_a_spike_leaves_nothing():
    spiked = WALK.copy()
    spiked[40] = 1e10
    clean = talib.BBANDS(WALK, 10)[0][-20:]
    ours, others = both("BBANDS", {"real": spiked}, 10)
    assert np.abs(ours[-20:] - clean).max() < 1e-11
    assert np.abs(others[-20:] - clean).max() > 1e-9


@pytest.mark.parametrize("name", ["ROC", "ROCP", "ROCR", "ROCR100"])
def test_a_price_of_nothing_is_divided_by(name):
    ours, others = both(name, changed_at(60, 0.0))
    assert (ours[70], others[70]) == (np.inf, 0.0)


def test_there_is_no_average_price_before_any_volume():
    ours, others = both("VWAP", bars(volume=np.where(np.arange(BARS) < 5, 0.0, 1.0)))
    assert np.isnan(ours[:5]).all()
    assert (others[:5] == 0.0).all()


def test_an_infinity_is_no_extreme():
    ours, others = both("MAX", changed_at(60, np.inf))
    assert np.isnan(ours[60])
    assert others[60] == np.inf


def test_one_bar_has_percentages_too():
    ours, others = both("PLUS_DI", bars(), 1)
    np.testing.assert_allclose(ours[1:], 100.0 * others[1:], atol=1e-11)


@pytest.mark.parametrize(
    ("name", "options"),
    [("MACD", (12, 12, 9)), ("PPO", (12, 12)), ("ADOSC", (5, 5)), ("SAR", (0.0,)), ("SUPERTREND", (10, 0.0))],
)
def test_what_only_talib_allows_is_an_error(name, options):
    given = [bars()[item] for item in talib.STUDIES[name].inputs]
    getattr(theirs, name)(*given, *options)
    with pytest.raises(ValueError, match=f"^{name}: "):
        getattr(talib, name)(*given, *options)


@pytest.mark.parametrize("name", ["RSI", "CCI", "MFI", "WILLR", "MIN", "STDDEV", "LINEARREG", "MIDPOINT"])
def test_a_period_of_one_bar_is_allowed(name):
    given = [bars()[item] for item in talib.STUDIES[name].inputs]
    with pytest.raises(Exception, match="TA_BAD_PARAM"):
        getattr(theirs, name)(*given, 1)
    assert len(getattr(talib, name)(*given, 1)) == BARS


def test_every_function_is_in_the_documentation():
    text = (Path(__file__).parents[1] / "docs" / "talib.md").read_text(encoding="utf-8")
    assert [name for name in talib.STUDIES if f"`{name}(" not in text] == []
    assert all(f"`{kernel}`" in text for declared in talib.STUDIES.values() for kernel in declared.kernels)
    names = {name for name in dir(theirs.MA_Type) if name.isupper()}
    assert {name for name in vars(MA_Type) if name.isupper()} == names
